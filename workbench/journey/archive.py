"""Copies of the whole: made while people work, put back only when verified."""

from pathlib import Path

from workbench.access import policy
from workbench.access.policy import Action
from workbench.journey.desk import Desk, act
from workbench.store import backup


def back_up(desk: Desk, target: Path) -> str:
    """Write a verified copy of the database to `target` and return its sha256."""
    with act(desk, Action.BACK_UP):
        pass
    return backup.backup(desk.database, target)


def restore(desk: Desk, source: Path) -> Path | None:
    """Put a verified copy in place; return where the replaced database is kept.

    The entry in the trail stands in the restored database.
    """
    policy.require(desk.actor, Action.RESTORE)
    kept = backup.restore(source, desk.database, at=desk.at)
    with act(desk, Action.RESTORE):
        return kept
