"""Copies of the whole: made while people work, put back only when verified."""

from pathlib import Path

from workbench.access import policy
from workbench.access.policy import Action
from workbench.journey.desk import Desk, act
from workbench.store import backup, faults


def back_up(desk: Desk, target: Path) -> str:
    """Write a verified copy of the database to `target` and return its sha256.

    The entry in the trail comes after the copy, which does not hold it.
    """
    policy.require(desk.actor, Action.BACK_UP)
    sha256 = backup.backup(desk.database, target)
    with act(desk, Action.BACK_UP, sha256=sha256):
        return sha256


def restore(desk: Desk, source: Path) -> Path | None:
    """Put a verified copy in place; return where the replaced database is kept.

    The entry in the trail stands in the restored database.
    """
    policy.require(desk.actor, Action.RESTORE)
    kept = backup.restore(source, desk.database, at=desk.at)
    with act(desk, Action.RESTORE):
        return kept


def discard_copies(desk: Desk) -> None:
    """Delete the databases that restores and upgrades left beside this one.

    They hold cases that were erased since, and every other one as it was then.
    """
    with act(desk, Action.DISCARD_COPIES), faults.named(desk.database):
        for copy in backup.kept_copies(desk.database):
            copy.unlink(missing_ok=True)
