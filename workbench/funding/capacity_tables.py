"""The capacity to repay as tables, for the page and for the dossier's annex."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from workbench.finance.capacity.capacity import CapacityFound
from workbench.finance.capacity.sales_estimates import Way
from workbench.funding.figured import NOT_KNOWN, Figured, FiguredRow
from workbench.knowledge.wording import Words, mark

PERCENT: Final = Decimal("0.01")
WAYS: Final = {
    Way.TAKINGS: mark("Open days × takings, from the plan"),
    Way.CUSTOMERS: mark("Customers a day × what one spends × open days"),
    Way.PURCHASES: mark("Purchases counted × mark-up"),
}


def _money(amount: Decimal | None, words: Words) -> str:
    return NOT_KNOWN if amount is None else words.money(amount)


def _number(ratio: Decimal | None, words: Words) -> str:
    return NOT_KNOWN if ratio is None else words.number(ratio)


def _percent(fraction: Decimal | None, words: Words) -> str:
    """A share in whole per cent."""
    return NOT_KNOWN if fraction is None else words.percent(fraction.quantize(PERCENT))


def decisive(found: CapacityFound, words: Words) -> tuple[tuple[str, ...], ...]:
    """Return the figures that decide: name, value, and how it stands to its limit.

    Each ratio has its denominator in its name, and its limit if there is one.
    """
    tightest, rules = found.tightest, found.rules
    month = words.month(tightest.month) if tightest else NOT_KNOWN
    share = tightest.share if tightest else None
    cover = tightest.cover if tightest else None

    def stands(*, is_within: bool) -> tuple[str, ...]:
        return (_standing(words, is_within=is_within),) if tightest else ()

    return (
        (
            words.text("Instalment that every month can bear"),
            words.money(found.bearable),
        ),
        (
            words.text(
                "Instalment ÷ net cash before it · {month}, at most {most}",
                month=month,
                most=words.percent(rules.share),
            ),
            _percent(share, words),
            *stands(is_within=share is not None and share <= rules.share),
        ),
        (
            words.text(
                "Net cash ÷ instalment (DSCR) · {month}, at least {least}",
                month=month,
                least=words.number(rules.minimum_dscr),
            ),
            _number(cover, words),
            *stands(is_within=cover is not None and cover >= rules.minimum_dscr),
        ),
        (
            words.text("Net cash ÷ instalment (DSCR) · average of the loan"),
            _number(found.mean_cover, words),
        ),
    )


def _standing(words: Words, *, is_within: bool) -> str:
    if is_within:
        return words.text("within the limit")
    return words.text("beyond the limit")


def sales(found: CapacityFound, words: Words) -> Figured:
    """Return the estimates of sales and which of them is kept."""
    rows = [
        FiguredRow(words.text(WAYS[estimate.way]), (estimate.per_month,))
        for estimate in found.sales.estimates
    ]
    kept = words.text("Kept: the lowest")
    rows.append(FiguredRow(kept, (found.sales.base,), is_total=True))
    title = words.text("Sales of a normal month")
    return Figured(title, (title, words.text("Dirhams")), tuple(rows))


def other_counts(found: CapacityFound, words: Words) -> Figured:
    """Return what is counted beside sales, and what it is compared with."""
    title = words.text("Other counts")
    head = (title, words.text("Found"), words.text("To compare"))
    return Figured(title, head, tuple(_other_counts(found, words)))


def _other_counts(found: CapacityFound, words: Words) -> Iterator[FiguredRow]:
    counted = found.sales
    label = words.localised(counted.cap.label) if counted.cap else ""
    yield FiguredRow(
        words.text("Mark-up that planned sales suppose, on cost"),
        (
            _percent(counted.implied_markup, words),
            f"{label} · {_percent(counted.cap.cap, words)}"
            if counted.cap
            else NOT_KNOWN,
        ),
    )
    yield FiguredRow(
        words.text("Stock counted, at cost · goods that a month of sales uses"),
        (_money(counted.stock, words), words.money(counted.direct_cost)),
    )
    yield FiguredRow(
        words.text("Cash counted · takings of an open day"),
        (_money(counted.cash_counted, words), _money(counted.takings_per_day, words)),
    )


def instalments(found: CapacityFound, words: Words) -> Figured:
    """Return net cash, what it can bear and the instalment asked, month by month."""
    return Figured(
        words.text(
            "Instalment that each month can bear, and the one asked, in dirhams"
        ),
        (
            words.text("Month"),
            words.text("Net cash"),
            words.text("Bearable"),
            words.text("Asked"),
            words.text("Net cash ÷ instalment"),
            words.text("Instalment ÷ net cash"),
        ),
        tuple(
            FiguredRow(
                words.month(month.month),
                (
                    month.net,
                    month.bearable,
                    month.instalment,
                    _number(month.cover, words),
                    _percent(month.share if month.instalment else None, words),
                ),
            )
            for month in found.months
        ),
    )


def net_cash(found: CapacityFound, words: Words) -> Figured:
    """Return what net cash is made of, month by month."""
    return Figured(
        words.text("What is left each month, in dirhams"),
        (
            words.text("Month"),
            words.text("Business"),
            words.text("Less: household's draw"),
            words.text("Less: other debts"),
            words.text("Net cash"),
        ),
        tuple(
            FiguredRow(
                words.month(m.month),
                (m.business, m.draw, m.debts, m.net),
            )
            for m in found.months
        ),
    )


def largest(found: CapacityFound, words: Words) -> Figured | None:
    """Return the largest loan that can be borne, and what else limits it."""
    equal, by_season = found.largest(), found.largest_by_month()
    if found.terms is None or equal is None:
        return None
    rows = [
        FiguredRow(words.text("Bearable, the same terms every month"), (equal,)),
        FiguredRow(words.text("What the start lacks without the loan"), (found.need,)),
        FiguredRow(words.text("Ceiling of the law or of the funder"), (found.ceiling,)),
        FiguredRow(
            words.text("Largest loan: the lowest of these"),
            (found.within(equal),),
            is_total=True,
        ),
        FiguredRow(words.text("Loan asked for"), (found.terms.amount,)),
    ]
    if by_season is not None:
        name = words.text(
            "Bearable if each month pays what it can, up to need, ceiling"
        )
        rows.insert(-1, FiguredRow(name, (found.within(by_season),)))
    title = words.text("Largest bearable loan")
    return Figured(title, (title, words.text("Dirhams")), tuple(rows))
