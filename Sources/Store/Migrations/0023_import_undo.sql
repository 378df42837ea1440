-- Imports taken back whole: rows of every kind with their state before and after, and subjects with all their columns.

-- What an import did to one thing: JSON of its state. `before` is NULL where the import brought it in.
CREATE TABLE registry_import_trace (
    import_id INTEGER NOT NULL REFERENCES registry_import (id),
    ordinal INTEGER NOT NULL,
    object INTEGER NOT NULL,
    label TEXT NOT NULL,
    before_state TEXT,
    after_state TEXT NOT NULL,
    PRIMARY KEY (import_id, ordinal)
);

-- NULL before_changed_at: an image from before this migration, which says nothing of these columns.
ALTER TABLE registry_import_subject ADD COLUMN before_changed_at TEXT;
ALTER TABLE registry_import_subject ADD COLUMN industry TEXT;
ALTER TABLE registry_import_subject ADD COLUMN scale TEXT;
ALTER TABLE registry_import_subject ADD COLUMN station_id INTEGER;
ALTER TABLE registry_import_subject ADD COLUMN as_of TEXT;
ALTER TABLE registry_import_subject ADD COLUMN absent_since TEXT;
CREATE INDEX registry_import_subject_before ON registry_import_subject (before_import_id);
CREATE INDEX registry_import_subject_id ON registry_import_subject (id);

-- JSON: columns, sheets and encoding of the file, so that showing its page does not read it again.
ALTER TABLE registry_import_job ADD COLUMN shape TEXT;

-- Kinds of numbers that a full list holds, with blanks between; subjects known by others are not what it is of.
ALTER TABLE registry_stocktake ADD COLUMN schemes TEXT NOT NULL DEFAULT 'uscc';
