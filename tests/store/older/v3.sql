-- A database of version 3 with two cases, as that version wrote it. Never edited.
PRAGMA application_id=1464549960;
PRAGMA user_version=3;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'workbench','first_tables','2026-11-25 09:48:11.483381+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'workbench','loan_events','2026-11-25 09:48:11.492132+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'workbench','scenarios','2026-11-25 09:48:11.492521+00:00');
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
    ;
INSERT INTO "answers" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','person.given_name','answered','"أمينة"','',3,'2026-11-20T09:00:00+00:00','local');
INSERT INTO "answers" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','loan.amount','answered','1800000','',8,'2026-11-20T09:00:00+00:00','local');
INSERT INTO "answers" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','sales.days','unclear',NULL,'environ 12,5 ?',9,'2026-11-20T09:00:00+00:00','local');
INSERT INTO "answers" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a02','person.phone','unknown',NULL,'',2,'2026-11-20T09:00:00+00:00','local');
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
    ;
INSERT INTO "audit" VALUES(1,'2026-11-20T09:00:00+00:00','local','case.create','5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','{"n":1}','0000000000000000000000000000000000000000000000000000000000000000','c9874afad6201303c57f8a2fe525d3091032e42cab04dd9f7311169f21dff94c');
INSERT INTO "audit" VALUES(2,'2026-11-20T09:00:00+00:00','local','dossier.make','5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','{"n":1}','c9874afad6201303c57f8a2fe525d3091032e42cab04dd9f7311169f21dff94c','2786866b87314226f7bd6e920a6a735b0fd496cf0f0e347928e3de9c5d5937f7');
INSERT INTO "audit" VALUES(3,'2026-11-20T09:00:00+00:00','local','case.create','5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a02','{"n":1}','2786866b87314226f7bd6e920a6a735b0fd496cf0f0e347928e3de9c5d5937f7','1b68e4f1117deff7904ebc17e08252bfb118aa4e1e75b45ab4f469bbb94b972e');
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
    ;
INSERT INTO "cases" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','2026-0006','full','follow_up','amina el fassi 2026-0006','Amina El Fassi',9,'2026-11-20T09:00:00+00:00','2026-11-21T10:00:00+00:00');
INSERT INTO "cases" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a02','2026-0007','short','reception','2026-0007','',2,'2026-11-20T09:00:00+00:00','2026-11-20T09:00:00+00:00');
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
    ;
INSERT INTO "consents" VALUES(1,'5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','coaching','','1','ar',1,'oral','2026-11-20T09:00:00+00:00','local',NULL,NULL);
INSERT INTO "consents" VALUES(2,'5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','statistics','','1','fr',0,'read','2026-11-20T09:00:00+00:00','local','2026-11-21T10:00:00+00:00','local');
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
    ;
INSERT INTO "decisions" VALUES(1,'5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','9b1f6f0e-2f63-4b0c-8a26-7f4f3e0a1d01','accepted','2026-11-20',1800000,'Caution','','2027-01-05','2026-11-20T09:00:00+00:00','local');
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
    ;
INSERT INTO "dossiers" VALUES('9b1f6f0e-2f63-4b0c-8a26-7f4f3e0a1d01','5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01',1,'generic_microcredit','fr',9,'2026-11-20T09:00:00+00:00','local','{"format": "workbench.case/1", "person.given_name": "أمينة"}','[]','{"loan":"18000.00"}','{}','e3b98a4da31a127d4bde6e43033f66ba274cab0eb7eb1c70ec41402bf6273dd8','bf4f45b97934dcd1f62757ead0a89eb5e6234dd9afdff035896a5c9ca4bd995d','abbcbf68be208b3df3f98240ea466c685df32af32717805769c7a62630dc6724','9576f84087dbf989728c375e428d79ebd7dbaa1ce03160aa1f93e42774bbcb3e',X'504B03042074686520646F63756D656E74206173206974207761732073656E742000FF');
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
    ;
INSERT INTO "loan_events" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01',1,'r-1','payment','2027-01-05',50000,'{}',NULL,'2026-11-20T09:00:00+00:00','local');
INSERT INTO "loan_events" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01',2,'r-2','reversal','2027-01-06',NULL,'{}',1,'2026-11-20T09:00:00+00:00','local');
CREATE TABLE numbers (
        year INTEGER NOT NULL PRIMARY KEY,
        last INTEGER NOT NULL CHECK (last > 0)
    ) STRICT
    ;
INSERT INTO "numbers" VALUES(2026,7);
CREATE TABLE overrides (
        case_id TEXT NOT NULL REFERENCES cases ON DELETE CASCADE,
        finding_key TEXT NOT NULL,
        reason TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision > 0),
        written_at TEXT NOT NULL CHECK (written_at GLOB '????-??-??T??:??:??*'),
        written_by TEXT NOT NULL,
        PRIMARY KEY (case_id, finding_key)
    ) STRICT
    ;
INSERT INTO "overrides" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','market.few_competitors','Une seule concurrente.',7,'2026-11-20T09:00:00+00:00','local');
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
    ;
INSERT INTO "scenarios" VALUES('5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01',1,'Prudent','{"price_percent":"-5"}',1,9,'2026-11-20T09:00:00+00:00','local');
CREATE TABLE settings (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL,
        updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*'),
        updated_by TEXT NOT NULL
    ) STRICT
    ;
INSERT INTO "settings" VALUES('microcredit.rate_per_year','"18"','2026-11-20T09:00:00+00:00','local');
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
    ;
INSERT INTO "visits" VALUES(1,'5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','9b1f6f0e-2f63-4b0c-8a26-7f4f3e0a1d01','M1','2026-12-20',7,'2026-12-19',1,610000,200000,90000,150000,40000,3,'بخير',2,'2026-11-20T09:00:00+00:00','local');
INSERT INTO "visits" VALUES(2,'5f0c7a52-6d3c-4a7e-9a51-0e5b1d2c3a01','9b1f6f0e-2f63-4b0c-8a26-7f4f3e0a1d01','M3','2027-02-20',10,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'',1,NULL,NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX cases_by_update ON cases (updated_at);
CREATE INDEX cases_by_stage ON cases (stage, updated_at);
CREATE INDEX consents_by_case ON consents (case_id);
CREATE TRIGGER frozen_no_update BEFORE UPDATE ON dossiers
    BEGIN SELECT RAISE(ABORT, 'a frozen dossier never changes'); END;
CREATE TRIGGER frozen_no_replace BEFORE INSERT ON dossiers
    WHEN EXISTS (
        SELECT 1 FROM dossiers
        WHERE id = NEW.id OR (case_id = NEW.case_id AND version = NEW.version)
    )
    BEGIN SELECT RAISE(ABORT, 'a frozen dossier is never replaced'); END;
CREATE TRIGGER frozen_no_delete BEFORE DELETE ON dossiers
    WHEN EXISTS (SELECT 1 FROM cases WHERE id = OLD.case_id)
    BEGIN SELECT RAISE(ABORT, 'a frozen dossier leaves only with its case'); END;
CREATE INDEX decisions_by_dossier ON decisions (case_id, dossier_id);
CREATE INDEX visits_by_due ON visits (due_on);
CREATE INDEX audit_by_case ON audit (case_id);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit entry never changes'); END;
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'an audit entry is never replaced'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit entry never leaves'); END;
CREATE TRIGGER loan_events_no_update BEFORE UPDATE ON loan_events
    BEGIN SELECT RAISE(ABORT, 'an event of a loan never changes'); END;
CREATE TRIGGER loan_events_no_replace BEFORE INSERT ON loan_events
    WHEN EXISTS (
        SELECT 1 FROM loan_events
        WHERE request = NEW.request
        OR (case_id = NEW.case_id AND (number = NEW.number OR reverses = NEW.reverses))
    )
    BEGIN SELECT RAISE(ABORT, 'an event of a loan is never replaced'); END;
CREATE TRIGGER loan_events_no_delete BEFORE DELETE ON loan_events
    WHEN EXISTS (SELECT 1 FROM cases WHERE id = OLD.case_id)
    BEGIN SELECT RAISE(ABORT, 'an event of a loan leaves only with its case'); END;
CREATE UNIQUE INDEX scenario_of_the_dossier ON scenarios (case_id)
    WHERE is_chosen = 1
    ;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('consents',2);
INSERT INTO "sqlite_sequence" VALUES('decisions',1);
INSERT INTO "sqlite_sequence" VALUES('visits',2);
INSERT INTO "sqlite_sequence" VALUES('audit',3);
COMMIT;
