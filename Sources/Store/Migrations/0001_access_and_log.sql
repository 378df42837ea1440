-- Authorities, accounts and the transparency log.
-- Four type words only: INTEGER, TEXT, REAL, BLOB (Database/Migrator renders them for PostgreSQL).
-- Moments are TEXT in UTC of fixed width, days are TEXT YYYY-MM-DD: text order is time order.

CREATE TABLE registry_region (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('province', 'city', 'county')),
    parent TEXT,
    successor TEXT,
    is_current INTEGER NOT NULL DEFAULT 1,
    is_functional INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE registry_department (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE registry_authority (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    region_code TEXT NOT NULL REFERENCES registry_region (code),
    department_code TEXT NOT NULL REFERENCES registry_department (code),
    parent_id INTEGER REFERENCES registry_authority (id)
);
CREATE INDEX registry_authority_region ON registry_authority (region_code);

CREATE TABLE registry_station (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id)
);

CREATE TABLE access_account (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    region_code TEXT NOT NULL REFERENCES registry_region (code),
    department_code TEXT REFERENCES registry_department (code),
    inspector_id INTEGER,
    status TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
    failed_logins INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT,
    created_at TEXT NOT NULL,
    password_changed_at TEXT NOT NULL
);
CREATE INDEX access_account_region ON access_account (region_code);

CREATE TABLE access_account_role (
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    role TEXT NOT NULL,
    PRIMARY KEY (account_id, role)
);

CREATE TABLE access_session (
    token_hash TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    csrf TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL
);
CREATE INDEX access_session_account ON access_session (account_id);

-- Idempotency keys of submitted forms: the second arrival is shown the outcome of the first.
CREATE TABLE access_submission (
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    submission_key TEXT NOT NULL,
    location TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (account_id, submission_key)
);

-- One row, locked by every appending transaction: it serialises the log.
CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,
    frontier BLOB NOT NULL
);

CREATE TABLE log_entry (
    idx INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    act TEXT NOT NULL,
    actor_id INTEGER REFERENCES access_account (id),
    object TEXT NOT NULL,
    sentence TEXT NOT NULL,
    entry BLOB NOT NULL
);
CREATE INDEX log_entry_object ON log_entry (object, idx);

-- Hashes of complete subtrees; level 0 is the leaves.
CREATE TABLE log_node (
    level INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, idx)
);
