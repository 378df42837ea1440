-- 抽取: ceremonies. The lot keys are secrets of the ceremony; nothing public is filled from draw_ceremony directly.
-- staffing holds the inspectors and their pools as frozen (JSON): matching uses these, not the registry of the day of
-- the draw.

CREATE TABLE draw_ceremony (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    region_code TEXT NOT NULL,
    department_code TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'frozen', 'committed', 'revealed', 'drawn', 'aborted')),
    lot_key BLOB,
    inspector_lot_key BLOB,
    staffing TEXT,
    abort_entry INTEGER,
    plan_entry INTEGER,
    freeze_entry INTEGER,
    population_root TEXT,
    population_count INTEGER,
    commit_tree_size INTEGER,
    commit_tree_root TEXT,
    reveal_deadline TEXT NOT NULL,
    public_source TEXT NOT NULL,
    seed_document TEXT,
    seed TEXT,
    draw_entry INTEGER,
    abort_reason TEXT,
    record TEXT,
    created_at TEXT NOT NULL,
    drawn_at TEXT,
    version INTEGER NOT NULL
);
CREATE INDEX draw_ceremony_region ON draw_ceremony (region_code);

-- A campaign stands in one living ceremony at most.
CREATE TABLE draw_ceremony_campaign (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (ceremony_id, campaign_id)
);

CREATE TABLE draw_party (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    party TEXT NOT NULL,
    title TEXT NOT NULL,
    role TEXT NOT NULL,
    account_id INTEGER REFERENCES access_account (id),
    commitment TEXT,
    commit_entry INTEGER,
    committed_at TEXT,
    revealed TEXT,
    revealed_at TEXT,
    reveal_entry INTEGER,
    is_missing INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (ceremony_id, party)
);

CREATE TABLE draw_public_value (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    source TEXT NOT NULL,
    value TEXT NOT NULL,
    entry INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (ceremony_id, source)
);

CREATE TABLE draw_stratum (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    name TEXT NOT NULL,
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    class TEXT NOT NULL,
    population INTEGER NOT NULL,
    basis_points INTEGER NOT NULL,
    take INTEGER NOT NULL,
    PRIMARY KEY (ceremony_id, name)
);

CREATE TABLE draw_exclusion (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    reason TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (ceremony_id, reason)
);

-- The frozen population file in pieces of whole lines, about 1 MiB each, and beside them the subject ids of those
-- lines (32-bit little endian): the secret mapping from lot to subject.
CREATE TABLE draw_population_piece (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    ordinal INTEGER NOT NULL,
    lines BLOB NOT NULL,
    subject_ids BLOB NOT NULL,
    PRIMARY KEY (ceremony_id, ordinal)
);

CREATE TABLE draw_lot (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    stratum TEXT NOT NULL,
    lot TEXT NOT NULL,
    rank INTEGER NOT NULL,
    ticket TEXT NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES registry_subject (id),
    PRIMARY KEY (ceremony_id, stratum, lot)
);
CREATE INDEX draw_lot_subject ON draw_lot (subject_id);
