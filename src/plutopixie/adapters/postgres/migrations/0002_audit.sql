-- The audit log: append-only for the application, with what is personal about it kept beside; and where sessions were
-- opened.

CREATE TABLE plutopixie.audit (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    at plutopixie.moment NOT NULL,
    author_kind text COLLATE "C" NOT NULL CHECK (author_kind IN ('member', 'api-key', 'operator', 'nobody')),
    member_id uuid,
    key_id uuid,
    action text COLLATE "C" NOT NULL CHECK (action ~ '^[a-z][a-z-]{{1,63}}$'),
    subject uuid,
    detail text COLLATE "C" CHECK (detail ~ '^[a-z0-9][a-z0-9 ,.:=-]{{0,99}}$'),
    CONSTRAINT audit_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT audit_organization_fkey FOREIGN KEY (organization_id) REFERENCES plutopixie.organization,
    CONSTRAINT audit_member_fkey FOREIGN KEY (organization_id, member_id) REFERENCES plutopixie.member,
    CONSTRAINT audit_author CHECK (
        CASE author_kind
            WHEN 'member' THEN member_id IS NOT NULL AND key_id IS NULL
            WHEN 'api-key' THEN member_id IS NOT NULL AND key_id IS NOT NULL
            ELSE member_id IS NULL AND key_id IS NULL
        END
    )
);
CREATE INDEX audit_by_member ON plutopixie.audit (organization_id, member_id, id);
CREATE INDEX audit_by_age ON plutopixie.audit (organization_id, at, id);
COMMENT ON TABLE plutopixie.audit IS
    'class=tenant privacy=account retention=organization | Who did what when, in ids and words; never changed.';

CREATE TABLE plutopixie.audit_origin (
    organization_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    address bytea CHECK (octet_length(address) BETWEEN 1 AND 256),
    device bytea CHECK (octet_length(device) BETWEEN 1 AND 256),
    CONSTRAINT audit_origin_pkey PRIMARY KEY (organization_id, entry_id),
    CONSTRAINT audit_origin_entry_fkey FOREIGN KEY (organization_id, entry_id) REFERENCES plutopixie.audit
);
COMMENT ON TABLE plutopixie.audit_origin IS
    'class=tenant privacy=personal retention=days | Where an entry of the audit log was caused from, sealed.';

ALTER TABLE plutopixie.session
    ADD COLUMN address bytea CHECK (octet_length(address) BETWEEN 1 AND 256),
    ADD COLUMN device bytea CHECK (octet_length(device) BETWEEN 1 AND 256);

DO $walls$
DECLARE
    kept regclass;
    bound constant text := 'organization_id = (SELECT pg_catalog.current_setting(''plutopixie.organization_id''))::uuid';
BEGIN
    FOREACH kept IN ARRAY ARRAY['plutopixie.audit', 'plutopixie.audit_origin']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
        EXECUTE format('CREATE POLICY tenant ON %s AS PERMISSIVE FOR ALL TO {app} USING (%s) WITH CHECK (%2$s)', kept, bound);
        EXECUTE format('CREATE POLICY floor ON %s AS RESTRICTIVE FOR ALL TO PUBLIC USING (%s) WITH CHECK (%2$s)', kept, bound);
    END LOOP;
END
$walls$;

GRANT SELECT, INSERT ON plutopixie.audit TO {app};
GRANT SELECT, INSERT, DELETE ON plutopixie.audit_origin TO {app};
