"""Tables of statements: labelled rows over columns, each traced to its source.

A column is a month, a year of activity (twelve months from opening, the last one
perhaps shorter), or one return of value added tax. Amounts are dirhams.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from workbench.finance.accounts.origins import Source
from workbench.finance.model.series import Series, plus
from workbench.knowledge import statement_lines
from workbench.knowledge.statement_lines import StatementLine
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR

Leaf = Callable[[StatementLine], tuple[Series, Source]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is called and coded, its amounts, where they come from."""

    key: str
    code: str
    accounts: tuple[str, ...]
    label: Mapping[str, str]
    amounts: Series
    source: Source

    @property
    def is_empty(self) -> bool:
        """Whether every amount is zero."""
        return not any(self.amounts)


@dataclass(frozen=True)
class Table:
    """The rows of one statement in their order."""

    name: str
    rows: tuple[Row, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Row]:
        """The rows by key."""
        return {row.key: row for row in self.rows}

    def __getitem__(self, key: str) -> Series:
        """The amounts of a row."""
        return self.by_key[key].amounts

    @property
    def used(self) -> tuple[Row, ...]:
        """The rows that hold an amount: the simplified presentation."""
        return tuple(row for row in self.rows if not row.is_empty)


def years(columns: int) -> tuple[range, ...]:
    """Return the columns of each year of activity; column 0 is the opening."""
    starts = range(1, columns, MONTHS_PER_YEAR)
    return tuple(range(s, min(s + MONTHS_PER_YEAR, columns)) for s in starts)


def by_year(series: Series) -> Series:
    """Return what a series of monthly columns sums to in each year of activity."""
    return tuple(sum((series[c] for c in y), ZERO) for y in years(len(series)))


def at_year_ends(series: Series) -> Series:
    """Return what a series of monthly columns holds at the end of each year."""
    return tuple(series[year[-1]] for year in years(len(series)))


def build(statement: str, leaf: Leaf) -> Table:
    """Return a statement whose sums are made from its leaves, in printed order."""
    lines = {line.key: line for line in statement_lines.lines(statement)}
    found: dict[str, Row] = {}

    def row(key: str) -> Row:
        if key not in found:
            found[key] = _row(lines[key], leaf, row)
        return found[key]

    return Table(statement, tuple(row(key) for key in lines))


def _row(line: StatementLine, leaf: Leaf, row: Callable[[str], Row]) -> Row:
    amounts, source = _summed(line, row) if line.sum else leaf(line)
    return Row(line.key, line.code, line.accounts, line.label, amounts, source)


def _summed(line: StatementLine, row: Callable[[str], Row]) -> tuple[Series, Source]:
    source = Source()
    signed = []
    for sign, key in line.parts:
        part = row(key)
        source |= part.source
        signed.append(tuple(sign * amount for amount in part.amounts))
    return plus(*signed), source


def filled(
    statement: str, amounts: Mapping[str, Series], sources: Mapping[str, Source]
) -> Table:
    """Return a statement whose leaves are given, zeros where there is none."""
    count = len(next(iter(amounts.values())))

    def leaf(line: StatementLine) -> tuple[Series, Source]:
        nothing = (ZERO,) * count
        return amounts.get(line.key, nothing), sources.get(line.key, Source())

    return build(statement, leaf)
