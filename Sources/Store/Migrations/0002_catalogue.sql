-- 一单: the item list with its versions, and the checklists tied to items.

CREATE TABLE catalogue_version (
    number INTEGER PRIMARY KEY,
    effective_from TEXT NOT NULL,
    reason TEXT NOT NULL,
    basis TEXT NOT NULL,
    created_by INTEGER REFERENCES access_account (id),
    created_at TEXT NOT NULL
);

-- An item stands in the versions from since_version up to, not including, until_version.
CREATE TABLE catalogue_item (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    since_version INTEGER NOT NULL REFERENCES catalogue_version (number),
    until_version INTEGER REFERENCES catalogue_version (number),
    category TEXT NOT NULL,
    matter TEXT NOT NULL,
    subjects TEXT NOT NULL,
    importance TEXT NOT NULL CHECK (importance IN ('general', 'key')),
    methods TEXT NOT NULL,
    level TEXT NOT NULL,
    basis TEXT NOT NULL,
    department_code TEXT NOT NULL REFERENCES registry_department (code),
    region_code TEXT NOT NULL REFERENCES registry_region (code),
    selector TEXT NOT NULL,
    is_sample INTEGER NOT NULL DEFAULT 0,
    note TEXT,
    UNIQUE (code, since_version)
);

CREATE TABLE catalogue_checklist (
    id INTEGER PRIMARY KEY,
    item_code TEXT NOT NULL,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (item_code, version)
);
