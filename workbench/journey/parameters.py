"""The dated figures as this organisation uses them: texts, and its own entries."""

import json
from datetime import date
from decimal import Decimal

from workbench.access.policy import Action
from workbench.journey.desk import Desk, act
from workbench.knowledge import parameters
from workbench.knowledge.parameters import Parameters
from workbench.store import settings
from workbench.store.connect import Connection

PREFIX = "parameter."


def in_force(conn: Connection, on: date) -> Parameters:
    """Return what is known on a day, the organisation's entries filled in."""
    entered = {
        key.removeprefix(PREFIX): Decimal(json.loads(row.value))
        for key, row in settings.all_of(conn).items()
        if key.startswith(PREFIX)
    }
    return parameters.load().known_on(on).with_entered(entered)


def listing(desk: Desk) -> Parameters:
    """Return every figure, the organisation's entries filled in."""
    with act(desk, Action.SEE_PARAMETERS) as doing:
        return in_force(doing.conn, desk.today)


def enter(desk: Desk, parameter_id: str, value: Decimal) -> None:
    """Keep the organisation's own value; NotForEntry for a figure of the law."""
    parameters.load().with_entered({parameter_id: value})
    with act(desk, Action.SET_PARAMETER, parameter=parameter_id) as doing:
        settings.put(
            doing.conn,
            PREFIX + parameter_id,
            json.dumps(str(value)),
            at=desk.at,
            by=desk.actor.id,
        )
