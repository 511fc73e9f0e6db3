"""The yearly statements as tables, for the page and for the dossier's annex."""

from collections.abc import Callable, Iterator
from decimal import ROUND_UP, Decimal
from typing import Final

from workbench.finance.accounts.annual import AnnualStatements
from workbench.finance.accounts.break_even import Threshold
from workbench.finance.accounts.ratios import Ratio, Standing
from workbench.funding import figured
from workbench.funding.content import Pair
from workbench.funding.figured import NOT_KNOWN, Cell, Figured, FiguredRow
from workbench.knowledge.ratio_definitions import RatioDefinition
from workbench.knowledge.wording import HARD_SPACE, Words, mark
from workbench.money import dirhams
from workbench.months import MONTHS_PER_YEAR, Month

MARKS: Final = {Standing.GOOD: f"{HARD_SPACE}✓", Standing.BAD: f"{HARD_SPACE}✗"}
PARTS: Final = {
    "A": mark("A mean month of the first year"),
    "B": mark("The household in that month"),
    "C": mark("What there is and what is owed at opening"),
}
HUNDREDS: Final = Decimal("1E2")
LEFT_OVER: Final = frozenset({"net_income", "available", "net_worth"})


def year_names(months: tuple[int, ...], words: Words) -> tuple[str, ...]:
    """Return the years of activity, one that is not whole with its months."""
    return tuple(
        _year_name(number, count, words) for number, count in enumerate(months, 1)
    )


def _year_name(number: int, count: int, words: Words) -> str:
    name = words.text("Year {n}", n=str(number))
    return name if count == MONTHS_PER_YEAR else f"{name} ({words.months(count)})"


def income_statement(found: AnnualStatements, words: Words) -> Figured:
    """Return the income statement (CPC), a column a year of activity."""
    title = words.text("Income statement")
    head = (title, *year_names(found.months, words))
    return figured.of_lines(title, head, found.income_statement.used, words)


def balances(found: AnnualStatements, words: Words) -> Figured:
    """Return the management balances (ESG), a column a year of activity."""
    title = words.text("Management balances")
    head = (title, *year_names(found.months, words))
    return figured.of_lines(title, head, found.balances.used, words)


def balance_sheet(found: AnnualStatements, words: Words) -> Figured:
    """Return the balance sheet at the opening and at the end of each year."""
    title = words.text("Balance sheet")
    rows = (
        FiguredRow(
            words.localised(row.label),
            found.sheet_at_year_ends[row.key],
            bool(row.code),
        )
        for row in found.sheet.used
        if any(found.sheet_at_year_ends[row.key])
    )
    return Figured(title, _from_opening(title, found, words), tuple(rows))


def financing(found: AnnualStatements, words: Words) -> Figured:
    """Return the financing plan, the opening first."""
    title = words.text("Financing plan")
    head = _from_opening(title, found, words)
    return figured.of_lines(title, head, found.financing_plan.used, words)


def _from_opening(title: str, found: AnnualStatements, words: Words) -> tuple[str, ...]:
    return (title, words.text("Opening"), *year_names(found.months, words))


def working_need(found: AnnualStatements, words: Words) -> Figured:
    """Return the working-capital need, in dirhams and in days of turnover."""
    need, names = found.working_need, year_names(found.months, words)
    title = words.text("Working-capital need")
    in_days = (words.text("{year}, in days", year=name) for name in names)
    rows = (
        FiguredRow(
            words.localised(row.label),
            (*row.amounts, *_days(need.days[row.key], words)),
            bool(row.code),
        )
        for row in need.table.used
    )
    return Figured(title, (title, *names, *in_days), tuple(rows))


def _days(values: tuple[Decimal | None, ...], words: Words) -> tuple[str, ...]:
    """Days of turnover, a dash in a year without any."""
    return tuple(NOT_KNOWN if d is None else words.number(d, 1) for d in values)


def depreciation(found: AnnualStatements, words: Words) -> Figured:
    """Return what each purchase wears by year, and what is left of it."""
    title = words.text("Depreciation")
    head = (
        title,
        words.text("Cost"),
        *year_names(found.months, words),
        words.text("Left at the end"),
    )
    rows = (
        FiguredRow(
            row.label or words.text("Costs of opening"),
            (row.cost, *row.charges, row.net),
        )
        for row in found.depreciation
    )
    return Figured(title, head, tuple(rows))


def vat(found: AnnualStatements, opening: Month, words: Words) -> Figured | None:
    """Return the returns of value added tax, a row each; None where none is charged."""
    if found.vat is None:
        return None
    title = words.text("Value added tax")
    lines = found.vat.used
    rows = (
        FiguredRow(
            words.month(opening.plus(filed.places[-1])),
            tuple(line.amounts[place] for line in lines),
        )
        for place, filed in enumerate(found.vat_returns)
    )
    labels = (words.localised(line.label) for line in lines)
    return Figured(title, (words.text("Return"), *labels), tuple(rows))


def ratios(found: AnnualStatements, words: Words) -> Figured:
    """Return every ratio with its usual mark, how it stands to it, how it is made."""
    title = words.text("Ratios")
    head = (
        title,
        *year_names(found.months, words),
        words.text("Usual mark"),
        words.text("How it is made"),
    )
    rows = (
        FiguredRow(
            words.localised(ratio.definition.label),
            (
                *_values(ratio, words),
                _usual(ratio.definition, words),
                words.localised(ratio.definition.definition),
            ),
        )
        for ratio in found.ratios
    )
    return Figured(title, head, tuple(rows))


def how_marked(words: Words) -> str:
    """Return what the marks beside ratios mean."""
    return words.text(
        "✓ within the usual mark · ✗ outside it · — not defined or no mark"
    )


def _values(ratio: Ratio, words: Words) -> Iterator[str]:
    """Yield a ratio's values in its unit, each with its mark."""
    for value, standing in zip(ratio.values, ratio.standings, strict=True):
        if value is None:
            yield NOT_KNOWN
        else:
            written = _in_unit(value, ratio.definition, words)
            yield written + MARKS.get(standing, "")


def _usual(definition: RatioDefinition, words: Words) -> str:
    least, most = definition.at_least, definition.at_most
    sign, value = ("≥", least) if least is not None else ("≤", most)
    if value is None:
        return NOT_KNOWN
    return words.isolate(f"{sign}{HARD_SPACE}{_in_unit(value, definition, words)}")


def _in_unit(value: Decimal, definition: RatioDefinition, words: Words) -> str:
    if definition.unit == "percent":
        return words.percent(value.quantize(Decimal("0.001")))
    return words.number(value, 2 if definition.unit == "times" else 1)


def break_even(found: AnnualStatements, words: Words) -> Figured:
    """Return how sales, costs that follow them and fixed costs make the break-even."""
    title = words.text("Break-even")
    lines: tuple[tuple[str, Callable[[Threshold], Cell]], ...] = (
        (words.text("Turnover"), lambda year: year.turnover),
        (words.text("Costs that follow sales"), lambda year: year.variable),
        (words.text("Margin"), lambda year: year.margin),
        (
            words.text("Margin on turnover"),
            lambda year: words.percent(year.margin_rate.quantize(Decimal("0.001"))),
        ),
        (
            words.text("Fixed costs, costs of opening included"),
            lambda year: year.fixed,
        ),
        (words.text("Sales that cover the costs"), lambda year: _known(year.amount)),
        (
            words.text("Turnover above the break-even"),
            lambda year: _known(year.safety_margin),
        ),
    )
    years = found.break_even.years
    rows = (FiguredRow(label, tuple(of(year) for year in years)) for label, of in lines)
    head = (title, *year_names(found.months, words))
    return Figured(title, head, tuple(rows))


def _known(amount: Decimal | None) -> Cell:
    return NOT_KNOWN if amount is None else amount


def worth(found: AnnualStatements, words: Words) -> tuple[Pair, ...]:
    """Return two dates often taken for one, and what the project is worth."""
    view, project = found.break_even, found.project
    covered = view.covered_from and words.month_long(view.covered_from)
    repaid = view.repaid_in and words.month_long(view.repaid_in)
    return (
        Pair(words.text("Month in which sales cover costs"), covered or NOT_KNOWN),
        Pair(
            words.text("Month in which past costs are repaid too"), repaid or NOT_KNOWN
        ),
        Pair(
            words.text("Net present value at {rate}", rate=words.percent(project.rate)),
            words.money(dirhams(project.net_present_value.quantize(HUNDREDS))),
        ),
        Pair(
            words.text("Internal rate of return"),
            _internal(project.internal_rate.value, words),
        ),
        Pair(words.text("Time to pay back"), _paid_back(project.payback_years, words)),
    )


def _paid_back(years: Decimal | None, words: Words) -> str:
    """Months, rounded up: a tenth of a year says nothing to anybody."""
    if years is None:
        return NOT_KNOWN
    return words.months(int((years * MONTHS_PER_YEAR).to_integral_value(ROUND_UP)))


def _internal(rate: float | None, words: Words) -> str:
    """The rate in whole per cents, and no more than that it is above 100."""
    if rate is None:
        return NOT_KNOWN
    if rate > 1:
        return words.text("more than {rate}", rate=words.percent(Decimal(1)))
    return words.percent(Decimal(str(round(rate, 2))))


def project_flows(found: AnnualStatements, words: Words) -> Figured:
    """Return the flows that the worth of the project is made from."""
    title = words.text("Worth of the project")
    row = FiguredRow(
        words.text("Earned less invested and the household's draw, before interest"),
        found.project.flows,
    )
    return Figured(title, _from_opening(title, found, words), (row,))


def one_page(found: AnnualStatements, words: Words) -> tuple[Figured, ...]:
    """Return the month, the household and the day of a business without accounts."""
    return tuple(_part(code, found, words) for code in PARTS)


def _part(code: str, found: AnnualStatements, words: Words) -> Figured:
    title = words.text(PARTS[code])
    rows = (
        FiguredRow(words.localised(row.label), row.amounts, row.key in LEFT_OVER)
        for row in found.one_page.table.used
        if row.code == code
    )
    return Figured(title, (title, words.text("Dirhams")), tuple(rows))


def likelihood(found: AnnualStatements, words: Words) -> tuple[Pair, ...]:
    """Return two figures that tell whether the page of a small business is likely."""
    page = found.one_page
    pairs = (
        (words.text("Mark-up on what is bought"), page.markup, words.percent),
        (
            words.text("Days of purchases that the stock lasts"),
            page.stock_days,
            lambda days: words.number(days, 0),
        ),
    )
    return tuple(
        Pair(label, write(value.quantize(Decimal("0.001"))))
        for label, value, write in pairs
        if value is not None
    )
