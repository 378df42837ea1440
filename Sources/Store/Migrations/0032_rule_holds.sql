-- A tag may stand by a rule over other records than the subject's own words (complaints, 2.3.6; professional classes, 3.3.1):
-- a decision of a third source, with its days.

CREATE TABLE registry_tag_hold_next (
    id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL,
    tag_number INTEGER NOT NULL,
    gives INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('hand', 'list', 'rule')),
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    reason TEXT NOT NULL,
    account_id INTEGER,
    at TEXT NOT NULL,
    ended_at TEXT,
    moved_from INTEGER,
    standing INTEGER NOT NULL
);
INSERT INTO registry_tag_hold_next (id, subject_id, tag_number, gives, source, valid_from, valid_until, reason, account_id, at,
    ended_at, moved_from, standing)
SELECT id, subject_id, tag_number, gives, source, valid_from, valid_until, reason, account_id, at, ended_at, moved_from, standing
FROM registry_tag_hold;
DROP TABLE registry_tag_hold;
ALTER TABLE registry_tag_hold_next RENAME TO registry_tag_hold;
CREATE INDEX registry_tag_hold_subject ON registry_tag_hold (subject_id, standing);
CREATE INDEX registry_tag_hold_tag ON registry_tag_hold (tag_number, standing);
-- only: postgres
SELECT setval(pg_get_serial_sequence('registry_tag_hold', 'id'), (SELECT COALESCE(MAX(id), 0) + 1 FROM registry_tag_hold), false);
-- only: end
