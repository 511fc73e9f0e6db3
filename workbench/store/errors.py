"""What can go wrong between the workbench and its database, named.

The words a person reads stand in `data/wording/errors_store.toml`.
"""

from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.store.answers import AnswerRow
    from workbench.store.overrides import OverrideRow
    from workbench.store.visits import VisitRow


class DatabaseForeign(WorkbenchError):
    """The file is not a database of the workbench; facts: `file`."""

    code = "database.foreign"


class DatabaseEmpty(WorkbenchError):
    """The file has no content, and the workbench never leaves one so; facts: `file`."""

    code = "database.empty"


class DatabaseNewer(WorkbenchError):
    """The file was written by a later version of the workbench; facts: `file`."""

    code = "database.newer"


class DatabaseDamaged(WorkbenchError):
    """The file is cut short or corrupt; facts: `file`."""

    code = "database.damaged"


class DatabaseUnreadable(WorkbenchError):
    """The disk did not answer just now, which may pass; facts: `file`."""

    code = "database.unreadable"


class DatabaseUnprepared(WorkbenchError):
    """The file is missing or of an older version: `connect.prepare` it first."""

    code = "database.unprepared"


class DatabaseBusy(WorkbenchError):
    """Somebody else kept the database longer than one waits; facts: `file`."""

    code = "database.busy"


class HomeReadOnly(WorkbenchError):
    """The folder or a file in it cannot be written; facts: `folder`."""

    code = "home.read_only"


class DiskFull(WorkbenchError):
    """No room is left where the file lies; facts: `folder`."""

    code = "disk.full"


class BackupExists(WorkbenchError):
    """The target already exists and is never overwritten; facts: `file`."""

    code = "backup.exists"


class BackupMissing(WorkbenchError):
    """There is no such file to restore, or it cannot be read; facts: `file`."""

    code = "backup.missing"


class BackupAltered(WorkbenchError):
    """The copy was changed after it was made; facts: `file`, `marks` that show it."""

    code = "backup.altered"


class BackupIsLive(WorkbenchError):
    """The file to restore is the database in use; facts: `file`."""

    code = "backup.is_live"


class CaseUnknown(WorkbenchError):
    """No case has this id or number; facts: `case`."""

    code = "case.unknown"


class ConsentUnknown(WorkbenchError):
    """No consent in force has this id; facts: `consent`."""

    code = "consent.unknown"


class DossierUnknown(WorkbenchError):
    """No dossier has this id; facts: `dossier`."""

    code = "dossier.unknown"


class DossierAltered(WorkbenchError):
    """The document is not the one that was frozen; facts: `dossier`."""

    code = "dossier.altered"


class VisitUnknown(WorkbenchError):
    """No visit has this id; facts: `visit`."""

    code = "visit.unknown"


class LoanEventUnknown(WorkbenchError):
    """The case has no such entry, or it is a reversal itself; facts: `number`."""

    code = "loan_event.unknown"


class LoanEventReversed(WorkbenchError):
    """The entry was already reversed; facts: `number`."""

    code = "loan_event.reversed"


class StaleLoan(WorkbenchError):
    """Somebody else recorded something on the loan meanwhile."""

    code = "loan_event.stale"


class ScenarioUnknown(WorkbenchError):
    """The case has no such scenario; facts: `scenario`, its number."""

    code = "scenario.unknown"


class StaleScenario(WorkbenchError):
    """Somebody else changed the scenario meanwhile; facts: `scenario`, its name."""

    code = "scenario.stale"


class StaleAnswer(WorkbenchError):
    """Somebody else saved the answer meanwhile: show both, overwrite neither.

    `stored` is what the database holds, None when the answer was removed. The
    facts hold only the question and the two revisions.
    """

    code = "answer.stale"

    def __init__(
        self, question_id: str, expected: int, stored: "AnswerRow | None"
    ) -> None:
        """Keep the stored row beside the facts, out of the log."""
        found = stored.revision if stored else 0
        super().__init__(question=question_id, expected=expected, found=found)
        self.stored = stored


class StaleOverride(WorkbenchError):
    """Somebody else changed the reason meanwhile; `stored` is theirs or None."""

    code = "override.stale"

    def __init__(
        self, finding_key: str, expected: int, stored: "OverrideRow | None"
    ) -> None:
        """Keep the stored row beside the facts, out of the log."""
        found = stored.revision if stored else 0
        super().__init__(finding=finding_key, expected=expected, found=found)
        self.stored = stored


class StaleVisit(WorkbenchError):
    """Somebody else changed the visit meanwhile; `stored` is theirs."""

    code = "visit.stale"

    def __init__(self, expected: int, stored: "VisitRow") -> None:
        """Keep the stored row beside the facts, out of the log."""
        super().__init__(visit=stored.code, expected=expected, found=stored.revision)
        self.stored = stored
