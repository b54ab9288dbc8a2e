-- Buckets of attempts, shared by all processes: blind indexes and moments, for the directory's role alone.

CREATE TABLE directory.throttle (
    key plutopixie.blind_index NOT NULL CONSTRAINT throttle_pkey PRIMARY KEY,
    word text COLLATE "C" NOT NULL CHECK (word ~ '^[a-z][a-z-]{{1,63}}$'),
    email_index plutopixie.blind_index,
    empty_at plutopixie.moment NOT NULL
);
CREATE INDEX throttle_by_word ON directory.throttle (word, empty_at);
COMMENT ON TABLE directory.throttle IS
    'class=directory privacy=personal retention=days | How often something was tried, and from where members sign in.';

ALTER TABLE directory.throttle ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.throttle FORCE ROW LEVEL SECURITY;
CREATE POLICY count_attempts ON directory.throttle AS PERMISSIVE FOR ALL TO {directory} USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON directory.throttle TO {directory};

COMMENT ON TABLE plutopixie.session IS
    'class=tenant privacy=personal retention=days-after-end | Who is or was signed in, by the digest of a secret.';
