-- 逐级报备 (2.3.12, 2.3.15): what was handed upward and what the level above said of it, and who was urged when.

-- Last day for handing up a plan again that was returned; it moves the date only of a plan that came in time.
ALTER TABLE plan_plan ADD COLUMN correct_by TEXT;

CREATE TABLE plan_report (
    id INTEGER PRIMARY KEY,
    plan_id INTEGER NOT NULL REFERENCES plan_plan (id),
    kind TEXT NOT NULL CHECK (kind IN ('plan', 'addition', 'cancellation')),
    -- The campaign that an adjustment adds or cancels.
    campaign_id INTEGER REFERENCES plan_campaign (id),
    -- Why the plan is adjusted; what is said to a return, when it is handed up again.
    reason TEXT NOT NULL,
    reported_at TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    -- Who receives it; NULL where the level above is not on this platform.
    receiver_id INTEGER REFERENCES registry_authority (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'received', 'returned', 'replaced')),
    answered_at TEXT,
    answered_by INTEGER REFERENCES access_account (id),
    -- Remark of the receipt, reasons of the return.
    answer TEXT NOT NULL,
    -- Number of the receipt: place in the log, or the number on the paper of a level above that is not here.
    receipt TEXT NOT NULL,
    CHECK (kind = 'plan' OR campaign_id IS NOT NULL)
);
CREATE INDEX plan_report_plan ON plan_report (plan_id);
CREATE INDEX plan_report_receiver ON plan_report (receiver_id, state);

CREATE TABLE plan_reminder (
    id INTEGER PRIMARY KEY,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    year INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('internal', 'joint')),
    -- 'first', 'last', 'overdue': by the turn of the day; 'person': by the level above.
    stage TEXT NOT NULL CHECK (stage IN ('first', 'last', 'overdue', 'person')),
    at TEXT NOT NULL,
    account_id INTEGER REFERENCES access_account (id)
);
CREATE INDEX plan_reminder_authority ON plan_reminder (year, kind, authority_id);
