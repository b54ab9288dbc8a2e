"""What use cases note in the audit log, and who reads it."""

from __future__ import annotations

import pytest
from attrs import evolve

from plutopixie.domain.audit import Action, AuditEntry, AuthorKind
from plutopixie.domain.errors import NotFoundError, NotPermittedError, NotSignedInError
from plutopixie.domain.ids import EntryId
from plutopixie.domain.listing import Filter, Sort
from plutopixie.domain.members import Role
from plutopixie.domain.origins import Origin
from plutopixie.ports.inbound.access import Actor

from .conftest import PASSWORD, House

SOMEWHERE = Origin("203.0.113.7", "Firefox on Windows")


def noted(house: House, owner: Actor) -> list[tuple[Action, object, str | None]]:
    """What the log says was done, oldest first: the action, its author and the detail."""
    entries = house.audit_trail.page(owner, limit=200).entries
    return [(entry.action, entry.author.member, entry.detail) for entry in reversed(entries)]


@pytest.mark.promise("P4.3")
def test_what_happens_to_people_is_noted(house: House) -> None:
    """Every step of membership stands in the log with its author, in the order it happened."""
    owner = house.found()
    ada = house.join(owner, "ada@example.org")
    house.members.change_role(owner, ada.member, Role.ADMIN)
    invitation = house.members.invite(ada, Role.MEMBER).invitation
    house.members.withdraw(ada, invitation.id)
    house.own_account.correct(ada, name="Ada Other")
    house.own_account.change_password(ada, present=PASSWORD, new="another good sentence")
    house.settings.change_organization(owner, name="Acme Two")
    house.signing_in.end_all_of(owner, ada.member)
    house.members.remove(owner, ada.member)

    assert noted(house, owner) == [
        (Action.FOUNDED, owner.member, None),
        (Action.SIGNED_IN, owner.member, None),
        (Action.INVITED, owner.member, "member"),
        (Action.JOINED, ada.member, "member"),
        (Action.SIGNED_IN, ada.member, None),
        (Action.ROLE_CHANGED, owner.member, "admin"),
        (Action.INVITED, ada.member, "member"),
        (Action.INVITATION_WITHDRAWN, ada.member, None),
        (Action.CORRECTED, ada.member, None),
        (Action.PASSWORD_CHANGED, ada.member, None),
        (Action.SETTINGS_CHANGED, owner.member, None),
        (Action.SESSIONS_ENDED, owner.member, None),
        (Action.REMOVED, owner.member, None),
    ]


@pytest.mark.promise("P4.3")
def test_an_entry_says_where_it_came_from(house: House) -> None:
    """The origin of a request stands beside what it did."""
    owner = evolve(house.found(), origin=SOMEWHERE)
    house.settings.change_organization(owner, name="Acme Two")

    (entry, *_) = house.audit_trail.page(owner).entries

    assert (entry.author.kind, entry.author.member, entry.author.origin) == (
        AuthorKind.MEMBER,
        owner.member,
        SOMEWHERE,
    )


@pytest.mark.promise("P6.3")
def test_reuse_of_a_refresh_token_is_noted(house: House) -> None:
    """When a used refresh token comes again, the log says so, with where it came from."""
    owner = house.found()
    signed_in = house.signing_in.sign_in("owner@example.org", PASSWORD)
    house.signing_in.refresh(signed_in.refresh_token)
    with pytest.raises(NotSignedInError):
        house.signing_in.refresh(signed_in.refresh_token, origin=SOMEWHERE)

    (entry, *_) = house.audit_trail.page(owner).entries

    assert (entry.action, entry.author.kind, entry.author.origin) == (
        Action.REFRESH_REUSED,
        AuthorKind.NOBODY,
        SOMEWHERE,
    )


def test_taking_data_away_is_noted(house: House) -> None:
    """Both exports are noted before the first line is handed out."""
    owner = house.found()
    house.expenses.export(owner, Filter(), Sort())
    pages = house.audit_trail.export(owner)

    assert [action for action, _, _ in noted(house, owner)][-2:] == [Action.EXPENSES_EXPORTED, Action.AUDIT_EXPORTED]
    assert sum(len(page.entries) for page in pages) == 4


@pytest.mark.promise("P6.4")
def test_the_owner_alone_reads_it(house: House) -> None:
    """An admin and a member are refused the log and its export."""
    owner = house.found()
    for role in (Role.ADMIN, Role.MEMBER):
        other = house.join(owner, f"{role}@example.org", role)
        with pytest.raises(NotPermittedError):
            house.audit_trail.page(other)
        with pytest.raises(NotPermittedError):
            house.audit_trail.export(other)


@pytest.mark.promise("P7.1")
def test_each_organization_has_its_own(house: House) -> None:
    """What happens in one organization leaves no line in another's log."""
    owner, stranger = house.found(), house.found("Other", "other@example.org")
    before = noted(house, owner)

    house.settings.change_organization(stranger, name="Other Two")

    assert noted(house, owner) == before


def test_what_fails_is_not_noted(house: House) -> None:
    """A step that is refused leaves no line, because nothing was done."""
    owner = house.found()
    before = noted(house, owner)

    with pytest.raises(NotFoundError):
        house.members.remove(owner, house.found("Other", "other@example.org").member)

    assert noted(house, owner) == before


def test_pages_lead_through_the_log(house: House) -> None:
    """Small pages give every entry once, the latest first."""
    owner = house.found()
    for number in range(5):
        house.settings.change_organization(owner, name=f"Acme {number}")
    whole = house.audit_trail.page(owner, limit=200).entries

    walked: list[AuditEntry] = []
    after: EntryId | None = None
    while True:
        page = house.audit_trail.page(owner, after, limit=2)
        walked.extend(page.entries)
        after = page.following
        if after is None:
            break

    assert tuple(walked) == whole


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V7.4.5")
def test_an_admin_signs_a_member_out_everywhere(house: House) -> None:
    """All sessions of a member end with their next request; nobody ends those of their equals or betters."""
    owner = house.found()
    admin, ada = house.join(owner, "admin@example.org", Role.ADMIN), house.join(owner, "ada@example.org")

    house.signing_in.end_all_of(admin, ada.member)

    with pytest.raises(NotSignedInError):
        house.own_account.show(ada)
    for above in (admin, owner):
        with pytest.raises(NotPermittedError):
            house.signing_in.end_all_of(admin, above.member)
    with pytest.raises(NotFoundError):
        house.signing_in.end_all_of(admin, house.found("Other", "other@example.org").member)
    assert house.own_account.show(owner).member.id == owner.member


def test_sessions_say_where_they_were_opened(house: House) -> None:
    """One's list of sessions shows the address and the device of each; more than 20 are not kept."""
    owner = house.found()
    house.signing_in.sign_in("owner@example.org", PASSWORD, origin=SOMEWHERE)

    assert [session.origin for session in house.signing_in.sessions(owner)] == [SOMEWHERE, Origin()]

    for _ in range(25):
        house.signing_in.sign_in("owner@example.org", PASSWORD, origin=SOMEWHERE)
    latest = house.access.actor(house.signing_in.sign_in("owner@example.org", PASSWORD).access_token)
    assert len(house.signing_in.sessions(latest)) == 20
