-- Receipts with what was read from them.

-- name: add_receipt
-- A new receipt.
INSERT INTO plutopixie.receipt (
    organization_id, id, uploaded_by, uploaded_at, file_digest, file_size, media_type, file_name, state, attempts,
    due_at, reason, expense_id, extraction, text, engine, engine_version, version, file_kept, upload_digest, upload_index,
    masked, fingerprint
)
VALUES (
    %(organization)s, %(id)s, %(uploaded_by)s, %(uploaded_at)s, %(file_digest)s, %(file_size)s, %(media_type)s,
    %(file_name)s, %(state)s, %(attempts)s, %(due_at)s, %(reason)s, %(expense)s, %(extraction)s, %(text)s, %(engine)s,
    %(engine_version)s, %(version)s, %(file_kept)s, %(upload_digest)s, %(upload_index)s, %(masked)s,
    %(fingerprint)s::bigint::bit(64)
)

-- name: save_receipt
-- Change a receipt, if nobody was faster.
UPDATE plutopixie.receipt
SET uploaded_by = %(uploaded_by)s, uploaded_at = %(uploaded_at)s, file_digest = %(file_digest)s,
    file_size = %(file_size)s, media_type = %(media_type)s, file_name = %(file_name)s, state = %(state)s,
    attempts = %(attempts)s, due_at = %(due_at)s, reason = %(reason)s, expense_id = %(expense)s,
    extraction = %(extraction)s, text = %(text)s, engine = %(engine)s, engine_version = %(engine_version)s,
    version = %(version)s, file_kept = %(file_kept)s, upload_digest = %(upload_digest)s,
    upload_index = %(upload_index)s, masked = %(masked)s, fingerprint = %(fingerprint)s::bigint::bit(64)
WHERE organization_id = %(organization)s AND id = %(id)s AND version = %(version)s - 1
RETURNING version

-- name: receipt_version
-- The version that is stored.
SELECT version FROM plutopixie.receipt WHERE organization_id = %(organization)s AND id = %(id)s

-- name: get_receipt
-- A receipt.
SELECT
    id, uploaded_by, uploaded_at, file_digest, file_size, media_type, file_name, state, attempts, due_at, reason, expense_id,
    extraction, text, engine, engine_version, version,
    file_kept, upload_digest, masked, fingerprint::bigint AS fingerprint
FROM plutopixie.receipt
WHERE organization_id = %(organization)s AND id = %(id)s

-- name: lock_receipt
-- A receipt, which others that lock it wait for until this transaction ends.
SELECT
    id, uploaded_by, uploaded_at, file_digest, file_size, media_type, file_name, state, attempts, due_at, reason, expense_id,
    extraction, text, engine, engine_version, version,
    file_kept, upload_digest, masked, fingerprint::bigint AS fingerprint
FROM plutopixie.receipt
WHERE organization_id = %(organization)s AND id = %(id)s
FOR NO KEY UPDATE

-- name: list_receipts
-- Receipts below an id, the latest first.
SELECT
    id, uploaded_by, uploaded_at, file_digest, file_size, media_type, file_name, state, attempts, due_at, reason, expense_id,
    extraction, text, engine, engine_version, version,
    file_kept, upload_digest, masked, fingerprint::bigint AS fingerprint
FROM plutopixie.receipt
WHERE organization_id = %(organization)s AND (%(after)s::uuid IS NULL OR id < %(after)s::uuid)
ORDER BY id DESC
LIMIT %(limit)s

-- name: list_receipts_of_member
-- Receipts of one member below an id, the latest first.
SELECT
    id, uploaded_by, uploaded_at, file_digest, file_size, media_type, file_name, state, attempts, due_at, reason, expense_id,
    extraction, text, engine, engine_version, version,
    file_kept, upload_digest, masked, fingerprint::bigint AS fingerprint
FROM plutopixie.receipt
WHERE organization_id = %(organization)s AND uploaded_by = %(member)s
    AND (%(after)s::uuid IS NULL OR id < %(after)s::uuid)
ORDER BY id DESC
LIMIT %(limit)s

-- name: receipts_with_file
-- Receipts that hold the same file or held it before it was painted over, oldest first.
SELECT
    id, uploaded_by, uploaded_at, file_digest, file_size, media_type, file_name, state, attempts, due_at, reason, expense_id,
    extraction, text, engine, engine_version, version,
    file_kept, upload_digest, masked, fingerprint::bigint AS fingerprint
FROM plutopixie.receipt
WHERE organization_id = %(organization)s AND (file_digest = %(digest)s OR upload_index = %(upload_index)s)
ORDER BY id
LIMIT 10

-- name: receipts_pictured_alike
-- Receipts whose fingerprints differ in few bits, the most alike first.
SELECT
    id, uploaded_by, uploaded_at, file_digest, file_size, media_type, file_name, state, attempts, due_at, reason, expense_id,
    extraction, text, engine, engine_version, version,
    file_kept, upload_digest, masked, fingerprint::bigint AS fingerprint
FROM plutopixie.receipt
WHERE organization_id = %(organization)s AND fingerprint IS NOT NULL
    AND pg_catalog.bit_count(fingerprint # %(fingerprint)s::bigint::bit(64)) <= %(distance)s
ORDER BY pg_catalog.bit_count(fingerprint # %(fingerprint)s::bigint::bit(64)), id
LIMIT 20

-- name: receipts_of_expenses
-- The receipts of some expenses, oldest first.
SELECT expense_id, pg_catalog.array_agg(id ORDER BY id) AS receipts
FROM plutopixie.receipt
WHERE organization_id = %(organization)s AND expense_id = ANY (%(expenses)s::uuid[])
GROUP BY expense_id

-- name: stopped_receipts
-- Receipts that wait or are being read and are due, the longest overdue first.
SELECT id FROM plutopixie.receipt
WHERE organization_id = %(organization)s AND state IN ('uploaded', 'reading') AND due_at <= %(at)s
ORDER BY due_at, id
LIMIT %(limit)s

-- name: hold_file
-- Wait until no other transaction holds the file, and hold it until this one ends.
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(%(organization)s::text || ' ' || %(digest)s, 0))

-- name: files_in_use
-- Which of some files a receipt keeps.
SELECT DISTINCT file_digest FROM plutopixie.receipt
WHERE organization_id = %(organization)s AND file_digest = ANY (%(digests)s::text[]) AND file_kept
