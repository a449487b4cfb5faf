-- Who may deploy, and what was deployed. Times are seconds since 1970-01-01T00:00Z. Of a token only the SHA-256 of its secret is kept.
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('deploy', 'view')),
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

-- The latest row of a prototype says which version is current: rolling back adds a row.
CREATE TABLE deployments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    prototype TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    manifest TEXT NOT NULL,
    organisation TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX deployments_by_prototype ON deployments (prototype, id);

CREATE TRIGGER deployments_are_kept_as_they_are BEFORE UPDATE ON deployments
BEGIN
    SELECT RAISE (ABORT, 'deployments are kept; deploy another version');
END;
CREATE TRIGGER deployments_are_not_deleted BEFORE DELETE ON deployments
BEGIN
    SELECT RAISE (ABORT, 'deployments are kept; deploy another version');
END;
CREATE TRIGGER deployments_are_not_replaced BEFORE INSERT ON deployments
WHEN EXISTS (SELECT 1 FROM deployments WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'deployments are kept; deploy another version');
END;
CREATE TRIGGER deployed_versions_do_not_change BEFORE INSERT ON deployments
WHEN EXISTS (
    SELECT 1 FROM deployments
    WHERE prototype = NEW.prototype AND version = NEW.version AND (digest <> NEW.digest OR manifest <> NEW.manifest)
)
BEGIN
    SELECT RAISE (ABORT, 'a deployed version does not change');
END;
CREATE TRIGGER names_stay_with_their_organisation BEFORE INSERT ON deployments
WHEN EXISTS (SELECT 1 FROM deployments WHERE prototype = NEW.prototype AND organisation <> NEW.organisation)
BEGIN
    SELECT RAISE (ABORT, 'the name is of another organisation');
END;
