"""Settings: values the organisation enters, such as a rate."""

from dataclasses import dataclass

from workbench.store import rows
from workbench.store.connect import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """A setting; `value` is JSON text."""

    key: str
    value: str
    updated_at: str
    updated_by: str


def all_of(conn: Connection) -> dict[str, SettingRow]:
    """Return every setting by key."""
    found = conn.execute("SELECT * FROM settings ORDER BY key")
    return {row.key: row for row in rows.every(SettingRow, found)}


def get(conn: Connection, key: str) -> SettingRow | None:
    """Return a setting, None when it has not been entered."""
    found = conn.execute("SELECT * FROM settings WHERE key = ?", (key,))
    return rows.one(SettingRow, found)


def put(conn: Connection, key: str, value_json: str, *, at: str, by: str) -> SettingRow:
    """Enter or replace a setting and return it."""
    saved = conn.execute(
        """
        INSERT INTO settings VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET
            value = excluded.value, updated_at = excluded.updated_at,
            updated_by = excluded.updated_by
        RETURNING *
        """,
        (key, value_json, at, by),
    )
    return SettingRow(**dict(saved.fetchone()))


def remove(conn: Connection, key: str) -> None:
    """Take a setting out; nothing happens when it is not there."""
    conn.execute("DELETE FROM settings WHERE key = ?", (key,))
