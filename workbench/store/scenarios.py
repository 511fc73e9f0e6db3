"""Named scenarios of a case: differences from its plan, never figures of it."""

from dataclasses import asdict, dataclass, replace

from workbench.store import cases, rows
from workbench.store.connect import Connection
from workbench.store.errors import ScenarioUnknown, StaleScenario


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRow:
    """A scenario; `differences` is JSON text, `position` its number in the case.

    `revision` is the revision of the case that the last change of the row made.
    At most one scenario of a case is chosen for its dossier.
    """

    case_id: str
    position: int
    name: str
    differences: str
    is_chosen: bool
    revision: int
    updated_at: str
    updated_by: str


def all_of(conn: Connection, case_id: str) -> list[ScenarioRow]:
    """Return the scenarios of a case in the order they were kept."""
    found = conn.execute(
        "SELECT * FROM scenarios WHERE case_id = ? ORDER BY position", (case_id,)
    )
    return [
        replace(row, is_chosen=bool(row.is_chosen))
        for row in rows.every(ScenarioRow, found)
    ]


def insert(
    conn: Connection, case_id: str, name: str, differences: str, *, at: str, by: str
) -> ScenarioRow:
    """Keep a scenario after the last one and return it; CaseUnknown."""
    row = ScenarioRow(
        case_id=case_id,
        position=1 + max((row.position for row in all_of(conn, case_id)), default=0),
        name=name,
        differences=differences,
        is_chosen=False,
        revision=cases.touch(conn, case_id, at),
        updated_at=at,
        updated_by=by,
    )
    conn.execute(
        """
        INSERT INTO scenarios
        VALUES (:case_id, :position, :name, :differences, :is_chosen, :revision,
                :updated_at, :updated_by)
        """,
        asdict(row),
    )
    return row


def as_seen(
    conn: Connection, case_id: str, position: int, *, expected_revision: int
) -> ScenarioRow:
    """Return a scenario that is still as it was seen.

    StaleScenario when somebody else changed it since, ScenarioUnknown when it left.
    """
    row = get(conn, case_id, position)
    if row.revision != expected_revision:
        raise StaleScenario(
            scenario=row.name, expected=expected_revision, found=row.revision
        )
    return row


def get(conn: Connection, case_id: str, position: int) -> ScenarioRow:
    """Return one scenario; ScenarioUnknown when there is none."""
    for row in all_of(conn, case_id):
        if row.position == position:
            return row
    raise ScenarioUnknown(scenario=position)


def rename(
    conn: Connection, row: ScenarioRow, name: str, *, at: str, by: str
) -> ScenarioRow:
    """Give another name to a scenario and return it."""
    return _written(conn, replace(row, name=name), at=at, by=by)


def rewrite(
    conn: Connection, row: ScenarioRow, differences: str, *, at: str, by: str
) -> ScenarioRow:
    """Give a scenario other differences and return it."""
    return _written(conn, replace(row, differences=differences), at=at, by=by)


def choose(
    conn: Connection, row: ScenarioRow, *, is_chosen: bool, at: str, by: str
) -> ScenarioRow:
    """Choose a scenario for the dossier instead of any other, or choose it no more."""
    for other in all_of(conn, row.case_id):
        if other.is_chosen and other.position != row.position:
            _written(conn, replace(other, is_chosen=False), at=at, by=by)
    return _written(conn, replace(row, is_chosen=is_chosen), at=at, by=by)


def _written(conn: Connection, row: ScenarioRow, *, at: str, by: str) -> ScenarioRow:
    revision = cases.touch(conn, row.case_id, at)
    row = replace(row, revision=revision, updated_at=at, updated_by=by)
    conn.execute(
        """
        UPDATE scenarios SET name = :name, differences = :differences,
            is_chosen = :is_chosen, revision = :revision, updated_at = :updated_at,
            updated_by = :updated_by
        WHERE case_id = :case_id AND position = :position
        """,
        asdict(row),
    )
    return row


def remove(conn: Connection, row: ScenarioRow, *, at: str) -> int:
    """Remove a scenario; return the case's new revision."""
    conn.execute(
        "DELETE FROM scenarios WHERE case_id = :case_id AND position = :position",
        asdict(row),
    )
    return cases.touch(conn, row.case_id, at)
