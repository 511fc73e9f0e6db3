"""One process at a time creates, upgrades or replaces a database."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from workbench.store.errors import DatabaseBusy
from workbench.store.identity import beside

PATIENCE: Final = 30.0
"""Seconds to wait for the other process."""

_PAUSE: Final = 0.05

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def held(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock file beside `path`; DatabaseBusy after `patience` seconds.

    The file stays: removing it would let two processes hold two locks. The
    system frees the lock when the process ends, however it ends.
    """
    descriptor = os.open(beside(path, ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _acquire(descriptor, path, time.monotonic() + patience)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, deadline: float) -> None:
    while True:
        try:
            _try(descriptor)
        except (BlockingIOError, PermissionError) as error:
            if time.monotonic() >= deadline:
                raise DatabaseBusy(file=str(path)) from error
            time.sleep(_PAUSE)
        else:
            return
