"""What does the arithmetic of the runs: numpy, or the same compiled.

Both give the same figures, to a millionth of a dirham. The compiled one needs the
extra `fast`; it is worth its start, some tenths of a second, where many plans are run.
"""

from enum import StrEnum
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from workbench.errors import WorkbenchError
from workbench.finance.simulation import arrears, shortfalls
from workbench.finance.simulation.arrears import Centimes, Repayment
from workbench.finance.simulation.draws import BLOCK, Array
from workbench.finance.simulation.runner import Runner
from workbench.finance.simulation.shortfalls import Shortfalls
from workbench.finance.simulation.twin import Twin


class KernelMissing(WorkbenchError):
    """The compiled arithmetic is asked for and the extra `fast` is not installed."""

    code = "risk.kernel"


class Kernel(StrEnum):
    """What does the arithmetic; KernelMissing at the first work it cannot do."""

    NUMPY = "numpy"
    COMPILED = "compiled"

    def check(self) -> None:
        """Raise KernelMissing unless it can be used here."""
        if self is Kernel.COMPILED:
            _compiled()

    def runner(self, twin: Twin, runs: int = BLOCK) -> Runner:
        """Return a runner of a twin, for blocks of so many runs."""
        if self is Kernel.NUMPY:
            return Runner(twin, runs)
        made: Runner = _compiled().CompiledRunner(twin, runs)
        return made

    def shortfalls(
        self, closing: Array, due: NDArray[np.intp], lowest: Array
    ) -> Shortfalls:
        """Return the months that end below zero (`shortfalls.count`)."""
        if self is Kernel.NUMPY:
            return shortfalls.count(closing, due, lowest)
        found: Shortfalls = _compiled().count(closing, due, lowest)
        return found

    def in_centimes(self, repayment: Repayment, closing: Array, first: int) -> Centimes:
        """Return the measures of one loan (`arrears.in_centimes`)."""
        if self is Kernel.NUMPY:
            return arrears.in_centimes(repayment, closing, first)
        found: Centimes = _compiled().in_centimes(repayment, closing, first)
        return found


def _compiled() -> ModuleType:
    """The compiled arithmetic, loaded when it is first wanted."""
    try:
        from workbench.finance.simulation import compiled  # noqa: PLC0415 - an extra
    except ImportError as missing:
        raise KernelMissing(field="kernel", extra="fast") from missing
    return compiled
