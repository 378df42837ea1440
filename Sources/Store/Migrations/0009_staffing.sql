-- Staffing: leave, stations of a campaign, delegation between authorities, vacancies and their replacements.

CREATE TABLE registry_leave (
    id INTEGER PRIMARY KEY,
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    kind TEXT NOT NULL CHECK (kind IN ('sick', 'personal', 'annual', 'trip', 'training', 'other')),
    starts_on TEXT NOT NULL,
    -- Moved forward when somebody is back early; never deleted.
    ends_on TEXT NOT NULL,
    note TEXT NOT NULL,
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL
);
CREATE INDEX registry_leave_inspector ON registry_leave (inspector_id, ends_on);

-- 若干所内随机, 单一所内随机: the stations that were chosen; none means all of the authority.
CREATE TABLE plan_campaign_station (
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    station_id INTEGER NOT NULL REFERENCES registry_station (id),
    PRIMARY KEY (campaign_id, station_id)
);

-- 委托: a written agreement by which one authority lets another match inspectors and inspect.
CREATE TABLE draw_delegation (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('down', 'near')),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'declined', 'ended')),
    from_authority INTEGER NOT NULL REFERENCES registry_authority (id),
    to_authority INTEGER NOT NULL REFERENCES registry_authority (id),
    document_number TEXT NOT NULL,
    document_name TEXT NOT NULL,
    document_sha256 TEXT NOT NULL,
    document BLOB,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    -- Working days after a campaign's last day within which the results are fed back.
    feedback_days INTEGER NOT NULL,
    reason TEXT NOT NULL,
    proposed_by INTEGER NOT NULL REFERENCES access_account (id),
    proposed_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES access_account (id),
    decided_at TEXT,
    decision TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX draw_delegation_from ON draw_delegation (from_authority, state);
CREATE INDEX draw_delegation_to ON draw_delegation (to_authority, state);

-- Scope: no row of a kind means everything of that kind.
CREATE TABLE draw_delegation_scope (
    delegation_id INTEGER NOT NULL REFERENCES draw_delegation (id),
    kind TEXT NOT NULL CHECK (kind IN ('item', 'region', 'campaign')),
    target TEXT NOT NULL,
    PRIMARY KEY (delegation_id, kind, target)
);

-- 结果反馈 owed for what a ceremony handed over.
CREATE TABLE draw_delegation_feedback (
    id INTEGER PRIMARY KEY,
    delegation_id INTEGER NOT NULL REFERENCES draw_delegation (id),
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    visits INTEGER NOT NULL,
    due_on TEXT NOT NULL,
    document_number TEXT,
    document_name TEXT,
    document_sha256 TEXT,
    document BLOB,
    summary TEXT,
    given_by INTEGER REFERENCES access_account (id),
    given_at TEXT,
    chased_at TEXT,
    UNIQUE (delegation_id, ceremony_id)
);
CREATE INDEX draw_delegation_feedback_open ON draw_delegation_feedback (given_at, due_on);

-- Which visits were handed over by which agreement.
CREATE TABLE draw_delegated_visit (
    visit_id INTEGER PRIMARY KEY REFERENCES inspection_visit (id),
    delegation_id INTEGER NOT NULL REFERENCES draw_delegation (id)
);

-- Vacancies and replacements (docs/draw-spec.md, 12). The server's value is a secret until the replacement.
CREATE TABLE draw_vacancy (
    id INTEGER PRIMARY KEY,
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    visit_id INTEGER NOT NULL REFERENCES inspection_visit (id),
    inspection TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('recusal', 'illness', 'leave', 'transfer', 'certificate', 'other')),
    note TEXT NOT NULL,
    server_value TEXT NOT NULL,
    entry INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'filled', 'refused')),
    reported_by INTEGER NOT NULL REFERENCES access_account (id),
    reported_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES access_account (id),
    decided_at TEXT,
    decision TEXT NOT NULL,
    seed TEXT,
    replacement_entry INTEGER
);
CREATE INDEX draw_vacancy_visit ON draw_vacancy (visit_id);
CREATE INDEX draw_vacancy_ceremony ON draw_vacancy (ceremony_id, entry);
CREATE INDEX draw_vacancy_state ON draw_vacancy (state);

CREATE TABLE draw_vacancy_officer (
    vacancy_id INTEGER NOT NULL REFERENCES draw_vacancy (id),
    slot INTEGER NOT NULL,
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    lot TEXT NOT NULL,
    replaced_by INTEGER REFERENCES registry_inspector (id),
    PRIMARY KEY (vacancy_id, slot)
);
CREATE INDEX draw_vacancy_officer_inspector ON draw_vacancy_officer (inspector_id);
