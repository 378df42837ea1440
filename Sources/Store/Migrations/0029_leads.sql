-- 线索 and 预警: what asks for a check of somebody in particular, what became of it, and the checks that no draw made.

-- A check without a draw runs through the same tables as a drawn visit. The rows that it needs of the plan and of the draw
-- are no plan and no draw: they are marked, and no list of plans or draws shows them.
ALTER TABLE plan_plan ADD COLUMN is_direct INTEGER NOT NULL DEFAULT 0;
ALTER TABLE draw_ceremony ADD COLUMN is_direct INTEGER NOT NULL DEFAULT 0;
-- Why a visit is made without a draw; null: it was drawn.
ALTER TABLE inspection_visit ADD COLUMN ground TEXT;

CREATE TABLE assessment_lead (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL CHECK (source IN ('complaint', 'assigned', 'monitoring', 'alert')),
    -- Its number where it came from; one of a source comes in once.
    origin_number TEXT NOT NULL,
    category TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('', 'low', 'middle', 'high')),
    -- Where it came from, in words: 12315平台, 省局转办.
    origin TEXT NOT NULL,
    content TEXT NOT NULL,
    received_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    region_code TEXT NOT NULL,
    department_code TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'under-way', 'settled', 'closed')),
    closing TEXT NOT NULL,
    settled_on TEXT,
    account_id INTEGER REFERENCES access_account (id),
    created_at TEXT NOT NULL,
    -- Of the digest in the log: its words stay checkable here and unguessable there.
    salt TEXT NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (source, region_code, origin_number)
);
CREATE INDEX assessment_lead_region ON assessment_lead (region_code, state);

CREATE TABLE assessment_lead_subject (
    lead_id INTEGER NOT NULL REFERENCES assessment_lead (id),
    subject_id INTEGER NOT NULL REFERENCES registry_subject (id),
    PRIMARY KEY (lead_id, subject_id)
);
CREATE INDEX assessment_lead_subject_subject ON assessment_lead_subject (subject_id);

-- The thread: campaigns that came of it, planned ones and those of checks without a draw.
CREATE TABLE assessment_lead_campaign (
    lead_id INTEGER NOT NULL REFERENCES assessment_lead (id),
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    at TEXT NOT NULL,
    PRIMARY KEY (lead_id, campaign_id)
);
CREATE INDEX assessment_lead_campaign_campaign ON assessment_lead_campaign (campaign_id);

CREATE TABLE assessment_check (
    campaign_id INTEGER PRIMARY KEY REFERENCES plan_campaign (id),
    visit_id INTEGER NOT NULL UNIQUE REFERENCES inspection_visit (id),
    lead_id INTEGER REFERENCES assessment_lead (id),
    ground TEXT NOT NULL,
    -- What the ground rests on: the lead's number, a law, a reason.
    basis TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    at TEXT NOT NULL
);
CREATE INDEX assessment_check_lead ON assessment_check (lead_id);

-- The last number given of each series; what was taken back is not given again.
CREATE TABLE assessment_counter (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL
);
