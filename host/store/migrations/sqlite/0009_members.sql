-- Who works with the lab. Times are seconds since 1970-01-01T00:00Z. Of the secrets of invitations and of the keys of log-ins only the
-- SHA-256 is kept; of passphrases an Argon2 hash.
CREATE TABLE members (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    -- As it was given; `login_key` is the same in lower case, and is what must differ. Who was taken off frees it.
    login TEXT NOT NULL,
    login_key TEXT NOT NULL,
    organisation TEXT NOT NULL,
    sector TEXT NOT NULL CHECK (sector IN ('government', 'society', 'market')),
    roles TEXT NOT NULL,
    passphrase TEXT,
    issuer TEXT,
    subject TEXT,
    joined_at INTEGER NOT NULL,
    removed_at INTEGER,
    CHECK ((passphrase IS NOT NULL) <> (issuer IS NOT NULL AND subject IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX members_by_login ON members (login_key) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX members_by_identity ON members (issuer, subject) WHERE removed_at IS NULL AND issuer IS NOT NULL;

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    sector TEXT NOT NULL CHECK (sector IN ('government', 'society', 'market')),
    roles TEXT NOT NULL,
    by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

CREATE TABLE logins (
    hash TEXT PRIMARY KEY,
    member INTEGER NOT NULL REFERENCES members (id),
    began_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX logins_by_member ON logins (member);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_kept_as_it_is BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE (ABORT, 'the audit trail is not changed');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE (ABORT, 'the audit trail is not changed');
END;
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'the audit trail is not changed');
END;
