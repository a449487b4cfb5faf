-- What people say of demos and evidence, what owners decide, and links to share. Times are seconds since 1970-01-01T00:00Z. Nothing that was
-- said or signed is changed or taken away: who thinks otherwise later says so in another row.
CREATE TABLE reactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('demo', 'evidence')),
    subject TEXT NOT NULL,
    speaker TEXT NOT NULL,
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    sector TEXT NOT NULL CHECK (sector IN ('government', 'society', 'market')),
    stance TEXT NOT NULL CHECK (stance IN ('support', 'support-if', 'object', 'question')),
    words TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX reactions_by_subject ON reactions (kind, subject, id);
CREATE INDEX reactions_by_speaker ON reactions (kind, subject, speaker, id);

CREATE TABLE replies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reaction INTEGER NOT NULL REFERENCES reactions (id),
    by TEXT NOT NULL,
    words TEXT NOT NULL,
    settles INTEGER NOT NULL CHECK (settles IN (0, 1)),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX replies_by_reaction ON replies (reaction, id);

CREATE TABLE sign_offs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    evidence TEXT NOT NULL,
    experiment TEXT NOT NULL,
    organisation TEXT NOT NULL,
    sector TEXT NOT NULL CHECK (sector IN ('government', 'society', 'market')),
    name TEXT NOT NULL,
    by TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('go-on', 'adapt', 'stop')),
    reasons TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_offs_by_evidence ON sign_offs (evidence, id);

CREATE TABLE shares (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('demo', 'run', 'experiment')),
    target TEXT NOT NULL,
    may_react INTEGER NOT NULL CHECK (may_react IN (0, 1)),
    note TEXT NOT NULL,
    by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    most_visits INTEGER,
    withdrawn_at INTEGER
) STRICT;

CREATE TABLE share_visits (
    hash TEXT PRIMARY KEY,
    share INTEGER NOT NULL REFERENCES shares (id),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX share_visits_by_share ON share_visits (share);

CREATE TRIGGER reactions_are_kept_as_they_are BEFORE UPDATE ON reactions
BEGIN
    SELECT RAISE (ABORT, 'reactions are kept; add another');
END;
CREATE TRIGGER reactions_are_not_deleted BEFORE DELETE ON reactions
BEGIN
    SELECT RAISE (ABORT, 'reactions are kept; add another');
END;
CREATE TRIGGER reactions_are_not_replaced BEFORE INSERT ON reactions
WHEN EXISTS (SELECT 1 FROM reactions WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'reactions are kept; add another');
END;
CREATE TRIGGER replies_are_kept_as_they_are BEFORE UPDATE ON replies
BEGIN
    SELECT RAISE (ABORT, 'replies are kept; add another');
END;
CREATE TRIGGER replies_are_not_deleted BEFORE DELETE ON replies
BEGIN
    SELECT RAISE (ABORT, 'replies are kept; add another');
END;
CREATE TRIGGER replies_are_not_replaced BEFORE INSERT ON replies
WHEN EXISTS (SELECT 1 FROM replies WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'replies are kept; add another');
END;
CREATE TRIGGER sign_offs_are_kept_as_they_are BEFORE UPDATE ON sign_offs
BEGIN
    SELECT RAISE (ABORT, 'sign-offs are kept; sign again');
END;
CREATE TRIGGER sign_offs_are_not_deleted BEFORE DELETE ON sign_offs
BEGIN
    SELECT RAISE (ABORT, 'sign-offs are kept; sign again');
END;
CREATE TRIGGER sign_offs_are_not_replaced BEFORE INSERT ON sign_offs
WHEN EXISTS (SELECT 1 FROM sign_offs WHERE id = NEW.id)
BEGIN
    SELECT RAISE (ABORT, 'sign-offs are kept; sign again');
END;
