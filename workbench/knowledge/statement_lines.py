"""The lines of the financial statements: order, accounts and labels, from TOML.

One file `data/statements/<name>.toml` a statement. A line shows accounts of the
ledger (debit, credit, or the side on which they stand), or a sum of other lines,
or it is filled by the code that makes the table.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from workbench import paths

Shows = Literal["debit", "credit", "positive", "negative", ""]


class StatementLine(BaseModel):
    """One line: `code` as printed forms number it, `sum` of signed keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    code: str = ""
    accounts: tuple[str, ...] = ()
    shows: Shows = ""
    sum: tuple[str, ...] = ()
    label: Mapping[str, str]

    @property
    def parts(self) -> tuple[tuple[int, str], ...]:
        """The sign and the key of each line it adds up."""
        return tuple((-1 if part[0] == "-" else 1, part[1:]) for part in self.sum)


@cache
def lines(statement: str) -> tuple[StatementLine, ...]:
    """Return the lines of a statement in their order, by the name of its file."""
    file = paths.data() / "statements" / f"{statement}.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(StatementLine.model_validate(entry) for entry in read["line"])
