-- The processing log: who looked at which citizen, at what, and why. Times are milliseconds since 1970-01-01T00:00Z. Who was looked at
-- is encrypted; `subject_hash` finds the entries of one citizen for who has the key.

CREATE TABLE looks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    trace_id BLOB NOT NULL,
    span_id BLOB NOT NULL,
    parent_id BLOB,
    prototype TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    session TEXT NOT NULL,
    persona TEXT,
    activity TEXT NOT NULL,
    purpose TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    fields TEXT NOT NULL,
    subject BLOB,
    subject_hash BLOB,
    status TEXT NOT NULL
) STRICT;
CREATE INDEX looks_by_subject ON looks (subject_hash, id);
CREATE INDEX looks_by_prototype ON looks (prototype, id);
CREATE INDEX looks_by_session ON looks (session, id);

CREATE TABLE run_looks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    run INTEGER NOT NULL,
    prototype TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    population TEXT NOT NULL,
    citizens INTEGER NOT NULL,
    fields TEXT NOT NULL
) STRICT;

CREATE TRIGGER looks_are_kept_as_they_are BEFORE UPDATE ON looks
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;
CREATE TRIGGER looks_are_not_deleted BEFORE DELETE ON looks
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;
CREATE TRIGGER looks_are_not_replaced BEFORE INSERT ON looks
WHEN EXISTS (SELECT 1 FROM looks WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;
CREATE TRIGGER run_looks_are_kept_as_they_are BEFORE UPDATE ON run_looks
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;
CREATE TRIGGER run_looks_are_not_deleted BEFORE DELETE ON run_looks
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;

-- What owners granted and refused. All decisions are kept; the latest about a request counts. Times are seconds.
CREATE TABLE grant_decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    prototype TEXT NOT NULL,
    key TEXT NOT NULL,
    granted INTEGER NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX grant_decisions_by_prototype ON grant_decisions (prototype, id);
CREATE TRIGGER grant_decisions_are_kept_as_they_are BEFORE UPDATE ON grant_decisions
BEGIN
    SELECT RAISE (ABORT, 'decisions are kept; take another');
END;
CREATE TRIGGER grant_decisions_are_not_deleted BEFORE DELETE ON grant_decisions
BEGIN
    SELECT RAISE (ABORT, 'decisions are kept; take another');
END;
