"""What a process of its own does to a database until it is killed or refused."""

import os
import sqlite3
import sys
from contextlib import closing
from importlib import import_module
from itertools import count
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.store import audit, backup, connect, settings

if sys.platform != "win32":
    import resource

NOW = "2026-11-23T10:00:00Z"


def load_migrations() -> None:
    """Load what takes long, or what another user may not read, beforehand."""
    import_module("workbench.store.migrations")


def say(line: object) -> None:
    """Tell the parent, past every buffer."""
    os.write(1, f"{line}\n".encode())


def save(path: Path, key: str, value: str = '"x"') -> int:
    """Save a setting and its audit entry; return the entry's number."""
    with connect.writing(path) as conn:
        settings.put(conn, key, value, at=NOW, by="s")
        entry = audit.append(conn, at=NOW, actor="s", action="setting.put")
    return entry.seq


def write(path: Path) -> None:
    """Save without end, saying each number once it is saved."""
    say("ready")
    for n in count():
        say(save(path, f"{os.getpid()}-{n}"))


def restore(path: Path, *sources: str) -> None:
    """Restore one copy after the other without end."""
    say("ready")
    for n in count():
        source = Path(sources[n % len(sources)])
        say(f"start {source.name}")
        backup.restore(source, path, at=f"{os.getpid()}-{n}")
        say(f"done {source.name}")


def prepare(folder: Path) -> None:
    """Create databases without end, and upgrade every second one from nothing."""
    load_migrations()
    say("ready")
    for n in count():
        path = folder / str(n) / "workbench.sqlite3"
        if n % 2:
            make_older(path)
        connect.prepare(path)
        say(path)


def make_older(path: Path) -> None:
    """Put a whole database of a version without tables in its place."""
    path.parent.mkdir()
    draft = path.with_name("draft")
    with closing(sqlite3.connect(draft, isolation_level=None)) as raw:
        raw.execute(f"PRAGMA application_id={connect.APPLICATION_ID}")
        raw.execute("CREATE TABLE old_notes (text TEXT)")
    draft.replace(path)


def fill(path: Path, room: str) -> None:
    """Save until files may not grow, back up, then save again with more room."""
    size = path.stat().st_size
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + int(room), unlimited[1]))
    for n in range(10_000):
        try:
            save(path, f"key-{n}", '"' + "x" * 2000 + '"')
        except WorkbenchError as error:
            say(f"{error.code} after {n}")
            break
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, unlimited[1]))
    _tell(lambda: backup.backup(path, path.parent / "backup.sqlite3"))
    _tell(lambda: connect.prepare(path.parent / "second" / "workbench.sqlite3"))
    resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    save(path, "after")
    say("saved")


def visit(path: Path, uid: str) -> None:
    """Prepare, read and save as a user without rights over the folder."""
    load_migrations()
    if uid != "same":
        os.setgid(int(uid))
        os.setuid(int(uid))
    _tell(lambda: connect.prepare(path))
    _tell(lambda: save(path, "visit"))
    _tell(lambda: backup.backup(path, path.parent / "backup.sqlite3"))


def _tell(action: object) -> None:
    assert callable(action)
    try:
        action()
    except WorkbenchError as error:
        say(error.code)
    else:
        say("done")


if __name__ == "__main__":
    globals()[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
