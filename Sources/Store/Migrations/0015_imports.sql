-- Imports step by step: jobs outlive the page and the process; images of what an import changed let it be taken back.

CREATE TABLE registry_import_job (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    region_code TEXT NOT NULL,
    sheet TEXT,
    -- JSON: field → column.
    matching TEXT NOT NULL,
    dated TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'checking', 'checked', 'running', 'done', 'failed', 'discarded')),
    mode TEXT,
    -- JSON: counts, first rows, rankings.
    finding TEXT,
    problem TEXT,
    import_id INTEGER REFERENCES registry_import (id),
    -- Names the run that may end this job.
    run TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX registry_import_job_import ON registry_import_job (import_id);

CREATE TABLE registry_import_job_refusal (
    job_id INTEGER NOT NULL REFERENCES registry_import_job (id),
    ordinal INTEGER NOT NULL,
    file_row INTEGER NOT NULL,
    line INTEGER NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (job_id, ordinal)
);

-- By field, the name of the column that a person chose last.
CREATE TABLE registry_import_matching (
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    kind TEXT NOT NULL,
    names TEXT NOT NULL,
    PRIMARY KEY (account_id, kind)
);

CREATE TABLE registry_import_undo (
    import_id INTEGER PRIMARY KEY REFERENCES registry_import (id),
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    at TEXT NOT NULL
);

-- Subjects as they were before an import changed them.
CREATE TABLE registry_import_subject (
    import_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    type_code TEXT NOT NULL,
    is_market INTEGER NOT NULL,
    status TEXT NOT NULL,
    region_code TEXT NOT NULL,
    region_how TEXT NOT NULL,
    registered_on TEXT,
    kind TEXT NOT NULL,
    capital TEXT NOT NULL,
    scope TEXT NOT NULL,
    address TEXT NOT NULL,
    tags TEXT NOT NULL,
    row_hash INTEGER NOT NULL,
    before_import_id INTEGER NOT NULL,
    PRIMARY KEY (import_id, id)
);

-- Inspectors before an import of inspectors; 0 while it runs, then those that it changed.
CREATE TABLE registry_import_inspector (
    import_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    authority_id INTEGER NOT NULL,
    station_id INTEGER,
    certificate_number TEXT,
    certificate_kind TEXT,
    valid_from TEXT,
    valid_until TEXT,
    is_auxiliary INTEGER NOT NULL,
    post TEXT NOT NULL,
    status TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (import_id, id)
);

CREATE TABLE registry_import_expertise (
    import_id INTEGER NOT NULL,
    inspector_id INTEGER NOT NULL,
    tag_code TEXT NOT NULL,
    PRIMARY KEY (import_id, inspector_id, tag_code)
);

-- Numbers below which rows were there before an import: recusals and inspectors above are its own.
CREATE TABLE registry_import_mark (
    import_id INTEGER PRIMARY KEY,
    inspectors INTEGER NOT NULL,
    recusals INTEGER NOT NULL,
    last_inspector INTEGER NOT NULL,
    last_recusal INTEGER NOT NULL,
    -- When the rows that it changed say they were changed.
    changed_at TEXT NOT NULL
);

-- Classes before an import of classes; NULL where there was none. Internal, as registry_risk.
CREATE TABLE registry_import_risk (
    import_id INTEGER NOT NULL,
    snapshot_id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    class TEXT,
    PRIMARY KEY (import_id, snapshot_id, subject_id)
);
