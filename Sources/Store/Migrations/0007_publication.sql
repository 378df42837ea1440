-- 公示: the projection the portal reads. It holds only what may be public (architecture.md, invariants 4 and 7):
-- no risk class, no account, no draft, and no lot beside a name: the lot's stratum and its ratio are public and would
-- tell the class.

CREATE TABLE publication_result (
    id INTEGER PRIMARY KEY,
    inspection_id INTEGER NOT NULL UNIQUE,
    subject_name TEXT NOT NULL,
    subject_identifier TEXT NOT NULL,
    subject_heading TEXT NOT NULL,
    region_code TEXT NOT NULL,
    region_name TEXT NOT NULL,
    authority_name TEXT NOT NULL,
    campaign_number TEXT NOT NULL,
    campaign_title TEXT NOT NULL,
    plan_id INTEGER NOT NULL,
    ceremony_code TEXT NOT NULL,
    item_code TEXT NOT NULL,
    item_category TEXT NOT NULL,
    item_matter TEXT NOT NULL,
    item_basis TEXT NOT NULL,
    inspected_on TEXT NOT NULL,
    outcome_code TEXT NOT NULL,
    outcome_text TEXT NOT NULL,
    outcome_detail TEXT NOT NULL,
    is_negative INTEGER NOT NULL,
    due_on TEXT,
    published_on TEXT NOT NULL,
    ends_on TEXT,
    -- Canonical JSON of what is published, salted; its SHA-256 stands in the log.
    record TEXT NOT NULL,
    log_entry INTEGER NOT NULL
);
CREATE INDEX publication_result_published ON publication_result (published_on, id);
CREATE INDEX publication_result_region ON publication_result (region_code, published_on);
CREATE INDEX publication_result_identifier ON publication_result (subject_identifier);
CREATE INDEX publication_result_ceremony ON publication_result (ceremony_code);
CREATE INDEX publication_result_campaign ON publication_result (campaign_number);

CREATE TABLE publication_withholding (
    inspection_id INTEGER PRIMARY KEY REFERENCES inspection_inspection (id),
    ground TEXT NOT NULL,
    basis TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    at TEXT NOT NULL
);

CREATE TABLE publication_ceremony (
    code TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    authority_name TEXT NOT NULL,
    region_code TEXT NOT NULL,
    state TEXT NOT NULL,
    planned_on TEXT NOT NULL,
    drawn_at TEXT,
    population_count INTEGER,
    drawn_count INTEGER,
    visit_count INTEGER,
    -- JSON: what happened when, in words, with the log entry of each step.
    steps TEXT NOT NULL,
    record TEXT NOT NULL
);

CREATE TABLE publication_population_piece (
    ceremony_code TEXT NOT NULL REFERENCES publication_ceremony (code),
    ordinal INTEGER NOT NULL,
    lines BLOB NOT NULL,
    PRIMARY KEY (ceremony_code, ordinal)
);

CREATE TABLE publication_plan (
    plan_id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    kind_text TEXT NOT NULL,
    title TEXT NOT NULL,
    authority_name TEXT NOT NULL,
    region_code TEXT NOT NULL,
    published_on TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE publication_item (
    code TEXT PRIMARY KEY,
    category TEXT NOT NULL,
    matter TEXT NOT NULL,
    body TEXT NOT NULL
);

-- The working-day calendar as edited; empty means the calendar of Policy/ alone.
CREATE TABLE publication_calendar_day (
    day TEXT PRIMARY KEY,
    is_workday INTEGER NOT NULL,
    name TEXT NOT NULL,
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL
);
