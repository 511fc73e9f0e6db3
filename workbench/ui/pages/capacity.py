"""The capacity to repay: what sales are believed, what is left, what loan that is."""

from collections.abc import Iterator
from decimal import Decimal

import streamlit as st

from workbench.finance.capacity.capacity import CapacityFound
from workbench.finance.capacity.sales_estimates import Way
from workbench.journey import outlook
from workbench.knowledge import funders, wording
from workbench.ui import context, findings, tables
from workbench.ui.tables import TableRow
from workbench.ui.text import literal

words = context.words()
desk = context.desk()
NOT_KNOWN = "—"
WAYS = {
    Way.TAKINGS: wording.mark("Open days × takings, from the plan"),
    Way.CUSTOMERS: wording.mark("Customers a day × what one spends × open days"),
    Way.PURCHASES: wording.mark("Purchases counted × mark-up"),
}


def money(amount: Decimal | None) -> str:
    """Return an amount, or a dash where there is none."""
    return NOT_KNOWN if amount is None else words.money(amount)


def number(ratio: Decimal | None) -> str:
    """Return a ratio, or a dash where there is none."""
    return NOT_KNOWN if ratio is None else words.number(ratio)


def percent(fraction: Decimal | None) -> str:
    """Return a share, or a dash where there is none."""
    return NOT_KNOWN if fraction is None else words.percent(fraction)


def headline(found: CapacityFound) -> None:
    """Show the figures that decide, each ratio with its denominator in its name."""
    tightest, bearable = found.tightest, words.money(found.bearable)
    month = words.month(tightest.month) if tightest else NOT_KNOWN
    tables.headline(
        (
            (words.text("Instalment that every month can bear"), bearable),
            (
                words.text(
                    "Instalment ÷ net cash before it · {month}, at most {most}",
                    month=month,
                    most=words.percent(found.rules.share),
                ),
                percent(tightest.share if tightest else None),
            ),
            (
                words.text(
                    "Net cash ÷ instalment (DSCR) · {month}, at least {least}",
                    month=month,
                    least=words.number(found.rules.minimum_dscr),
                ),
                number(tightest.cover if tightest else None),
            ),
            (
                words.text("Net cash ÷ instalment (DSCR) · average of the loan"),
                number(found.mean_cover),
            ),
        )
    )


def sales(found: CapacityFound) -> None:
    """Show the estimates of sales and which of them is kept."""
    counted = found.sales
    rows = [
        TableRow(words.text(WAYS[e.way]), (e.per_month,)) for e in counted.estimates
    ]
    kept = words.text("Kept: the lowest")
    rows.append(TableRow(kept, (counted.base,), is_total=True))
    head = (words.text("Sales of a normal month"), words.text("Dirhams"))
    tables.show(words, head, rows)
    tables.show(
        words,
        (words.text("Other counts"), words.text("Found"), words.text("To compare")),
        [TableRow(name, cells) for name, *cells in other_counts(found)],
    )


def other_counts(found: CapacityFound) -> Iterator[tuple[str, str, str]]:
    """Yield what is counted beside sales, and what it is compared with."""
    counted = found.sales
    label = words.localised(counted.cap.label) if counted.cap else ""
    yield (
        words.text("Mark-up that planned sales suppose, on cost"),
        percent(counted.implied_markup),
        f"{label} · {percent(counted.cap.cap)}" if counted.cap else NOT_KNOWN,
    )
    yield (
        words.text("Stock counted, at cost · goods that a month of sales uses"),
        money(counted.stock),
        words.money(counted.direct_cost),
    )
    yield (
        words.text("Cash counted · takings of an open day"),
        money(counted.cash_counted),
        money(counted.takings_per_day),
    )


def instalments(found: CapacityFound) -> None:
    """Show net cash, what it can bear and the instalment asked, month by month."""
    tables.show(
        words,
        (
            words.text("Month"),
            words.text("Net cash"),
            words.text("Bearable"),
            words.text("Asked"),
            words.text("Net cash ÷ instalment"),
            words.text("Instalment ÷ net cash"),
        ),
        [
            TableRow(
                words.month(month.month),
                (
                    month.net,
                    month.bearable,
                    month.instalment,
                    number(month.cover),
                    percent(month.share if month.instalment else None),
                ),
            )
            for month in found.months
        ],
        words.text(
            "Instalment that each month can bear, and the one asked, in dirhams"
        ),
    )


def net_cash(found: CapacityFound) -> None:
    """Show what net cash is made of, month by month."""
    tables.show(
        words,
        (
            words.text("Month"),
            words.text("Business"),
            words.text("Other income"),
            words.text("Less: household"),
            words.text("Less: other debts"),
            words.text("Net cash"),
        ),
        [
            TableRow(
                words.month(m.month),
                (m.business, m.other_income, m.household, m.debts, m.net),
            )
            for m in found.months
        ],
        words.text("What is left each month, in dirhams; household with contingencies"),
    )


def largest(found: CapacityFound) -> None:
    """Show the largest loan that can be borne, and what else limits it."""
    equal, by_season = found.largest(), found.largest_by_month()
    if found.terms is None or equal is None:
        st.info(words.text("No loan is asked for in this plan."))
        return
    rows = [
        TableRow(words.text("Bearable, the same terms every month"), (equal,)),
        TableRow(words.text("What the start lacks without the loan"), (found.need,)),
        TableRow(words.text("Ceiling of the law or of the funder"), (found.ceiling,)),
        TableRow(
            words.text("Largest loan: the lowest of these"),
            (found.within(equal),),
            is_total=True,
        ),
        TableRow(words.text("Loan asked for"), (found.terms.amount,)),
    ]
    if by_season is not None:
        name = words.text(
            "Bearable if each month pays what it can, up to need, ceiling"
        )
        rows.insert(-1, TableRow(name, (found.within(by_season),)))
    head = (words.text("Largest bearable loan"), words.text("Dirhams"))
    tables.show(words, head, rows)


heading = st.container()
slugs = ("", *funders.load())
labels = {"": words.text("No funder chosen")} | {
    slug: words.localised(funder.label) for slug, funder in funders.load().items()
}
chosen = st.selectbox(
    words.text("Whose limits"), slugs, format_func=labels.__getitem__, key="limits_of"
)
funder = funders.get(chosen) if chosen else None
seen = outlook.look(desk, context.case_id(), funder=funder)
with heading:
    context.heading(words.text("Capacity to repay"), seen.case.row)
capacity = seen.assessment.capacity
if capacity is None:
    st.info(words.text("The capacity can be seen once the forecast can be made."))
    if st.button(words.text("See the forecast"), key="to_forecast", type="primary"):
        context.go("forecast")
    st.stop()

headline(capacity)
for finding in seen.assessment.findings:
    if finding.code.startswith("capacity."):
        findings.show(finding, words, seen.case.questionnaire)
largest(capacity)
instalments(capacity)
st.subheader(words.text("What sales are believed"), anchor=False)
sales(capacity)
net_cash(capacity)
st.caption(
    literal(words.text("Source of the limits: {source}", source=capacity.rules.source))
)
if st.button(words.text("Enter other counts"), key="to_counts"):
    context.go("questions", section="capacity")
