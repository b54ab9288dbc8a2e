-- Room for the items of a receipt: 500 of them at their longest take 340 kB.

ALTER TABLE plutopixie.receipt
    DROP CONSTRAINT receipt_extraction_check,
    ADD CONSTRAINT receipt_extraction_check CHECK (octet_length(extraction) BETWEEN 1 AND 524288);
