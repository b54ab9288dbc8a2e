-- The whole schema as it stands after every migration: to be read, and compared with what the migrations build.
-- Role names stand in braces; everything else is taken as it is. Run as the owner role.

CREATE SCHEMA operation;
CREATE SCHEMA plutopixie;
CREATE SCHEMA directory;
CREATE SCHEMA queue;

COMMENT ON SCHEMA operation IS 'What the installation knows about itself; nothing about organizations.';
COMMENT ON SCHEMA plutopixie IS 'What organizations keep: every table begins with organization_id and is bound by row security.';
COMMENT ON SCHEMA directory IS 'The only look-ups before an organization is known: sign-in by address, and the list for sweeps.';
COMMENT ON SCHEMA queue IS 'Work that was announced and not yet handed over: ids, never content.';

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Kinds of values, each with its limits. No infinity, no NaN, nothing outside the calendar that the domain knows.

CREATE DOMAIN plutopixie.moment AS timestamptz
    CHECK (VALUE >= '1970-01-01 00:00:00+00' AND VALUE < '2201-01-01 00:00:00+00');
CREATE DOMAIN plutopixie.day AS date CHECK (VALUE BETWEEN '1970-01-01' AND '2200-12-31');
CREATE DOMAIN plutopixie.minor AS bigint CHECK (VALUE BETWEEN -999999999999999 AND 999999999999999);
CREATE DOMAIN plutopixie.currency AS text COLLATE "C" CHECK (VALUE ~ '^[A-Z]{{3}}$');
CREATE DOMAIN plutopixie.version AS integer CHECK (VALUE >= 1);
CREATE DOMAIN plutopixie.digest AS bytea CHECK (octet_length(VALUE) = 32);
CREATE DOMAIN plutopixie.blind_index AS bytea CHECK (octet_length(VALUE) = 16);
CREATE DOMAIN plutopixie.entry_name AS text COLLATE "C" CHECK (octet_length(VALUE) BETWEEN 1 AND 320);
CREATE DOMAIN plutopixie.name_key AS text COLLATE "C" CHECK (octet_length(VALUE) BETWEEN 1 AND 1000);

-- The organization and its people.

CREATE TABLE plutopixie.organization (
    organization_id uuid NOT NULL CONSTRAINT organization_pkey PRIMARY KEY,
    name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 480),
    home_currency plutopixie.currency NOT NULL,
    time_zone text NOT NULL CHECK (octet_length(time_zone) BETWEEN 1 AND 64),
    created_at plutopixie.moment NOT NULL,
    version plutopixie.version NOT NULL,
    second_factor_required boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE plutopixie.organization IS
    'class=tenant privacy=account retention=organization | The organization itself: the root of everything it keeps.';

CREATE TABLE plutopixie.member (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    present boolean NOT NULL,
    name bytea CHECK (octet_length(name) BETWEEN 1 AND 640),
    email bytea CHECK (octet_length(email) BETWEEN 1 AND 1200),
    email_index plutopixie.blind_index,
    password_hash text CHECK (octet_length(password_hash) BETWEEN 1 AND 300),
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    joined_at plutopixie.moment NOT NULL,
    accepted_policy text NOT NULL CHECK (octet_length(accepted_policy) <= 100),
    version plutopixie.version NOT NULL,
    verified_at plutopixie.moment,
    CONSTRAINT member_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT member_email_key UNIQUE (organization_id, email_index),
    CONSTRAINT member_organization_fkey FOREIGN KEY (organization_id) REFERENCES plutopixie.organization,
    CONSTRAINT member_erased CHECK (
        CASE WHEN present
            THEN name IS NOT NULL AND email IS NOT NULL AND email_index IS NOT NULL AND password_hash IS NOT NULL
            ELSE name IS NULL AND email IS NULL AND email_index IS NULL AND password_hash IS NULL
        END
    )
);
COMMENT ON TABLE plutopixie.member IS
    'class=tenant privacy=personal retention=membership | Who belongs to it; of a former member only the bare id stays.';

CREATE TABLE plutopixie.invitation (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    secret_digest plutopixie.digest NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    invited_by uuid NOT NULL,
    created_at plutopixie.moment NOT NULL,
    expires_at plutopixie.moment NOT NULL,
    email bytea CHECK (octet_length(email) BETWEEN 1 AND 1200),
    CONSTRAINT invitation_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT invitation_secret_key UNIQUE (organization_id, secret_digest),
    CONSTRAINT invitation_invited_by_fkey FOREIGN KEY (organization_id, invited_by) REFERENCES plutopixie.member
);
CREATE INDEX invitation_by_member ON plutopixie.invitation (organization_id, invited_by);
COMMENT ON TABLE plutopixie.invitation IS
    'class=tenant privacy=account retention=until-used | Open invitations, by the digest of their secret.';

CREATE TABLE plutopixie.session (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    refresh_digest plutopixie.digest NOT NULL,
    created_at plutopixie.moment NOT NULL,
    refreshed_at plutopixie.moment NOT NULL,
    expires_at plutopixie.moment NOT NULL,
    revoked_at plutopixie.moment,
    address bytea CHECK (octet_length(address) BETWEEN 1 AND 256),
    device bytea CHECK (octet_length(device) BETWEEN 1 AND 256),
    CONSTRAINT session_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT session_member_fkey FOREIGN KEY (organization_id, member_id) REFERENCES plutopixie.member
);
CREATE INDEX session_by_member ON plutopixie.session (organization_id, member_id);
COMMENT ON TABLE plutopixie.session IS
    'class=tenant privacy=personal retention=days-after-end | Who is or was signed in, by the digest of a secret.';

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

CREATE TABLE plutopixie.request (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 1024),
    digest bytea NOT NULL CHECK (octet_length(digest) <= 64),
    begun_at plutopixie.moment NOT NULL,
    outcome text CHECK (octet_length(outcome) <= 16384),
    CONSTRAINT request_pkey PRIMARY KEY (organization_id, member_id, key),
    CONSTRAINT request_member_fkey FOREIGN KEY (organization_id, member_id) REFERENCES plutopixie.member
);
CREATE INDEX request_by_age ON plutopixie.request (organization_id, begun_at);
COMMENT ON TABLE plutopixie.request IS
    'class=tenant privacy=account retention=days | Requests that must not be carried out twice: digests, ids and counts.';

-- What it sorts its expenses by.

CREATE TABLE plutopixie.category (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name plutopixie.entry_name NOT NULL,
    name_key plutopixie.name_key NOT NULL,
    archived boolean NOT NULL,
    version plutopixie.version NOT NULL,
    CONSTRAINT category_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT category_name_key UNIQUE (organization_id, name_key),
    CONSTRAINT category_organization_fkey FOREIGN KEY (organization_id) REFERENCES plutopixie.organization
);
COMMENT ON TABLE plutopixie.category IS
    'class=tenant privacy=expense retention=organization | What an expense was for.';

CREATE TABLE plutopixie.brand (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name plutopixie.entry_name NOT NULL,
    name_key plutopixie.name_key NOT NULL,
    archived boolean NOT NULL,
    version plutopixie.version NOT NULL,
    CONSTRAINT brand_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT brand_name_key UNIQUE (organization_id, name_key),
    CONSTRAINT brand_organization_fkey FOREIGN KEY (organization_id) REFERENCES plutopixie.organization
);
COMMENT ON TABLE plutopixie.brand IS
    'class=tenant privacy=expense retention=organization | The line of business an expense belongs to.';

CREATE TABLE plutopixie.tag (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name plutopixie.entry_name NOT NULL,
    name_key plutopixie.name_key NOT NULL,
    archived boolean NOT NULL,
    version plutopixie.version NOT NULL,
    CONSTRAINT tag_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT tag_name_key UNIQUE (organization_id, name_key),
    CONSTRAINT tag_organization_fkey FOREIGN KEY (organization_id) REFERENCES plutopixie.organization
);
COMMENT ON TABLE plutopixie.tag IS
    'class=tenant privacy=expense retention=organization | Free marks on expenses.';

CREATE TABLE plutopixie.custom_field (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name plutopixie.entry_name NOT NULL,
    name_key plutopixie.name_key NOT NULL,
    kind text NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice')),
    choices plutopixie.entry_name[] NOT NULL CHECK (cardinality(choices) <= 100),
    archived boolean NOT NULL,
    version plutopixie.version NOT NULL,
    CONSTRAINT custom_field_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT custom_field_name_key UNIQUE (organization_id, name_key),
    CONSTRAINT custom_field_organization_fkey FOREIGN KEY (organization_id) REFERENCES plutopixie.organization
);
COMMENT ON TABLE plutopixie.custom_field IS
    'class=tenant privacy=expense retention=organization | Fields that the organization added to its expenses.';

CREATE TABLE plutopixie.vendor (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name bytea NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 800),
    name_index plutopixie.blind_index NOT NULL,
    CONSTRAINT vendor_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT vendor_name_key UNIQUE (organization_id, name_index),
    CONSTRAINT vendor_organization_fkey FOREIGN KEY (organization_id) REFERENCES plutopixie.organization
);
COMMENT ON TABLE plutopixie.vendor IS
    'class=tenant privacy=expense retention=organization | Whom it paid: the sealed name, and a blind index of its key.';

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

-- Expenses.

CREATE TABLE plutopixie.expense (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    recorded_by uuid NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('draft', 'recorded', 'deleted-draft', 'deleted')),
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('purchase', 'refund')),
    date plutopixie.day NOT NULL,
    amount_minor plutopixie.minor NOT NULL,
    currency plutopixie.currency NOT NULL,
    vendor_id uuid NOT NULL,
    category_id uuid,
    brand_id uuid,
    notes bytea CHECK (octet_length(notes) BETWEEN 1 AND 16384),
    payment_kind text COLLATE "C" CHECK (payment_kind IN ('cash', 'card', 'bank', 'other')),
    last4 bytea CHECK (octet_length(last4) BETWEEN 1 AND 256),
    last4_index plutopixie.blind_index,
    tax_minor plutopixie.minor,
    rate_base plutopixie.currency,
    rate_quote plutopixie.currency,
    rate_value text CHECK (rate_value ~ '^[0-9]{{1,10}}([.][0-9]{{1,12}})?$'),
    rate_day date CHECK (rate_day BETWEEN '0001-01-01' AND '2200-12-31'),
    rate_source text COLLATE "C" CHECK (rate_source IN ('ecb', 'typed')),
    home_minor plutopixie.minor,
    home_currency plutopixie.currency,
    parts smallint NOT NULL CHECK (parts BETWEEN 0 AND 50),
    created_at plutopixie.moment NOT NULL,
    changed_at plutopixie.moment NOT NULL,
    version plutopixie.version NOT NULL,
    CONSTRAINT expense_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT expense_recorded_by_fkey FOREIGN KEY (organization_id, recorded_by) REFERENCES plutopixie.member,
    CONSTRAINT expense_vendor_fkey FOREIGN KEY (organization_id, vendor_id) REFERENCES plutopixie.vendor,
    CONSTRAINT expense_category_fkey FOREIGN KEY (organization_id, category_id) REFERENCES plutopixie.category,
    CONSTRAINT expense_brand_fkey FOREIGN KEY (organization_id, brand_id) REFERENCES plutopixie.brand,
    CONSTRAINT expense_sign CHECK (CASE kind WHEN 'refund' THEN amount_minor < 0 ELSE amount_minor >= 0 END),
    CONSTRAINT expense_payment CHECK (last4 IS NULL OR payment_kind IS NOT NULL AND payment_kind <> 'cash'),
    CONSTRAINT expense_last4 CHECK ((last4 IS NULL) = (last4_index IS NULL)),
    CONSTRAINT expense_conversion CHECK (
        num_nulls(rate_base, rate_quote, rate_value, rate_day, rate_source, home_minor, home_currency) IN (0, 7)
    )
);
CREATE INDEX expense_by_date ON plutopixie.expense (organization_id, date, id);
CREATE INDEX expense_by_member ON plutopixie.expense (organization_id, recorded_by, date, id);
CREATE INDEX expense_by_vendor ON plutopixie.expense (organization_id, vendor_id, date, id);
CREATE INDEX expense_by_category ON plutopixie.expense (organization_id, category_id, date, id);
CREATE INDEX expense_by_brand ON plutopixie.expense (organization_id, brand_id, date, id);
CREATE INDEX expense_by_amount ON plutopixie.expense (organization_id, currency, amount_minor, id);
COMMENT ON TABLE plutopixie.expense IS
    'class=tenant privacy=expense retention=organization | Expenses: amounts, dates and ids plain for sums, texts sealed.';

CREATE TABLE plutopixie.expense_split (
    organization_id uuid NOT NULL,
    expense_id uuid NOT NULL,
    position smallint NOT NULL CHECK (position BETWEEN 0 AND 49),
    amount_minor plutopixie.minor NOT NULL,
    home_minor plutopixie.minor,
    category_id uuid,
    brand_id uuid,
    CONSTRAINT expense_split_pkey PRIMARY KEY (organization_id, expense_id, position),
    CONSTRAINT expense_split_expense_fkey FOREIGN KEY (organization_id, expense_id) REFERENCES plutopixie.expense,
    CONSTRAINT expense_split_category_fkey FOREIGN KEY (organization_id, category_id) REFERENCES plutopixie.category,
    CONSTRAINT expense_split_brand_fkey FOREIGN KEY (organization_id, brand_id) REFERENCES plutopixie.brand,
    CONSTRAINT expense_split_named CHECK (category_id IS NOT NULL OR brand_id IS NOT NULL)
);
CREATE INDEX expense_split_by_category ON plutopixie.expense_split (organization_id, category_id, expense_id);
CREATE INDEX expense_split_by_brand ON plutopixie.expense_split (organization_id, brand_id, expense_id);
COMMENT ON TABLE plutopixie.expense_split IS
    'class=tenant privacy=expense retention=organization | The parts of a divided expense.';

CREATE TABLE plutopixie.expense_tag (
    organization_id uuid NOT NULL,
    expense_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    CONSTRAINT expense_tag_pkey PRIMARY KEY (organization_id, expense_id, tag_id),
    CONSTRAINT expense_tag_expense_fkey FOREIGN KEY (organization_id, expense_id) REFERENCES plutopixie.expense,
    CONSTRAINT expense_tag_tag_fkey FOREIGN KEY (organization_id, tag_id) REFERENCES plutopixie.tag
);
CREATE INDEX expense_tag_by_tag ON plutopixie.expense_tag (organization_id, tag_id, expense_id);
COMMENT ON TABLE plutopixie.expense_tag IS
    'class=tenant privacy=expense retention=organization | Which marks an expense carries.';

CREATE TABLE plutopixie.expense_field (
    organization_id uuid NOT NULL,
    expense_id uuid NOT NULL,
    field_id uuid NOT NULL,
    shape text COLLATE "C" NOT NULL CHECK (shape IN ('text', 'number', 'date')),
    value bytea NOT NULL CHECK (octet_length(value) <= 2200),
    CONSTRAINT expense_field_pkey PRIMARY KEY (organization_id, expense_id, field_id),
    CONSTRAINT expense_field_expense_fkey FOREIGN KEY (organization_id, expense_id) REFERENCES plutopixie.expense,
    CONSTRAINT expense_field_field_fkey FOREIGN KEY (organization_id, field_id) REFERENCES plutopixie.custom_field
);
CREATE INDEX expense_field_by_field ON plutopixie.expense_field (organization_id, field_id, expense_id);
COMMENT ON TABLE plutopixie.expense_field IS
    'class=tenant privacy=expense retention=organization | Values of custom fields, sealed.';

CREATE TABLE plutopixie.expense_word (
    organization_id uuid NOT NULL,
    expense_id uuid NOT NULL,
    word plutopixie.blind_index NOT NULL,
    CONSTRAINT expense_word_pkey PRIMARY KEY (organization_id, expense_id, word),
    CONSTRAINT expense_word_expense_fkey FOREIGN KEY (organization_id, expense_id) REFERENCES plutopixie.expense
);
CREATE INDEX expense_word_by_word ON plutopixie.expense_word (organization_id, word, expense_id);
COMMENT ON TABLE plutopixie.expense_word IS
    'class=tenant privacy=expense retention=organization | Blind indexes of the words in notes, for search.';

CREATE TABLE plutopixie.expense_change (
    organization_id uuid NOT NULL,
    expense_id uuid NOT NULL,
    version plutopixie.version NOT NULL,
    move text COLLATE "C" NOT NULL CHECK (move IN ('create', 'confirm', 'correct', 'delete', 'restore')),
    by uuid NOT NULL,
    at plutopixie.moment NOT NULL,
    fields bytea NOT NULL CHECK (octet_length(fields) BETWEEN 1 AND 2097152),
    CONSTRAINT expense_change_pkey PRIMARY KEY (organization_id, expense_id, version),
    CONSTRAINT expense_change_expense_fkey FOREIGN KEY (organization_id, expense_id) REFERENCES plutopixie.expense,
    CONSTRAINT expense_change_by_fkey FOREIGN KEY (organization_id, by) REFERENCES plutopixie.member
);
CREATE INDEX expense_change_by_member ON plutopixie.expense_change (organization_id, by);
COMMENT ON TABLE plutopixie.expense_change IS
    'class=tenant privacy=expense retention=organization | The history of expenses: who changed what when, sealed.';

-- Receipts.

CREATE TABLE plutopixie.receipt (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    uploaded_by uuid NOT NULL,
    uploaded_at plutopixie.moment NOT NULL,
    file_digest text COLLATE "C" NOT NULL CHECK (file_digest ~ '^[0-9a-f]{{64}}$'),
    file_size bigint NOT NULL CHECK (file_size >= 0),
    media_type text NOT NULL CHECK (octet_length(media_type) BETWEEN 1 AND 100),
    file_name bytea NOT NULL CHECK (octet_length(file_name) BETWEEN 1 AND 1024),
    state text COLLATE "C" NOT NULL CHECK (state IN ('uploaded', 'reading', 'read', 'unreadable')),
    attempts smallint NOT NULL CHECK (attempts >= 0),
    due_at plutopixie.moment,
    reason text CHECK (octet_length(reason) BETWEEN 1 AND 100),
    expense_id uuid,
    extraction bytea CHECK (octet_length(extraction) BETWEEN 1 AND 524288),
    text bytea CHECK (octet_length(text) <= 1048576),
    engine text CHECK (octet_length(engine) <= 200),
    engine_version text CHECK (octet_length(engine_version) <= 200),
    version plutopixie.version NOT NULL,
    file_kept boolean NOT NULL DEFAULT true,
    upload_digest bytea CHECK (octet_length(upload_digest) BETWEEN 64 AND 512),
    upload_index plutopixie.blind_index,
    masked integer CHECK (masked >= 0),
    fingerprint bit(64),
    CONSTRAINT receipt_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT receipt_uploaded_by_fkey FOREIGN KEY (organization_id, uploaded_by) REFERENCES plutopixie.member,
    CONSTRAINT receipt_expense_fkey FOREIGN KEY (organization_id, expense_id) REFERENCES plutopixie.expense,
    CONSTRAINT receipt_reading CHECK (num_nulls(extraction, text, engine, engine_version) IN (0, 4)),
    CONSTRAINT receipt_upload CHECK (num_nulls(upload_digest, upload_index, masked) IN (0, 3)),
    CONSTRAINT receipt_picture CHECK (fingerprint IS NULL OR extraction IS NOT NULL)
);
CREATE INDEX receipt_by_member ON plutopixie.receipt (organization_id, uploaded_by, id);
CREATE INDEX receipt_by_file ON plutopixie.receipt (organization_id, file_digest, id);
CREATE INDEX receipt_by_upload ON plutopixie.receipt (organization_id, upload_index, id) WHERE upload_index IS NOT NULL;
CREATE INDEX receipt_by_expense ON plutopixie.receipt (organization_id, expense_id, id) WHERE expense_id IS NOT NULL;
CREATE INDEX receipt_by_due ON plutopixie.receipt (organization_id, due_at, id) WHERE state IN ('uploaded', 'reading');
COMMENT ON TABLE plutopixie.receipt IS
    'class=tenant privacy=expense retention=organization | Receipts, where they stand, and what was read, sealed.';

-- The audit log: append-only for the application, with what is personal about it kept beside.

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

-- The directory.

CREATE TABLE directory.organization (
    organization_id uuid NOT NULL CONSTRAINT directory_organization_pkey PRIMARY KEY,
    CONSTRAINT directory_organization_fkey FOREIGN KEY (organization_id)
        REFERENCES plutopixie.organization ON DELETE CASCADE
);
COMMENT ON TABLE directory.organization IS
    'class=directory privacy=none retention=organization | Ids of all organizations, for sweeps that open one unit each.';

CREATE TABLE directory.sign_in (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    email_index plutopixie.blind_index NOT NULL,
    CONSTRAINT sign_in_pkey PRIMARY KEY (organization_id, member_id),
    CONSTRAINT sign_in_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES plutopixie.member ON DELETE CASCADE
);
CREATE INDEX sign_in_by_email ON directory.sign_in (email_index, member_id);
COMMENT ON TABLE directory.sign_in IS
    'class=directory privacy=personal retention=membership | Blind indexes of addresses, to find memberships at sign-in.';

CREATE TABLE directory.reset (
    email_index plutopixie.blind_index NOT NULL CONSTRAINT reset_pkey PRIMARY KEY,
    asked_at plutopixie.moment NOT NULL
);
CREATE INDEX reset_by_age ON directory.reset (asked_at, email_index);
COMMENT ON TABLE directory.reset IS
    'class=directory privacy=personal retention=until-sent | Blind indexes of addresses, known or not, that a new password was asked for.';
CREATE TABLE directory.throttle (
    key plutopixie.blind_index NOT NULL CONSTRAINT throttle_pkey PRIMARY KEY,
    word text COLLATE "C" NOT NULL CHECK (word ~ '^[a-z][a-z-]{{1,63}}$'),
    email_index plutopixie.blind_index,
    empty_at plutopixie.moment NOT NULL
);
CREATE INDEX throttle_by_word ON directory.throttle (word, empty_at);
COMMENT ON TABLE directory.throttle IS
    'class=directory privacy=personal retention=days | How often something was tried, and from where members sign in.';

-- The outbox.

CREATE TABLE queue.outbox (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (octet_length(kind) BETWEEN 1 AND 64),
    subject text NOT NULL CHECK (octet_length(subject) BETWEEN 1 AND 64),
    CONSTRAINT outbox_pkey PRIMARY KEY (organization_id, id)
);
CREATE INDEX outbox_by_age ON queue.outbox (id);
COMMENT ON TABLE queue.outbox IS
    'class=queue privacy=none retention=until-sent | Work announced with the change that caused it: ids only.';

-- The journal of migrations.

CREATE TABLE operation.migration (
    name text COLLATE "C" NOT NULL CONSTRAINT migration_pkey PRIMARY KEY CHECK (octet_length(name) BETWEEN 1 AND 100),
    checksum bytea NOT NULL CHECK (octet_length(checksum) = 32),
    applied_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE operation.migration IS
    'class=operation privacy=none retention=forever | Which migrations were applied, with the checksum of each.';

-- The signed context. Whoever can run SQL as the application could set plutopixie.organization_id to any organization; it
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

-- The walls. In plutopixie: row security, enabled and forced, with one policy that lets the application in, a floor that
-- holds for everybody, and a second one that asks for the signed context. A connection that nobody bound to an
-- organization raises, because one-argument current_setting does, because '' is no uuid, or because nothing is signed.

DO $walls$
DECLARE
    kept regclass;
    bound constant text := 'organization_id = (SELECT pg_catalog.current_setting(''plutopixie.organization_id''))::uuid';
    signed constant text := 'organization_id = (SELECT operation.signed_organization())';
BEGIN
    FOR kept IN SELECT oid::regclass FROM pg_catalog.pg_class
        WHERE relnamespace = 'plutopixie'::regnamespace AND relkind IN ('r', 'p')
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
        EXECUTE format('CREATE POLICY tenant ON %s AS PERMISSIVE FOR ALL TO {app} USING (%s) WITH CHECK (%2$s)', kept, bound);
        EXECUTE format('CREATE POLICY floor ON %s AS RESTRICTIVE FOR ALL TO PUBLIC USING (%s) WITH CHECK (%2$s)', kept, bound);
        EXECUTE format('CREATE POLICY signed ON %s AS RESTRICTIVE FOR ALL TO PUBLIC USING (%s) WITH CHECK (%2$s)', kept, signed);
    END LOOP;
    FOREACH kept IN ARRAY ARRAY['directory.organization', 'directory.sign_in', 'queue.outbox']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
        EXECUTE format('CREATE POLICY tenant ON %s AS PERMISSIVE FOR ALL TO {app} USING (%s) WITH CHECK (%2$s)', kept, bound);
        EXECUTE format('CREATE POLICY signed ON %s AS RESTRICTIVE FOR ALL TO {app} USING (%s) WITH CHECK (%2$s)', kept, signed);
    END LOOP;
END
$walls$;

ALTER TABLE directory.reset ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.reset FORCE ROW LEVEL SECURITY;

CREATE POLICY look_up ON directory.reset AS PERMISSIVE FOR ALL TO {directory} USING (true) WITH CHECK (true);
CREATE POLICY look_up ON directory.organization AS PERMISSIVE FOR SELECT TO {directory} USING (true);
CREATE POLICY look_up ON directory.sign_in AS PERMISSIVE FOR SELECT TO {directory} USING (true);
ALTER TABLE directory.throttle ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.throttle FORCE ROW LEVEL SECURITY;
CREATE POLICY count_attempts ON directory.throttle AS PERMISSIVE FOR ALL TO {directory} USING (true) WITH CHECK (true);
CREATE POLICY hand_over ON queue.outbox AS PERMISSIVE FOR ALL TO {relay} USING (true) WITH CHECK (false);

-- Who may do what. No TRUNCATE, REFERENCES or TRIGGER for anybody; history is never changed.

GRANT USAGE ON SCHEMA plutopixie TO {app};
GRANT SELECT, INSERT, UPDATE ON
    plutopixie.organization, plutopixie.member, plutopixie.category, plutopixie.brand, plutopixie.tag,
    plutopixie.custom_field, plutopixie.expense, plutopixie.receipt
    TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON
    plutopixie.session, plutopixie.request, plutopixie.expense_split, plutopixie.expense_field, plutopixie.api_key,
    plutopixie.second_factor, plutopixie.one_time_code, plutopixie.vendor_rule
    TO {app};
GRANT SELECT, INSERT, DELETE ON
    plutopixie.invitation, plutopixie.expense_tag, plutopixie.expense_word, plutopixie.audit_origin
    TO {app};
GRANT SELECT, INSERT ON plutopixie.vendor, plutopixie.expense_change, plutopixie.audit TO {app};

GRANT USAGE ON SCHEMA directory TO {app}, {directory};
GRANT INSERT ON directory.organization TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON directory.sign_in TO {app};
GRANT SELECT ON directory.organization, directory.sign_in TO {directory};
GRANT SELECT, INSERT, DELETE ON directory.reset TO {directory};
GRANT SELECT, INSERT, UPDATE, DELETE ON directory.throttle TO {directory};

GRANT USAGE ON SCHEMA queue TO {app}, {relay};
GRANT INSERT ON queue.outbox TO {app};
GRANT SELECT, UPDATE, DELETE ON queue.outbox TO {relay};

GRANT USAGE ON SCHEMA operation TO {app};
GRANT SELECT ON operation.migration TO {app};
