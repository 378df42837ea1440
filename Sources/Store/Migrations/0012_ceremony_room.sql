-- 抽取: a deadline of its own for commitments, several public sources, two keyings of a public value by two people,
-- one-time links for parties without account, and the second signature under an abort whose outcome could be computed.

-- NULL in ceremonies planned before: the reveal deadline.
ALTER TABLE draw_ceremony ADD COLUMN commit_deadline TEXT;

-- In the plan's order; draw_ceremony.public_source holds the first of them.
CREATE TABLE draw_public_source (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    ordinal INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (ceremony_id, ordinal),
    UNIQUE (ceremony_id, source)
);
INSERT INTO draw_public_source (ceremony_id, ordinal, source) SELECT id, 1, public_source FROM draw_ceremony;

-- The first keying of a value that another person keys again, unseen. Gone when the two agree.
CREATE TABLE draw_keying (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    source TEXT NOT NULL,
    value TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    at TEXT NOT NULL,
    PRIMARY KEY (ceremony_id, source)
);

-- token_hash: SHA-256 of what the QR code holds, good for one opening. pass_hash: SHA-256 of the cookie of the browser
-- that opened it.
CREATE TABLE draw_party_link (
    id INTEGER PRIMARY KEY,
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    party TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    pass_hash TEXT UNIQUE,
    issued_by INTEGER NOT NULL REFERENCES access_account (id),
    issued_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    opened_at TEXT,
    revoked_at TEXT
);
CREATE INDEX draw_party_link_ceremony ON draw_party_link (ceremony_id);

-- Asked for by one person; another one carries it out.
CREATE TABLE draw_abort_request (
    ceremony_id INTEGER PRIMARY KEY REFERENCES draw_ceremony (id),
    reason TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    at TEXT NOT NULL
);
