-- 签条: what stands for a subject wherever its name may come. A lot's stratum is public and tells its ratio; a slip tells
-- nothing (docs/draw-spec.md, 2).

-- The leaves of the slip tree in their order, 32 bytes each, and beside them the subject ids (32-bit little endian).
CREATE TABLE draw_slip_piece (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    ordinal INTEGER NOT NULL,
    leaves BLOB NOT NULL,
    subject_ids BLOB NOT NULL,
    PRIMARY KEY (ceremony_id, ordinal)
);

ALTER TABLE draw_ceremony ADD COLUMN slip_key BLOB;
ALTER TABLE draw_ceremony ADD COLUMN subject_count INTEGER;
ALTER TABLE draw_ceremony ADD COLUMN slips_root TEXT;
-- Drawn subjects of whom the public numbers tell more than they may, for who draws: a warning, counted at the draw.
ALTER TABLE draw_ceremony ADD COLUMN exposed_subjects INTEGER;
ALTER TABLE draw_ceremony ADD COLUMN exposed_groups INTEGER;

-- Classes with the same ratio form one stratum: `A`, or `A,B`.
ALTER TABLE draw_stratum RENAME COLUMN class TO classes;

-- Who was left out at the freeze and why, for auditors: subject ids as above, ascending.
CREATE TABLE draw_excluded_piece (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    campaign_id INTEGER NOT NULL REFERENCES plan_campaign (id),
    reason TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    subject_ids BLOB NOT NULL,
    PRIMARY KEY (ceremony_id, campaign_id, reason, ordinal)
);

-- The drawn subjects' slips. path: JSON, sibling hashes from the leaf up.
CREATE TABLE draw_slip (
    ceremony_id INTEGER NOT NULL REFERENCES draw_ceremony (id),
    slip TEXT NOT NULL,
    nonce TEXT NOT NULL,
    leaf_index INTEGER NOT NULL,
    leaf_count INTEGER NOT NULL,
    path TEXT NOT NULL,
    subject_id INTEGER NOT NULL REFERENCES registry_subject (id),
    PRIMARY KEY (ceremony_id, slip),
    UNIQUE (ceremony_id, subject_id)
);

-- The projection's part of it: who a slip is stands here only once its result is public, in publication_result.
CREATE TABLE publication_slip (
    ceremony_code TEXT NOT NULL REFERENCES publication_ceremony (code),
    slip TEXT NOT NULL,
    proof TEXT NOT NULL,
    PRIMARY KEY (ceremony_code, slip)
);

ALTER TABLE publication_result ADD COLUMN slip TEXT NOT NULL DEFAULT '';
ALTER TABLE publication_result ADD COLUMN slip_nonce TEXT NOT NULL DEFAULT '';

ALTER TABLE inspection_visit RENAME COLUMN lot TO slip;
