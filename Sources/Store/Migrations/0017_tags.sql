-- Tags: their life, decisions made by hand, rules in versions; department directories; sandbox and whitelist libraries.

ALTER TABLE registry_tag ADD COLUMN meaning TEXT NOT NULL DEFAULT '';
-- Department whose own tag it is; null for those the province keeps for all.
ALTER TABLE registry_tag ADD COLUMN owner_code TEXT;
ALTER TABLE registry_tag ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE registry_tag ADD COLUMN merged_into INTEGER;
ALTER TABLE registry_tag ADD COLUMN since TEXT;
ALTER TABLE registry_tag ADD COLUMN ended_on TEXT;

CREATE TABLE registry_tag_dimension (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    place INTEGER NOT NULL
);

-- What people decided of a subject's tag: given or taken away, with its days. The newest that stands wins over the rules.
CREATE TABLE registry_tag_hold (
    id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL,
    tag_number INTEGER NOT NULL,
    gives INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('hand', 'list')),
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    reason TEXT NOT NULL,
    account_id INTEGER,
    at TEXT NOT NULL,
    ended_at TEXT,
    -- The tag it was made for, where that was merged since.
    moved_from INTEGER,
    -- Whether the subject's tags were brought in line with it as standing.
    standing INTEGER NOT NULL
);
CREATE INDEX registry_tag_hold_subject ON registry_tag_hold (subject_id, standing);
CREATE INDEX registry_tag_hold_tag ON registry_tag_hold (tag_number, standing);

CREATE TABLE registry_tag_rules (
    number INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('draft', 'active', 'past', 'dropped')),
    base INTEGER NOT NULL,
    -- JSON: negation and rules, in the language of Reference/README.md.
    rules TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    account_id INTEGER,
    at TEXT NOT NULL,
    applied_at TEXT,
    -- JSON: what a run changed or would change, and of which text of the rules.
    trial TEXT,
    trial_sha256 TEXT
);

-- Every tag gained or lost after the import, and why.
CREATE TABLE registry_tag_change (
    subject_id INTEGER NOT NULL,
    tag_number INTEGER NOT NULL,
    gained INTEGER NOT NULL,
    cause TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX registry_tag_change_subject ON registry_tag_change (subject_id);

-- 名录库 of a member department, and whether others of the region may read it.
CREATE TABLE registry_directory (
    department_code TEXT PRIMARY KEY,
    is_shared INTEGER NOT NULL,
    note TEXT NOT NULL,
    changed_at TEXT NOT NULL
);

CREATE TABLE registry_directory_entry (
    department_code TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    note TEXT NOT NULL,
    since TEXT NOT NULL,
    account_id INTEGER,
    at TEXT NOT NULL,
    ended_on TEXT,
    ended_reason TEXT,
    PRIMARY KEY (department_code, subject_id, since)
);
CREATE INDEX registry_directory_entry_subject ON registry_directory_entry (subject_id);

CREATE TABLE registry_library (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('sandbox', 'whitelist')),
    name TEXT NOT NULL UNIQUE,
    region_code TEXT NOT NULL,
    basis TEXT NOT NULL,
    since TEXT NOT NULL,
    ended_on TEXT
);

CREATE TABLE registry_library_entry (
    id INTEGER PRIMARY KEY,
    library_id INTEGER NOT NULL REFERENCES registry_library (id),
    subject_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('applied', 'standing', 'refused', 'exited')),
    category TEXT NOT NULL,
    statement TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT,
    version INTEGER NOT NULL
);
CREATE INDEX registry_library_entry_subject ON registry_library_entry (subject_id);
CREATE INDEX registry_library_entry_library ON registry_library_entry (library_id, state);

CREATE TABLE registry_library_event (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES registry_library_entry (id),
    act TEXT NOT NULL CHECK (act IN ('apply', 'enter', 'refuse', 'renew', 'exit')),
    reason TEXT NOT NULL,
    valid_until TEXT,
    -- Of the digest that the log holds of this step.
    salt TEXT NOT NULL,
    account_id INTEGER,
    at TEXT NOT NULL
);
CREATE INDEX registry_library_event_entry ON registry_library_event (entry_id);
