"""The forecast: what comes in and goes out, what is earned, where cash is lowest."""

from decimal import Decimal

import streamlit as st

from workbench.finance.forecast import Forecast, running_costs
from workbench.finance.forms import legal_forms
from workbench.finance.model.series import Line
from workbench.funding import rhythm_told
from workbench.funding import tables as dossier_tables
from workbench.funding.dossier import line_label
from workbench.journey import outlook
from workbench.journey.outlook import Outlook
from workbench.months import MONTHS_PER_YEAR
from workbench.plan.business_plan import BusinessPlan
from workbench.ui import context, horizon, shell, tables, what_if
from workbench.ui import legal_forms as legal_forms_shown
from workbench.ui.drawers import drawer
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

words = context.words()


def side_by_side(forecast: Forecast) -> None:
    """Show both plans in one table, a row a month."""
    cash, profit = forecast.cash, forecast.profit
    sales = [
        sum((li.amounts[i] for li in profit.income), Decimal(0))
        for i in _places(forecast)
    ]
    rows = [
        TableRow(
            words.month(month),
            (
                cash.closing[i],
                cash.total_in[i],
                cash.total_out[i],
                sales[i],
                sales[i] - profit.result[i],
                profit.result[i],
            ),
        )
        for i, month in enumerate(forecast.months)
    ]
    tables.show(
        words,
        (
            words.text("Month"),
            words.text("Cash at the end"),
            words.text("Cash in"),
            words.text("Cash out"),
            words.text("Sales made"),
            words.text("Costs and taxes"),
            words.text("Result"),
        ),
        rows,
        words.text("Cash plan and profit plan side by side, in dirhams"),
    )


def _places(forecast: Forecast) -> range:
    return range(len(forecast.months))


def detail(forecast: Forecast, start: int) -> None:
    """Show every line of both plans for twelve months."""
    months = forecast.months[start : start + MONTHS_PER_YEAR]
    end = start + len(months)
    head = ["", *(words.month(month) for month in months), words.text("Total")]
    cash, profit = forecast.cash, forecast.profit

    def rows(lines: tuple[Line, ...]) -> list[TableRow]:
        return [_row(line_label(li, words), li.amounts[start:end]) for li in lines]

    def level(msgid: str, amounts: tuple[Decimal, ...]) -> TableRow:
        cut = amounts[start:end]
        return TableRow(msgid, (*cut, ""), is_total=True)

    tables.show(
        words,
        head,
        [
            level(words.text("Cash at the start"), cash.opening),
            *rows(cash.receipts),
            _row(words.text("Total cash in"), cash.total_in[start:end], total=True),
            *rows(cash.payments),
            _row(words.text("Total cash out"), cash.total_out[start:end], total=True),
            level(words.text("Cash at the end"), cash.closing),
        ],
        words.text("Cash plan"),
    )
    tables.show(
        words,
        head,
        [
            *rows(profit.income),
            *rows(profit.direct_costs),
            _row(
                words.text("Gross margin"), profit.gross_margin[start:end], total=True
            ),
            *rows(profit.other_income),
            *rows(profit.costs),
            _row(words.text("Result"), profit.result[start:end], total=True),
        ],
        words.text("Profit plan"),
    )


def _row(head: str, amounts: tuple[Decimal, ...], *, total: bool = False) -> TableRow:
    return TableRow(head, (*amounts, sum(amounts, Decimal(0))), is_total=total)


def startup(forecast: Forecast) -> None:
    """Show needs and sources before opening, in balance."""
    left, right = st.columns(2)
    for column, lines, total, title in (
        (
            left,
            forecast.startup.needs,
            forecast.startup.total_needs,
            words.text("Needs"),
        ),
        (
            right,
            forecast.startup.sources,
            forecast.startup.total_sources,
            words.text("Sources"),
        ),
    ):
        with column:
            rows = [TableRow(line_label(li, words), (li.total,)) for li in lines]
            rows.append(TableRow(words.text("Total"), (total,), is_total=True))
            tables.show(words, (title, words.text("Dirhams")), rows)


def break_even(forecast: Forecast) -> None:
    """Show what sales must reach, and what they are expected to be."""
    found = forecast.break_even
    rows = [
        TableRow(words.text("Fixed costs per month"), (found.fixed_per_month,)),
        TableRow(
            words.text("Margin on 100 dirhams of sales"), (found.margin_rate * 100,)
        ),
    ]
    if found.sales_per_month is not None:
        rows.append(
            TableRow(
                words.text("Sales per month that cover the costs"),
                (found.sales_per_month,),
                is_total=True,
            )
        )
    if found.sales_per_month_with_repayments is not None:
        rows.append(
            TableRow(
                words.text("Sales that also pay debts and the household's draw"),
                (found.sales_per_month_with_repayments,),
            )
        )
    months = min(len(forecast.months), MONTHS_PER_YEAR)
    earned = sum(
        (sum(li.amounts[:months], Decimal(0)) for li in forecast.profit.income),
        Decimal(0),
    )
    rows.append(
        TableRow(words.text("Expected sales per month, first year"), (earned / months,))
    )
    tables.show(words, (words.text("Break-even"), words.text("Dirhams")), rows)
    tables.hint(words.text("{place}: {text}", place=rows[0].head, text=fixed(forecast)))


def fixed(forecast: Forecast) -> str:
    """Return what the fixed costs of a month are made of, in the mean of a year."""
    months = min(len(forecast.months), MONTHS_PER_YEAR)
    parts: dict[str, Decimal] = {}
    for line in running_costs(forecast.profit):
        named = line_label(line, words)
        if line.key == "fixed_cost":
            named = words.text("noted in the plan")
        total = sum(line.amounts[:months], Decimal(0))
        parts[named] = parts.get(named, Decimal(0)) + total
    return " · ".join(
        f"{name} {words.money(by / months)}" for name, by in parts.items()
    )


def drawers(seen: Outlook, plan: BusinessPlan, forecast: Forecast) -> None:
    """Show what not everybody opens: all lines, the legal forms, the sources."""
    every_line = words.text("Every line, month by month")
    if lines := drawer(every_line, "every_line"):
        starts = range(0, len(forecast.months), MONTHS_PER_YEAR)
        years = [words.text("Year {n}", n=str(n + 1)) for n in range(len(starts))]
        for tab, first in zip(lines.tabs(years), starts, strict=True):
            with tab:
                detail(forecast, first)
    if forms := drawer(words.text("Which legal form?"), "legal_forms"):
        holder = legal_forms.holder(seen.case.answers)
        compared = legal_forms.compare(plan, forecast, seen.parameters, holder)
        with forms:
            legal_forms_shown.show(words, compared)
    legal_figures = words.text("Where the legal figures come from")
    if sources := drawer(legal_figures, "legal_figures"):
        rules = dossier_tables.rules(forecast.uses, words)
        rows = [TableRow(row.cells[0], row.cells[1:]) for row in rules.rows]
        with sources:
            tables.show(words, rules.head, rows)


def found(seen: Outlook, plan: BusinessPlan, forecast: Forecast) -> None:
    """Show the forecast; the strip with its chart comes last, as the slowest."""
    strip = st.container()
    st.subheader(words.text("Plan as it is, month by month"), anchor=False)
    for pair in rhythm_told.pairs(plan, forecast.months, words):
        tables.hint(pair.text)
    side_by_side(forecast)
    st.subheader(words.text("Before opening"), anchor=False)
    startup(forecast)
    gap = forecast.startup.gap
    if gap > 0:
        st.error(words.text("Still to be found: {gap}", gap=words.money(gap)))
    st.subheader(words.text("Break-even"), anchor=False)
    break_even(forecast)
    drawers(seen, plan, forecast)
    if st.button(words.text("See the checks"), key="to_checks", type="primary"):
        context.go("checks")
    with strip:
        what_if.show(seen, plan, forecast)


def lacking(seen: Outlook) -> None:
    """Show which answers the forecast still needs, and the way to each."""
    st.info(words.text("The forecast still needs these answers:"))
    needed = seen.assessment.lacking or tuple(
        f.question for f in seen.assessment.blocking if f.code == "loan.impossible"
    )
    for question in needed:
        label = literal(words.localised(seen.case.questionnaire[question].label))
        if st.button(label, key=f"need-{question}", type="tertiary"):
            context.go("questions", question=question)


@st.fragment
def page(case_id: str) -> None:
    """Show the page; another horizon runs this alone, without the frame around it.

    Everything is computed before the first element is sent, so that the browser
    draws once, and does not take the processor meanwhile.
    """
    with shell.refusals_told():
        months = int(st.session_state.get("horizon") or outlook.DEFAULT_MONTHS)
        seen = outlook.look(context.desk(), case_id, months)
        heading, beside = st.columns([3, 2], vertical_alignment="bottom")
        with heading:
            context.heading(words.text("Forecast"), seen.case.row)
        horizon.choose(beside, "horizon", words)
        plan, forecast = seen.assessment.plan, seen.assessment.forecast
        if forecast is None or not isinstance(plan, BusinessPlan):
            lacking(seen)
        else:
            found(seen, plan, forecast)


page(context.case_id())
