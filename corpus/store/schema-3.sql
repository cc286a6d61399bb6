-- Schema 3: seals, by which damage on the disk is found (seals.py, which makes the triggers that keep them).

CREATE TABLE seals (
    kind TEXT NOT NULL,
    owner INTEGER NOT NULL,
    seal INTEGER NOT NULL,
    PRIMARY KEY (kind, owner)
) STRICT, WITHOUT ROWID;
