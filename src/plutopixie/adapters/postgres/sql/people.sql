-- The organization, its members, their invitations and sessions.

-- name: add_organization
-- Found the organization, and let sweeps find it from the commit on.
WITH founded AS (
    INSERT INTO plutopixie.organization (
        organization_id, name, home_currency, time_zone, created_at, version, second_factor_required
    )
    VALUES (
        %(organization)s, %(name)s, %(home_currency)s, %(time_zone)s, %(created_at)s, %(version)s,
        %(second_factor_required)s
    )
    RETURNING organization_id
)
INSERT INTO directory.organization (organization_id) SELECT organization_id FROM founded

-- name: get_organization
-- The organization of the unit.
SELECT organization_id, name, home_currency, time_zone, created_at, version, second_factor_required
FROM plutopixie.organization WHERE organization_id = %(organization)s

-- name: save_organization
-- Change the settings, if nobody was faster.
UPDATE plutopixie.organization
SET name = %(name)s, home_currency = %(home_currency)s, time_zone = %(time_zone)s, version = %(version)s,
    second_factor_required = %(second_factor_required)s
WHERE organization_id = %(organization)s AND version = %(version)s - 1
RETURNING version

-- name: organization_version
-- The version that is stored.
SELECT version FROM plutopixie.organization WHERE organization_id = %(organization)s

-- name: add_member
-- A new member, and the line of the directory under which sign-in finds the membership.
WITH added AS (
    INSERT INTO plutopixie.member (
        organization_id, id, present, name, email, email_index, password_hash, role, joined_at, accepted_policy, version,
        verified_at
    )
    VALUES (
        %(organization)s, %(id)s, true, %(name)s, %(email)s, %(email_index)s, %(password_hash)s, %(role)s,
        %(joined_at)s, %(accepted_policy)s, %(version)s, %(verified_at)s
    )
    RETURNING organization_id, id
)
INSERT INTO directory.sign_in (organization_id, member_id, email_index)
SELECT organization_id, id, %(directory_index)s FROM added

-- name: get_member
-- A present member.
SELECT id, name, email, role, joined_at, accepted_policy, version, verified_at
FROM plutopixie.member WHERE organization_id = %(organization)s AND id = %(id)s AND present

-- name: lock_member
-- A present member, whom others that lock it wait for until this transaction ends.
SELECT id, name, email, role, joined_at, accepted_policy, version, verified_at
FROM plutopixie.member WHERE organization_id = %(organization)s AND id = %(id)s AND present
FOR NO KEY UPDATE

-- name: save_member
-- Change a member, if nobody was faster, and the line of the directory with it.
WITH changed AS (
    UPDATE plutopixie.member
    SET name = %(name)s, email = %(email)s, email_index = %(email_index)s, role = %(role)s,
        accepted_policy = %(accepted_policy)s, version = %(version)s, verified_at = %(verified_at)s
    WHERE organization_id = %(organization)s AND id = %(id)s AND present AND version = %(version)s - 1
    RETURNING organization_id, id, version
), listed AS (
    UPDATE directory.sign_in AS s SET email_index = %(directory_index)s
    FROM changed AS c
    WHERE s.organization_id = c.organization_id AND s.member_id = c.id
)
SELECT version FROM changed

-- name: member_version
-- The version of a present member that is stored.
SELECT version FROM plutopixie.member WHERE organization_id = %(organization)s AND id = %(id)s AND present

-- name: remove_member
-- Erase a member with sessions, keys, second factor, codes, sent invitations, where they acted from, and the line of the directory; the bare id stays.
WITH erased AS (
    UPDATE plutopixie.member
    SET present = false, name = NULL, email = NULL, email_index = NULL, password_hash = NULL, role = 'member',
        accepted_policy = '', verified_at = NULL, version = version + 1
    WHERE organization_id = %(organization)s AND id = %(id)s AND present
    RETURNING organization_id, id
), signed_out AS (
    DELETE FROM plutopixie.session AS s USING erased AS e
    WHERE s.organization_id = e.organization_id AND s.member_id = e.id
), uncoded AS (
    DELETE FROM plutopixie.one_time_code AS c USING erased AS e
    WHERE c.organization_id = e.organization_id AND c.member_id = e.id
), unpaired AS (
    DELETE FROM plutopixie.second_factor AS f USING erased AS e
    WHERE f.organization_id = e.organization_id AND f.member_id = e.id
), unlocked AS (
    DELETE FROM plutopixie.api_key AS k USING erased AS e
    WHERE k.organization_id = e.organization_id AND k.member_id = e.id
), withdrawn AS (
    DELETE FROM plutopixie.invitation AS i USING erased AS e
    WHERE i.organization_id = e.organization_id AND i.invited_by = e.id
), untraced AS (
    DELETE FROM plutopixie.audit_origin AS o USING erased AS e, plutopixie.audit AS a
    WHERE a.organization_id = e.organization_id AND a.member_id = e.id
        AND o.organization_id = a.organization_id AND o.entry_id = a.id
), unlisted AS (
    DELETE FROM directory.sign_in AS d USING erased AS e
    WHERE d.organization_id = e.organization_id AND d.member_id = e.id
)
SELECT id FROM erased

-- name: list_members
-- All present members in the order they joined.
SELECT id, name, email, role, joined_at, accepted_policy, version, verified_at
FROM plutopixie.member WHERE organization_id = %(organization)s AND present
ORDER BY joined_at, id

-- name: get_password_hash
-- The hash of a member's password.
SELECT password_hash FROM plutopixie.member WHERE organization_id = %(organization)s AND id = %(id)s AND present

-- name: set_password_hash
-- Replace the hash of a member's password.
UPDATE plutopixie.member SET password_hash = %(password_hash)s
WHERE organization_id = %(organization)s AND id = %(id)s AND present
RETURNING id

-- name: signed_in
-- The member whose session lives at a moment, whether a second factor protects them, and whether one is required.
SELECT m.id, m.name, m.email, m.role, m.joined_at, m.accepted_policy, m.version, m.verified_at,
    f.confirmed_at IS NOT NULL AS second_factor, o.second_factor_required
FROM plutopixie.session AS s
JOIN plutopixie.member AS m ON m.organization_id = s.organization_id AND m.id = s.member_id AND m.present
JOIN plutopixie.organization AS o ON o.organization_id = s.organization_id
LEFT JOIN plutopixie.second_factor AS f ON f.organization_id = s.organization_id AND f.member_id = m.id
WHERE s.organization_id = %(organization)s AND s.id = %(session)s
    AND s.revoked_at IS NULL AND s.expires_at > %(at)s

-- name: standing
-- A present member, whether a second factor protects them, and whether one is required.
SELECT m.id, m.name, m.email, m.role, m.joined_at, m.accepted_policy, m.version, m.verified_at,
    f.confirmed_at IS NOT NULL AS second_factor, o.second_factor_required
FROM plutopixie.member AS m
JOIN plutopixie.organization AS o ON o.organization_id = m.organization_id
LEFT JOIN plutopixie.second_factor AS f ON f.organization_id = m.organization_id AND f.member_id = m.id
WHERE m.organization_id = %(organization)s AND m.id = %(id)s AND m.present

-- name: add_invitation
-- A new invitation by a present member; touches no row if there is none.
INSERT INTO plutopixie.invitation (
    organization_id, id, secret_digest, role, invited_by, created_at, expires_at, email
)
SELECT m.organization_id, %(id)s, %(secret_digest)s, %(role)s, m.id, %(created_at)s, %(expires_at)s, %(email)s
FROM plutopixie.member AS m
WHERE m.organization_id = %(organization)s AND m.id = %(invited_by)s AND m.present

-- name: take_invitation
-- Find an invitation by its secret and remove it, so that it is used once.
DELETE FROM plutopixie.invitation
WHERE organization_id = %(organization)s AND secret_digest = %(secret_digest)s
RETURNING id, role, invited_by, created_at, expires_at, email

-- name: list_invitations
-- All invitations, oldest first.
SELECT id, role, invited_by, created_at, expires_at, email
FROM plutopixie.invitation WHERE organization_id = %(organization)s
ORDER BY id

-- name: remove_invitation
-- Withdraw an invitation.
DELETE FROM plutopixie.invitation WHERE organization_id = %(organization)s AND id = %(id)s

-- name: add_session
-- A new session of a present member; touches no row if there is none.
INSERT INTO plutopixie.session (
    organization_id, id, member_id, refresh_digest, created_at, refreshed_at, expires_at, revoked_at, address, device
)
SELECT m.organization_id, %(id)s, m.id, %(refresh_digest)s, %(created_at)s, %(refreshed_at)s, %(expires_at)s,
    %(revoked_at)s, %(address)s, %(device)s
FROM plutopixie.member AS m
WHERE m.organization_id = %(organization)s AND m.id = %(member)s AND m.present

-- name: get_session
-- A session.
SELECT id, member_id, refresh_digest, created_at, refreshed_at, expires_at, revoked_at, address, device
FROM plutopixie.session WHERE organization_id = %(organization)s AND id = %(id)s

-- name: lock_session
-- A session, which others that lock it wait for until this transaction ends.
SELECT id, member_id, refresh_digest, created_at, refreshed_at, expires_at, revoked_at, address, device
FROM plutopixie.session WHERE organization_id = %(organization)s AND id = %(id)s
FOR NO KEY UPDATE

-- name: save_session
-- Write a changed session.
UPDATE plutopixie.session
SET refresh_digest = %(refresh_digest)s, refreshed_at = %(refreshed_at)s, expires_at = %(expires_at)s,
    revoked_at = %(revoked_at)s
WHERE organization_id = %(organization)s AND id = %(id)s

-- name: sessions_of_member
-- The sessions of a member that live at a moment, the latest first.
SELECT id, member_id, refresh_digest, created_at, refreshed_at, expires_at, revoked_at, address, device
FROM plutopixie.session
WHERE organization_id = %(organization)s AND member_id = %(member)s AND revoked_at IS NULL AND expires_at > %(at)s
ORDER BY id DESC

-- name: revoke_sessions
-- End the living sessions of a member, but for one.
UPDATE plutopixie.session SET revoked_at = %(at)s
WHERE organization_id = %(organization)s AND member_id = %(member)s AND revoked_at IS NULL AND expires_at > %(at)s
    AND id IS DISTINCT FROM %(but)s::uuid

-- name: forget_sessions
-- Forget sessions that ended before a moment.
DELETE FROM plutopixie.session
WHERE organization_id = %(organization)s AND (revoked_at < %(before)s OR expires_at < %(before)s)
