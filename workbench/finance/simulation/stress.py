"""What a portfolio is put under: common shocks, over calendar months, on one luck."""

from dataclasses import dataclass
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance.scenarios.scenario import Shock
from workbench.finance.simulation.kernels import Kernel
from workbench.finance.simulation.montecarlo import RunsImpossible
from workbench.knowledge import shocks as knowledge
from workbench.months import Month

MOST_RUNS = 10_000
"""Runs whose sums are kept whole for every sector and region."""


class ShockMonthOutside(WorkbenchError):
    """A shock outside the months looked at; facts: month, first, last."""

    code = "stress.month_outside"


class ShockSizeBeyond(WorkbenchError):
    """A shock larger or smaller than it can be; facts: key, lowest, highest."""

    code = "stress.size_beyond"


@dataclass(frozen=True, slots=True)
class CommonShock:
    """A shock that strikes every business; its size None: what is usual in a trade."""

    key: str
    size: Decimal | None = None
    month: Month | None = None

    def in_sector(self, sector: str, first: Month) -> Shock:
        """Return the shock of a trade; without a month it strikes in the first."""
        kind = knowledge.kind_of(self.key)
        size = kind.size_in(sector) if self.size is None else self.size
        month = self.month or (first if kind.needs_month else None)
        return Shock(self.key, size, month, kind.window.months)


@dataclass(frozen=True, slots=True)
class Stress:
    """What is asked: so many calendar months from the first, shocks, runs and luck.

    `kernel` does the arithmetic.
    Raises RunsImpossible, KernelMissing, ShockUnknown, ShockSizeBeyond or
    ShockMonthOutside.
    """

    first: Month
    months: int
    shocks: tuple[CommonShock, ...]
    runs: int
    seed: int
    kernel: Kernel = Kernel.NUMPY

    def __post_init__(self) -> None:
        """Refuse by name what cannot be run."""
        if not 1 <= self.runs <= MOST_RUNS:
            raise RunsImpossible(field="runs", runs=self.runs, most=MOST_RUNS)
        self.kernel.check()
        for shock in self.shocks:
            self._check(shock)

    def _check(self, shock: CommonShock) -> None:
        kind = knowledge.kind_of(shock.key)
        size = kind.size if shock.size is None else shock.size
        if not kind.lowest <= size <= kind.highest:
            raise ShockSizeBeyond(
                key=shock.key, lowest=kind.lowest, highest=kind.highest
            )
        if shock.month and not self.first <= shock.month <= self.last:
            raise ShockMonthOutside(month=shock.month, first=self.first, last=self.last)

    @property
    def last(self) -> Month:
        """The last month looked at."""
        return self.first.plus(self.months - 1)
