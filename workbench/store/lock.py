"""One process at a time creates, upgrades or replaces a database.

A file is only taken out of its place while nobody is writing to it: every writer
holds `used`, and `unused` is had when none does.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from workbench.store.errors import DatabaseBusy
from workbench.store.identity import beside

PATIENCE: Final = 30.0
"""Seconds to wait for the other process."""

_PAUSE: Final = 0.05

if sys.platform == "win32":
    import msvcrt

    _ALONE = _SHARED = msvcrt.LK_NBLCK

    def _try(descriptor: int, how: int) -> None:
        msvcrt.locking(descriptor, how, 1)
else:
    import fcntl

    _ALONE, _SHARED = fcntl.LOCK_EX, fcntl.LOCK_SH

    def _try(descriptor: int, how: int) -> None:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)


def held(path: Path, patience: float = PATIENCE) -> AbstractContextManager[None]:
    """Be the one that creates, upgrades or replaces; DatabaseBusy after `patience`."""
    return _locked(path, ".lock", _ALONE, patience)


def used(path: Path, patience: float = PATIENCE) -> AbstractContextManager[None]:
    """Write to the file that lies at `path`, beside others; DatabaseBusy."""
    return _locked(path, ".use", _SHARED, patience)


def unused(path: Path, patience: float = PATIENCE) -> AbstractContextManager[None]:
    """Have nobody writing to the file that lies at `path`; DatabaseBusy."""
    return _locked(path, ".use", _ALONE, patience)


@contextmanager
def _locked(path: Path, suffix: str, how: int, patience: float) -> Iterator[None]:
    """Hold a lock file beside `path`.

    The file stays: removing it would let two processes hold two locks. The
    system frees the lock when the process ends, however it ends.
    """
    descriptor = os.open(beside(path, suffix), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _acquire(descriptor, how, path, time.monotonic() + patience)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, how: int, path: Path, deadline: float) -> None:
    while True:
        try:
            _try(descriptor, how)
        except (BlockingIOError, PermissionError) as error:
            if time.monotonic() >= deadline:
                raise DatabaseBusy(file=str(path)) from error
            time.sleep(_PAUSE)
        else:
            return
