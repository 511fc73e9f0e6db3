"""What page one says of safety: months that fall short, loan borne, risk, scenario."""

from decimal import Decimal

from workbench.finance.capacity.capacity import CapacityFound
from workbench.funding import risk_told
from workbench.funding.content import Pair
from workbench.funding.material import Material
from workbench.funding.scenario_told import ScenarioShown
from workbench.knowledge.wording import Words
from workbench.money import whole


def of_months(found: CapacityFound, words: Words) -> tuple[Pair, ...]:
    """Return how many months of the loan fall short, and the loan that is borne."""
    months, least = found.repaying, found.rules.minimum_dscr
    if not months:
        return ()
    short = sum(month.net < least * month.instalment for month in months)
    label = words.text(
        "Months below the minimum of {minimum}", minimum=words.number(least, 2)
    )
    text = words.text(
        "{n} of {count}, of which {uncovered} do not cover the instalment",
        n=words.number(Decimal(short)),
        count=words.number(Decimal(len(months))),
        uncovered=words.number(
            Decimal(sum(month.net < month.instalment for month in months))
        ),
    )
    return (Pair(label, text), *_borne(found, words))


def _borne(found: CapacityFound, words: Words) -> tuple[Pair, ...]:
    """The largest loan as the annex finds it, beside the one asked for."""
    equal, by_month = found.largest(), found.largest_by_month()
    if found.terms is None or equal is None:
        return ()
    loan = words.text(
        "{amount} for {asked} asked, with instalments alike",
        amount=words.money(found.within(equal)),
        asked=words.money(found.terms.amount),
    )
    if by_month is not None:
        loan = words.text(
            "{first}; {amount} if each month pays what it can",
            first=loan,
            amount=words.money(found.within(by_month)),
        )
    return (Pair(words.text("Largest bearable loan"), loan),)


def of_luck(material: Material, words: Words) -> tuple[Pair, ...]:
    """Return the risk in a sentence with the funder's limit, and the scenario."""
    found = material.risk if material.has_risk else None
    told = (
        words.text(
            "{first} Chance: {chance}; this funder accepts {most} at most.",
            first=risk_told.in_short(found, words),
            chance=risk_told.percent(found.simulation.shortfall.share, words),
            most=words.percent(material.funder.risk.most_shortfall_chance),
        )
        if found
        else words.text(
            "Not simulated: nobody said how much sales, prices and costs may vary."
        )
    )
    risk = Pair(words.text("Risk"), told)
    return (risk, *_of_scenario(material.scenario, words))


def _of_scenario(shown: ScenarioShown | None, words: Words) -> tuple[Pair, ...]:
    if shown is None:
        return ()
    label = words.text("Scenario “{name}”", name=words.isolate(shown.scenario.name))
    told = words.text(
        "lowest cash {amount}, at the end of {month}",
        amount=words.money(whole(shown.forecast.lowest_cash)),
        month=words.month_long(shown.forecast.lowest_month),
    )
    cover = shown.forecast.debt_service_cover
    if cover is not None:
        told = words.text(
            "{first}; cover of instalments {cover}",
            first=told,
            cover=words.number(cover, 2),
        )
    if shown.refused:
        told = words.text("{first}; in part not applied (annex)", first=told)
    return (Pair(label, told),)
