-- What collectors have of the processing log: for each, by its address, the last entry that it took. Entries are numbered as they are
-- committed, since one writes at a time, so everything up to there was sent.
CREATE TABLE log_exports (
    collector TEXT PRIMARY KEY,
    looks INTEGER NOT NULL,
    run_looks INTEGER NOT NULL
) STRICT;

-- That old entries were deleted, by whom, and how many there were. Times are milliseconds since 1970-01-01T00:00Z.
CREATE TABLE log_prunings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    before_ms INTEGER NOT NULL,
    looks INTEGER NOT NULL,
    runs INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;
CREATE TRIGGER log_prunings_are_kept_as_they_are BEFORE UPDATE ON log_prunings
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;
CREATE TRIGGER log_prunings_are_not_deleted BEFORE DELETE ON log_prunings
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;
CREATE TRIGGER log_prunings_are_not_replaced BEFORE INSERT ON log_prunings
WHEN EXISTS (SELECT 1 FROM log_prunings WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;

-- An entry can be deleted once the log says itself that entries of its time are.
DROP TRIGGER looks_are_not_deleted;
CREATE TRIGGER looks_are_deleted_only_when_the_log_says_so BEFORE DELETE ON looks
WHEN NOT EXISTS (SELECT 1 FROM log_prunings WHERE before_ms > OLD.at_ms)
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;
DROP TRIGGER run_looks_are_not_deleted;
CREATE TRIGGER run_looks_are_deleted_only_when_the_log_says_so BEFORE DELETE ON run_looks
WHEN NOT EXISTS (SELECT 1 FROM log_prunings WHERE before_ms > OLD.at_ms)
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;
