-- Second factors of members, and whether an organization requires them of its owner and admins.

CREATE TABLE plutopixie.second_factor (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    secret bytea NOT NULL CHECK (octet_length(secret) BETWEEN 1 AND 256),
    prepared_at plutopixie.moment NOT NULL,
    confirmed_at plutopixie.moment,
    last_step bigint NOT NULL CHECK (last_step BETWEEN 0 AND 1000000000),
    recovery plutopixie.digest[] NOT NULL CHECK (cardinality(recovery) <= 10),
    CONSTRAINT second_factor_pkey PRIMARY KEY (organization_id, member_id),
    CONSTRAINT second_factor_member_fkey FOREIGN KEY (organization_id, member_id) REFERENCES plutopixie.member
);
COMMENT ON TABLE plutopixie.second_factor IS
    'class=tenant privacy=personal retention=membership | What a member''s device and we share, sealed.';

ALTER TABLE plutopixie.organization ADD COLUMN second_factor_required boolean NOT NULL DEFAULT false;

DO $walls$
DECLARE
    kept constant regclass := 'plutopixie.second_factor';
    bound constant text := 'organization_id = (SELECT pg_catalog.current_setting(''plutopixie.organization_id''))::uuid';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY tenant ON %s AS PERMISSIVE FOR ALL TO {app} USING (%s) WITH CHECK (%2$s)', kept, bound);
    EXECUTE format('CREATE POLICY floor ON %s AS RESTRICTIVE FOR ALL TO PUBLIC USING (%s) WITH CHECK (%2$s)', kept, bound);
END
$walls$;

GRANT SELECT, INSERT, UPDATE, DELETE ON plutopixie.second_factor TO {app};
