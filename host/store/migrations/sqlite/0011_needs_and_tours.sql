-- Needs that the team writes, needs that lead to others, and tours of demos. Times are seconds since 1970-01-01T00:00Z.

-- How often the team wrote it; 0 for a need of a file.
ALTER TABLE needs ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;

CREATE TABLE need_editions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL REFERENCES needs (name),
    edition INTEGER NOT NULL,
    need TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX need_editions_by_name ON need_editions (name, id);

-- A merge that was undone has who undid it; at most one of a need is not.
CREATE TABLE need_merges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL REFERENCES needs (name),
    into_name TEXT NOT NULL REFERENCES needs (name),
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    parted_by TEXT,
    parted_at INTEGER,
    CHECK (name <> into_name),
    CHECK ((parted_by IS NULL) = (parted_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX need_merges_open ON need_merges (name) WHERE parted_at IS NULL;

-- The tour of a prototype as JSON.
CREATE TABLE tours (
    prototype TEXT PRIMARY KEY,
    tour TEXT NOT NULL
) STRICT;

CREATE TRIGGER need_editions_are_kept_as_they_are BEFORE UPDATE ON need_editions
BEGIN
    SELECT RAISE (ABORT, 'editions are kept; add another');
END;
CREATE TRIGGER need_editions_are_not_deleted BEFORE DELETE ON need_editions
BEGIN
    SELECT RAISE (ABORT, 'editions are kept; add another');
END;
CREATE TRIGGER need_editions_are_not_replaced BEFORE INSERT ON need_editions
WHEN EXISTS (SELECT 1 FROM need_editions WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'editions are kept; add another');
END;
