-- One-time codes that go out by mail; verified addresses; invitations for an address; questions for a new password.

ALTER TABLE plutopixie.member ADD COLUMN verified_at plutopixie.moment;
ALTER TABLE plutopixie.invitation ADD COLUMN email bytea CHECK (octet_length(email) BETWEEN 1 AND 1200);

CREATE TABLE plutopixie.one_time_code (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    purpose text COLLATE "C" NOT NULL
        CHECK (purpose IN ('verify-address', 'reset-password', 'take-address', 'leave-address')),
    member_id uuid NOT NULL,
    address bytea NOT NULL CHECK (octet_length(address) BETWEEN 1 AND 1200),
    secret_digest plutopixie.digest NOT NULL,
    created_at plutopixie.moment NOT NULL,
    expires_at plutopixie.moment NOT NULL,
    sent_at plutopixie.moment,
    used_at plutopixie.moment,
    CONSTRAINT one_time_code_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT one_time_code_purpose_key UNIQUE (organization_id, member_id, purpose),
    CONSTRAINT one_time_code_member_fkey FOREIGN KEY (organization_id, member_id) REFERENCES plutopixie.member
);
CREATE INDEX one_time_code_by_end ON plutopixie.one_time_code (organization_id, expires_at);
COMMENT ON TABLE plutopixie.one_time_code IS
    'class=tenant privacy=personal retention=days | Codes that prove an address: sealed address, digest of the secret.';

DO $walls$
DECLARE
    kept constant regclass := 'plutopixie.one_time_code';
    bound constant text := 'organization_id = (SELECT pg_catalog.current_setting(''plutopixie.organization_id''))::uuid';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY tenant ON %s AS PERMISSIVE FOR ALL TO {app} USING (%s) WITH CHECK (%2$s)', kept, bound);
    EXECUTE format('CREATE POLICY floor ON %s AS RESTRICTIVE FOR ALL TO PUBLIC USING (%s) WITH CHECK (%2$s)', kept, bound);
END
$walls$;

GRANT SELECT, INSERT, UPDATE, DELETE ON plutopixie.one_time_code TO {app};

CREATE TABLE directory.reset (
    email_index plutopixie.blind_index NOT NULL CONSTRAINT reset_pkey PRIMARY KEY,
    asked_at plutopixie.moment NOT NULL
);
CREATE INDEX reset_by_age ON directory.reset (asked_at, email_index);
COMMENT ON TABLE directory.reset IS
    'class=directory privacy=personal retention=until-sent | Blind indexes of addresses, known or not, that a new password was asked for.';
ALTER TABLE directory.reset ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.reset FORCE ROW LEVEL SECURITY;
CREATE POLICY look_up ON directory.reset AS PERMISSIVE FOR ALL TO {directory} USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON directory.reset TO {directory};
