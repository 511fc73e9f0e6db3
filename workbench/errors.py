"""Impossible requests, named: what cannot be done and why, as data.

A problem inside a plan is not an error but a finding (`workbench.findings`).
The words a person reads stand in `data/wording/errors.toml` under `code`.
"""

import traceback
from pathlib import Path


class WorkbenchError(Exception):
    """A request that cannot be carried out, with what a message needs to name.

    `code` selects the words, `facts` fill their placeholders; neither ever
    holds more of a person's data than the request itself contained.
    """

    code = "error"

    def __init__(self, **facts: object) -> None:
        """Keep the facts and make a plain English text for the log."""
        self.facts = facts
        detail = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"{self.code}: {detail}" if detail else self.code)


def trace_of(error: BaseException | None) -> str:
    """Return what kind of error arose and where, with its causes.

    Neither messages nor values are told: both may quote what a person typed.
    """
    told: list[str] = []
    while error is not None:
        told.append(f"{type(error).__module__}.{type(error).__qualname__}")
        if isinstance(error, WorkbenchError):
            told[-1] += f" [{error.code}]"
        for frame in traceback.extract_tb(error.__traceback__):
            place = "/".join(Path(frame.filename).parts[-3:])
            told.append(f"  {place}:{frame.lineno} {frame.name}")
        error = error.__cause__ or error.__context__
    return "\n".join(told)
