-- The page of a piece of evidence asks which run found it.
CREATE INDEX runs_by_evidence ON runs (evidence, id);
