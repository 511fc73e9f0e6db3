"""The comparison of legal forms as a page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from workbench.finance import forecast
from workbench.finance.forms import legal_forms
from workbench.finance.forms.legal_form_points import Holder
from workbench.knowledge import parameters, wording
from workbench.knowledge.wording import Words
from workbench.months import Month
from workbench.plan.business_plan import Branch, BusinessPlan, MonthlyLine
from workbench.ui import legal_forms as shown
from workbench.ui import tables
from workbench.ui.tables import TableRow

KNOWN = parameters.load()
SOLD = MonthlyLine("", is_receipt=True, in_profit=True, amounts=(Decimal(5000),) * 12)
PLAN = BusinessPlan(
    Month(2027, 1), "auto_entrepreneur", Branch.SERVICES, monthly_lines=(SOLD,)
)

Table = tuple[Sequence[str], list[TableRow]]


def shown_tables(
    monkeypatch: pytest.MonkeyPatch, language: str, holder: Holder
) -> list[Table]:
    caught: list[Table] = []

    def catch(
        _: Words, head: Sequence[str], rows: Iterable[TableRow], caption: str = ""
    ) -> None:
        assert caption
        caught.append((head, list(rows)))

    monkeypatch.setattr(tables, "show", catch)
    monkeypatch.setattr(tables, "hint", lambda _: None)
    made = forecast.project(PLAN, KNOWN, 12)
    shown.show(wording.words(language), legal_forms.compare(PLAN, made, KNOWN, holder))
    return caught


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("holder", [Holder(), Holder("refugee_card")])
def test_every_form_is_shown_in_every_language(
    monkeypatch: pytest.MonkeyPatch, language: str, holder: Holder
) -> None:
    figures, points = shown_tables(monkeypatch, language, holder)
    assert len(figures[1]) == 7
    assert [row.is_total for row in figures[1]].count(True) == 1
    for head, rows in (figures, points):
        assert all(len(row.cells) == len(head) - 1 for row in rows)
        assert not any("{" in str(cell) for row in rows for cell in row.cells)


def test_an_amount_with_something_to_ask_is_said_to_be_the_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    holder = replace(Holder("moroccan_national"), coefficient=Decimal("0.2"))
    figures, _ = shown_tables(monkeypatch, "en", holder)
    by_form = {row.head: row.cells for row in figures[1]}
    auto = by_form["Auto-entrepreneur (chosen)"]
    assert auto[1] == "MAD\u00a057,840"
    assert auto[2] == "at most MAD\u00a057,840"
    assert str(by_form["Cooperative"][1]).startswith("at most")


def test_a_tax_that_cannot_be_said_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    figures, _ = shown_tables(monkeypatch, "en", Holder("moroccan_national"))
    single = next(row for row in figures[1] if "CPU" in row.head)
    assert single.cells[1] == "ask"
