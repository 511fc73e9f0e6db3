"""One run of a command: where, in which language, on which day, told to whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, cast

import click

from workbench import paths
from workbench.access import policy
from workbench.cli import telling
from workbench.errors import WorkbenchError
from workbench.findings import Finding
from workbench.journey.desk import Desk
from workbench.knowledge import wording
from workbench.knowledge.wording import Words
from workbench.store import connect, faults
from workbench.store.errors import CaseUnknown

REFUSED: Final = 1
"""The exit code of a request that cannot be carried out."""

DEFECT: Final = 70
"""The exit code of a failure nobody foresaw; the log says where."""


@dataclass(slots=True)
class Session:
    """What was asked for beside the command, and how the answer is given."""

    home_chosen: Path | None = None
    language: str = wording.DEFAULT
    day: date | None = None
    is_json: bool = False

    @property
    def home(self) -> Path:
        """The folder of the database and the log."""
        return self.home_chosen or paths.home()

    @property
    def words(self) -> Words:
        """The words of the chosen language."""
        return wording.words(self.language)

    @property
    def now(self) -> datetime:
        """The moment of the run, whatever day is chosen."""
        return datetime.now().astimezone()

    @property
    def today(self) -> date:
        """The day for which the command acts."""
        return self.day or self.now.date()

    def desk(self) -> Desk:
        """Return the desk of the one local counsellor, its database unopened."""
        database = paths.database(self.home)
        return Desk(database, policy.local_counsellor(), self.now, self.day)

    def opened(self) -> Desk:
        """Return the desk with its database created, upgraded, or refused by name."""
        desk = self.desk()
        connect.prepare(desk.database)
        return desk

    def has_database(self) -> bool:
        """Whether the home has a database: looking makes none."""
        database = paths.database(self.home)
        with faults.named(database):
            return database.exists()

    def opened_for(self, reference: str) -> Desk:
        """Return the opened desk; CaseUnknown where there is no database at all."""
        if not self.has_database():
            raise CaseUnknown(case=reference)
        return self.opened()

    def give(self, plain: object) -> None:
        """Print a value as JSON."""
        click.echo(telling.json_text(plain))

    def tell(self, *lines: str) -> None:
        """Print lines for a person."""
        for line in lines:
            click.echo(telling.terminal(line))

    def answer(self, plain: object, *lines: str) -> None:
        """Print the value to a programme, the lines to a person."""
        if self.is_json:
            self.give(plain)
        else:
            self.tell(*lines)

    def refuse(
        self,
        error: WorkbenchError,
        findings: Sequence[Finding] = (),
        missing: Sequence[str] = (),
    ) -> None:
        """Say on the error stream what could not be done, and what is in the way.

        `missing` are the questions that still need an answer, by default those that
        the error names.
        """
        named = error.facts.get("questions", ())
        missing = missing or tuple(map(str, cast("Iterable[object]", named)))
        told = telling.told(findings, self.words)
        told += [telling.to_answer(name, self.words) for name in missing]
        plain = [telling.plain_finding(finding, self.words) for finding in findings]
        more = {"findings": plain, "missing": list(missing)} if told else {}
        self.warn(telling.plain_error(error, self.words), more, told)

    def warn(
        self,
        error: Mapping[str, object],
        more: Mapping[str, object] | None = None,
        points: Sequence[str] = (),
    ) -> None:
        """Print an error on the error stream: its message, and points below it."""
        if self.is_json:
            text = telling.json_text({"error": error, **(more or {})})
        else:
            lines = [str(error["message"]), *(f"- {point}" for point in points)]
            text = telling.terminal("\n".join(lines))
        click.echo(text, err=True)
