import ast
import runpy
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.knowledge import parameters
from workbench.knowledge.parameters import (
    NotForEntry,
    NoValueInForce,
    Parameters,
    Trace,
    UnknownParameter,
)
from workbench.knowledge.questions import KnowledgeFileInvalid

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)
AMO = "auto_entrepreneur.amo_bands"
SERVICES = "auto_entrepreneur.income_tax_services"
RATE = "microcredit.rate_per_year"
SMIG = "wages.smig_per_hour"

HEADER = """
id = "rent.share"
unit = "percent"
label = { fr = "Part", en = "Share", ar = "حصة" }
checked_on = 2026-01-15
"""
FIRST = """
[[values]]
from = 2020-01-01
value = 0.1
source = "https://example.org/a"
source_date = "2020"
confidence = "high"
"""
SECOND = FIRST.replace("2020-01-01", "2026-01-01").replace("0.1", "0.3")
SCALE = """
[[values]]
from = 2020-01-01
brackets = [{ above = 0, value = 1 }, { above = 500, value = 2 }]
amount_unit = "MAD/year"
source = "https://example.org/a"
source_date = "2020"
confidence = "high"
"""


def read(folder: Path, text: str, name: str = "rent/share.toml") -> Parameters:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return parameters.load(folder)


def amo(income_tax: str) -> Decimal:
    return parameters.load()[AMO].at(TODAY).bracket(Decimal(income_tax))


def test_every_shipped_file_passes_the_check() -> None:
    assert list(parameters.load())
    assert parameters.check(parameters.load()) == []


def test_no_shipped_figure_waits_for_a_check_on_the_day_of_its_check() -> None:
    assert parameters.stale(parameters.load(), TODAY) == []


def test_each_parameter_is_used_by_the_program_or_by_a_funder() -> None:
    unused = {parameter.id for parameter in parameters.load()} - set(literals())
    assert sorted(unused) == []


def literals() -> Iterator[str]:
    """Yield every whole string of the program and of the funders' files."""
    for file in (ROOT / "workbench").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for file in (ROOT / "business_plan_templates").rglob("*.toml"):
        yield from strings(tomllib.loads(file.read_text(encoding="utf-8")))


def strings(tree: object) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for branch in tree.values():
            yield from strings(branch)
    elif isinstance(tree, list):
        for branch in tree:
            yield from strings(branch)


def test_the_page_about_parameters_is_current() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "parameters_doc.py"))
    written = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    assert tool["page"](parameters.load()) == written


def test_a_value_holds_from_its_first_day_on_and_not_the_day_before() -> None:
    tax = parameters.load()[SERVICES]
    assert tax.at(date(2019, 6, 24)).number == Decimal(2)
    assert tax.at(date(2019, 6, 25)).number == Decimal(1)


def test_the_history_of_the_minimum_wage_is_kept() -> None:
    smig = parameters.load()[SMIG]
    on = {year: smig.at(date(year, 10, 1)).number for year in range(2021, 2027)}
    assert on == {
        2021: Decimal("14.81"),
        2022: Decimal("15.55"),
        2023: Decimal("16.29"),
        2024: Decimal("16.29"),
        2025: Decimal("17.10"),
        2026: Decimal("17.92"),
    }


def test_the_minimum_wage_of_a_month_is_the_published_one() -> None:
    known = parameters.load()
    hours = known["wages.smig_hours_per_month"].at(TODAY).number
    assert known[SMIG].at(TODAY).number * hours == Decimal("3422.72")


def test_the_employers_shares_make_the_published_total() -> None:
    known = parameters.load()
    shares = [p.at(TODAY).number for p in known if p.id.startswith("cnss.employer_")]
    assert sum(shares) == Decimal("21.09")
    assert len(shares) == 5


def test_before_the_first_value_there_is_none() -> None:
    with pytest.raises(NoValueInForce) as refused:
        parameters.load()[AMO].at(date(2021, 12, 31))
    assert refused.value.code == "parameter.none_in_force"
    assert refused.value.facts == {"parameter": AMO, "day": "2021-12-31"}


def test_long_after_the_last_value_it_still_holds() -> None:
    assert parameters.load()[SMIG].at(date(2040, 1, 1)).number == Decimal("17.92")


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(UnknownParameter) as refused:
        parameters.load()["vat.nothing"]
    assert refused.value.code == "parameter.unknown"
    assert refused.value.facts == {"parameter": "vat.nothing"}
    assert "vat.nothing" not in parameters.load()


def test_numbers_are_read_exactly(tmp_path: Path) -> None:
    value = read(tmp_path, HEADER + FIRST)["rent.share"].at(TODAY)
    assert value.number * 3 == Decimal("0.3")
    assert value.fraction == Decimal("0.001")


def test_a_whole_number_is_a_number_and_not_a_yes(tmp_path: Path) -> None:
    text = HEADER + FIRST.replace("0.1", "1")
    value = read(tmp_path, text)["rent.share"].at(TODAY)
    assert value.value == Decimal(1)
    assert not isinstance(value.value, bool)


def test_a_yes_or_no_is_neither_a_number_nor_a_share() -> None:
    may_hire = parameters.load()["auto_entrepreneur.may_hire"].at(TODAY)
    assert may_hire.flag is False
    with pytest.raises(TypeError):
        _ = may_hire.number
    with pytest.raises(TypeError):
        _ = may_hire.fraction


def test_an_amount_of_money_is_never_taken_for_a_share() -> None:
    smig = parameters.load()[SMIG].at(TODAY)
    with pytest.raises(TypeError):
        _ = smig.fraction
    with pytest.raises(TypeError):
        _ = smig.flag


@pytest.mark.parametrize(
    ("income_tax", "per_quarter"),
    [
        ("0", "300"),
        ("499.49", "300"),
        ("499.50", "390"),
        ("500", "390"),
        ("1000.49", "390"),
        ("1000.50", "570"),
        ("1500", "570"),
        ("2250", "570"),
        ("2500.49", "570"),
        ("2501", "720"),
        ("5000", "720"),
        ("10000", "1050"),
        ("25000", "1500"),
        ("50000", "2250"),
        ("50001", "3600"),
        ("900000", "3600"),
    ],
)
def test_the_health_duty_follows_the_tax_of_the_year_rounded_to_the_dirham(
    income_tax: str, per_quarter: str
) -> None:
    assert amo(income_tax) == Decimal(per_quarter)


def test_a_threshold_opens_its_own_row_and_nothing_is_rounded_unless_said(
    tmp_path: Path,
) -> None:
    scale = read(tmp_path, HEADER + SCALE)["rent.share"].at(TODAY)
    assert scale.bracket(Decimal("499.99")) == 1
    assert scale.bracket(Decimal(500)) == 2
    with pytest.raises(TypeError):
        _ = scale.number


def test_an_amount_below_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        amo("-1")


def test_the_day_of_knowledge_hides_texts_published_later() -> None:
    known = parameters.load()
    january = date(2026, 1, 1)
    before = known.known_on(date(2025, 12, 17))
    assert before[SMIG].at(january).number == Decimal("17.10")
    since = known.known_on(date(2025, 12, 18))
    assert since[SMIG].at(january).number == Decimal("17.92")


def test_a_value_without_publication_day_is_known_from_its_first_day(
    tmp_path: Path,
) -> None:
    known = read(tmp_path, HEADER + FIRST + SECOND)
    day = date(2026, 6, 1)
    before = known.known_on(date(2025, 12, 31))["rent.share"]
    since = known.known_on(date(2026, 1, 1))["rent.share"]
    assert before.at(day).number == Decimal("0.1")
    assert since.at(day).number == Decimal("0.3")


def test_what_was_not_known_at_all_has_no_value() -> None:
    known = parameters.load().known_on(date(2025, 1, 1))
    with pytest.raises(NoValueInForce):
        known["microcredit.ceiling_company"].at(TODAY)


def test_the_organisation_enters_what_no_source_gives() -> None:
    known = parameters.load()
    with pytest.raises(NoValueInForce):
        known[RATE].at(TODAY)
    filled = known.with_entered({RATE: Decimal("18.5")})
    value = filled[RATE].at(date(1990, 1, 1))
    assert value.fraction == Decimal("0.185")
    assert value.source == "entered by the organisation"
    assert parameters.check(filled) == []
    assert not known[RATE].values


def test_the_organisation_enters_no_figure_that_comes_from_a_text() -> None:
    with pytest.raises(NotForEntry) as refused:
        parameters.load().with_entered({SMIG: Decimal(20)})
    assert refused.value.code == "parameter.not_for_entry"
    with pytest.raises(UnknownParameter):
        parameters.load().with_entered({"vat.nothing": Decimal(20)})


def test_what_the_organisation_entered_is_known_on_any_day() -> None:
    entered = parameters.load().with_entered({RATE: Decimal(18)})
    assert entered.known_on(date(2020, 1, 1))[RATE].at(TODAY).number == Decimal(18)


def test_a_calculation_lists_each_value_it_used_once() -> None:
    trace = Trace(parameters.load())
    for day in (date(2026, 2, 1), date(2025, 3, 1), date(2025, 4, 1)):
        trace.value(SMIG, day)
    trace.value(AMO, TODAY)
    used = [(use.parameter, use.valid_from, use.value) for use in trace.uses()]
    assert used == [
        (AMO, date(2022, 1, 1), None),
        (SMIG, date(2025, 1, 1), Decimal("17.10")),
        (SMIG, date(2026, 1, 1), Decimal("17.92")),
    ]


def test_a_use_carries_its_source_and_its_check() -> None:
    trace = Trace(parameters.load())
    value = trace.value(SMIG, TODAY)
    (use,) = trace.uses()
    assert use.source == value.source
    assert use.source_date == "2025-12-18"
    assert use.legal_ref == "décret 2.25.983"
    assert use.checked_on == date(2026, 11, 23)
    assert (use.unit, use.confidence) == ("MAD/hour", "high")
    assert use.label["fr"] == "Salaire minimum (SMIG) par heure"


def test_a_scale_is_used_with_its_rows() -> None:
    trace = Trace(parameters.load())
    value = trace.value(AMO, TODAY)
    assert trace.uses()[0].brackets == value.brackets


def test_a_value_kept_beyond_the_last_check_is_told() -> None:
    trace = Trace(parameters.load())
    trace.value(SMIG, TODAY)
    assert [use.is_last_known_kept for use in trace.uses()] == [False]
    trace.value(SMIG, date(2027, 3, 1))
    assert [use.is_last_known_kept for use in trace.uses()] == [True]
    trace.value(SMIG, TODAY)
    assert [use.is_last_known_kept for use in trace.uses()] == [True]


def test_a_value_kept_beyond_the_day_of_knowledge_is_told() -> None:
    trace = Trace(parameters.load().known_on(date(2025, 6, 30)))
    trace.value(SMIG, date(2025, 7, 1))
    assert [use.is_last_known_kept for use in trace.uses()] == [True]


def test_what_the_organisation_entered_has_no_first_day_and_does_not_age() -> None:
    trace = Trace(parameters.load().with_entered({RATE: Decimal(18)}))
    trace.value(RATE, date(2040, 1, 1))
    (use,) = trace.uses()
    assert use.valid_from is None
    assert not use.is_last_known_kept
    assert use.confidence == "entered"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEADER + FIRST.replace("0.1", '"asked"'), "values.0.value"),
        (HEADER + FIRST.replace("0.1", "nan"), "values.0.value"),
        (HEADER + FIRST + FIRST.replace("2020-01-01", '"soon"'), "values.1.from"),
        (HEADER + FIRST.replace("high", "certain"), "values.0.confidence"),
        (HEADER + FIRST.replace("value = 0.1", ""), "either value or brackets"),
        (HEADER + SCALE + "value = 1", "either value or brackets"),
        (HEADER + FIRST + 'colour = "red"', "values.0.colour"),
        (HEADER + FIRST + 'unit = "MAD"', "the unit belongs to the parameter"),
        (HEADER, "entered_by_organisation"),
        (HEADER + "entered_by_organisation = true" + FIRST, "entered_by_organisation"),
        (HEADER.replace("rent.share", "rent.price") + FIRST, "id must be rent.share"),
        ("id = ", "Invalid value"),
    ],
)
def test_a_broken_file_is_named_with_the_place(
    tmp_path: Path, text: str, place: str
) -> None:
    with pytest.raises(KnowledgeFileInvalid) as refused:
        read(tmp_path, text)
    assert refused.value.facts["file"] == "rent/share.toml"
    assert place in str(refused.value.facts["problem"])


def test_a_file_in_the_wrong_folder_is_refused_not_forgotten(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeFileInvalid):
        read(tmp_path, HEADER + FIRST, "share.toml")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEADER.replace("percent", "euros") + FIRST, "unknown unit euros"),
        (HEADER.replace("حصة", " ") + FIRST, "no label in ar"),
        (HEADER + SECOND + FIRST, "first days do not increase"),
        (HEADER + FIRST + FIRST, "first days do not increase"),
        (
            HEADER + FIRST.replace("2020-01-01", "2027-01-01"),
            "starts after the last check, so known_on must be given",
        ),
        (
            HEADER + FIRST.replace("https://example.org/a", " "),
            "from 2020-01-01: source or its date missing",
        ),
        (
            HEADER + FIRST.replace('"2020"', '""'),
            "from 2020-01-01: source or its date missing",
        ),
        (
            HEADER + FIRST.replace("high", "low"),
            "from 2020-01-01: confidence is low: let the organisation enter the value",
        ),
        (
            HEADER + SCALE.replace("above = 500", "above = 0"),
            "from 2020-01-01: thresholds do not increase",
        ),
        (
            HEADER + SCALE.replace("MAD/year", "goats"),
            "from 2020-01-01: unknown unit of the amount goats",
        ),
    ],
)
def test_the_check_tells_what_is_wrong(tmp_path: Path, text: str, problem: str) -> None:
    assert parameters.check(read(tmp_path, text)) == [f"rent.share: {problem}"]


def test_the_check_finds_nothing_wrong_in_a_right_file(tmp_path: Path) -> None:
    assert parameters.check(read(tmp_path, HEADER + FIRST + SECOND)) == []


def test_values_out_of_order_are_still_looked_up_by_date(tmp_path: Path) -> None:
    share = read(tmp_path, HEADER + SECOND + FIRST)["rent.share"]
    assert share.at(date(2026, 5, 1)).number == Decimal("0.3")
    assert share.at(date(2025, 5, 1)).number == Decimal("0.1")


def test_a_figure_is_stale_after_so_many_months(tmp_path: Path) -> None:
    known = read(tmp_path, HEADER + FIRST)
    assert parameters.stale(known, date(2026, 7, 31), months=6) == []
    assert parameters.stale(known, date(2026, 8, 1), months=6) == ["rent.share"]
