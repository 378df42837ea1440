-- The change sequence of the subjects: whoever keeps something derived from them in memory follows it.

-- One row, whose lock makes the order of numbers the order of commits. Changes up to "floor" are forgotten: who has not
-- seen them yet begins anew.
CREATE TABLE registry_change_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    floor INTEGER NOT NULL
);
INSERT INTO registry_change_head (id, seq, floor) VALUES (1, 0, 0);

-- Subjects (with their tags and classes) that a transaction may have changed, as spans of ids: a whole import is a few rows.
CREATE TABLE registry_change (
    seq INTEGER NOT NULL,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    PRIMARY KEY (seq, first_id)
) WITHOUT ROWID;
