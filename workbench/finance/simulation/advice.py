"""Advice that is computed: each proposal is a forecast made again, never a rule.

Amounts are dirhams, months counts of months. A proposal comes with the lowest cash
of the forecast in which it was tried.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from workbench.errors import WorkbenchError
from workbench.finance import forecast
from workbench.finance.simulation.risk import rounded_up
from workbench.knowledge.parameters import Parameters
from workbench.money import ZERO
from workbench.months import MONTHS_PER_YEAR, Month
from workbench.plan.business_plan import BusinessPlan

ROUND = Decimal(50)
SHORTEST_TERM = 3
LONGEST_TERM = 60


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found for one question, the plan that tries it, its lowest cash.

    `key` is opening_cash (more own money), draw (a month), shortest_term and
    longest_term (months), or start (`month`).
    """

    key: str
    amount: Decimal
    plan: BusinessPlan
    lowest: Decimal
    month: Month | None = None


@dataclass(frozen=True)
class Adviser:
    """Tries variants of one plan over a number of months."""

    plan: BusinessPlan
    parameters: Parameters
    months: int

    def proposals(self) -> tuple[Proposal, ...]:
        """Return every proposal that can be made, in the order of the questions."""
        found = (
            self.opening_cash(),
            self.draw(),
            self.shortest_term(),
            self.longest_term(),
            self.start(),
        )
        return tuple(proposal for proposal in found if proposal is not None)

    def lowest(self, plan: BusinessPlan) -> Decimal:
        """Return the lowest closing cash of a plan."""
        return forecast.project(plan, self.parameters, self.months).lowest_cash

    def opening_cash(self) -> Proposal | None:
        """The smallest sum to add before opening so that no month ends below zero.

        More cash on the first day moves every month alike, so what lacks in the
        lowest month is what has to be added. None where nothing lacks.
        """
        lacking = -self.lowest(self.plan)
        if lacking <= 0:
            return None
        amount = rounded_up(lacking, ROUND)
        made = self.plan.with_own_money(amount)
        return Proposal("opening_cash", amount, made, self.lowest(made))

    def draw(self) -> Proposal | None:
        """The largest draw a month at which no month ends below zero.

        A larger draw lowers the cash of every month, so halving finds the limit.
        None where no draw at all is possible.
        """
        return self._largest("draw", self._with_draw, self._most_draw())

    def _with_draw(self, amount: Decimal) -> BusinessPlan:
        change = self.plan.draw_change + amount - self.plan.draw_per_month
        return replace(self.plan, draw_change=change)

    def _most_draw(self) -> Decimal:
        """A draw that nothing could pay: all that is ever received, in one month."""
        seen = forecast.project(self.plan, self.parameters, self.months)
        return sum(seen.cash.total_in, ZERO) + max(ZERO, seen.cash.opening[0])

    def _largest(
        self, key: str, made: Callable[[Decimal], BusinessPlan], most: Decimal
    ) -> Proposal | None:
        """The largest multiple of ROUND that leaves every month at zero or more."""
        low, high = -1, int(most // ROUND) + 1
        while high - low > 1:
            middle = (low + high) // 2
            if self.lowest(made(middle * ROUND)) >= 0:
                low = middle
            else:
                high = middle
        if low < 0:
            return None
        plan = made(low * ROUND)
        return Proposal(key, low * ROUND, plan, self.lowest(plan))

    def shortest_term(self) -> Proposal | None:
        """The shortest term at which no month ends below zero."""
        return self._term("shortest_term", range(SHORTEST_TERM, LONGEST_TERM + 1))

    def longest_term(self) -> Proposal | None:
        """The longest one: smaller instalments, more interest in all."""
        terms = range(LONGEST_TERM, SHORTEST_TERM - 1, -1)
        return self._term("longest_term", terms)

    def _term(self, key: str, terms: Iterable[int]) -> Proposal | None:
        """Every term is tried: what it changes in the months is not one-sided."""
        loan = self.plan.loan
        if loan is None:
            return None
        for months in terms:
            if months <= loan.grace_months:
                continue
            made = replace(self.plan, loan=replace(loan, term_months=months))
            lowest = self.lowest(made)
            if lowest >= 0:
                return Proposal(key, Decimal(months), made, lowest)
        return None

    def start(self) -> Proposal | None:
        """The month to open in, of the planned one and the eleven after it.

        The one whose lowest cash is highest; None where that is the planned one.
        """
        first = self.plan.start
        best, highest = self.plan, self.lowest(self.plan)
        for later in range(1, MONTHS_PER_YEAR):
            made = replace(self.plan, start=first.plus(later))
            try:
                lowest = self.lowest(made)
            except WorkbenchError:
                continue
            if lowest > highest:
                best, highest = made, lowest
        if best is self.plan:
            return None
        months = Decimal(first.until(best.start))
        return Proposal("start", months, best, highest, best.start)
