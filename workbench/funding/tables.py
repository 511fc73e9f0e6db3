"""The tables of a dossier that are not statements: products, needs, loan, rules."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Final

from workbench.finance.forecast import Forecast
from workbench.finance.loans.loans import Instalment
from workbench.finance.model.series import Line
from workbench.funding import headings
from workbench.funding.content import END, START, TOTAL, Row, Table
from workbench.knowledge.parameters import UNDATED, Use, Value
from workbench.knowledge.wording import HARD_SPACE, Words, mark
from workbench.money import ZERO, dirhams
from workbench.months import Month
from workbench.plan.business_plan import WEEKS_PER_MONTH, BusinessPlan, Product

UNITS: Final = {
    "MAD/year": mark("{value} a year"),
    "MAD/quarter": mark("{value} a quarter"),
    "MAD/month": mark("{value} a month"),
    "MAD/hour": mark("{value} an hour"),
    "hours/month": mark("{value} hours a month"),
}


def places(amounts: Iterable[Decimal]) -> int:
    """Return two decimals when one of the amounts has centimes, otherwise none."""
    whole = all(amount == amount.to_integral_value() for amount in amounts)
    return 0 if whole else 2


def products(plan: BusinessPlan, words: Words) -> Table:
    """Return price, cost and margin of each product, and its normal month."""
    prices = [p.price for p in plan.products] + [p.unit_cost for p in plan.products]
    decimals = places(prices)
    sales = [dirhams(_units(plan, p) * p.price) for p in plan.products]
    total = sum(sales, ZERO)
    rows = [
        Row(
            (
                product.name,
                product.unit,
                words.number(product.price, decimals),
                words.number(product.unit_cost, decimals),
                words.number(product.price - product.unit_cost, decimals),
                words.percent(_margin(product)),
                words.number(_units(plan, product), 1),
                words.number(amount, 0),
            )
        )
        for product, amount in zip(plan.products, sales, strict=True)
    ]
    named = words.text("Total")
    blank = ("",) * 6
    return Table(
        title=words.text("Products: price, cost and margin"),
        head=(
            words.text("Product or service"),
            words.text("Counted by"),
            words.text("Price"),
            words.text("Purchases"),
            words.text("Margin"),
            words.text("Margin %"),
            words.text("Units a month"),
            words.text("Sales a month"),
        ),
        sides=(START, START, END, END, END, END, END, END),
        rows=(*rows, Row((named, *blank, words.number(total, 0)), TOTAL)),
        note=words.text(
            "In dirhams, for one unit and for a normal month of 52/12 weeks."
        )
        if plan.vat is None
        else words.text(
            "In dirhams, VAT included, for one unit and for a normal month of 52/12 "
            "weeks."
        ),
    )


def _units(plan: BusinessPlan, product: Product) -> Decimal:
    return plan.rhythm.units_per_week(product) * WEEKS_PER_MONTH


def _margin(product: Product) -> Decimal:
    """The share of the price that is left after purchases, to the percent."""
    if not product.price:
        return ZERO
    share = (product.price - product.unit_cost) / product.price
    return share.quantize(Decimal("0.01"))


def startup(forecast: Forecast, words: Words) -> Table:
    """Return needs and sources side by side; both sides have the same total."""
    table = forecast.startup
    amounts = [line.total for line in (*table.needs, *table.sources)]
    decimals = places(amounts)

    def side(lines: Sequence[Line]) -> list[tuple[str, str]]:
        return [
            (
                headings.of_line(line.key, line.label, words),
                words.number(line.total, decimals),
            )
            for line in lines
        ]

    pairs = zip_longest(side(table.needs), side(table.sources), fillvalue=("", ""))
    total = words.text("Total")
    return Table(
        title=words.text("Needs and sources before opening"),
        head=(
            words.text("Needs"),
            words.text("Amount"),
            words.text("Sources"),
            words.text("Amount"),
        ),
        sides=(START, END, START, END),
        rows=(
            *(Row((*need, *source)) for need, source in pairs),
            Row(
                (
                    total,
                    words.number(table.total_needs, decimals),
                    total,
                    words.number(table.total_sources, decimals),
                ),
                TOTAL,
            ),
        ),
        note=words.text("In dirhams."),
    )


def schedule(instalments: Sequence[Instalment], first: Month, words: Words) -> Table:
    """Return every instalment with its parts and what is still owed after it.

    One falls in each month from `first` on.
    """
    rows = [
        Row(
            (
                str(row.number),
                words.month(first.plus(row.number - 1)),
                words.number(row.due, 2),
                words.number(row.principal, 2),
                words.number(row.interest, 2),
                words.number(row.outstanding, 2),
            )
        )
        for row in instalments
    ]
    interest = sum((row.interest for row in instalments), ZERO)
    principal = sum((row.principal for row in instalments), ZERO)
    totals = (interest + principal, principal, interest)
    sums = tuple(words.number(amount, 2) for amount in totals)
    return Table(
        title=words.text("Loan schedule"),
        head=(
            words.text("No."),
            words.text("Month"),
            words.text("Instalment"),
            words.text("Principal"),
            words.text("Interest"),
            words.text("Still owed"),
        ),
        sides=(END, START, END, END, END, END),
        rows=(*rows, Row(("", words.text("Total"), *sums, ""), TOTAL)),
        note=words.text(
            "In dirhams. The loan is paid out a month before its first instalment."
        ),
    )


def rules(uses: Iterable[Use], words: Words) -> Table:
    """Return each legal or market figure used, with where it comes from."""
    return Table(
        title=words.text("Rules and rates used"),
        head=(
            words.text("Figure"),
            words.text("Value"),
            words.text("In force since"),
            words.text("Source"),
            words.text("Checked on"),
        ),
        sides=(START, START, START, START, START),
        rows=tuple(_rule(use, words) for use in uses),
        note=words.text(
            "Beyond the last known text the last value is kept; it is marked “kept”."
        ),
    )


def _rule(use: Use, words: Words) -> Row:
    since = words.date(use.valid_from) if use.valid_from else HARD_SPACE
    if use.is_last_known_kept:
        since = words.text("{value} (kept)", value=since)
    dated = source_date(use.source_date, words)
    source = [use.legal_ref, use.source.removeprefix("https://"), dated]
    if use.confidence == "entered":
        source = [words.text("Entered by the organisation")]
    return Row(
        (
            words.localised(use.label),
            stated(use, words),
            since,
            "\n".join(part for part in source if part),
            words.date(use.checked_on),
        )
    )


def source_date(written: str, words: Words) -> str:
    """Return the date of a source as it is written, or that it bears none."""
    return words.text("undated") if written == UNDATED else written


def stated(found: Use | Value, words: Words) -> str:
    """Return a legal figure with its unit in words; of a scale, a line each row."""
    if found.brackets:
        return "\n".join(
            words.text(
                "from {start}: {value}",
                start=words.amount(bracket.above),
                value=_with_unit(bracket.value, found.unit, words),
            )
            for bracket in found.brackets
        )
    if isinstance(found.value, bool):
        return words.text("Yes") if found.value else words.text("No")
    return "" if found.value is None else _with_unit(found.value, found.unit, words)


def _with_unit(number: Decimal, unit: str, words: Words) -> str:
    match unit:
        case "percent":
            return words.percent(number / 100)
        case "years":
            return words.years(int(number))
        case "months":
            return words.months(int(number))
        case "persons":
            return words.count("{n} person", "{n} people", int(number))
        case "hours/month":
            return words.text(UNITS[unit], value=words.number(number))
        case _ if unit.startswith("MAD"):
            return words.text(UNITS.get(unit, "{value}"), value=words.money(number))
        case _:
            return words.number(number)
