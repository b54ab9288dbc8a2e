"""The organization, its members, their invitations and sessions."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from plutopixie.domain import expenses, sessions
from plutopixie.domain.currencies import currency
from plutopixie.domain.ids import InvitationId, MemberId, OrganizationId, SessionId
from plutopixie.domain.members import Invitation, Role
from plutopixie.domain.organization import Organization
from plutopixie.domain.origins import Origin
from plutopixie.domain.sessions import Session
from plutopixie.ports.contracts.foundation import OverUnits, missing, refused, stale, taken
from plutopixie.ports.contracts.samples import (
    HASH,
    NOW,
    USD,
    Office,
    a_member,
    address,
    digest,
    fresh_id,
    joined,
    later,
)
from plutopixie.ports.outbound.units import OpenUnit


class OrganizationRecordContract(OverUnits):
    """What `OrganizationRecord` promises."""

    def test_is_missing_before_it_is_founded(self, open_unit: OpenUnit) -> None:
        """Before an organization is founded there is none."""
        with open_unit(OrganizationId(fresh_id())) as unit, missing("organization"):
            unit.organization.get()

    def test_reads_back_as_founded(self, office: Office) -> None:
        """A founded organization reads back as it was."""
        with office.unit() as unit:
            assert unit.organization.get() == office.organization

    def test_only_the_units_organization_is_founded(self, open_unit: OpenUnit) -> None:
        """A unit founds its own organization and no other."""
        other = Organization(OrganizationId(fresh_id()), "Other", USD, "UTC", NOW)

        with refused("id"), open_unit(OrganizationId(fresh_id())) as unit:
            unit.organization.add(other)

        with open_unit(other.id) as unit, missing("organization"):
            unit.organization.get()

    def test_is_founded_once(self, office: Office) -> None:
        """Founding an organization again is refused."""
        with taken("organization", "id"), office.unit() as unit:
            unit.organization.add(office.organization)

    def test_saves_changes(self, office: Office) -> None:
        """Name, currency and time zone can be changed."""
        changed = evolve(
            office.organization, name="Neu", home_currency=currency("JPY"), time_zone="Europe/Berlin", version=2
        )

        with office.unit() as unit:
            unit.organization.save(changed)

        with office.unit() as unit:
            assert unit.organization.get() == changed

    def test_refuses_a_stale_version(self, office: Office) -> None:
        """A save that does not follow the stored version is refused and tells the current one."""
        with stale("organization", 1), office.unit() as unit:
            unit.organization.save(evolve(office.organization, version=1))

    def test_nothing_is_added_before_it_is_founded(self, open_unit: OpenUnit) -> None:
        """What would belong to an organization that is not there is refused."""
        with refused("organization"), open_unit(OrganizationId(fresh_id())) as unit:
            unit.members.add(a_member(), HASH)


class MembersContract(OverUnits):
    """What `Members` promises."""

    def test_reads_back_as_added(self, office: Office) -> None:
        """A member reads back as added, with the hash of the password."""
        ada = joined(office, a_member("Ada Ωmega", Role.ADMIN))

        with office.unit() as unit:
            assert unit.members.get(ada.id) == ada
            assert unit.members.get(ada.id, lock=True) == ada
            assert unit.members.password_hash(ada.id) == HASH

    def test_an_unknown_member_is_missing(self, office: Office) -> None:
        """Every look-up and change of an unknown member finds nothing."""
        nobody = a_member()
        with office.unit() as unit, missing("member"):
            unit.members.get(nobody.id)
        with missing("member"), office.unit() as unit:
            unit.members.save(evolve(nobody, version=2))
        with missing("member"), office.unit() as unit:
            unit.members.remove(nobody.id)
        with office.unit() as unit, missing("member"):
            unit.members.password_hash(nobody.id)
        with missing("member"), office.unit() as unit:
            unit.members.set_password_hash(nobody.id, HASH)

    def test_an_id_is_taken_once(self, office: Office) -> None:
        """A second member with the same id is refused."""
        with taken("member", "id"), office.unit() as unit:
            unit.members.add(evolve(a_member(), id=office.owner.id), HASH)

    def test_an_address_is_taken_once(self, office: Office) -> None:
        """A second member with the same address is refused."""
        with taken("member", "email"), office.unit() as unit:
            unit.members.add(a_member(email=office.owner.email), HASH)

    def test_a_member_cannot_take_another_ones_address(self, office: Office) -> None:
        """A changed address must be free, too."""
        ada = joined(office, a_member())

        with taken("member", "email"), office.unit() as unit:
            unit.members.save(evolve(ada, email=office.owner.email, version=2))

    def test_saves_changes(self, office: Office) -> None:
        """A saved member reads back as saved, and keeps the password."""
        ada = joined(office, a_member())
        changed = evolve(ada, name="Ada B.", email=address(), role=Role.ADMIN, version=2)

        with office.unit() as unit:
            unit.members.save(changed)

        with office.unit() as unit:
            assert unit.members.get(ada.id) == changed
            assert unit.members.password_hash(ada.id) == HASH

    def test_refuses_a_stale_version(self, office: Office) -> None:
        """A save that does not follow the stored version is refused, whether it is behind or ahead."""
        for version in (1, 3):
            with stale("member", 1), office.unit() as unit:
                unit.members.save(evolve(office.owner, version=version))

    def test_lists_in_the_order_of_joining(self, office: Office) -> None:
        """The list holds every member, the first to join first."""
        more = [evolve(a_member(name), joined_at=later(number)) for number, name in enumerate("ZAM", start=1)]
        for member in more:
            joined(office, member)

        with office.unit() as unit:
            assert unit.members.list() == (office.owner, *more)

    def test_replaces_a_password(self, office: Office) -> None:
        """A replaced hash reads back."""
        with office.unit() as unit:
            unit.members.set_password_hash(office.owner.id, "another")

        with office.unit() as unit:
            assert unit.members.password_hash(office.owner.id) == "another"

    def test_a_removed_member_is_gone(self, office: Office) -> None:
        """A removed member is missing and in no list, with sessions and sent invitations; the address is free."""
        ada = joined(office, a_member())
        session = sessions.opened(SessionId(fresh_id()), ada.id, digest(1), NOW)
        invitation = Invitation(InvitationId(fresh_id()), Role.MEMBER, ada.id, NOW, later(9))
        with office.unit() as unit:
            unit.sessions.add(session)
            unit.invitations.add(invitation, digest(invitation.id))

        with office.unit() as unit:
            unit.members.remove(ada.id)

        with office.unit() as unit:
            assert unit.members.list() == (office.owner,)
            assert unit.members.signed_in(session.id, NOW) is None
            assert unit.invitations.list() == ()
        with office.unit() as unit, missing("member"):
            unit.members.get(ada.id)
        with office.unit() as unit, missing("session"):
            unit.sessions.get(session.id)
        joined(office, a_member(email=ada.email))

    def test_what_a_removed_member_recorded_stays(self, office: Office) -> None:
        """The expenses and receipts of a former member keep the bare id, and others can change them."""
        ada = joined(office, a_member())
        expense = office.kept(by=ada)
        receipt = evolve(office.a_receipt(), uploaded_by=ada.id)
        with office.unit() as unit:
            unit.receipts.add(receipt)
            unit.members.remove(ada.id)

        moved, change = expenses.delete(expense, by=office.owner.id, at=later(1))
        with office.unit() as unit:
            assert unit.expenses.get(expense.id) == expense
            assert unit.receipts.get(receipt.id) == receipt
            unit.expenses.save(moved, change)

    def test_a_former_member_does_nothing_more(self, office: Office) -> None:
        """The id of a former member is nobody else's, and opens no session, invitation or request."""
        ada = joined(office, a_member())
        with office.unit() as unit:
            unit.members.remove(ada.id)

        with taken("member", "id"), office.unit() as unit:
            unit.members.add(evolve(a_member(), id=ada.id), HASH)
        with refused("member"), office.unit() as unit:
            unit.sessions.add(a_session(office, ada.id))
        with refused("invited_by"), office.unit() as unit:
            unit.invitations.add(evolve(an_invitation(office), invited_by=ada.id), digest(1))
        with refused("member"), office.unit() as unit:
            unit.requests.begin(ada.id, "key", digest(1), NOW)


class InvitationsContract(OverUnits):
    """What `Invitations` promises."""

    def test_lists_the_oldest_first(self, office: Office) -> None:
        """The list holds every open invitation, the oldest first."""
        invitations = [an_invitation(office) for _ in range(3)]
        with office.unit() as unit:
            for invitation in reversed(invitations):
                unit.invitations.add(invitation, digest(invitation.id))

        with office.unit() as unit:
            assert unit.invitations.list() == tuple(invitations)

    def test_is_taken_once(self, office: Office) -> None:
        """The secret gives the invitation once; after that it is unknown."""
        invitation = an_invitation(office)
        with office.unit() as unit:
            unit.invitations.add(invitation, digest("secret"))

        with office.unit() as unit:
            assert unit.invitations.take(digest("secret")) == invitation

        with missing("invitation"), office.unit() as unit:
            unit.invitations.take(digest("secret"))
        with office.unit() as unit:
            assert unit.invitations.list() == ()

    def test_is_withdrawn(self, office: Office) -> None:
        """A withdrawn invitation can't be taken or withdrawn again."""
        invitation = an_invitation(office)
        with office.unit() as unit:
            unit.invitations.add(invitation, digest("secret"))

        with office.unit() as unit:
            unit.invitations.remove(invitation.id)

        with missing("invitation"), office.unit() as unit:
            unit.invitations.take(digest("secret"))
        with missing("invitation"), office.unit() as unit:
            unit.invitations.remove(invitation.id)

    def test_id_and_secret_occur_once(self, office: Office) -> None:
        """Neither the id nor the secret of an open invitation can be used for another."""
        invitation = an_invitation(office)
        with office.unit() as unit:
            unit.invitations.add(invitation, digest("secret"))

        with taken("invitation", "id"), office.unit() as unit:
            unit.invitations.add(invitation, digest("other"))
        with taken("invitation", "secret"), office.unit() as unit:
            unit.invitations.add(an_invitation(office), digest("secret"))

    def test_is_sent_by_a_member(self, office: Office) -> None:
        """An invitation by somebody who is no member is refused."""
        with refused("invited_by"), office.unit() as unit:
            unit.invitations.add(evolve(an_invitation(office), invited_by=MemberId(fresh_id())), digest(1))


def an_invitation(office: Office) -> Invitation:
    """A new invitation by the owner, not yet kept."""
    return Invitation(InvitationId(fresh_id()), Role.ADMIN, office.owner.id, NOW, later(60))


class SessionsContract(OverUnits):
    """What `Sessions` promises, and `Members.signed_in` with it."""

    def test_reads_back_as_added(self, office: Office) -> None:
        """A session reads back as added."""
        session = a_session(office)
        with office.unit() as unit:
            unit.sessions.add(session)

        with office.unit() as unit:
            assert unit.sessions.get(session.id) == session
            assert unit.sessions.get(session.id, lock=True) == session

    def test_an_unknown_session_is_missing(self, office: Office) -> None:
        """Every look-up and change of an unknown session finds nothing."""
        with office.unit() as unit, missing("session"):
            unit.sessions.get(SessionId(fresh_id()))
        with missing("session"), office.unit() as unit:
            unit.sessions.save(a_session(office))
        with office.unit() as unit:
            assert unit.members.signed_in(SessionId(fresh_id()), NOW) is None

    def test_an_id_is_taken_once(self, office: Office) -> None:
        """A second session with the same id is refused."""
        session = a_session(office)
        with office.unit() as unit:
            unit.sessions.add(session)

        with taken("session", "id"), office.unit() as unit:
            unit.sessions.add(session)

    def test_belongs_to_a_member(self, office: Office) -> None:
        """A session of somebody who is no member is refused."""
        with refused("member"), office.unit() as unit:
            unit.sessions.add(evolve(a_session(office), member=MemberId(fresh_id())))

    def test_saves_changes(self, office: Office) -> None:
        """A rotated session reads back as saved."""
        session = a_session(office)
        rotated = sessions.rotated(session, digest("next"), later(5))
        with office.unit() as unit:
            unit.sessions.add(session)

        with office.unit() as unit:
            unit.sessions.save(rotated)

        with office.unit() as unit:
            assert unit.sessions.get(session.id) == rotated

    def test_signs_in_while_it_lives(self, office: Office) -> None:
        """A living session names its member; one that ran out or was revoked names nobody."""
        running, ended = a_session(office), sessions.revoked(a_session(office), NOW)
        with office.unit() as unit:
            unit.sessions.add(running)
            unit.sessions.add(ended)

        with office.unit() as unit:
            for moment in (NOW, running.expires_at - timedelta(microseconds=1)):
                standing = unit.members.signed_in(running.id, moment)
                assert standing is not None
                assert standing.member == office.owner
            assert unit.members.signed_in(running.id, running.expires_at) is None
            assert unit.members.signed_in(ended.id, NOW) is None

    def test_lists_a_members_living_sessions(self, office: Office) -> None:
        """A member's list holds the sessions that live at the moment, the latest first, and nobody else's."""
        mine = [a_session(office) for _ in range(3)]
        ada = joined(office, a_member())
        with office.unit() as unit:
            for session in (*mine, sessions.revoked(a_session(office), NOW), a_session(office, ada.id)):
                unit.sessions.add(session)

        with office.unit() as unit:
            assert unit.sessions.of_member(office.owner.id, NOW) == tuple(reversed(mine))
            assert unit.sessions.of_member(office.owner.id, mine[0].expires_at) == ()
            assert unit.sessions.of_member(MemberId(fresh_id()), NOW) == ()

    def test_revokes_all_but_one(self, office: Office) -> None:
        """Revoking all ends a member's sessions from that moment, except one, and nobody else's."""
        kept, *others = [a_session(office) for _ in range(3)]
        hers = a_session(office, joined(office, a_member()).id)
        with office.unit() as unit:
            for session in (kept, *others, hers):
                unit.sessions.add(session)

        with office.unit() as unit:
            unit.sessions.revoke_all(office.owner.id, later(1), but=kept.id)

        with office.unit() as unit:
            assert unit.sessions.of_member(office.owner.id, later(1)) == (kept,)
            assert unit.sessions.get(others[0].id) == sessions.revoked(others[0], later(1))
            assert unit.members.signed_in(hers.id, later(1)) is not None
        with office.unit() as unit:
            unit.sessions.revoke_all(office.owner.id, later(2))
        with office.unit() as unit:
            assert unit.sessions.of_member(office.owner.id, later(2)) == ()
            assert unit.sessions.get(others[0].id).revoked_at == later(1)

    def test_forgets_what_ended_long_ago(self, office: Office) -> None:
        """Sessions that were revoked or expired before a moment are forgotten and counted; all others stay."""
        living, expired = a_session(office), evolve(a_session(office), expires_at=later(5))
        revoked = sessions.revoked(a_session(office), later(5))
        with office.unit() as unit:
            for session in (living, expired, revoked):
                unit.sessions.add(session)

        with office.unit() as unit:
            assert unit.sessions.forget(later(5)) == 0
            assert unit.sessions.forget(later(6)) == 2
            assert unit.sessions.forget(later(6)) == 0
            assert unit.sessions.get(living.id) == living
        for gone in (expired, revoked):
            with missing("session"), office.unit() as unit:
                unit.sessions.get(gone.id)


def a_session(office: Office, member: MemberId | None = None) -> Session:
    """A new session of the owner or another member, not yet kept."""
    somewhere = Origin("203.0.113.7", "Firefox on Windows")
    return sessions.opened(SessionId(fresh_id()), member or office.owner.id, digest(fresh_id()), NOW, somewhere)
