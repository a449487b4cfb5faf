-- A fourth role. SQLite can't change a CHECK, so the table is made anew.
CREATE TABLE tokens_with_work (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('deploy', 'view', 'oversee', 'work')),
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
INSERT INTO tokens_with_work SELECT id, hash, name, organisation, role, made_at, expires_at, revoked_at FROM tokens;
DROP TABLE tokens;
ALTER TABLE tokens_with_work RENAME TO tokens;
