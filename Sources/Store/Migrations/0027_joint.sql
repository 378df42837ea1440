-- 联查 (5.1.1, 5.1.3, 5.4.1): campaigns in which authorities beside the lead take part.

-- What a joint campaign rests on.
CREATE TABLE plan_joint (
    campaign_id INTEGER PRIMARY KEY REFERENCES plan_campaign (id),
    -- Code of the 联查事项; NULL where it rests on a cross-department matter or an alliance only.
    joint_code TEXT,
    -- 跨部门综合监管事项, in the words of its list.
    cross_matter TEXT
);

CREATE TABLE plan_part (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    -- 'department': another department of the same division; 'ally': the same department of an allied one.
    kind TEXT NOT NULL CHECK (kind IN ('department', 'ally')),
    alliance_id INTEGER REFERENCES registry_alliance (id),
    -- What it checks, in the words of the list or its own.
    matter TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('invited', 'asked', 'accepted', 'declined', 'withdrawn')),
    -- Last day for the answer.
    answer_by TEXT NOT NULL,
    -- Why it asked, declined, or was taken out.
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    answered_at TEXT,
    answered_by INTEGER REFERENCES access_account (id),
    UNIQUE (campaign_id, authority_id),
    CHECK ((kind = 'ally') = (alliance_id IS NOT NULL))
);
CREATE INDEX plan_part_authority ON plan_part (authority_id, state);

-- 督促 (2.4.6): who was urged to enter or publish the results of a campaign, and when.
CREATE TABLE plan_urge (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    at TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id)
);
CREATE INDEX plan_urge_campaign ON plan_urge (campaign_id, authority_id);

-- Who checks, enters and answers for an inspection, where it is not the department and authority of the visit.
ALTER TABLE inspection_inspection ADD COLUMN department_code TEXT;
ALTER TABLE inspection_inspection ADD COLUMN authority_id INTEGER REFERENCES registry_authority (id);
-- What is checked, where no item of the catalogue says it.
ALTER TABLE inspection_inspection ADD COLUMN matter TEXT;
