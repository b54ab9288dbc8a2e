-- The signed context: row security that injected SQL can't talk into another organization. Every table that is there now
-- gets the policy; a migration that makes a table gives it one of its own.

-- Whoever can run SQL as the application could set plutopixie.organization_id to any organization; it
-- can't sign, because the keys are the owner's to read. The layout is key.expiry.backend.organization.signature, as
-- adapters/postgres/signing.py writes it. Everything but a signature that fits raises, before anything of it is believed.

CREATE TABLE operation.context_key (
    id text COLLATE "C" NOT NULL CONSTRAINT context_key_pkey PRIMARY KEY CHECK (id ~ '^[1-9][0-9]{{0,8}}$'),
    inner_pad bytea NOT NULL CHECK (octet_length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (octet_length(outer_pad) = 64)
);
COMMENT ON TABLE operation.context_key IS
    'class=operation privacy=none retention=until-rotated | Keys that signed contexts are checked with; the owner alone reads.';

CREATE FUNCTION operation.signed_organization() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    context constant text := current_setting('plutopixie.context', true);
    part constant text[] := string_to_array(context, '.');
    expected text;
    remaining double precision;
BEGIN
    SELECT encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(left(context, -65), 'UTF8'))), 'hex')
    INTO expected FROM operation.context_key AS k WHERE k.id = part[1];
    -- Hashes are compared, so that the time it takes says nothing about the signature that would have fitted.
    IF (sha256(convert_to(part[5], 'UTF8')) = sha256(convert_to(expected, 'UTF8'))) IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'the context is not signed';
    END IF;
    IF part[3]::integer <> pg_backend_pid() THEN
        RAISE insufficient_privilege USING MESSAGE = 'the context was signed for another connection';
    END IF;
    remaining := part[2]::bigint - date_part('epoch', clock_timestamp());
    IF remaining > 600 THEN
        RAISE insufficient_privilege USING MESSAGE = 'the context was signed too far ahead';
    END IF;
    IF remaining <= 0 THEN
        RAISE query_canceled USING MESSAGE = 'the context has expired';
    END IF;
    RETURN part[4]::uuid;
END
$function$;
COMMENT ON FUNCTION operation.signed_organization() IS
    'The organization that this transaction has a signed context for; raises without one. Reads keys as the owner.';
REVOKE ALL ON FUNCTION operation.signed_organization() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operation.signed_organization() TO {app};

DO $walls$
DECLARE
    kept regclass;
    signed constant text := 'organization_id = (SELECT operation.signed_organization())';
BEGIN
    FOR kept IN SELECT oid::regclass FROM pg_catalog.pg_class
        WHERE relnamespace = 'plutopixie'::regnamespace AND relkind IN ('r', 'p')
    LOOP
        EXECUTE format('CREATE POLICY signed ON %s AS RESTRICTIVE FOR ALL TO PUBLIC USING (%s) WITH CHECK (%2$s)', kept, signed);
    END LOOP;
    FOREACH kept IN ARRAY ARRAY['directory.organization', 'directory.sign_in', 'queue.outbox']::regclass[]
    LOOP
        EXECUTE format('CREATE POLICY signed ON %s AS RESTRICTIVE FOR ALL TO {app} USING (%s) WITH CHECK (%2$s)', kept, signed);
    END LOOP;
END
$walls$;

-- What nobody uses is nobody's to have.

REVOKE UPDATE ON plutopixie.vendor, plutopixie.invitation, plutopixie.expense_tag, plutopixie.expense_word FROM {app};
REVOKE SELECT ON directory.organization FROM {app};
REVOKE SELECT ON operation.migration FROM {directory}, {relay};
REVOKE USAGE ON SCHEMA operation FROM {directory}, {relay};
