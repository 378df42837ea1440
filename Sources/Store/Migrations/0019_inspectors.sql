-- 执法检查人员 in full: relations, changes of post, qualifications, sealed personal data, the certificate platform;
-- institutions, joint-meeting members, alliances.

-- A relation is a recusal of its own kind; account_id tells who entered it, so that a vacancy it causes has a reporter.
CREATE TABLE registry_recusal_kept (
    id INTEGER PRIMARY KEY,
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    kind TEXT NOT NULL CHECK (kind IN ('subject', 'region', 'industry', 'relation')),
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    -- 关系: only for 'relation'. The person's name is sealed in registry_personal.
    relation TEXT,
    account_id INTEGER REFERENCES access_account (id),
    UNIQUE (inspector_id, kind, target, valid_from)
);
INSERT INTO registry_recusal_kept (inspector_id, kind, target, reason, valid_from, valid_until)
    SELECT inspector_id, kind, target, reason, valid_from, valid_until FROM registry_recusal ORDER BY id;
DROP TABLE registry_recusal;
ALTER TABLE registry_recusal_kept RENAME TO registry_recusal;
CREATE INDEX registry_recusal_from ON registry_recusal (valid_from);

CREATE TABLE registry_qualification (
    id INTEGER PRIMARY KEY,
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    -- Taken back, not deleted.
    ended_on TEXT,
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL
);
CREATE INDEX registry_qualification_inspector ON registry_qualification (inspector_id);

-- 变动: takes effect on its day, whether the server runs then or not.
CREATE TABLE registry_move (
    id INTEGER PRIMARY KEY,
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    kind TEXT NOT NULL CHECK (kind IN ('posting', 'transfer', 'retirement', 'departure', 'back')),
    effective_on TEXT NOT NULL,
    to_authority INTEGER REFERENCES registry_authority (id),
    to_station INTEGER REFERENCES registry_station (id),
    post TEXT NOT NULL,
    document TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'applied', 'cancelled')),
    -- As it was before, once applied.
    from_authority INTEGER REFERENCES registry_authority (id),
    from_post TEXT,
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL,
    applied_at TEXT
);
CREATE INDEX registry_move_inspector ON registry_move (inspector_id, effective_on);
CREATE INDEX registry_move_due ON registry_move (state, effective_on);

-- Open visits that a change or a recusal took an inspector from: 'opened' with its vacancy, 'waiting' with the reason.
CREATE TABLE registry_move_visit (
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    visit_id INTEGER NOT NULL REFERENCES inspection_visit (id),
    move_id INTEGER REFERENCES registry_move (id),
    state TEXT NOT NULL CHECK (state IN ('opened', 'waiting')),
    why TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (inspector_id, visit_id)
);

-- The last day that was rolled.
CREATE TABLE registry_day_roll (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    day TEXT NOT NULL,
    at TEXT NOT NULL,
    moves INTEGER NOT NULL,
    vacancies INTEGER NOT NULL,
    waiting INTEGER NOT NULL
);

-- Personal data under AES-256-GCM; owner is 'inspector/12', 'holder/7' or 'recusal/12/<target>/<from>'.
CREATE TABLE registry_personal (
    owner TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('identity', 'phone', 'relative')),
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    -- HMAC of the value under a key of its own: for looking up and comparing, not for reading.
    blind TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (owner, kind)
);
CREATE INDEX registry_personal_blind ON registry_personal (blind);
CREATE INDEX registry_personal_key ON registry_personal (key_id);

-- Who saw what in full, and why. Never changed.
CREATE TABLE registry_personal_access (
    id INTEGER PRIMARY KEY,
    inspector_id INTEGER NOT NULL REFERENCES registry_inspector (id),
    kind TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    reason TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX registry_personal_access_inspector ON registry_personal_access (inspector_id);

-- 执法证持证人员 as the certificate platform says.
CREATE TABLE registry_holder (
    id INTEGER PRIMARY KEY,
    platform_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    employee_number TEXT NOT NULL,
    certificate_number TEXT NOT NULL,
    certificate_kind TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    station TEXT NOT NULL,
    region_code TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'left', 'revoked')),
    changed_at TEXT NOT NULL,
    inspector_id INTEGER REFERENCES registry_inspector (id),
    received_at TEXT NOT NULL
);
CREATE INDEX registry_holder_region ON registry_holder (region_code);
CREATE INDEX registry_holder_certificate ON registry_holder (certificate_number);
CREATE INDEX registry_holder_inspector ON registry_holder (inspector_id);

-- Which of our authorities a unit of the platform is.
CREATE TABLE registry_platform_unit (
    unit_code TEXT PRIMARY KEY,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id)
);

CREATE TABLE registry_sync_cursor (
    source TEXT PRIMARY KEY,
    cursor TEXT NOT NULL
);

CREATE TABLE registry_sync_run (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    started_at TEXT NOT NULL,
    -- While it runs: when its last page came.
    ended_at TEXT NOT NULL,
    pages INTEGER NOT NULL,
    received INTEGER NOT NULL,
    inserted INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    problem TEXT NOT NULL,
    account_id INTEGER REFERENCES access_account (id)
);

CREATE TABLE registry_sync_difference (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES registry_sync_run (id),
    holder_id INTEGER REFERENCES registry_holder (id),
    inspector_id INTEGER REFERENCES registry_inspector (id),
    region_code TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('certificate', 'unit', 'left', 'name', 'twice')),
    name TEXT NOT NULL,
    before_text TEXT NOT NULL,
    after_text TEXT NOT NULL,
    -- 'applied' by itself; 'open' waits for a person; 'settled' by one.
    state TEXT NOT NULL CHECK (state IN ('applied', 'open', 'settled'))
);
CREATE INDEX registry_sync_difference_state ON registry_sync_difference (state, region_code);

CREATE TABLE registry_sync_error (
    run_id INTEGER NOT NULL REFERENCES registry_sync_run (id),
    ordinal INTEGER NOT NULL,
    page INTEGER NOT NULL,
    record TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (run_id, ordinal)
);

-- 专业机构 (3.2.2)
CREATE TABLE registry_institution (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    region_code TEXT NOT NULL REFERENCES registry_region (code),
    -- 服务范围
    fields TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'ended')),
    changed_at TEXT NOT NULL
);

CREATE TABLE registry_institution_qualification (
    id INTEGER PRIMARY KEY,
    institution_id INTEGER NOT NULL REFERENCES registry_institution (id),
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    issuer TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    UNIQUE (institution_id, number)
);

CREATE TABLE registry_commission (
    id INTEGER PRIMARY KEY,
    institution_id INTEGER NOT NULL REFERENCES registry_institution (id),
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    campaign_id INTEGER REFERENCES plan_campaign (id),
    visit_id INTEGER REFERENCES inspection_visit (id),
    matter TEXT NOT NULL,
    document TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    at TEXT NOT NULL,
    -- 评价: 1 to 5 each, once.
    quality INTEGER,
    timeliness INTEGER,
    conduct INTEGER,
    evaluation TEXT,
    evaluated_by INTEGER REFERENCES access_account (id),
    evaluated_at TEXT
);
CREATE INDEX registry_commission_institution ON registry_commission (institution_id);

-- 联席会议成员 (6.1.1): a change ends one row and begins another.
CREATE TABLE registry_meeting_member (
    id INTEGER PRIMARY KEY,
    region_code TEXT NOT NULL REFERENCES registry_region (code),
    unit TEXT NOT NULL,
    person TEXT NOT NULL,
    duty TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('convener', 'deputy', 'member', 'liaison', 'office')),
    starts_on TEXT NOT NULL,
    -- Last day, included; NULL while in office.
    ends_on TEXT,
    document TEXT NOT NULL,
    end_reason TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX registry_meeting_member_region ON registry_meeting_member (region_code);

-- 跨区域联合 (5.4.1)
CREATE TABLE registry_alliance (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    document_sha256 TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    ended_at TEXT,
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL
);

-- A member takes part from its confirmation on.
CREATE TABLE registry_alliance_member (
    alliance_id INTEGER NOT NULL REFERENCES registry_alliance (id),
    region_code TEXT NOT NULL REFERENCES registry_region (code),
    confirmed_by INTEGER REFERENCES access_account (id),
    confirmed_at TEXT,
    PRIMARY KEY (alliance_id, region_code)
);

-- Campaigns for which the members read each other's libraries.
CREATE TABLE registry_alliance_campaign (
    alliance_id INTEGER NOT NULL REFERENCES registry_alliance (id),
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    account_id INTEGER REFERENCES access_account (id),
    at TEXT NOT NULL,
    PRIMARY KEY (alliance_id, campaign_id)
);
