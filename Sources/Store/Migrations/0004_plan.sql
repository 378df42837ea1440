-- 计划: annual plans and their campaigns.

CREATE TABLE plan_plan (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('internal', 'joint')),
    title TEXT NOT NULL,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    region_code TEXT NOT NULL,
    department_code TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'reported', 'published')),
    reported_at TEXT,
    published_at TEXT,
    version INTEGER NOT NULL,
    UNIQUE (year, kind, authority_id)
);

CREATE TABLE plan_campaign (
    id INTEGER PRIMARY KEY,
    plan_id INTEGER NOT NULL REFERENCES plan_plan (id),
    number TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    region_code TEXT NOT NULL,
    department_code TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    method TEXT NOT NULL,
    dispatch TEXT NOT NULL,
    repeat_basis TEXT,
    joint_reason TEXT,
    state TEXT NOT NULL CHECK (state IN ('planned', 'drawing', 'inspecting', 'completed', 'cancelled')),
    completed_on TEXT,
    publish_due TEXT,
    version INTEGER NOT NULL
);
CREATE INDEX plan_campaign_plan ON plan_campaign (plan_id);
CREATE INDEX plan_plan_region ON plan_plan (region_code, year);

CREATE TABLE plan_campaign_item (
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    item_code TEXT NOT NULL,
    PRIMARY KEY (campaign_id, item_code)
);

CREATE TABLE plan_campaign_region (
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    region_code TEXT NOT NULL,
    PRIMARY KEY (campaign_id, region_code)
);

-- Ratio in basis points for each credit-risk class; U stands for subjects without a class.
CREATE TABLE plan_campaign_quota (
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    class TEXT NOT NULL CHECK (class IN ('A', 'B', 'C', 'D', 'U')),
    basis_points INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (campaign_id, class)
);
