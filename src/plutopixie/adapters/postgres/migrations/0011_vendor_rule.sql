-- What an organization taught about vendors as they are read from receipts.

CREATE TABLE plutopixie.vendor_rule (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    read_as bytea NOT NULL CHECK (octet_length(read_as) BETWEEN 1 AND 800),
    read_as_index plutopixie.blind_index NOT NULL,
    vendor_id uuid NOT NULL,
    category_id uuid,
    brand_id uuid,
    version integer NOT NULL CHECK (version > 0),
    CONSTRAINT vendor_rule_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT vendor_rule_read_as_key UNIQUE (organization_id, read_as_index),
    CONSTRAINT vendor_rule_vendor_fkey FOREIGN KEY (organization_id, vendor_id) REFERENCES plutopixie.vendor,
    CONSTRAINT vendor_rule_category_fkey FOREIGN KEY (organization_id, category_id) REFERENCES plutopixie.category,
    CONSTRAINT vendor_rule_brand_fkey FOREIGN KEY (organization_id, brand_id) REFERENCES plutopixie.brand
);
CREATE INDEX vendor_rule_by_vendor ON plutopixie.vendor_rule (organization_id, vendor_id);
CREATE INDEX vendor_rule_by_category ON plutopixie.vendor_rule (organization_id, category_id);
CREATE INDEX vendor_rule_by_brand ON plutopixie.vendor_rule (organization_id, brand_id);
COMMENT ON TABLE plutopixie.vendor_rule IS
    'class=tenant privacy=expense retention=organization | What it taught: sealed names as read, and what belongs to them.';

DO $walls$
DECLARE
    kept constant regclass := 'plutopixie.vendor_rule';
    bound constant text := 'organization_id = (SELECT pg_catalog.current_setting(''plutopixie.organization_id''))::uuid';
    signed constant text := 'organization_id = (SELECT operation.signed_organization())';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY tenant ON %s AS PERMISSIVE FOR ALL TO {app} USING (%s) WITH CHECK (%2$s)', kept, bound);
    EXECUTE format('CREATE POLICY floor ON %s AS RESTRICTIVE FOR ALL TO PUBLIC USING (%s) WITH CHECK (%2$s)', kept, bound);
    EXECUTE format('CREATE POLICY signed ON %s AS RESTRICTIVE FOR ALL TO PUBLIC USING (%s) WITH CHECK (%2$s)', kept, signed);
END
$walls$;

GRANT SELECT, INSERT, UPDATE, DELETE ON plutopixie.vendor_rule TO {app};
