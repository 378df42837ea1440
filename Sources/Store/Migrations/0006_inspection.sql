-- 检查: one visit for a subject in a ceremony, and in it one inspection for each campaign and item.

CREATE TABLE inspection_visit (
    id INTEGER PRIMARY KEY,
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    subject_id INTEGER NOT NULL REFERENCES registry_subject (id),
    lot TEXT NOT NULL,
    region_code TEXT NOT NULL,
    department_code TEXT NOT NULL,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    state TEXT NOT NULL CHECK (state IN ('assigned', 'visited', 'finished')),
    visited_at TEXT,
    UNIQUE (ceremony_id, subject_id)
);
CREATE INDEX inspection_visit_region ON inspection_visit (region_code);
CREATE INDEX inspection_visit_subject ON inspection_visit (subject_id);

CREATE TABLE inspection_visit_inspector (
    visit_id INTEGER NOT NULL REFERENCES inspection_visit (id),
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    slot INTEGER NOT NULL,
    PRIMARY KEY (visit_id, inspector_id)
);
CREATE INDEX inspection_visit_inspector_inspector ON inspection_visit_inspector (inspector_id);

CREATE TABLE inspection_inspection (
    id INTEGER PRIMARY KEY,
    visit_id INTEGER NOT NULL REFERENCES inspection_visit (id),
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    item_code TEXT NOT NULL,
    checklist_id INTEGER REFERENCES catalogue_checklist (id),
    state TEXT NOT NULL
        CHECK (state IN ('assigned', 'entered', 'returned', 'approved', 'published', 'withheld')),
    answers TEXT NOT NULL,
    outcome TEXT,
    outcome_value TEXT,
    particulars TEXT NOT NULL,
    inspected_on TEXT,
    entered_by INTEGER REFERENCES access_account (id),
    entered_at TEXT,
    reviewed_by INTEGER REFERENCES access_account (id),
    reviewed_at TEXT,
    review_note TEXT,
    -- Salt of the digest that the signature put into the log: its content stays checkable here and unguessable there.
    signed_salt TEXT,
    version INTEGER NOT NULL,
    UNIQUE (visit_id, campaign_id, item_code)
);
CREATE INDEX inspection_inspection_campaign ON inspection_inspection (campaign_id, state);
CREATE INDEX inspection_inspection_state ON inspection_inspection (state);
