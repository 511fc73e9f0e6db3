"""The annexes of a dossier: which there are, and what a funder may read in them."""

import json
from collections.abc import Iterator
from dataclasses import replace

import example
import pytest

from workbench.finance import forecast
from workbench.finance.capacity import capacity
from workbench.finance.forms import legal_forms
from workbench.funding.content import LATER_PARTS, Annex, DossierContent, Table
from workbench.funding.dossier import Material
from workbench.knowledge import funders, parameters
from workbench.plan.answers import Typed
from workbench.plan.conditions import VatFiling, VatTerms
from workbench.render import charts, word

KNOWN = parameters.load()
NOTHING_ON_PAPERS = ("titre de séjour", "carte nationale", "réfugi", "motif")


def whole(slug: str = "generic_microcredit", **changed: Typed) -> Material:
    """The example's material with all that the journey adds to it."""
    material = example.material(slug, changed)
    plan = material.plan
    return replace(
        material,
        long_forecast=forecast.project(plan, KNOWN, 36),
        capacity=capacity.assess(
            plan, material.answers, KNOWN, material.funder.capacity
        ),
        forms=legal_forms.compare(
            plan, material.forecast, KNOWN, legal_forms.holder(material.answers)
        ),
    )


WHOLE = whole()
FRENCH = example.content(WHOLE)


def annex(content: DossierContent, mark: str) -> Annex:
    return next(found for found in content.annexes if found.mark == mark)


def tables(found: Annex) -> Iterator[tuple[str, Table]]:
    for section in found.sections:
        for block in section.blocks:
            for table in block.tables:
                yield section.title, table


def test_a_loan_has_every_annex_and_the_contents_name_each_in_order() -> None:
    marks = [found.mark for found in FRENCH.annexes]
    assert marks == ["statements", "loan", "capacity", "legal_forms"]
    named = [pair.label for pair in FRENCH.contents if pair.text.startswith("annex_")]
    assert [title.partition(".")[0] for title in named] == [
        f"Annexe {n}" for n in range(1, 7)
    ]
    titles = [found.title for found in FRENCH.annexes]
    assert named == [*titles, FRENCH.labels["monthly"], FRENCH.labels["rules"]]


def test_a_grant_has_no_annex_on_a_loan() -> None:
    marks = [found.mark for found in example.content(whole("inkind_grant")).annexes]
    assert marks == ["statements", "legal_forms"]


def test_a_funder_names_the_annexes_it_wants() -> None:
    few = WHOLE.funder.model_copy(update={"annexes": ("capacity",)})
    content = example.content(replace(WHOLE, funder=few))
    assert [found.title for found in content.annexes] == [
        "Annexe 1. Capacité de remboursement"
    ]
    assert content.monthly == ()
    assert content.labels["rules"].startswith("Annexe 2.")
    assert len(content.loan.schedules) == 1


def test_a_dossier_without_months_or_annexes_is_still_printed() -> None:
    few = WHOLE.funder.model_copy(update={"annexes": ()})
    content = example.content(replace(WHOLE, funder=few)).as_dict()
    template = funders.template(WHOLE.funder, "fr")
    assert word.render(content, template, charts.draw(content))[:2] == b"PK"


def test_a_business_without_accounts_has_one_page_instead_of_statements() -> None:
    content = example.content(whole(**{"legal.form": "informal"}))
    found = annex(content, "statements")
    assert found.title == "Annexe 1. L'activité en une page"
    titles = [title for title, _ in tables(found)]
    assert titles[0] == "Un mois moyen de la première année"
    assert not [title for title in titles if "Bilan" in title or "CPC" in title]


def test_the_statements_cover_three_years() -> None:
    by_title = dict(tables(annex(FRENCH, "statements")))
    assert len(by_title["Bilan"].head) == 5
    assert len(by_title["Plan de financement"].head) == 5


def test_value_added_tax_is_told_a_row_a_return_where_it_is_charged() -> None:
    title = "Taxe sur la valeur ajoutée (TVA)"
    assert title not in dict(tables(annex(FRENCH, "statements")))
    taxed = replace(WHOLE.plan, vat=VatTerms(VatFiling.MONTHLY))
    material = replace(
        WHOLE, plan=taxed, long_forecast=forecast.project(taxed, KNOWN, 36)
    )
    told = dict(tables(annex(example.content(material), "statements")))
    assert len(told[title].rows) == 36


def test_forms_are_compared_without_a_word_on_the_persons_papers() -> None:
    said = json.dumps(FRENCH.as_dict()["annexes"], ensure_ascii=False).lower()
    assert [words for words in NOTHING_ON_PAPERS if words in said] == []


def test_what_is_to_be_asked_is_printed_as_such() -> None:
    _, brief = list(tables(annex(FRENCH, "legal_forms")))[-1]
    asked = [row.cells[2] for row in brief.rows]
    assert any("DGI" in cell for cell in asked)


def test_the_rules_behind_every_annex_are_printed_once() -> None:
    labels = [row.cells[0] for row in FRENCH.rules.rows]
    alone = example.content(replace(WHOLE, forms=())).rules.rows
    assert len(labels) > len(alone)
    rows = [row.cells for row in FRENCH.rules.rows]
    assert len(set(rows)) == len(rows)


def test_the_largest_loan_stands_in_the_annex_and_in_the_summary() -> None:
    found = WHOLE.capacity
    assert found is not None
    largest = found.largest()
    assert largest is not None
    cells = [
        c for _, t in tables(annex(FRENCH, "capacity")) for r in t.rows for c in r.cells
    ]
    amount = f"{int(found.within(largest)):,}".replace(",", "\u202f")
    assert amount in cells
    said = {pair.label: pair.text for pair in FRENCH.summary.figures}
    assert said["Prêt supportable le plus grand"].startswith(amount)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_content_frozen_before_there_were_annexes_is_still_printed(
    language: str,
) -> None:
    content = example.content(WHOLE, language).as_dict()
    labels = content["labels"]
    assert isinstance(labels, dict)
    old = {name: part for name, part in content.items() if name not in LATER_PARTS}
    later = {"contents", "on_page"}
    old["labels"] = {name: text for name, text in labels.items() if name not in later}
    template = funders.template(WHOLE.funder, language)
    assert word.render(old, template, charts.draw(old))[:2] == b"PK"


def test_an_amount_that_is_nothing_is_a_dash_but_a_total_is_a_nought() -> None:
    rows = [row for _, t in tables(annex(FRENCH, "statements")) for row in t.rows]
    assert "0" not in [c for row in rows if row.kind == "line" for c in row.cells]
