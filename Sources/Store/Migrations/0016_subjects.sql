-- 检查对象: identifiers of other kinds, premises, licences, moves; the history of every change; what other systems deliver
-- and what of it could not be taken as it came.

-- scheme: the kind of number that `identifier` is. keeper: the department whose word counts for what the register says.
-- as_of: the day of the newest statement held. absent_since: the day a full list of the source no longer named it.
-- All have defaults, so that the bulk load writes as many columns as before.
ALTER TABLE registry_subject ADD COLUMN scheme TEXT NOT NULL DEFAULT 'uscc';
ALTER TABLE registry_subject ADD COLUMN industry TEXT NOT NULL DEFAULT '';
ALTER TABLE registry_subject ADD COLUMN scale TEXT NOT NULL DEFAULT '';
ALTER TABLE registry_subject ADD COLUMN station_id INTEGER;
ALTER TABLE registry_subject ADD COLUMN keeper TEXT NOT NULL DEFAULT 'scjg';
ALTER TABLE registry_subject ADD COLUMN as_of TEXT;
ALTER TABLE registry_subject ADD COLUMN absent_since TEXT;

-- Numbers beside the main one, and the main one as printed where it is no credit code.
CREATE TABLE registry_subject_identifier (
    id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES registry_subject (id),
    scheme TEXT NOT NULL,
    number TEXT NOT NULL,
    issuer TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT
);
CREATE INDEX registry_subject_identifier_subject ON registry_subject_identifier (subject_id);
CREATE INDEX registry_subject_identifier_number ON registry_subject_identifier (scheme, number);

CREATE TABLE registry_premises (
    id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES registry_subject (id),
    name TEXT NOT NULL,
    usage TEXT NOT NULL,
    address TEXT NOT NULL,
    region_code TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT
);
CREATE INDEX registry_premises_subject ON registry_premises (subject_id);

CREATE TABLE registry_licence (
    id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES registry_subject (id),
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    issuer TEXT NOT NULL,
    scope TEXT NOT NULL,
    valid_from TEXT,
    -- NULL: without end.
    valid_until TEXT,
    -- Withdrawn, handed back or replaced before its time.
    ended_on TEXT
);
CREATE INDEX registry_licence_subject ON registry_licence (subject_id);
CREATE INDEX registry_licence_until ON registry_licence (valid_until, subject_id);

-- Region history; done_at is NULL while the day has not come.
CREATE TABLE registry_subject_move (
    id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES registry_subject (id),
    from_region TEXT NOT NULL,
    to_region TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL,
    done_at TEXT,
    cancelled_at TEXT
);
CREATE INDEX registry_subject_move_subject ON registry_subject_move (subject_id);

-- One row for each field that changed; rows of one change share `change_key`. A first import leaves none.
CREATE TABLE registry_subject_change (
    id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL,
    change_key TEXT NOT NULL,
    at TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('hand', 'import', 'api', 'conflict', 'system')),
    account_id INTEGER,
    import_id INTEGER,
    token_id INTEGER,
    act TEXT NOT NULL,
    effective_on TEXT,
    reason TEXT NOT NULL,
    field TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL
);
CREATE INDEX registry_subject_change_subject ON registry_subject_change (subject_id, id);

-- Keys of departments' systems. token_hash: SHA-256 of what was shown once.
CREATE TABLE registry_token (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    department_code TEXT NOT NULL,
    region_code TEXT NOT NULL,
    issued_by INTEGER NOT NULL REFERENCES access_account (id),
    issued_at TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    revoked_at TEXT,
    used_at TEXT
);

-- What came over the interface; the same key with the same body is answered with the same answer.
CREATE TABLE registry_delivery (
    id INTEGER PRIMARY KEY,
    token_id INTEGER NOT NULL REFERENCES registry_token (id),
    delivery_key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    rows_total INTEGER NOT NULL,
    rows_taken INTEGER NOT NULL,
    rows_conflict INTEGER NOT NULL,
    rows_refused INTEGER NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (token_id, delivery_key)
);

-- What could not be taken as it came, until somebody decides. `statement` is the whole statement, JSON.
CREATE TABLE registry_conflict (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('older', 'disagree', 'foreign', 'unknown', 'operation')),
    subject_id INTEGER,
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    region_code TEXT NOT NULL,
    department_code TEXT NOT NULL,
    way TEXT NOT NULL,
    import_id INTEGER,
    token_id INTEGER,
    sentence TEXT NOT NULL,
    statement TEXT NOT NULL,
    statement_hash TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'kept')),
    resolved_by INTEGER REFERENCES access_account (id),
    resolved_at TEXT,
    reason TEXT NOT NULL
);
CREATE INDEX registry_conflict_open ON registry_conflict (state, region_code, id);
CREATE INDEX registry_conflict_same ON registry_conflict (statement_hash);
CREATE INDEX registry_conflict_subject ON registry_conflict (subject_id);

-- A full list compared with the registry: who is absent from it.
CREATE TABLE registry_stocktake (
    id INTEGER PRIMARY KEY,
    file_name TEXT NOT NULL,
    region_code TEXT NOT NULL,
    department_code TEXT NOT NULL,
    rows_total INTEGER NOT NULL,
    rows_unknown INTEGER NOT NULL,
    rows_unreadable INTEGER NOT NULL,
    absent INTEGER NOT NULL,
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL,
    marked_at TEXT
);
CREATE TABLE registry_stocktake_absent (
    stocktake_id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    PRIMARY KEY (stocktake_id, subject_id)
) WITHOUT ROWID;
