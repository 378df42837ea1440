-- 两库: subjects with tags and risk classes, inspectors with certificates, expertise and recusal.

CREATE TABLE registry_import (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    encoding TEXT NOT NULL,
    region_code TEXT NOT NULL,
    total INTEGER NOT NULL,
    inserted INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL
);

CREATE TABLE registry_import_refusal (
    import_id INTEGER NOT NULL REFERENCES registry_import (id),
    ordinal INTEGER NOT NULL,
    file_row INTEGER NOT NULL,
    line INTEGER NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (import_id, ordinal)
);

CREATE TABLE registry_subject (
    id INTEGER PRIMARY KEY,
    identifier TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    type_code TEXT NOT NULL,
    is_market INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'cancelled', 'revoked')),
    region_code TEXT NOT NULL,
    region_how TEXT NOT NULL,
    registered_on TEXT,
    kind TEXT NOT NULL,
    capital TEXT NOT NULL,
    scope TEXT NOT NULL,
    address TEXT NOT NULL,
    -- Tag codes, sorted, with a blank between: what registry_subject_tag holds, for showing and for comparing.
    tags TEXT NOT NULL,
    row_hash INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    changed_at TEXT NOT NULL
);
-- The name rides in the index, so that a search in a region reads no rows that do not match.
CREATE INDEX registry_subject_region ON registry_subject (region_code, name);
-- All that the freeze asks of a subject, in the order of ids (SQLRegistryStore+Candidates.swift).
CREATE INDEX registry_subject_freeze ON registry_subject (id, region_code, status, type_code, identifier);

-- One row for each kind of number given out by imports; its lock lets them stand in line.
CREATE TABLE registry_counter (
    kind TEXT PRIMARY KEY,
    next INTEGER NOT NULL
);

CREATE TABLE registry_tag (
    code TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    dimension TEXT NOT NULL
);

CREATE TABLE registry_subject_tag (
    tag_number INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    PRIMARY KEY (tag_number, subject_id)
) WITHOUT ROWID;

-- Credit-risk classes are internal: no public table or page is filled from here (architecture.md, invariant 4).
CREATE TABLE registry_risk_snapshot (
    id INTEGER PRIMARY KEY,
    dated TEXT NOT NULL,
    source TEXT NOT NULL,
    at TEXT NOT NULL
);

CREATE TABLE registry_risk (
    snapshot_id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('A', 'B', 'C', 'D')),
    PRIMARY KEY (snapshot_id, subject_id)
) WITHOUT ROWID;
CREATE INDEX registry_risk_subject ON registry_risk (subject_id);

CREATE TABLE registry_inspector (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    station_id INTEGER REFERENCES registry_station (id),
    certificate_number TEXT,
    certificate_kind TEXT,
    valid_from TEXT,
    valid_until TEXT,
    is_auxiliary INTEGER NOT NULL,
    post TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'left')),
    capacity INTEGER NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE INDEX registry_inspector_authority ON registry_inspector (authority_id);

CREATE TABLE registry_expertise (
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    tag_code TEXT NOT NULL,
    PRIMARY KEY (inspector_id, tag_code)
);

CREATE TABLE registry_recusal (
    id INTEGER PRIMARY KEY,
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    kind TEXT NOT NULL CHECK (kind IN ('subject', 'region', 'industry')),
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    UNIQUE (inspector_id, kind, target, valid_from)
);
