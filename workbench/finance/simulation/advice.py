"""Advice that is computed: each proposal is a forecast made again, never a rule.

Amounts are dirhams, months counts of months. A proposal comes with the lowest cash
of the forecast in which it was tried. A question that has none is answered too, with
the reason and the best that was tried.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

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
LIMITS: Final = frozenset({"draw", "shortest_term"})
"""What says how far one could go, and helps nothing."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found for one question, the plan that tries it, its lowest cash.

    `key` is opening_cash (more own money), draw (a month), shortest_term and
    longest_term (months), or start (`month`). Where nothing can be proposed, `reason`
    says why, the key of both terms is term, and the rest is the best that was tried,
    the plan itself where nothing was:

    - nothing_lacks: no month ends below zero as it is;
    - not_enough: even the best is not borne;
    - as_planned: what the plan has is borne, and nothing beyond it;
    - no_loan, no_room: no loan, or one whose grace is as long as any term tried;
    - all_alike, planned_best, no_later: months to open in that give the same, less,
      or no forecast;
    - riskier: a later opening ends higher in the forecast, and falls short more often.
    """

    key: str
    amount: Decimal
    plan: BusinessPlan
    lowest: Decimal
    month: Month | None = None
    reason: str = ""

    @property
    def is_found(self) -> bool:
        """Whether something is proposed."""
        return not self.reason

    @property
    def is_limit(self) -> bool:
        """Whether it says how far one could go, not what would help."""
        return self.key in LIMITS


def _always(_plan: BusinessPlan) -> bool:
    return True


@dataclass(frozen=True)
class Adviser:
    """Tries variants of one plan over a number of months.

    A draw or a term is borne where no month of the forecast ends below zero and the
    variant `is_safe`: its chance of falling short is no higher than it may be.
    """

    plan: BusinessPlan
    parameters: Parameters
    months: int
    is_safe: Callable[[BusinessPlan], bool] = _always

    def proposals(self) -> tuple[Proposal, ...]:
        """Return what each question comes to, in the order of the questions."""
        return (self.opening_cash(), self.draw(), *self.terms(), self.start())

    def lowest(self, plan: BusinessPlan) -> Decimal:
        """Return the lowest closing cash of a plan."""
        return forecast.project(plan, self.parameters, self.months).lowest_cash

    def _is_borne(self, plan: BusinessPlan) -> bool:
        return self.lowest(plan) >= 0 and self.is_safe(plan)

    def _nothing(self, key: str, reason: str, amount: Decimal = ZERO) -> Proposal:
        """No proposal, and nothing tried but the plan itself."""
        lowest = self.lowest(self.plan)
        return Proposal(key, amount, self.plan, lowest, reason=reason)

    def opening_cash(self) -> Proposal:
        """The smallest sum to add before opening so that no month ends below zero.

        More cash on the first day moves every month alike, so what lacks in the
        lowest month is what has to be added.
        """
        lacking = -self.lowest(self.plan)
        if lacking <= 0:
            return self._nothing("opening_cash", "nothing_lacks")
        amount = rounded_up(lacking, ROUND)
        made = self.plan.with_own_money(amount)
        return Proposal("opening_cash", amount, made, self.lowest(made))

    def draw(self) -> Proposal:
        """The largest draw a month that is borne.

        A larger draw lowers the cash of every month, so halving finds the limit.
        """
        found = self._largest("draw", self._with_draw, self._most_draw())
        planned = self.plan.draw_per_month
        if found.amount <= planned < found.amount + ROUND and self._is_borne(self.plan):
            return self._nothing("draw", "as_planned", planned)
        return found

    def _with_draw(self, amount: Decimal) -> BusinessPlan:
        change = self.plan.draw_change + amount - self.plan.draw_per_month
        return replace(self.plan, draw_change=change)

    def _most_draw(self) -> Decimal:
        """A draw that nothing could pay: all that is ever received, in one month."""
        seen = forecast.project(self.plan, self.parameters, self.months)
        return sum(seen.cash.total_in, ZERO) + max(ZERO, seen.cash.opening[0])

    def _largest(
        self, key: str, made: Callable[[Decimal], BusinessPlan], most: Decimal
    ) -> Proposal:
        """The largest multiple of ROUND that is borne."""
        low, high = -1, int(most // ROUND) + 1
        while high - low > 1:
            middle = (low + high) // 2
            if self._is_borne(made(middle * ROUND)):
                low = middle
            else:
                high = middle
        reason = "not_enough" if low < 0 else ""
        amount = max(low, 0) * ROUND
        plan = made(amount)
        return Proposal(key, amount, plan, self.lowest(plan), reason=reason)

    def terms(self) -> tuple[Proposal, ...]:
        """The shortest and the longest term that are borne.

        A longer one means smaller instalments, and more interest in all. Every term
        is tried: what it changes in the months is not one-sided.
        """
        tried = []
        for one in self._terms("shortest_term", range(SHORTEST_TERM, LONGEST_TERM + 1)):
            tried.append(one)
            if self._is_borne(one.plan):
                longest = range(LONGEST_TERM, SHORTEST_TERM - 1, -1)
                found = self._terms("longest_term", longest)
                last = next(other for other in found if self._is_borne(other.plan))
                is_planned = one.plan == self.plan
                return replace(one, reason="as_planned" if is_planned else ""), last
        if not tried:
            reason = "no_room" if self.plan.loan else "no_loan"
            return (self._nothing("term", reason),)
        best = max(tried, key=lambda one: one.lowest)
        return (replace(best, key="term", reason="not_enough"),)

    def _terms(self, key: str, terms: range) -> Iterator[Proposal]:
        loan = self.plan.loan
        if loan is None:
            return
        for months in terms:
            if months > loan.grace_months:
                made = replace(self.plan, loan=replace(loan, term_months=months))
                yield Proposal(key, Decimal(months), made, self.lowest(made))

    def start(self) -> Proposal:
        """The month to open in, of the planned one and the eleven after it.

        The one whose lowest cash is highest, where that is not the planned one.
        """
        planned = self.lowest(self.plan)
        later = tuple(self._later())
        if not later:
            return self._nothing("start", "no_later")
        best = max(later, key=lambda one: one.lowest)
        if best.lowest > planned:
            return best
        is_alike = all(one.lowest == planned for one in later)
        return replace(best, reason="all_alike" if is_alike else "planned_best")

    def _later(self) -> Iterator[Proposal]:
        """The plan opened in each of the eleven months after, where it can be."""
        for months in range(1, MONTHS_PER_YEAR):
            month = self.plan.start.plus(months)
            made = replace(self.plan, start=month)
            try:
                lowest = self.lowest(made)
            except WorkbenchError:
                continue
            yield Proposal("start", Decimal(months), made, lowest, month)
