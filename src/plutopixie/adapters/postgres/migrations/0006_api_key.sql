-- API keys of members, by the digest of their secret.

CREATE TABLE plutopixie.api_key (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    name bytea NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 640),
    scopes text[] COLLATE "C" NOT NULL
        CHECK (cardinality(scopes) BETWEEN 1 AND 3 AND scopes <@ ARRAY['read', 'write', 'export']),
    secret_digest plutopixie.digest NOT NULL,
    created_at plutopixie.moment NOT NULL,
    expires_at plutopixie.moment NOT NULL,
    used_at plutopixie.moment,
    CONSTRAINT api_key_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT api_key_member_fkey FOREIGN KEY (organization_id, member_id) REFERENCES plutopixie.member
);
CREATE INDEX api_key_by_member ON plutopixie.api_key (organization_id, member_id, id);
COMMENT ON TABLE plutopixie.api_key IS
    'class=tenant privacy=personal retention=until-ended | API keys of members: sealed names, digests of secrets.';

DO $walls$
DECLARE
    kept constant regclass := 'plutopixie.api_key';
    bound constant text := 'organization_id = (SELECT pg_catalog.current_setting(''plutopixie.organization_id''))::uuid';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY tenant ON %s AS PERMISSIVE FOR ALL TO {app} USING (%s) WITH CHECK (%2$s)', kept, bound);
    EXECUTE format('CREATE POLICY floor ON %s AS RESTRICTIVE FOR ALL TO PUBLIC USING (%s) WITH CHECK (%2$s)', kept, bound);
END
$walls$;

GRANT SELECT, INSERT, UPDATE, DELETE ON plutopixie.api_key TO {app};
