"""Risk in words and tables, for the page and for the dossier: words first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from workbench.finance.simulation.history import History
from workbench.finance.simulation.montecarlo import Chance, Simulation
from workbench.finance.simulation.risk import Driver, Remedy, Risk, in_ten
from workbench.finance.simulation.spreads import Range
from workbench.funding.content import Pair
from workbench.funding.figured import Figured, FiguredRow
from workbench.knowledge.risk import Usual
from workbench.knowledge.wording import Words, mark
from workbench.months import Month

SELDOM: Final = 0.05
OFTEN: Final = 0.95
MOST_MONTHS: Final = 6
DRIVERS: Final = {
    "volume": mark("how much is sold"),
    "price": mark("the prices obtained"),
    "cost": mark("what inputs cost"),
    "late": mark("customers who pay late"),
    "bad": mark("very bad months"),
}


@dataclass(frozen=True)
class RiskFound:
    """The runs of a plan with what follows from them, at a funder's level.

    `notebook` holds the past takings that ranges were drawn from.
    """

    risk: Risk
    level: float
    drivers: tuple[Driver, ...]
    remedies: tuple[Remedy, ...]
    is_asked: bool
    usual: Usual
    notebook: History | None = None

    @property
    def bearable(self) -> float:
        """The most chance that a plan going further may have: the level, or today's."""
        return min(self.level, self.simulation.shortfall.share)

    @property
    def simulation(self) -> Simulation:
        """The runs."""
        return self.risk.simulation

    @property
    def worst_month(self) -> Month:
        """The calendar month that most often ends below zero."""
        return self.risk.plan.start.plus(self.simulation.worst_month - 1)


def in_short(found: RiskFound, words: Words) -> str:
    """Return the risk as a person would say it: years out of ten."""
    chance = found.simulation.shortfall
    month = words.month_long(found.worst_month)
    if not chance.count:
        return words.text("In none of the runs does cash fall below zero.")
    if chance.share < SELDOM:
        return words.text(
            "In fewer than 1 plan in 20 like this one would cash run out."
        )
    if chance.share > OFTEN:
        return words.text(
            "Nearly always cash would run out, most often in {month}.", month=month
        )
    return words.count(
        "In 10 plans like this one, about {n} would run out of cash, "
        "most often in {month}.",
        "In 10 plans like this one, about {n} would run out of cash, "
        "most often in {month}.",
        max(1, in_ten(chance)),
        month=month,
    )


def percent(share: float, words: Words) -> str:
    """Return a chance or a share in whole per cent."""
    return words.percent(Decimal(f"{share:.2f}"))


def _chance(label: str, found: Chance, words: Words) -> Pair:
    """A chance in per cent, its standard error beside its name."""
    error = words.percent(Decimal(f"{found.error:.3f}"))
    return Pair(
        words.text("{what} (give or take {error})", what=label, error=error),
        percent(found.share, words),
    )


def figures(found: RiskFound, words: Words) -> tuple[Pair, ...]:
    """Return the chances and what the household could live on."""
    simulation = found.simulation
    pairs = [
        _chance(
            words.text("Chance that a month ends below zero"),
            simulation.shortfall,
            words,
        ),
        _chance(
            words.text("Chance that every instalment is paid"),
            simulation.every_instalment,
            words,
        ),
        Pair(
            words.text("Lowest cash of the whole period: 1 time in 20, this or less"),
            words.money(Decimal(round(found.risk.low))),
        ),
    ]
    months = found.risk.household_months
    if months is not None:
        low, usual = (_lived_on(one, words) for one in months)
        label = words.text(
            "At its lowest, cash feeds the household for (1 time in 20: {low})",
            low=low,
        )
        pairs.append(Pair(label, usual))
    if not any(found.risk.twin.repaid):
        del pairs[1]
    return tuple(pairs)


def _lived_on(months: float, words: Words) -> str:
    """Whole months, as one says them; never more than there are."""
    whole = int(months)
    return words.months(whole) if whole else words.text("less than a month")


def worst_months(found: RiskFound, words: Words) -> Figured:
    """Return the months that most often end below zero, and their bands of cash."""
    simulation = found.simulation
    order = sorted(
        range(found.risk.twin.months), key=lambda place: -simulation.below[place]
    )
    places = sorted(p for p in order[:MOST_MONTHS] if simulation.below[p])
    return _by_month(found, places, words.text("Months most at risk"), words)


def every_month(found: RiskFound, words: Words) -> Figured:
    """Return all months with their chance and their bands of cash."""
    places = range(found.risk.twin.months)
    return _by_month(found, places, words.text("Month by month"), words)


def _by_month(
    found: RiskFound, places: Iterable[int], title: str, words: Words
) -> Figured:
    simulation, bands = found.simulation, found.risk.bands
    head = (
        title,
        words.text("Below zero"),
        words.text("Low (5%)"),
        words.text("Usual (50%)"),
        words.text("High (95%)"),
    )
    rows = (
        FiguredRow(
            words.month(found.risk.plan.start.plus(place)),
            (
                percent(simulation.short_in(place + 1).share, words),
                *(Decimal(round(float(band[place]))) for band in bands),
            ),
        )
        for place in places
    )
    return Figured(title, head, tuple(rows))


def drivers(found: RiskFound, words: Words) -> Figured:
    """Return what weighs most: what would change in the figures if it were certain."""
    title = words.text("What weighs most")
    head = (
        title,
        words.text("Chance without it: points less"),
        words.text("Lowest cash without it: MAD more"),
    )
    rows = (
        FiguredRow(
            driver_name(driver, found, words),
            (
                words.number(Decimal(points(driver, found))),
                Decimal(round(driver.lowest - found.risk.low)),
            ),
        )
        for driver in found.drivers
    )
    return Figured(title, head, tuple(rows))


def points(driver: Driver, found: RiskFound) -> int:
    """Return by how many points the chance falls where something is certain."""
    fall = found.simulation.shortfall.share - driver.chance.share
    return int(Decimal(f"{fall:.2f}") * 100)


def driver_name(driver: Driver, found: RiskFound, words: Words) -> str:
    """Return what varies, with the product where there are several."""
    name = words.text(DRIVERS[driver.key])
    products = found.risk.plan.products
    if driver.product is None or driver.product >= len(products):
        return name
    product = words.isolate(products[driver.product].name)
    return words.text("{what}: {product}", what=name, product=product)


def assumptions(found: RiskFound, words: Words) -> tuple[Pair, ...]:
    """Return what has to be known to make the same runs again."""
    spreads = found.risk.spreads
    ranges = [_range_of(words, one.volume) for one in spreads.products]
    return (
        Pair(words.text("Source of the ranges"), _source(found, words)),
        Pair(words.text("Sales of a month, of 100 planned"), _each(ranges)),
        Pair(
            words.text("Prices, of 100 planned"),
            _each([_range_of(words, one.price) for one in spreads.products]),
        ),
        Pair(words.text("Cost of inputs, of 100"), _range_of(words, spreads.cost)),
        Pair(
            words.text("Paid a month late, at most"),
            percent(spreads.late_most, words),
        ),
        Pair(
            words.text("Very bad months a year, sales left in them"),
            words.text(
                "{months}; {left}",
                months=words.number(Decimal(f"{spreads.bad_chance * 12:.1f}"), 1),
                left=percent(spreads.bad_left, words),
            ),
        ),
        Pair(
            words.text("Variation common to all products, and kept all along"),
            words.text(
                "{months}; {left}",
                months=percent(spreads.together, words),
                left=percent(spreads.lasting, words),
            ),
        ),
        Pair(
            words.text("To make the same runs again"),
            words.text(
                "{runs} runs of {months} from {first}, seed {seed}",
                runs=words.number(Decimal(found.simulation.runs)),
                months=words.months(found.risk.twin.months),
                first=words.month_long(found.risk.plan.start),
                seed=words.isolate(str(found.simulation.seed)),
            ),
        ),
    )


def _source(found: RiskFound, words: Words) -> str:
    """Where the ranges come from: a notebook, the person, or nobody."""
    if found.notebook:
        whole = found.notebook.whole
        return words.text(
            "Sales: a notebook of {months}, from {first} to {last}; the rest as the "
            "person said, or usual.",
            months=words.months(len(whole)),
            first=words.month_long(whole[0].month),
            last=words.month_long(whole[-1].month),
        )
    if found.is_asked:
        return words.text("Ranges given by the person; the others are usual ones.")
    return words.localised(found.usual.source)


def _each(texts: Sequence[str]) -> str:
    """One text where all are alike, otherwise all of them in the products' order."""
    return " · ".join(dict.fromkeys(texts))


def _range_of(words: Words, one: Range) -> str:
    return words.text(
        "{low} to {high}",
        low=words.number(Decimal(round(one.low * 100))),
        high=words.number(Decimal(round(one.high * 100))),
    )


def fan_title(found: RiskFound, words: Words) -> str:
    """Return the message of the fan chart."""
    low, month = _lowest_band(found)
    return words.text(
        "In {month} alone, 1 time in 20 cash is at {amount} or less",
        amount=words.money(Decimal(round(low))),
        month=words.month_long(month),
    )


def _lowest_band(found: RiskFound) -> tuple[float, Month]:
    band = found.risk.bands[0]
    place = int(band.argmin())
    return float(band[place]), found.risk.plan.start.plus(place)


def below_the_plan(found: RiskFound, words: Words) -> str:
    """Return why the usual line ends lower than the plan; "" where it does not."""
    risk = found.risk
    lower = round(float(risk.planned[-1] - risk.bands[1][-1]))
    if lower <= 0:
        return ""
    return words.text(
        "In {month} the usual line is {amount} below the plan: weak and very bad "
        "months, late payments and dear inputs take away more than strong months add.",
        month=words.month_long(risk.plan.start.plus(risk.twin.months - 1)),
        amount=words.money(Decimal(lower)),
    )


def fan(found: RiskFound, words: Words) -> dict[str, str | tuple[str, ...]]:
    """Return the points of the fan chart: message, text twin, months, four lines."""
    title = fan_title(found, words)
    plan = found.risk.plan
    months = [plan.start.plus(place) for place in range(found.risk.twin.months)]
    low, usual, high = (tuple(_texts(band)) for band in found.risk.bands)
    return {
        "title": title,
        "alt": words.text(
            "Three lines of month-end cash: 5, 50 and 95 runs in 100 lie below "
            "them; a thin line, the plan: {message}.",
            message=title,
        ),
        "months": tuple(words.month(month) for month in months),
        "low": low,
        "usual": usual,
        "high": high,
        "plan": tuple(_texts(found.risk.planned)),
        "low_label": words.text("Low (5%)"),
        "usual_label": words.text("Usual (50%)"),
        "low_lowest": words.money(Decimal(round(float(found.risk.bands[0].min())))),
        "usual_lowest": words.money(Decimal(round(float(found.risk.bands[1].min())))),
        "high_label": words.text("High (95%)"),
        "plan_label": words.text("As planned"),
        "axis": words.text("Month-end cash (MAD)"),
    }


def _texts(band: Iterable[float]) -> Iterator[str]:
    return (str(round(float(amount))) for amount in band)
