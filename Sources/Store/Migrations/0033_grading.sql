-- Professional classes (3.3.1): runs and what each gave each subject, with its explanation. Internal.

CREATE TABLE registry_grading_run (
    id INTEGER PRIMARY KEY,
    field TEXT NOT NULL,
    region_code TEXT NOT NULL,
    dated TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('preview', 'applied', 'replaced')),
    valid_until TEXT,
    -- The run that stood when it was computed.
    base_id INTEGER,
    law_sha256 TEXT NOT NULL,
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL
);
CREATE INDEX registry_grading_run_region ON registry_grading_run (region_code, field, state);

CREATE TABLE registry_grading_result (
    run_id INTEGER NOT NULL REFERENCES registry_grading_run (id),
    subject_id INTEGER NOT NULL,
    grade INTEGER NOT NULL,
    points INTEGER NOT NULL,
    -- JSON: what each indicator gave, and for what.
    parts TEXT NOT NULL,
    PRIMARY KEY (run_id, subject_id)
);
CREATE INDEX registry_grading_result_grade ON registry_grading_result (run_id, grade);
