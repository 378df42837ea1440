-- 审计: who opened a ceremony's keys, what the check found, and the signature under it. One row for each auditor; the keys
-- themselves stay where they are, in draw_ceremony.
CREATE TABLE draw_audit (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    opened_at TEXT NOT NULL,
    opened_entry INTEGER NOT NULL,
    checked_at TEXT,
    -- JSON: what was checked and found.
    findings TEXT,
    signed_at TEXT,
    signed_entry INTEGER,
    remark TEXT,
    PRIMARY KEY (ceremony_id, account_id)
);
