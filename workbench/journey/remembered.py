"""What was worked out of cases, kept in the process's memory and for all sessions.

Nothing in it outlives the server, and nothing of a case outlives the case.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, TypeVar

MOST: Final = 48
MOST_LOANS: Final = 1024

Found = TypeVar("Found")
Key = tuple[Hashable, ...]


class Memory:
    """What was found last, of each case; the least recently used leaves first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, Key], object] = OrderedDict()
        self._lock = Lock()
        self._erasures = 0

    def get(self, case_id: str, key: Key, find: Callable[[], Found]) -> Found:
        """Return what is kept under the key, found now where nothing is.

        What was being found while a case was erased is not kept.
        """
        whole = (case_id, key)
        with self._lock:
            if whole in self._kept:
                self._kept.move_to_end(whole)
                return self._kept[whole]  # type: ignore[return-value]
            erasures = self._erasures
        found = find()
        with self._lock:
            if erasures == self._erasures:
                self._kept[whole] = found
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return found

    def forget(self, case_id: str) -> None:
        """Drop everything of a case."""
        with self._lock:
            self._erasures += 1
            for whole in [whole for whole in self._kept if whole[0] == case_id]:
                del self._kept[whole]


RUNS: Final = Memory(MOST)
LOANS: Final = Memory(MOST_LOANS)


def forget(case_id: str) -> None:
    """Drop everything of a case."""
    RUNS.forget(case_id)
    LOANS.forget(case_id)
