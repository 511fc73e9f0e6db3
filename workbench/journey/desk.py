"""Where an act is done, by whom and when; and the one way to do it.

`act` asks the policy first, opens one transaction, and writes one audit entry in
it: what fails leaves neither change nor entry.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from workbench.access import policy
from workbench.access.policy import Action, Actor
from workbench.store import audit, connect
from workbench.store.connect import Connection


@dataclass(frozen=True, slots=True)
class Desk:
    """The database, the acting person, and the moment with its time zone.

    `now` is the clock's: the trail and the moments of record take nothing else. `on`
    is the day for which an act is done, where that is another one.
    """

    database: Path
    actor: Actor
    now: datetime
    on: date | None = None

    @property
    def at(self) -> str:
        """The moment as the database keeps it: UTC, ISO, to the second."""
        return self.now.astimezone(UTC).isoformat(timespec="seconds")

    @property
    def today(self) -> date:
        """The day for which an act is done: chosen, or that where the person is."""
        return self.on or self.now.date()


@dataclass(slots=True)
class Act:
    """One act under way: its connection, and what its audit entry will say."""

    conn: Connection
    case_id: str | None
    detail: dict[str, object] = field(default_factory=dict)


@contextmanager
def act(
    desk: Desk, action: Action, case_id: str | None = None, **detail: object
) -> Iterator[Act]:
    """Do one thing: NotAllowed before anything is read, all or nothing after."""
    policy.require(desk.actor, action)
    with connect.writing(desk.database) as conn:
        under_way = Act(conn, case_id, detail)
        yield under_way
        audit.append(
            conn,
            at=desk.at,
            actor=desk.actor.id,
            action=action.value,
            case_id=under_way.case_id,
            detail=under_way.detail,
        )
