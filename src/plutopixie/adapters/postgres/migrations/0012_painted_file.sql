-- Files that were drawn anew without account numbers: what was uploaded, as a sealed digest that is found by its index.

ALTER TABLE plutopixie.receipt
    ADD COLUMN file_kept boolean NOT NULL DEFAULT true,
    ADD COLUMN upload_digest bytea CHECK (octet_length(upload_digest) BETWEEN 64 AND 512),
    ADD COLUMN upload_index plutopixie.blind_index,
    ADD COLUMN masked integer CHECK (masked >= 0),
    ADD CONSTRAINT receipt_upload CHECK (num_nulls(upload_digest, upload_index, masked) IN (0, 3));
CREATE INDEX receipt_by_upload ON plutopixie.receipt (organization_id, upload_index, id) WHERE upload_index IS NOT NULL;
