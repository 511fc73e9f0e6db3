"""The folders in which jobs over the portfolio keep their chunks: held, then removed.

A job shows by its lock that it runs, and by the times of its files when it last did.
Its months begin at the current one, so that after a month nobody asks the same again.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from workbench.exchange.stress_files import PRIVATE
from workbench.store import lock
from workbench.store.errors import DatabaseBusy

KEPT_DAYS: Final = 31
"""A job that runs no more and wrote nothing for longer is removed at the next run."""

_DAY: Final = 24 * 60 * 60
_MARK: Final = re.compile("[0-9a-f]{16}")
_JOB: Final = "job"


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """Hold the folder of a job while it runs, and remove those that are over.

    A second process at the same job goes on beside the first. A disk that cannot be
    written stops nothing here: what is computed says so when it is kept.
    """
    with ExitStack() as held:
        with suppress(OSError, DatabaseBusy):
            for each in (folder.parent, folder):
                each.mkdir(exist_ok=True, mode=PRIVATE)
            os.utime(folder)
            held.enter_context(lock.held(folder / _JOB, patience=0))
            _remove_old(folder, folder.stat().st_mtime - KEPT_DAYS * _DAY)
        yield


def _remove_old(own: Path, limit: float) -> None:
    """Remove the other jobs' folders without a trace of life since the limit.

    The limit is a time of the disk's own clock, as those of the files are.
    """
    for folder in own.parent.iterdir():
        if folder != own and _MARK.fullmatch(folder.name):
            with suppress(OSError, DatabaseBusy):
                if _last(folder) < limit:
                    _remove(folder)


def _last(folder: Path) -> float:
    return max(each.stat().st_mtime for each in (folder, *folder.iterdir()))


def _remove(folder: Path) -> None:
    """Remove a folder that nobody holds; DatabaseBusy where somebody does."""
    with lock.held(folder / _JOB, patience=0):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)  # some systems keep a lock while held
