"""Files written for a person: whole or not at all, and never over another one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import WorkbenchError


class FileExists(WorkbenchError):
    """The file is there already and is not overwritten unasked; facts: `file`."""

    code = "file.exists"


class FileNotWritten(WorkbenchError):
    """The file cannot be written there; facts: `file`."""

    code = "file.not_written"


@dataclass(frozen=True, slots=True)
class Place:
    """A file name known to be free and writable, with the draft beside it."""

    target: Path
    draft: Path
    is_replacing: bool

    def fill(self, content: bytes) -> None:
        """Put the content there, whole; FileExists or FileNotWritten."""
        try:
            with self.draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if not self.is_replacing:
                require_new(self.target)
            self.draft.replace(self.target)
        except OSError as problem:
            raise FileNotWritten(file=str(self.target)) from problem


def require_new(target: Path) -> None:
    """Return when nothing lies at `target`; FileExists otherwise."""
    if os.path.lexists(target):
        raise FileExists(file=str(target))


@contextmanager
def reserved(target: Path, *, is_replacing: bool = False) -> Iterator[Place]:
    """Yield a place tried beforehand: nothing is done for a file nobody can write.

    FileExists or FileNotWritten otherwise. What is not filled leaves no trace.
    """
    if not is_replacing:
        require_new(target)
    draft = _draft(target)
    try:
        yield Place(target, draft, is_replacing)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _draft(target: Path) -> Path:
    """Make an empty private file beside the target."""
    if target.is_dir():
        raise FileNotWritten(file=str(target))
    try:
        descriptor, name = tempfile.mkstemp(
            dir=target.absolute().parent, prefix=f".{target.name}.", suffix=".part"
        )
        os.close(descriptor)
    except OSError as problem:
        raise FileNotWritten(file=str(target)) from problem
    return Path(name)


def write(target: Path, content: bytes, *, is_replacing: bool = False) -> None:
    """Put the content at `target`, whole; FileExists or FileNotWritten."""
    with reserved(target, is_replacing=is_replacing) as place:
        place.fill(content)
