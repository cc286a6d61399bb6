-- Schema 1. Offsets are code points into documents.text. A change is a file of its own, schema-2.sql and so on: a step
-- in schema.py that new and old folders go through alike.

CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL UNIQUE,
    dim INTEGER NOT NULL
) STRICT;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection TEXT NOT NULL,
    text TEXT NOT NULL,
    text_hash BLOB NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    organ TEXT NOT NULL,
    level TEXT NOT NULL,
    year INTEGER,
    language TEXT NOT NULL,
    corrected TEXT NOT NULL DEFAULT '[]',
    metadata TEXT NOT NULL DEFAULT '{}',
    characters INTEGER NOT NULL,
    fingerprints BLOB NOT NULL,
    added_at TEXT NOT NULL,
    UNIQUE (collection, text_hash)
) STRICT;

-- Where a document came from. The same text may lie in several files; a document without a place is gone.
CREATE TABLE places (
    collection TEXT NOT NULL,
    source TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    file_start INTEGER,
    file_end INTEGER,
    PRIMARY KEY (collection, source, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX places_document ON places (document_id);

CREATE TABLE tags (
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (document_id, tag)
) STRICT, WITHOUT ROWID;

-- Each distinct text that is embedded, once, however many passages and sentences say it.
CREATE TABLE texts (id INTEGER PRIMARY KEY AUTOINCREMENT, script TEXT NOT NULL, hash BLOB NOT NULL UNIQUE) STRICT;

CREATE TABLE vectors (
    text_id INTEGER NOT NULL REFERENCES texts ON DELETE CASCADE,
    model_id INTEGER NOT NULL REFERENCES models,
    vector BLOB NOT NULL,
    PRIMARY KEY (text_id, model_id)
) STRICT;

CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    text_id INTEGER NOT NULL REFERENCES texts,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    paragraph_start INTEGER NOT NULL,
    paragraph_end INTEGER NOT NULL,
    heading_path TEXT NOT NULL
) STRICT;
CREATE INDEX passages_paragraph ON passages (document_id, paragraph_start);
CREATE INDEX passages_text ON passages (text_id);

CREATE TABLE sentences (
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    text_id INTEGER NOT NULL REFERENCES texts,
    paragraph_start INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    PRIMARY KEY (document_id, start)
) STRICT, WITHOUT ROWID;
CREATE INDEX sentences_text ON sentences (text_id);

-- rowid is the passage's id; tokens are ours (words and character pairs), separated by spaces.
CREATE VIRTUAL TABLE words USING fts5 (tokens, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE words_vocabulary USING fts5vocab (words, row);

INSERT INTO settings VALUES ('store_version', '0');
