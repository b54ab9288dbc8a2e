-- Buckets of attempts, and the places that somebody signed in from.

-- name: claim
-- Put one attempt into a bucket, if there is room; waits for others at the same bucket, and touches no row if it is full.
INSERT INTO directory.throttle AS t (key, word, email_index, empty_at)
VALUES (%(key)s, %(word)s, %(email_index)s, %(at)s::timestamptz + %(refill)s::interval)
ON CONFLICT (key) DO UPDATE SET empty_at = greatest(t.empty_at, %(at)s::timestamptz) + %(refill)s::interval
WHERE greatest(t.empty_at, %(at)s::timestamptz) + %(refill)s::interval <= %(at)s::timestamptz + %(capacity)s::interval

-- name: empty_at
-- When each of several buckets will be empty.
SELECT key, empty_at FROM directory.throttle WHERE key = ANY (%(keys)s)

-- name: give_back
-- Take one attempt out of a bucket.
UPDATE directory.throttle SET empty_at = empty_at - %(refill)s::interval WHERE key = %(key)s

-- name: remember
-- Remember a place until a moment, or longer if it is remembered longer.
INSERT INTO directory.throttle AS t (key, word, empty_at) VALUES (%(key)s, %(word)s, %(until)s)
ON CONFLICT (key) DO UPDATE SET empty_at = greatest(t.empty_at, excluded.empty_at)

-- name: besieged
-- The next memberships under the addresses whose buckets of a limit are full.
SELECT DISTINCT s.organization_id, s.member_id
FROM directory.throttle AS t
JOIN directory.sign_in AS s ON s.email_index = t.email_index
WHERE t.word = %(word)s AND t.empty_at > %(full_from)s
    AND (%(organization)s::uuid IS NULL OR (s.organization_id, s.member_id) > (%(organization)s::uuid, %(member)s::uuid))
ORDER BY s.organization_id, s.member_id
LIMIT %(limit)s

-- name: forget
-- Forget buckets and places that are empty since long, and those that a wrong clock filled; passes over what is in use.
DELETE FROM directory.throttle WHERE key IN (
    SELECT key FROM directory.throttle
    WHERE empty_at < %(before)s OR empty_at > %(beyond)s
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
