-- 一单 in full: three lists with versions of their own, documents, proposals, checks outside the lists, and their
-- projection.

-- `number` orders the versions of all lists; `edition` is what people call a version of one list. An entry stands in the
-- versions from since_version up to until_version of its list, so the order of numbers is all that its span needs.
ALTER TABLE catalogue_version ADD COLUMN list TEXT NOT NULL DEFAULT 'items';
ALTER TABLE catalogue_version ADD COLUMN edition INTEGER;
-- Edition of the version that took this one back before it took effect.
ALTER TABLE catalogue_version ADD COLUMN withdrawn_by INTEGER;
UPDATE catalogue_version SET edition = number;
CREATE UNIQUE INDEX catalogue_version_edition ON catalogue_version (list, edition);

-- Entries of the joint and the key-supervision list; items have their own table. Read whole, never searched.
CREATE TABLE catalogue_entry (
    id INTEGER PRIMARY KEY,
    list TEXT NOT NULL CHECK (list IN ('joint', 'key')),
    code TEXT NOT NULL,
    since_version INTEGER NOT NULL REFERENCES catalogue_version (number),
    until_version INTEGER REFERENCES catalogue_version (number),
    region_code TEXT NOT NULL REFERENCES registry_region (code),
    body TEXT NOT NULL,
    UNIQUE (list, code, since_version)
);

CREATE TABLE catalogue_document (
    id INTEGER PRIMARY KEY,
    list TEXT NOT NULL CHECK (list IN ('items', 'joint', 'key')),
    code TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('rules', 'guide', 'joint')),
    title TEXT NOT NULL,
    is_public INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    retired_at TEXT
);
CREATE INDEX catalogue_document_entry ON catalogue_document (list, code);

CREATE TABLE catalogue_document_version (
    document_id INTEGER NOT NULL REFERENCES catalogue_document (id),
    number INTEGER NOT NULL,
    filename TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    note TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    at TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (document_id, number)
);

CREATE TABLE catalogue_proposal (
    id INTEGER PRIMARY KEY,
    list TEXT NOT NULL CHECK (list IN ('items', 'joint', 'key')),
    ground TEXT NOT NULL CHECK (ground IN ('local', 'gap', 'adjustment')),
    kind TEXT NOT NULL CHECK (kind IN ('add', 'revise', 'retire')),
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
    target TEXT,
    heading TEXT NOT NULL,
    matter TEXT NOT NULL,
    subjects TEXT NOT NULL,
    basis TEXT NOT NULL,
    reason TEXT NOT NULL,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    region_code TEXT NOT NULL REFERENCES registry_region (code),
    created_at TEXT NOT NULL,
    decided_at TEXT,
    decided_by INTEGER REFERENCES access_account (id),
    answer TEXT,
    code TEXT,
    edition INTEGER
);
CREATE INDEX catalogue_proposal_region ON catalogue_proposal (region_code, state);
CREATE INDEX catalogue_proposal_code ON catalogue_proposal (list, code);

CREATE TABLE catalogue_proposal_note (
    id INTEGER PRIMARY KEY,
    proposal_id INTEGER NOT NULL REFERENCES catalogue_proposal (id),
    act TEXT NOT NULL CHECK (act IN ('proposed', 'remarked', 'accepted', 'declined', 'withdrawn')),
    text TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    at TEXT NOT NULL
);
CREATE INDEX catalogue_proposal_note_proposal ON catalogue_proposal_note (proposal_id);

-- A lawful check that neither list holds (3.6.5).
CREATE TABLE catalogue_offlist_check (
    id INTEGER PRIMARY KEY,
    inspected_on TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    subject_identifier TEXT NOT NULL,
    matter TEXT NOT NULL,
    basis TEXT NOT NULL,
    cause TEXT NOT NULL,
    outcome TEXT NOT NULL,
    authority_id INTEGER NOT NULL REFERENCES registry_authority (id),
    account_id INTEGER NOT NULL REFERENCES access_account (id),
    region_code TEXT NOT NULL REFERENCES registry_region (code),
    created_at TEXT NOT NULL,
    proposal_id INTEGER REFERENCES catalogue_proposal (id)
);
CREATE INDEX catalogue_offlist_check_region ON catalogue_offlist_check (region_code);
CREATE INDEX catalogue_offlist_check_proposal ON catalogue_offlist_check (proposal_id);

-- The projection: every version and wording, so that the public reads the list of any day. It takes the place of
-- publication_item, which knew the list in force only; it is filled again at the next start.
DROP TABLE publication_item;

CREATE TABLE publication_list_version (
    list TEXT NOT NULL,
    number INTEGER NOT NULL,
    effective_from TEXT NOT NULL,
    withdrawn_by INTEGER,
    reason TEXT NOT NULL,
    basis TEXT NOT NULL,
    published_on TEXT NOT NULL,
    summary TEXT NOT NULL,
    entries INTEGER NOT NULL,
    PRIMARY KEY (list, number)
);

CREATE TABLE publication_list_entry (
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    title TEXT NOT NULL,
    heading TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (list, code, since)
);

CREATE TABLE publication_list_file (
    document_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    kind_text TEXT NOT NULL,
    title TEXT NOT NULL,
    filename TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    published_on TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (document_id, version)
);
CREATE INDEX publication_list_file_entry ON publication_list_file (list, code);
