-- Schema 2: checks that are kept. draft is NULL when a check is kept without its text; then report holds what it said.
-- notes, options, examination, figures and report are JSON.

CREATE TABLE checks (
    id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    name TEXT NOT NULL,
    characters INTEGER NOT NULL,
    draft TEXT,
    draft_hash BLOB NOT NULL,
    notes TEXT NOT NULL,
    options TEXT NOT NULL,
    examination TEXT NOT NULL,
    figures TEXT NOT NULL,
    report TEXT
) STRICT;
CREATE INDEX checks_created ON checks (created_at);
