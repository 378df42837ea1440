-- 统筹派发 (2.3.7): a superior's campaign that authorities below take over into their own plans.
CREATE TABLE plan_handed (
    id INTEGER PRIMARY KEY,
    -- The superior's campaign: the pattern. It is not drawn there.
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    -- Last day for taking it over.
    take_by TEXT NOT NULL,
    at TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    -- The own campaign that it became; NULL while it waits.
    taken_id INTEGER REFERENCES plan_campaign (id),
    taken_at TEXT,
    UNIQUE (campaign_id, authority_id)
);
CREATE INDEX plan_handed_authority ON plan_handed (authority_id, taken_id);
CREATE INDEX plan_handed_taken ON plan_handed (taken_id);
