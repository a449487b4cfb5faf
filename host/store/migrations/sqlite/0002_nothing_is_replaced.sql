-- INSERT OR REPLACE deletes the row that was there without asking the triggers on DELETE: what is there already is refused before.
-- A number that the database is to choose is none of those that are taken.

CREATE TRIGGER evidence_is_not_replaced BEFORE INSERT ON evidence
WHEN EXISTS (SELECT 1 FROM evidence WHERE digest = NEW.digest OR rowid = NEW.rowid)
BEGIN
    SELECT RAISE (ABORT, 'evidence is sealed');
END;
CREATE TRIGGER runs_are_not_replaced BEFORE INSERT ON runs
WHEN EXISTS (SELECT 1 FROM runs WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'the run is there already');
END;

-- UPDATE OR REPLACE would put one run in the place of another.
CREATE TRIGGER runs_keep_their_number BEFORE UPDATE OF id ON runs WHEN NEW.id <> OLD.id
BEGIN
    SELECT RAISE (ABORT, 'a run keeps its number');
END;
