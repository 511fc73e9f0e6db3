"""A scenario in plain words: each change and each shock, with its size."""

from collections.abc import Mapping
from decimal import Decimal

from workbench.finance.scenarios.labels import CHANGES, UNITS
from workbench.finance.scenarios.scenario import Made, ProductChanges, Scenario, Shock
from workbench.knowledge.shocks import ShockKind, Unit
from workbench.knowledge.wording import (
    LEFT_TO_RIGHT_ISOLATE,
    MINUS,
    POP_ISOLATE,
    Words,
)


def difference(value: Decimal | int, unit: Unit, words: Words) -> str:
    """Return so much more or less, with its sign: `+10 %`, `−2 mois`, `+500 DH`."""
    value = Decimal(value)
    if unit is Unit.PERCENT:
        return _signed(value, words.percent(abs(value) / 100), words)
    return _counted(value, unit, words)


def money_difference(amount: Decimal, words: Words) -> str:
    """Return so many dirhams more or less, to the dirham, with the sign."""
    return difference(amount.quantize(Decimal(1)), Unit.DIRHAMS, words)


def size(value: Decimal, unit: Unit, words: Words) -> str:
    """Return the size of a shock: a percentage keeps its sign, the rest has none."""
    if unit is Unit.PERCENT:
        return difference(value, unit, words)
    if unit is Unit.DIRHAMS:
        return words.money(value)
    return words.days(int(value)) if unit is Unit.DAYS else words.months(int(value))


def _signed(value: Decimal, written: str, words: Words) -> str:
    sign = MINUS if value < 0 else "+" if value > 0 else ""
    if words.language != "ar":
        return sign + written
    return f"{LEFT_TO_RIGHT_ISOLATE}{sign}{written}{POP_ISOLATE}"


def _counted(value: Decimal, unit: Unit, words: Words) -> str:
    number = _signed(value, words.number(abs(value)), words)
    if unit is Unit.DIRHAMS:
        return words.text("{number} MAD", number=number)
    n = int(abs(value))
    if unit is Unit.DAYS:
        return words.count("{number} day", "{number} days", n, number=number)
    return words.count("{number} month", "{number} months", n, number=number)


def change(name: str, value: Decimal | int, words: Words) -> str:
    """Return one change: what it is called and by how much."""
    by = difference(value, UNITS[name], words)
    return words.text(
        "{name} {difference}", name=words.text(CHANGES[name]), difference=by
    )


def product(changed: ProductChanges, words: Words) -> str:
    """Return what changes for one product alone, or for all, after its name."""
    name = changed.product
    return words.text(
        "{place}: {text}",
        place=words.isolate(name) if name else words.text("All products"),
        text=", ".join(_changes(changed.made, words)),
    )


def _changes(made: Made, words: Words) -> list[str]:
    return [change(name, by, words) for name, by in made.items()]


def shock(struck: Shock, knowledge: Mapping[str, ShockKind], words: Words) -> str:
    """Return one shock: what it is called, its size, when and how long."""
    kind = knowledge.get(struck.key)
    if kind is None:
        return words.isolate(struck.key)
    how_much = size(struck.size, kind.unit, words)
    if kind.moves_sales and struck.size:
        how_much = words.text("{difference} of sales", difference=how_much)
    parts = [words.localised(kind.label), how_much]
    if struck.month:
        parts.append(words.month_long(struck.month))
    if struck.months is not None:
        parts.append(words.months(struck.months))
    return " · ".join(parts)


def told(
    scenario: Scenario, knowledge: Mapping[str, ShockKind], words: Words
) -> tuple[str, ...]:
    """Return every change and every shock of a scenario in words."""
    changes = _changes(scenario.changes.made, words)
    of_products = (product(one, words) for one in scenario.changes.products)
    shocks = (shock(one, knowledge, words) for one in scenario.shocks)
    return (*changes, *of_products, *shocks)
