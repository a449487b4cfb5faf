-- As 0002 has it for evidence and runs: INSERT OR REPLACE deletes the row that was there without asking the triggers on DELETE.

CREATE TRIGGER run_looks_are_not_replaced BEFORE INSERT ON run_looks
WHEN EXISTS (SELECT 1 FROM run_looks WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'the processing log is not changed');
END;
CREATE TRIGGER grant_decisions_are_not_replaced BEFORE INSERT ON grant_decisions
WHEN EXISTS (SELECT 1 FROM grant_decisions WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'decisions are kept; take another');
END;
