import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import example
import pytest

from workbench.findings import Finding, Level
from workbench.funding import tables
from workbench.funding.content import END, LINE, TOTAL, DossierContent, Plain, Table
from workbench.funding.dossier import Material
from workbench.funding.summary import MOST_LINES, TWO_LINES, shortened
from workbench.knowledge import funders
from workbench.knowledge.parameters import UNDATED
from workbench.knowledge.wording import words
from workbench.plan.answers import Typed

LOAN = example.material("generic_microcredit")
GRANT = example.material("inkind_grant")
FR = words("fr")

PRIVATE = (
    "6 00 11 22 33",
    "Quartier Témoin",
    "1991",
    "Sénégal",
    "éfugié",
    "rofessionnelle autorisée",
    "Argent envoyé au pays",
    "Salaire du mari",
    "Nourriture",
)
EXPIRY = "30/06/2029"


def said(content: DossierContent) -> str:
    return json.dumps(content.as_dict(), ensure_ascii=False)


def leaves(plain: Plain) -> Iterator[str]:
    """Every text of a content, wherever it stands."""
    if isinstance(plain, str):
        yield plain
    else:
        for item in plain.values() if isinstance(plain, dict) else plain:
            yield from leaves(item)


def number(text: str) -> Decimal:
    """Read a printed amount back."""
    if text in {"–", ""}:
        return Decimal(0)
    plain = text.replace("\u202f", "").replace("\u2212", "-").replace(",", ".")
    return Decimal(plain.replace("\u00a0DH", ""))


def tables_of(content: DossierContent, mark: str) -> list[Table]:
    """The tables of one annex, in order."""
    (annex,) = (annex for annex in content.annexes if annex.mark == mark)
    blocks = (block for section in annex.sections for block in section.blocks)
    return [table for block in blocks for table in block.tables]


def columns(table: Table) -> list[dict[str, Decimal]]:
    """The figures of each column by the label of their row."""
    count = len(table.head)
    return [
        {row.cells[0]: number(row.cells[place]) for row in table.rows}
        for place in range(1, count)
    ]


def texts(content: DossierContent) -> Mapping[str, str]:
    """Every heading of the plan with what stands beside it."""
    return {
        pair.label: pair.text
        for section in (*content.sections, *content.assumptions)
        for block in section.blocks
        for pair in block.pairs
    }


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("material", [LOAN, GRANT], ids=["loan", "grant"])
def test_a_dossier_is_plain_text_that_json_gives_back_unchanged(
    material: Material, language: str
) -> None:
    plain = example.content(material, language).as_dict()
    assert json.loads(json.dumps(plain)) == plain
    slip = re.compile(r"\bnan\b|\bNone\b|[{}]|Decimal\(|object at")
    assert [text for text in leaves(plain) if slip.search(text)] == []


@pytest.mark.parametrize("material", [LOAN, GRANT], ids=["loan", "grant"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_personal_is_printed(material: Material, language: str) -> None:
    written = said(example.content(material, language))
    assert [fact for fact in PRIVATE if fact in written] == []


def test_the_name_and_the_town_are_printed() -> None:
    cover = example.content(GRANT).cover
    assert cover["person"] == "Aminata Ndiaye"
    assert cover["place"] == "Rabat, Rabat-Salé-Kénitra"


def test_a_lender_reads_until_when_the_residence_document_holds() -> None:
    assert said(example.content(LOAN)).count(EXPIRY) == 1


def test_a_giver_reads_nothing_about_residence() -> None:
    assert EXPIRY not in said(example.content(GRANT))


def test_the_amount_asked_stands_in_figures_and_in_words() -> None:
    cover = example.content(LOAN).cover
    assert cover["amount"] == "12\u202f000\u00a0DH"
    assert cover["amount_in_words"] == "douze mille dirhams"


def test_a_grant_is_the_grant_among_the_sources_and_names_the_purchases() -> None:
    content = example.content(GRANT)
    assert content.cover["amount"] == "13\u202f750\u00a0DH"
    assert content.loan.pairs == ()
    assert content.loan.schedules == ()
    (bought,) = content.summary.request
    assert "Casque et séchoir (2)" in bought.text
    assert "Petit matériel de tresse" not in bought.text


def test_what_is_not_known_yet_is_said_and_what_was_skipped_is_left_out() -> None:
    material = example.material(changed={"market.how_often": "?"})
    content = texts(example.content(material))
    assert content[FR.text("How often they buy")] == FR.text("Not known yet")
    assert FR.text("Insurance") not in content


@pytest.mark.parametrize("typed", ["?", "beaucoup", None])
def test_a_usual_figure_that_the_plan_is_reckoned_with_is_printed(
    typed: str | None,
) -> None:
    material = example.material(changed={"rhythm.good_month_percent": typed})
    said = texts(example.content(material))[
        FR.text("Sales of a good month, against a normal one")
    ]
    assert said == "130\u202f% (habituel, à confirmer)"


def test_questions_that_do_not_apply_are_left_out() -> None:
    material = example.material(changed={"holder.already_started": "no"})
    assert FR.text("Selling since") not in texts(example.content(material))


def test_line_breaks_of_an_answer_are_kept() -> None:
    skills = texts(example.content(LOAN))[
        FR.text("Skills, and what is still to be learnt")
    ]
    assert skills.splitlines()[0] == "Je tresse vite et je garde mes clientes."


def test_a_code_never_stands_where_its_words_should() -> None:
    written = said(example.content(LOAN))
    codes = ("shared_chair", "written_own_name", "co_signer", "hair_beauty", "counted")
    assert [code for code in codes if code in written] == []


def test_needs_and_sources_balance_as_printed() -> None:
    for material in (LOAN, GRANT):
        *lines, total = example.content(material).startup.rows
        needs = sum(number(row.cells[1]) for row in lines)
        sources = sum(number(row.cells[3]) for row in lines)
        assert needs == sources == number(total.cells[1]) == number(total.cells[3])


def test_every_month_of_the_cash_annex_adds_up_as_printed() -> None:
    for year, table in enumerate(example.content(LOAN).monthly[:2]):
        labels = [row.cells[0] for row in table.rows]
        for month in columns(table):
            figures = [month[label] for label in labels]
            opening, receipts, total_in = figures[0], figures[1], figures[2]
            *payments, total_out, closing = figures[3:]
            assert receipts == total_in
            assert sum(payments) == total_out
            assert opening + total_in - total_out == closing, (year, month)


def test_every_month_of_the_profit_annex_adds_up_as_printed() -> None:
    for table in example.content(LOAN).monthly[2:]:
        kinds = [row.kind for row in table.rows]
        margin, result, left = (
            place for place, kind in enumerate(kinds) if kind == TOTAL
        )
        for month in columns(table):
            figures = list(month.values())
            costs = sum(figures[margin + 1 : result])
            assert figures[0] - sum(figures[1:margin]) == figures[margin]
            assert figures[margin] - costs == figures[result]
            assert figures[result] - figures[result + 1] == figures[left]


def test_each_annexed_table_has_twelve_months_and_a_total() -> None:
    tables = example.content(example.material(months=15)).monthly
    assert {len(table.head) for table in tables} == {14}
    assert {len(row.cells) for table in tables for row in table.rows} == {14}
    assert [table.head[4] for table in tables] == [
        "mai 2027",
        "",
        "mai 2027",
        "",
    ]


@pytest.mark.parametrize("months", [1, 5, 12, 24, 36, 60])
def test_quarters_and_years_cover_every_month_of_any_horizon(months: int) -> None:
    material = example.material(months=months)
    content = example.content(material)
    quarters, years = -(-min(months, 12) // 3), -(-months // 12)
    for table in content.statements:
        assert len(table.head) == 1 + quarters + years
        assert table.sides == ("start",) + (END,) * (quarters + years)
    sales = columns(content.statements[0])
    by_year = [next(iter(year.values())) for year in sales[quarters:]]
    earned = sum(
        sum(line.amounts)
        for line in example.material(months=months).forecast.profit.income
    )
    assert abs(sum(by_year, Decimal(0)) - earned) <= years


def test_the_schedule_prints_every_instalment_and_repays_the_loan() -> None:
    (schedule,) = tables_of(example.content(LOAN), "loan")[-1:]
    *lines, total = schedule.rows
    assert [row.cells[0] for row in lines] == [str(n) for n in range(1, 19)]
    assert sum(number(row.cells[3]) for row in lines) == 12_000
    assert number(total.cells[3]) == 12_000
    assert number(lines[-1].cells[5]) == 0
    assert {row.kind for row in lines} == {LINE}


def test_the_annexes_are_numbered_and_named_in_the_contents() -> None:
    content = example.content(LOAN)
    marks = [annex.mark for annex in content.annexes]
    assert marks == ["statements", "loan"]
    titles = [annex.title for annex in content.annexes]
    assert all(title.startswith(f"Annexe {n}.") for n, title in enumerate(titles, 1))
    assert set(titles) <= {pair.label for pair in content.contents}


def test_the_balance_sheet_of_the_annex_balances() -> None:
    tables = tables_of(example.content(LOAN), "statements")
    totals = [
        [number(cell) for cell in row.cells[1:]]
        for table in tables
        for row in table.rows
        if row.cells[0].startswith("Total général")
    ]
    assert len(totals) == 2
    assert totals[0] == totals[1]


def test_a_quoted_rate_stands_beside_its_effective_yearly_cost() -> None:
    (annex,) = (a for a in example.content(LOAN).annexes if a.mark == "loan")
    said_ = {p.label: p.text for s in annex.sections for b in s.blocks for p in b.pairs}
    labels = list(said_)
    quoted = labels.index("Taux annuel annoncé")
    assert labels[quoted + 1] == "Coût effectif par an, frais compris"
    rates = [number(said_[label].split()[0]) for label in labels[quoted : quoted + 2]]
    assert rates[0] < rates[1]


def test_a_product_shows_what_one_unit_leaves() -> None:
    first = example.content(LOAN).products.rows[0]
    assert first.cells[:5] == ("Nattes collées", "tête", "80,00", "8,50", "71,50")


def test_break_even_stands_beside_the_sales_expected_a_month_and_an_open_day() -> None:
    labels = {pair.label: pair.text for pair in example.content(LOAN).summary.figures}
    said_ = labels[FR.text("Break-even")]
    assert said_.count("DH") == 4


def test_the_cover_of_instalments_says_what_it_divides() -> None:
    pairs = {p.label: p.text for p in example.content(LOAN).summary.figures}
    cover = pairs["Couverture des échéances"]
    assert LOAN.forecast.debt_service_cover is not None
    assert cover.startswith(FR.number(LOAN.forecast.debt_service_cover, 2))
    assert FR.number(LOAN.funder.capacity.minimum_dscr, 2) in cover


def test_a_grant_has_no_cover_of_instalments() -> None:
    labels = [pair.label for pair in example.content(GRANT).summary.figures]
    assert FR.text("Cover of instalments") not in labels


def test_every_rule_used_is_printed_with_its_source_and_days() -> None:
    rows = example.content(LOAN).rules.rows
    assert len(rows) == len(LOAN.forecast.uses)
    for row, use in zip(rows, LOAN.forecast.uses, strict=True):
        label, value, since, source, checked = row.cells
        assert label == use.label["fr"]
        assert value
        assert use.valid_from is not None
        assert FR.date(use.valid_from) in since
        assert use.legal_ref in source
        assert use.source_date in source
        assert checked == FR.date(use.checked_on)


def test_a_source_without_a_date_says_so_in_the_language() -> None:
    use = replace(next(iter(LOAN.forecast.uses)), source_date=UNDATED)
    row = tables.rules([use], words("ar")).rows[0]
    assert "دون تاريخ" in row.cells[3]
    assert UNDATED not in row.cells[3]


def test_a_scale_is_printed_row_by_row() -> None:
    scale = next(use for use in LOAN.forecast.uses if use.brackets)
    rows = example.content(LOAN).rules.rows
    value = next(r.cells[1] for r in rows if r.cells[0] == scale.label["fr"])
    assert len(value.splitlines()) == len(scale.brackets)


WARNED = Finding("cash.low", Level.WARNING, "startup.working_cash", where="2027-03")
OTHER = Finding("market.few_competitors", Level.WARNING, "market.competitors")


def test_an_overridden_point_is_printed_with_its_reason_and_no_longer_open() -> None:
    reason = "La sœur attend deux mois de plus."
    material = example.with_findings(LOAN, [WARNED, OTHER], {WARNED.key: reason})
    content = example.content(material)
    assert content.points == (FR.finding(OTHER),)
    assert [(p.label, p.text) for p in content.overridden] == [
        (FR.finding(WARNED), reason)
    ]
    (told,) = content.accepted
    assert told.label == FR.finding(WARNED)
    assert reason in told.text


@pytest.mark.parametrize(
    ("finding", "is_told_to_lender"),
    [
        (Finding("a.b", Level.WARNING, "residence.mention"), False),
        (Finding("a.b", Level.WARNING, "residence.status"), False),
        (Finding("a.b", Level.WARNING, "budget.expenses"), True),
        (
            Finding(
                "loan.outlasts_permit",
                Level.WARNING,
                "loan.term_months",
                facts={"expires_on": example.MADE_ON},
            ),
            True,
        ),
    ],
)
def test_a_point_tells_no_more_of_the_person_than_the_dossier_may(
    finding: Finding, *, is_told_to_lender: bool
) -> None:
    lender = example.content(example.with_findings(LOAN, [finding], {}))
    giver = example.content(example.with_findings(GRANT, [finding], {}))
    assert bool(lender.points) is is_told_to_lender
    assert bool(giver.points) is (
        is_told_to_lender and "expires_on" not in finding.facts
    )


def test_more_points_than_fit_are_counted_in_the_summary_and_listed_later() -> None:
    findings = [replace(WARNED, where=str(n)) for n in range(99)]
    content = example.content(example.with_findings(LOAN, findings, {}))
    *shown, more = content.summary.points
    assert len(shown) == MOST_LINES
    assert str(99 - len(shown)) in more
    assert len(content.points) == 99


def test_the_summary_shortens_long_answers_that_the_plan_prints_whole() -> None:
    long = "Une phrase assez longue pour remplir la ligne. " * 40
    content = example.content(example.material(changed={"idea.product": long}))
    cut = next(p.text for p in content.summary.project if p.text.startswith("Une"))
    assert len(cut) <= TWO_LINES
    assert long.strip() in texts(content).values()


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("1\u202f207\u00a0DH\tpar\r\n mois", 20, "1\u202f207\u00a0DH par mois"),
        ("Court.", 20, "Court."),
        ("Deux\nlignes", 20, "Deux lignes"),
        ("Une phrase. Une autre phrase.", 20, "Une phrase."),
        ("Des mots sans aucun point final", 20, "Des mots sans aucun…"),
        ("motsansespacesnicoupureaucune", 10, "motsansesp…"),
    ],
)
def test_a_text_is_cut_at_a_sentence_or_a_word(
    text: str, longest: int, shown: str
) -> None:
    assert shortened(text, longest) == shown


def test_the_papers_to_join_follow_from_the_answers() -> None:
    without = {"legal.form": "informal", "loan.guarantee": "none"}
    asked = set(example.content(LOAN).documents)
    fewer = set(example.content(example.material(changed=without)).documents)
    assert fewer < asked
    dropped = " ".join(asked - fewer)
    assert "auto-entrepreneur" in dropped
    assert "caution" in dropped


def test_a_paper_that_depends_on_a_yes_is_asked_after_a_yes() -> None:
    label = next(
        document.label["fr"]
        for document in funders.get("generic_microcredit").documents
        if document.when and document.when.question == "household.bank_account"
    )
    no_account = example.material(changed={"household.bank_account": "no"})
    assert label in example.content(LOAN).documents
    assert label not in example.content(no_account).documents


def test_a_gap_is_the_message_of_the_balance_chart() -> None:
    material = example.material(changed={"startup.working_cash": "9700"})
    chart = example.content(material).charts["balance"]
    assert "5\u202f000\u00a0DH" in str(chart["title"])
    assert FR.text("Still to be found") in chart["sources"]


def test_red_months_are_the_message_of_the_cash_chart() -> None:
    poor = example.material(changed={"loan.amount": "3000"})
    chart = example.content(poor).charts["cash"]
    lowest = FR.money(poor.forecast.lowest_cash.quantize(Decimal(1)))
    assert poor.forecast.lowest_cash < 0
    assert lowest in str(chart["title"])
    assert chart["title"] != example.content(LOAN).charts["cash"]["title"]


def test_charts_keep_exact_figures_and_say_themselves_in_words() -> None:
    charts = example.content(LOAN).charts
    assert charts["cash"]["closing"] == tuple(map(str, LOAN.forecast.cash.closing))
    assert all(str(chart["title"]) in chart["alt"] for chart in charts.values())


def test_every_line_of_a_forecast_has_a_name() -> None:
    rich: dict[str, Typed] = {
        "staff.has_staff": "yes",
        "legal.form": "individual_cpu",
        "staff.list": [
            {
                "role": "Aide",
                "headcount": "1",
                "gross_per_month": "3500",
                "declared": "yes",
                "from_month": "3",
            }
        ],
        "financing.sources": [
            {"kind": kind, "label": "", "amount": "100", "repay_months": "5"}
            for kind in ("own", "family", "supplier_credit", "tontine", "other")
        ],
        "monthly.list": [
            {
                "label": "Location du local",
                "flow": "in",
                "in_profit": "yes",
                "amounts": "100;100",
            }
        ],
    }
    content = example.content(example.material(changed=rich))
    labels = [row.cells[0] for table in content.statements for row in table.rows]
    labels += [cell for row in content.startup.rows for cell in row.cells]
    assert not [label for label in labels if "_" in label]
    assert "Location du local" in labels


def test_the_number_of_the_case_keeps_its_order_after_arabic_words() -> None:
    cover = example.content(LOAN, "ar").cover
    assert cover["case_number"] == "\u20682026-0042\u2069"
