-- What recognizes another picture of the same receipt: 64 bits of coarse light and dark, which say nothing of its content.

ALTER TABLE plutopixie.receipt
    ADD COLUMN fingerprint bit(64),
    ADD CONSTRAINT receipt_picture CHECK (fingerprint IS NULL OR extraction IS NOT NULL);
