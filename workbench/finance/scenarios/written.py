"""A scenario as it is written down: the same text for the same scenario.

Only what differs from the plan is written; decimals are texts in their shortest
form, months `YYYY-MM`. The database, the case file and the dossier hold this form.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Final

from workbench.errors import WorkbenchError
from workbench.finance.scenarios.scenario import (
    PER_PRODUCT,
    Changes,
    Made,
    Scenario,
    Shock,
)
from workbench.money import TOO_LARGE
from workbench.months import Month

LONGEST_NAME: Final = 80
LONGEST_PRODUCT: Final = 200
MOST_PRODUCTS: Final = 60
MOST_SHOCKS: Final = 60
MOST_MONTHS: Final = 600
PRODUCT, PRODUCTS = "product", "products"
SHOCK_FIELDS: Final = ("key", "size", "month", "months")

Written = dict[str, object]


class ScenarioUnreadable(WorkbenchError):
    """A written scenario that is none, with the field at fault."""

    code = "scenario.unreadable"


def write(scenario: Scenario) -> Written:
    """Return the scenario as JSON objects, texts and whole numbers."""
    changes = _plainly(scenario.changes.made)
    if scenario.changes.products:
        changes["products"] = {
            one.product: _plainly(one.made) for one in scenario.changes.products
        }
    return {
        "name": scenario.name,
        "changes": changes,
        "shocks": [_write_shock(shock) for shock in scenario.shocks],
    }


def text(scenario: Scenario) -> str:
    """Return the one JSON text of the scenario."""
    return json.dumps(write(scenario), ensure_ascii=False, sort_keys=True)


def _write_shock(shock: Shock) -> Written:
    given: Written = {"key": shock.key, "size": _plain(shock.size)}
    if shock.month:
        given["month"] = str(shock.month)
    if shock.months is not None:
        given["months"] = shock.months
    return given


def _plainly(made: Made) -> Written:
    return {name: _plain(value) for name, value in made.items()}


def _plain(value: Decimal | int) -> str | int:
    return value if isinstance(value, int) else format(value.normalize(), "f")


def read(written: object) -> Scenario:
    """Return the scenario that `write` wrote, whoever has touched it since.

    Raises ScenarioUnreadable, naming the field.
    """
    given = _object(written, "scenario", ("name", "changes", "shocks"))
    changes = _object(given.get("changes", {}), "changes", _NAMES)
    shocks = given.get("shocks", [])
    if not isinstance(shocks, list) or len(shocks) > MOST_SHOCKS:
        raise ScenarioUnreadable(field="shocks")
    return Scenario(
        name=_text(given.get("name"), "name"),
        changes=_changes(changes),
        shocks=tuple(_shock(one, f"shocks.{n}") for n, one in enumerate(shocks)),
    )


def parse(written: str) -> Scenario:
    """Return the scenario of a JSON text; raises ScenarioUnreadable."""
    try:
        return read(json.loads(written))
    except (ValueError, RecursionError):
        raise ScenarioUnreadable(field="scenario") from None


_NAMES: Final = (PRODUCT, *(field.name for field in fields(Changes)))


def _object(given: object, field: str, known: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(given, dict):
        raise ScenarioUnreadable(field=field)
    for name in given:
        if name not in known:
            raise ScenarioUnreadable(field=f"{field}.{str(name)[:LONGEST_NAME]}")
    return given


def _text(given: object, field: str) -> str:
    if not isinstance(given, str):
        raise ScenarioUnreadable(field=field)
    stripped = given.strip()
    if not stripped or len(stripped) > LONGEST_NAME or not stripped.isprintable():
        raise ScenarioUnreadable(field=field)
    return stripped


def _changes(given: Mapping[str, object]) -> Changes:
    """The changes; a file that names one product means its three percentages."""
    changes, one = Changes(), given.get(PRODUCT)
    product = "" if one is None else _text(one, f"changes.{PRODUCT}")
    for name, value in given.items():
        if name in {PRODUCT, PRODUCTS}:
            continue
        field = f"changes.{name}"
        is_whole = isinstance(changes.value(name), int)
        by = _whole(value, field) if is_whole else _decimal(value, field)
        changes = changes.changed(name, by, product if name in PER_PRODUCT else "")
    return _of_products(changes, given.get(PRODUCTS, {}))


def _of_products(changes: Changes, given: object) -> Changes:
    """The changes with those of each product, written under its name."""
    field = f"changes.{PRODUCTS}"
    if not isinstance(given, dict) or len(given) > MOST_PRODUCTS:
        raise ScenarioUnreadable(field=field)
    for product, own in given.items():
        place = f"{field}.{product[:LONGEST_NAME]}"
        if not 1 <= len(product.strip()) == len(product) <= LONGEST_PRODUCT:
            raise ScenarioUnreadable(field=place)
        for name, value in _object(own, place, PER_PRODUCT).items():
            by = _decimal(value, f"{place}.{name}")
            changes = changes.changed(name, by, product)
    return changes


def _whole(given: object, field: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise ScenarioUnreadable(field=field)
    if abs(given) > MOST_MONTHS:
        raise ScenarioUnreadable(field=field)
    return given


def _decimal(given: object, field: str) -> Decimal:
    """A number written as text, or a whole number; four decimals at most."""
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise ScenarioUnreadable(field=field)
    try:
        number = Decimal(given)
    except InvalidOperation:
        raise ScenarioUnreadable(field=field) from None
    if not number.is_finite() or abs(number) >= TOO_LARGE or number * 10000 % 1:
        raise ScenarioUnreadable(field=field)
    return number


def _shock(given: object, field: str) -> Shock:
    shock = _object(given, field, SHOCK_FIELDS)
    months = shock.get("months")
    return Shock(
        key=_text(shock.get("key"), f"{field}.key"),
        size=_decimal(shock.get("size"), f"{field}.size"),
        month=_month(shock.get("month"), f"{field}.month"),
        months=None if months is None else _whole(months, f"{field}.months"),
    )


def _month(given: object, field: str) -> Month | None:
    if given is None:
        return None
    try:
        return Month.parse(str(given))
    except ValueError:
        raise ScenarioUnreadable(field=field) from None
