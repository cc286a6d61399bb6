-- Schema 4: whose a kept check is: the name of the key it was made with; empty for whoever used no key.

ALTER TABLE checks ADD COLUMN owner TEXT NOT NULL DEFAULT '';
