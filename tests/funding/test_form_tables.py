"""Legal forms as a funder compares them: what is open, and nothing of the papers."""

from dataclasses import replace

import example
import pytest

from workbench.finance.forms import legal_forms
from workbench.finance.forms.legal_forms import FormView, Holder
from workbench.funding import form_tables
from workbench.funding.figured import NOT_KNOWN
from workbench.knowledge import parameters
from workbench.knowledge.wording import words
from workbench.plan.business_plan import BusinessPlan, Position

FR = words("fr")
KNOWN = parameters.load().known_on(example.MADE_ON)
LOAN = example.material("generic_microcredit")
HELPER = Position("Aide", 1, example.Decimal(3500), is_declared=True)


def compared(plan: BusinessPlan) -> tuple[FormView, ...]:
    holder = Holder("refugee_card", coefficient=example.Decimal("0.20"))
    found = legal_forms.compare(plan, LOAN.forecast, KNOWN, holder)
    return form_tables.for_a_funder(found)


def test_a_form_that_is_barred_shows_what_bars_it_and_no_amount() -> None:
    views = compared(replace(LOAN.plan, staff=(HELPER,)))
    rows = {row.label: row.cells for row in form_tables.left_if_open(views, FR).rows}
    (barred,) = (label for label in rows if "salarié" in label or "embauche" in label)
    assert set(rows[barred]) == {NOT_KNOWN}
    assert all(NOT_KNOWN not in rows[label][0] for label in rows if label != barred)


@pytest.mark.parametrize("form", ["sarl_au", "informal"])
def test_working_unregistered_is_compared_only_where_it_is_chosen(form: str) -> None:
    views = compared(replace(LOAN.plan, legal_form=form))
    assert ("informal" in {view.form for view in views}) is (form == "informal")


def test_the_papers_of_the_person_stay_out() -> None:
    for view in compared(LOAN.plan):
        told = {point.code for point in (*view.obstacles, *view.requires)}
        assert not told & form_tables.PAPERS
        assert not {ask.what for ask in view.asked} & form_tables.ABOUT_PAPERS
