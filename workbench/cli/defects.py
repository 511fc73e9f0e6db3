"""The log of failures that nobody foresaw, each under a reference of its own."""

import secrets
from pathlib import Path

from workbench.cli.session import Session


def file_of(session: Session) -> Path:
    """Return where the log lies, whether there is one yet or not."""
    return session.home / "logs" / "workbench.log"


def noted(session: Session, trace: str) -> str | None:
    """Write a failure to the log and return its reference, None if that failed too."""
    reference = secrets.token_hex(4).upper()
    log = file_of(session)
    at = session.now.isoformat(timespec="seconds")
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{at} ERROR {reference} {trace}\n")
    except OSError:
        return None
    return reference
