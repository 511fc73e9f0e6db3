"""The risk of a plan as a programme reads it, and as a person does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from workbench.cli import grid
from workbench.finance.simulation.montecarlo import Chance
from workbench.finance.simulation.risk import Driver
from workbench.funding import advice_told, figured, remedies_told, risk_told
from workbench.funding.content import Pair
from workbench.funding.risk_told import RiskFound
from workbench.journey.risk import Advised
from workbench.knowledge.wording import Words


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found, with remedies; what weighs most; what a forecast can bear."""

    ranked: Sequence[Driver]
    found: RiskFound
    advised: Sequence[Advised]

    @property
    def whole(self) -> RiskFound:
        """What was found, with what weighs most too."""
        return replace(self.found, drivers=tuple(self.ranked))


def plain(seen: Seen) -> dict[str, object]:
    """Return everything as numbers: chances as fractions of 1, amounts in dirhams."""
    found, risk = seen.found, seen.found.risk
    simulation = found.simulation
    months = [risk.plan.start.plus(place) for place in range(risk.twin.months)]
    return {
        "months": list(map(str, months)),
        "runs": simulation.runs,
        "seed": simulation.seed,
        "level": found.level,
        "is_asked": found.is_asked,
        "spreads": asdict(risk.spreads),
        "shortfall": _chance(simulation.shortfall),
        "every_instalment": _chance(simulation.every_instalment),
        "lowest_cash_5": round(risk.low, 2),
        "household_months": risk.household_months,
        "by_month": [
            {
                "month": str(month),
                **_chance(simulation.short_in(place + 1)),
                **{
                    name: round(float(band[place]), 2)
                    for name, band in zip(
                        ("cash_5", "cash_50", "cash_95"), risk.bands, strict=True
                    )
                },
            }
            for place, month in enumerate(months)
        ],
        "drivers": [
            {
                "key": driver.key,
                "product": driver.product,
                **_chance(driver.chance),
                "lowest_cash_5": round(driver.lowest, 2),
            }
            for driver in seen.ranked
        ],
        "remedies": [
            {"key": remedy.key, "amount": remedy.amount, **_chance(remedy.chance)}
            for remedy in found.remedies
            if remedy.helps
        ],
        "no_remedies": [
            {
                "key": remedy.key,
                "reason": remedy.reason,
                "amount": remedy.amount,
                **_chance(remedy.chance),
            }
            for remedy in found.remedies
            if not remedy.helps
        ],
        "advice": [
            {
                "key": one.proposal.key,
                "reason": one.proposal.reason,
                "amount": one.proposal.amount,
                "month": one.proposal.month,
                "is_limit": one.proposal.is_limit,
                "lowest_cash": one.proposal.lowest,
                **_chance(one.chance),
            }
            for one in seen.advised
        ],
    }


def _chance(found: Chance) -> Mapping[str, float]:
    return {"chance": found.share, "error": found.error}


def told(seen: Seen, words: Words) -> Iterator[str]:
    """Yield the risk in words, then in figures."""
    found = seen.whole
    yield risk_told.in_short(found, words)
    yield from _listed(risk_told.figures(found, words))
    yield ""
    tables = [risk_told.every_month(found, words)]
    if found.drivers:
        tables.append(risk_told.drivers(found, words))
    yield from grid.spaced([figured.printed(table, words) for table in tables])
    yield words.text("What would help")
    if not found.remedies:
        level = risk_told.percent(found.level, words)
        yield words.text("The chance is already at {level} or less.", level=level)
    yield from _listed(remedies_told.helpful(found, words))
    yield from _listed(remedies_told.futile(found, words))
    for one in seen.advised:
        if not one.proposal.is_limit:
            yield _proven(one, advice_told.value(one.proposal, words), words)
    yield ""
    yield words.text("How far the plan can go")
    for one in seen.advised:
        if one.proposal.is_limit:
            furthest = advice_told.furthest(one.proposal, found.risk.plan, words)
            yield _proven(one, furthest, words)
    yield ""
    yield words.text("How this was computed")
    yield from _listed(risk_told.assumptions(found, words))


def _proven(one: Advised, value: str, words: Words) -> str:
    name = advice_told.name(one.proposal, words)
    proof = advice_told.proof(one.proposal, one.chance, words)
    return f"- {name}: {value}" + (f" ({proof})" if proof else "")


def _listed(pairs: Sequence[Pair]) -> Iterator[str]:
    return (f"- {pair.label}: {pair.text}" for pair in pairs)
