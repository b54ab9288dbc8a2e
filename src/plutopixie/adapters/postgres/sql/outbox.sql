-- The outbox: written by units, read by the relay.

-- name: announce
-- Let a message wait for the relay, from the commit on.
INSERT INTO queue.outbox (organization_id, id, kind, subject)
VALUES (%(organization)s, %(id)s, %(kind)s, %(subject)s)

-- name: claim
-- Take waiting messages, oldest first, passing over what another relay holds.
SELECT organization_id, id, kind, subject FROM queue.outbox
ORDER BY id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: forget
-- Forget messages that were handed over.
DELETE FROM queue.outbox AS o
USING ROWS FROM (pg_catalog.unnest(%(organizations)s::uuid[]), pg_catalog.unnest(%(ids)s::uuid[]))
    AS sent (organization_id, id)
WHERE o.organization_id = sent.organization_id AND o.id = sent.id
