"""The history of the tables, from an empty file on.

Importing this module takes half a second; only `connect.prepare` does so, and
only when there is something to apply. A released migration never changes.
Timestamps are ISO text in UTC, dates ISO text, money integer centimes.
"""

import sqlite3
from typing import Final

from sqlite_utils import Database, Migrations

from workbench.store.errors import DatabaseDamaged
from workbench.store.identity import APPLICATION_ID, MIGRATIONS, VERSION

history = Migrations("workbench")

_FIRST_TABLES: Final = (
    """
    CREATE TABLE numbers (
        year INTEGER NOT NULL PRIMARY KEY,
        last INTEGER NOT NULL CHECK (last > 0)
    ) STRICT
    """,
    """
    CREATE TABLE cases (
        id TEXT NOT NULL PRIMARY KEY,
        number TEXT NOT NULL UNIQUE CHECK (number GLOB '[0-9][0-9][0-9][0-9]-[0-9]*'),
        profile TEXT NOT NULL,
        stage TEXT NOT NULL,
        search TEXT NOT NULL,
        label TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision > 0),
        created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*'),
        updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*')
    ) STRICT
    """,
    "CREATE INDEX cases_by_update ON cases (updated_at)",
    "CREATE INDEX cases_by_stage ON cases (stage, updated_at)",
    """
    CREATE TABLE answers (
        case_id TEXT NOT NULL REFERENCES cases ON DELETE CASCADE,
        question_id TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('answered', 'unknown', 'unclear')),
        value TEXT,
        typed TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision > 0),
        updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*'),
        updated_by TEXT NOT NULL,
        PRIMARY KEY (case_id, question_id)
    ) STRICT
    """,
    """
    CREATE TABLE consents (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        case_id TEXT NOT NULL REFERENCES cases ON DELETE CASCADE,
        purpose TEXT NOT NULL,
        recipient TEXT NOT NULL,
        text_version TEXT NOT NULL,
        language TEXT NOT NULL,
        read_aloud INTEGER NOT NULL CHECK (read_aloud IN (0, 1)),
        mode TEXT NOT NULL,
        given_at TEXT NOT NULL CHECK (given_at GLOB '????-??-??T??:??:??*'),
        given_by TEXT NOT NULL,
        withdrawn_at TEXT CHECK (withdrawn_at GLOB '????-??-??T??:??:??*'),
        withdrawn_by TEXT,
        CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
    ) STRICT
    """,
    "CREATE INDEX consents_by_case ON consents (case_id)",
    """
    CREATE TABLE overrides (
        case_id TEXT NOT NULL REFERENCES cases ON DELETE CASCADE,
        finding_key TEXT NOT NULL,
        reason TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision > 0),
        written_at TEXT NOT NULL CHECK (written_at GLOB '????-??-??T??:??:??*'),
        written_by TEXT NOT NULL,
        PRIMARY KEY (case_id, finding_key)
    ) STRICT
    """,
    """
    CREATE TABLE dossiers (
        id TEXT NOT NULL PRIMARY KEY,
        case_id TEXT NOT NULL REFERENCES cases ON DELETE CASCADE,
        version INTEGER NOT NULL CHECK (version > 0),
        funder TEXT NOT NULL,
        language TEXT NOT NULL,
        case_revision INTEGER NOT NULL,
        frozen_at TEXT NOT NULL CHECK (frozen_at GLOB '????-??-??T??:??:??*'),
        frozen_by TEXT NOT NULL,
        inputs TEXT NOT NULL,
        parameters TEXT NOT NULL,
        content TEXT NOT NULL,
        forecast TEXT NOT NULL,
        template_sha256 TEXT NOT NULL CHECK (length(template_sha256) = 64),
        inputs_sha256 TEXT NOT NULL CHECK (length(inputs_sha256) = 64),
        content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
        document_sha256 TEXT NOT NULL CHECK (length(document_sha256) = 64),
        document BLOB NOT NULL,
        UNIQUE (case_id, version),
        UNIQUE (case_id, id)
    ) STRICT
    """,
    """
    CREATE TRIGGER frozen_no_update BEFORE UPDATE ON dossiers
    BEGIN SELECT RAISE(ABORT, 'a frozen dossier never changes'); END
    """,
    """
    CREATE TRIGGER frozen_no_replace BEFORE INSERT ON dossiers
    WHEN EXISTS (
        SELECT 1 FROM dossiers
        WHERE id = NEW.id OR (case_id = NEW.case_id AND version = NEW.version)
    )
    BEGIN SELECT RAISE(ABORT, 'a frozen dossier is never replaced'); END
    """,
    """
    CREATE TRIGGER frozen_no_delete BEFORE DELETE ON dossiers
    WHEN EXISTS (SELECT 1 FROM cases WHERE id = OLD.case_id)
    BEGIN SELECT RAISE(ABORT, 'a frozen dossier leaves only with its case'); END
    """,
    """
    CREATE TABLE decisions (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        case_id TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        outcome TEXT NOT NULL,
        decided_on TEXT NOT NULL CHECK (decided_on IS date(decided_on, '+0 days')),
        amount_centimes INTEGER,
        conditions TEXT NOT NULL,
        reasons TEXT NOT NULL,
        first_instalment_on TEXT CHECK (
            first_instalment_on IS NULL
            OR first_instalment_on IS date(first_instalment_on, '+0 days')
        ),
        recorded_at TEXT NOT NULL CHECK (recorded_at GLOB '????-??-??T??:??:??*'),
        recorded_by TEXT NOT NULL,
        FOREIGN KEY (case_id, dossier_id) REFERENCES dossiers (case_id, id)
            ON DELETE CASCADE
    ) STRICT
    """,
    "CREATE INDEX decisions_by_dossier ON decisions (case_id, dossier_id)",
    """
    CREATE TABLE visits (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        case_id TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        code TEXT NOT NULL,
        due_on TEXT NOT NULL CHECK (due_on IS date(due_on, '+0 days')),
        window_days INTEGER NOT NULL,
        done_on TEXT CHECK (done_on IS NULL OR done_on IS date(done_on, '+0 days')),
        is_open INTEGER CHECK (is_open IN (0, 1)),
        sales_centimes INTEGER,
        purchases_centimes INTEGER,
        costs_centimes INTEGER,
        draw_centimes INTEGER,
        cash_centimes INTEGER,
        instalment_days_late INTEGER,
        note TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision > 0),
        recorded_at TEXT CHECK (recorded_at GLOB '????-??-??T??:??:??*'),
        recorded_by TEXT,
        UNIQUE (case_id, dossier_id, code),
        FOREIGN KEY (case_id, dossier_id) REFERENCES dossiers (case_id, id)
            ON DELETE CASCADE
    ) STRICT
    """,
    "CREATE INDEX visits_by_due ON visits (due_on)",
    """
    CREATE TABLE audit (
        seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*'),
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        case_id TEXT,
        detail TEXT NOT NULL,
        previous_hash TEXT NOT NULL CHECK (length(previous_hash) = 64),
        hash TEXT NOT NULL CHECK (length(hash) = 64)
    ) STRICT
    """,
    "CREATE INDEX audit_by_case ON audit (case_id)",
    """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit entry never changes'); END
    """,
    """
    CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'an audit entry is never replaced'); END
    """,
    """
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit entry never leaves'); END
    """,
    """
    CREATE TABLE settings (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL,
        updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*'),
        updated_by TEXT NOT NULL
    ) STRICT
    """,
)


_LOAN_EVENTS: Final = (
    """
    CREATE TABLE loan_events (
        case_id TEXT NOT NULL REFERENCES cases ON DELETE CASCADE,
        number INTEGER NOT NULL CHECK (number > 0),
        request TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        happened_on TEXT NOT NULL CHECK (happened_on IS date(happened_on, '+0 days')),
        amount_centimes INTEGER CHECK (amount_centimes > 0),
        details TEXT NOT NULL,
        reverses INTEGER CHECK (reverses < number),
        recorded_at TEXT NOT NULL CHECK (recorded_at GLOB '????-??-??T??:??:??*'),
        recorded_by TEXT NOT NULL,
        PRIMARY KEY (case_id, number),
        UNIQUE (case_id, reverses),
        CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
        FOREIGN KEY (case_id, reverses) REFERENCES loan_events (case_id, number)
            ON DELETE CASCADE
    ) STRICT
    """,
    """
    CREATE TRIGGER loan_events_no_update BEFORE UPDATE ON loan_events
    BEGIN SELECT RAISE(ABORT, 'an event of a loan never changes'); END
    """,
    """
    CREATE TRIGGER loan_events_no_replace BEFORE INSERT ON loan_events
    WHEN EXISTS (
        SELECT 1 FROM loan_events
        WHERE request = NEW.request
        OR (case_id = NEW.case_id AND (number = NEW.number OR reverses = NEW.reverses))
    )
    BEGIN SELECT RAISE(ABORT, 'an event of a loan is never replaced'); END
    """,
    """
    CREATE TRIGGER loan_events_no_delete BEFORE DELETE ON loan_events
    WHEN EXISTS (SELECT 1 FROM cases WHERE id = OLD.case_id)
    BEGIN SELECT RAISE(ABORT, 'an event of a loan leaves only with its case'); END
    """,
)

_SCENARIOS: Final = (
    """
    CREATE TABLE scenarios (
        case_id TEXT NOT NULL REFERENCES cases ON DELETE CASCADE,
        position INTEGER NOT NULL CHECK (position > 0),
        name TEXT NOT NULL CHECK (name <> ''),
        differences TEXT NOT NULL,
        is_chosen INTEGER NOT NULL CHECK (is_chosen IN (0, 1)),
        revision INTEGER NOT NULL CHECK (revision > 0),
        updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*'),
        updated_by TEXT NOT NULL,
        PRIMARY KEY (case_id, position),
        UNIQUE (case_id, name)
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX scenario_of_the_dossier ON scenarios (case_id)
    WHERE is_chosen = 1
    """,
)

_ACCEPTED_SENTENCES: Final = "ALTER TABLE overrides ADD said TEXT NOT NULL DEFAULT '{}'"


@history(name=MIGRATIONS[0])
def first_tables(db: Database) -> None:
    """Make every table of the first version."""
    for statement in _FIRST_TABLES:
        db.execute(statement)


@history(name=MIGRATIONS[1])
def loan_events(db: Database) -> None:
    """Make the table of what happens to a loan after it is paid out."""
    for statement in _LOAN_EVENTS:
        db.execute(statement)


@history(name=MIGRATIONS[2])
def scenarios(db: Database) -> None:
    """Make the table of the scenarios that a case keeps."""
    for statement in _SCENARIOS:
        db.execute(statement)


@history(name=MIGRATIONS[3])
def accepted_sentences(db: Database) -> None:
    """Make room for what a finding said when it was set aside."""
    db.execute(_ACCEPTED_SENTENCES)


def apply(conn: sqlite3.Connection, file: str) -> None:
    """Bring the database to the last version in one transaction, all or nothing.

    Foreign keys rest while tables are rebuilt and are checked before the commit.
    """
    conn.execute("PRAGMA foreign_keys=OFF")
    db = Database(conn)
    conn.execute("BEGIN IMMEDIATE")
    try:
        history.apply(db)
        if conn.execute("PRAGMA foreign_key_check").fetchone():
            raise DatabaseDamaged(file=file)
        conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version={VERSION}")
        conn.execute("COMMIT")
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
