-- What the lab keeps. Times are seconds since 1970-01-01T00:00Z; digests are `sha256:` and 64 digits; texts in two languages are JSON.

CREATE TABLE needs (
    name TEXT PRIMARY KEY,
    need TEXT NOT NULL
) STRICT;

CREATE TABLE prototypes (
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    manifest TEXT NOT NULL,
    PRIMARY KEY (name, version)
) STRICT;

CREATE TABLE experiments (
    name TEXT PRIMARY KEY,
    need TEXT NOT NULL REFERENCES needs (name),
    title TEXT NOT NULL,
    question TEXT NOT NULL,
    digest TEXT NOT NULL,
    declaration TEXT NOT NULL
) STRICT;
CREATE INDEX experiments_by_need ON experiments (need);

CREATE TABLE populations (
    digest TEXT PRIMARY KEY,
    identity TEXT NOT NULL
) STRICT;

CREATE TABLE evidence (
    digest TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    experiment TEXT NOT NULL REFERENCES experiments (name),
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'broken-off')),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    plan TEXT NOT NULL,
    process TEXT NOT NULL,
    evidence TEXT REFERENCES evidence (digest),
    failure TEXT,
    CHECK ((state = 'done') = (evidence IS NOT NULL)),
    CHECK ((state = 'failed') = (failure IS NOT NULL))
) STRICT;
CREATE INDEX runs_by_experiment ON runs (experiment, id);

-- Evidence is written once.
CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE ON evidence
BEGIN
    SELECT RAISE (ABORT, 'evidence is sealed');
END;
CREATE TRIGGER evidence_is_not_deleted BEFORE DELETE ON evidence
BEGIN
    SELECT RAISE (ABORT, 'evidence is sealed');
END;

-- A run that has ended stays as it is.
CREATE TRIGGER ended_runs_are_not_changed BEFORE UPDATE ON runs WHEN OLD.state <> 'running'
BEGIN
    SELECT RAISE (ABORT, 'the run has ended');
END;
CREATE TRIGGER ended_runs_are_not_deleted BEFORE DELETE ON runs WHEN OLD.state = 'done'
BEGIN
    SELECT RAISE (ABORT, 'the run has evidence');
END;
