-- 检查表: why a version was made and by whom; drafts that wait to be published.

ALTER TABLE catalogue_checklist ADD COLUMN reason TEXT;
ALTER TABLE catalogue_checklist ADD COLUMN created_by INTEGER REFERENCES access_account (id);

-- The newest revision is the draft; older ones are what 撤销 goes back to. base_version is the published version the
-- draft began from (0: none): publishing on top of another one is refused.
CREATE TABLE catalogue_checklist_draft (
    item_code TEXT NOT NULL,
    revision INTEGER NOT NULL,
    base_version INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES access_account (id),
    updated_at TEXT NOT NULL,
    PRIMARY KEY (item_code, revision)
);
