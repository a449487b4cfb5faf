-- A run knows which declaration it runs, and whether it takes other sizes or seeds than that says: then it is a trial.
ALTER TABLE runs ADD COLUMN declaration TEXT;
ALTER TABLE runs ADD COLUMN overridden INTEGER NOT NULL DEFAULT 0;
