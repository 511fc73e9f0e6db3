"""When a shock strikes a plan, and what it does in each month it touches.

A shock that lasts part of a month weighs as many of its days as it takes: fourteen
days of illness in a month of thirty lose 14/30 of its sales.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from workbench.finance.scenarios.scenario import Shock
from workbench.findings import Finding, Level
from workbench.knowledge import catalogue
from workbench.knowledge.catalogue import Season
from workbench.knowledge.shocks import (
    AMOUNTS,
    Base,
    Effect,
    EffectKind,
    ShockKind,
    Unit,
)
from workbench.money import ZERO, dirhams
from workbench.months import Month
from workbench.months import span as months_from
from workbench.plan.business_plan import BusinessPlan
from workbench.plan.conditions import Disturbance

LONGEST = 60
"""The most months that a person may have a shock last."""

FACTORS = frozenset({EffectKind.SALES, EffectKind.COST})
ON_SALES = {EffectKind.SALES, EffectKind.UNPAID, EffectKind.LATE}


@dataclass(frozen=True, slots=True)
class Struck:
    """What the shocks do to the months of a plan, and what they cannot do."""

    disturbances: tuple[Disturbance, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Days during which a shock is felt, first and last included."""

    first: date
    last: date

    @property
    def months(self) -> tuple[Month, ...]:
        """The months that it touches."""
        first, last = Month.of(self.first), Month.of(self.last)
        return months_from(first, first.until(last) + 1)

    def touches(self, first: Month, last: Month) -> bool:
        """Whether some of its days lie in the months from `first` to `last`."""
        return Month.of(self.first) <= last and Month.of(self.last) >= first

    def share_of(self, month: Month) -> Decimal:
        """The share of the month's days that lie within it."""
        days = monthrange(month.year, month.number)[1]
        begins = max(self.first, month.first_day)
        ends = min(self.last, month.first_day + timedelta(days - 1))
        return Decimal(max(0, (ends - begins).days + 1)) / days


def strike(
    plan: BusinessPlan,
    shocks: Sequence[Shock],
    knowledge: Mapping[str, ShockKind],
    months: int,
) -> Struck:
    """Return what the shocks do in the first `months` months of the plan."""
    disturbances: list[Disturbance] = []
    findings: list[Finding] = []
    for place, shock in enumerate(shocks):
        kind = knowledge.get(shock.key)
        one = _strike(plan, shock, kind, months)
        disturbances += one.disturbances
        named = {"shock": kind.label} if kind else {}
        findings += (
            replace(f, where=f"shocks.{place}.{f.where}", facts={**f.facts, **named})
            for f in one.findings
        )
    return Struck(tuple(disturbances), tuple(findings))


def _strike(
    plan: BusinessPlan, shock: Shock, kind: ShockKind | None, months: int
) -> Struck:
    if kind is None:
        return _refused(Finding("shock.gone", Level.WARNING, "", "key"))
    last = plan.start.plus(months - 1)
    refusal = _refusal(plan, shock, kind, last)
    if refusal:
        return _refused(refusal)
    spans = _spans(plan, shock, kind)
    made = tuple(
        found
        for found in _disturbances(plan, shock, kind, spans)
        if 1 <= found.month <= months and found != Disturbance(found.month)
    )
    remarks = [*_of_calendar(kind, last)]
    if kind.moves_sales:
        remarks += _of_sales(plan, shock, kind, made)
    if not made:
        remarks.append(Finding("shock.without_effect", Level.WARNING, "", "size"))
    return Struck(made, tuple(remarks))


def _refused(finding: Finding) -> Struck:
    return Struck((), (finding,))


def _refusal(
    plan: BusinessPlan, shock: Shock, kind: ShockKind, last: Month
) -> Finding | None:
    """Why the shock cannot strike this plan at all, None when it can."""
    if not kind.lowest <= shock.size <= kind.highest:
        return Finding(
            "shock.size_beyond",
            Level.WARNING,
            "",
            "size",
            facts={"lowest": kind.lowest, "highest": kind.highest},
        )
    if shock.months is not None and not 1 <= shock.months <= LONGEST:
        return Finding(
            "shock.length_beyond",
            Level.WARNING,
            "",
            "months",
            facts={"longest": LONGEST},
        )
    if kind.needs_month and shock.month is None:
        return Finding("shock.month_missing", Level.WARNING, "", "month")
    if kind.window.at_opening:
        return None
    if shock.month and not plan.start <= shock.month <= last:
        return Finding(
            "shock.month_outside",
            Level.WARNING,
            "",
            "month",
            facts={"month": shock.month, "first": plan.start, "last": last},
        )
    spans = _spans(plan, shock, kind)
    if not any(span.touches(plan.start, last) for span in spans):
        return Finding(
            "shock.not_in_calendar",
            Level.WARNING,
            "",
            "month",
            facts={"first": plan.start, "last": last},
        )
    return None


def _of_calendar(kind: ShockKind, last: Month) -> Iterator[Finding]:
    """What the calendar does not tell yet."""
    known = [catalogue.occurrences(key)[-1].first.year for key in kind.window.seasons]
    if known and last.year > min(known):
        yield Finding(
            "shock.calendar_ends",
            Level.WARNING,
            "",
            "month",
            facts={"year": str(min(known))},
        )


def _of_sales(
    plan: BusinessPlan, shock: Shock, kind: ShockKind, made: Sequence[Disturbance]
) -> Iterator[Finding]:
    """Whether a hard moment helps, and what the rhythm of the plan counts already."""
    if kind.size < 0 < shock.size:
        yield Finding(
            "shock.sells_more",
            Level.WARNING,
            "",
            "size",
            facts={"more": shock.size / 100},
        )
    if not kind.yearly or not plan.products:
        return
    struck = [plan.start.plus(one.month - 1) for one in made]
    is_loss = shock.size < 0
    if is_loss and (slow := plan.rhythm.marked("slow", struck)):
        yield Finding(
            "shock.already_slow",
            Level.WARNING,
            "rhythm.months",
            "size",
            facts={"months": slow},
        )
    if not is_loss and (good := plan.rhythm.marked("good", struck)):
        yield Finding(
            "shock.already_good",
            Level.WARNING,
            "rhythm.months",
            "size",
            facts={"months": good},
        )


def _spans(plan: BusinessPlan, shock: Shock, kind: ShockKind) -> list[Span]:
    """The days that it takes: each season, each whole month, or one stretch."""
    window = kind.window
    if kind.recurs:
        spans = (
            _season(found, window.days_before)
            for key in window.seasons
            for found in catalogue.occurrences(key)
        )
        month = shock.month
        return [span for span in spans if not month or span.touches(month, month)]
    first = plan.start if window.at_opening or not shock.month else shock.month
    days = int(shock.size) if kind.unit is Unit.DAYS else window.days
    if days:
        day = first.first_day
        return [Span(day, day + timedelta(days - 1))]
    is_length = kind.unit is Unit.MONTHS
    count = int(shock.size) if is_length else shock.months or window.months or 1
    return [_whole(first.plus(place)) for place in range(count)]


def _season(season: Season, days_before: int) -> Span:
    if not days_before:
        return Span(season.first, season.last)
    return Span(season.first - timedelta(days_before), season.first - timedelta(1))


def _whole(month: Month) -> Span:
    return Span(month.first_day, month.plus(1).first_day - timedelta(1))


def _disturbances(
    plan: BusinessPlan, shock: Shock, kind: ShockKind, spans: Sequence[Span]
) -> Iterator[Disturbance]:
    for effect in kind.effect:
        size = shock.size if effect.fixed is None else effect.fixed
        for span in spans[:1] if effect.once else spans:
            if effect.kind in AMOUNTS:
                amount = _amount(plan, effect, size)
                yield _disturbance(plan, span.months[0], effect.kind, amount)
            elif _is_felt(plan, effect.kind):
                for month in span.months:
                    share = size / 100 * span.share_of(month)
                    value = max(ZERO, 1 + share) if effect.kind in FACTORS else share
                    yield _disturbance(plan, month, effect.kind, value)


def _disturbance(
    plan: BusinessPlan, month: Month, kind: EffectKind, value: Decimal
) -> Disturbance:
    of_activity = plan.start.until(month) + 1
    part: dict[str, Decimal] = {kind.value: value}
    return Disturbance(month=of_activity, **part)


def _amount(plan: BusinessPlan, effect: Effect, size: Decimal) -> Decimal:
    """Dirhams: the size itself, or so many per cent of its base."""
    match effect.of:
        case Base.DEAREST_EQUIPMENT:
            prices = (asset.unit_price for asset in plan.equipment)
            return dirhams(size / 100 * max(prices, default=ZERO))
        case Base.FIXED_COSTS:
            monthly = (cost.amount / cost.months_between for cost in plan.fixed_costs)
            return dirhams(size / 100 * sum(monthly, ZERO))
    return dirhams(size)


def _is_felt(plan: BusinessPlan, kind: EffectKind) -> bool:
    """Whether the plan has what the effect acts on."""
    if kind in ON_SALES:
        takings = (line.is_receipt and line.in_profit for line in plan.monthly_lines)
        return bool(plan.products) or any(takings)
    pays_later = plan.supplier_delay_months or len(plan.supplier_parts) > 1
    if kind is EffectKind.SUPPLIER_CASH and not pays_later:
        return False
    return any(product.unit_cost for product in plan.products)
