"""Signing up, in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from plutopixie.domain.errors import (
    InvalidValueError,
    KeyReusedError,
    NotFoundError,
    NotSignedInError,
    WrongCredentialsError,
)
from plutopixie.domain.ids import OrganizationId, SessionId
from plutopixie.domain.members import Role
from plutopixie.domain.passwords import Password
from plutopixie.ports.inbound import bearer_secrets
from plutopixie.ports.inbound.members import NewMember
from plutopixie.ports.inbound.repetition import RequestKey
from plutopixie.ports.inbound.signing_in import OrganizationNeededError
from plutopixie.ports.inbound.signing_up import FIRST_CATEGORIES, NewOrganization

PASSWORD = "correct horse battery staple"


def new_organization(**changes: Any) -> NewOrganization:
    """A sign-up that is fine but for the changes."""
    said = {
        "organization_name": "Acme",
        "name": "Olive",
        "email": "Owner@Example.org",
        "password": PASSWORD,
        "adult": True,
        "accepted_policy": "2026-11-01",
    }
    return NewOrganization(**{**said, **changes})


def test_sign_up_founds_an_organization_with_its_owner(house: Any) -> None:
    """Whoever signs up owns a new organization with the first categories, and is signed in."""
    signed_in = house.signing_up.sign_up(new_organization())

    actor = house.access.actor(signed_in.access_token)
    assert signed_in.member.role is Role.OWNER
    assert {one.name for one in house.categories.list(actor)} == set(FIRST_CATEGORIES)


@pytest.mark.promise("P11.1")
def test_the_statement_of_age_is_required(house: Any) -> None:
    """Nobody signs up without stating to be an adult, and nothing is left behind."""
    with pytest.raises(InvalidValueError, match="adult"):
        house.signing_up.sign_up(new_organization(adult=False))

    assert house.world.directory.organizations(None, 10) == ()


@pytest.mark.promise("P12.1")
def test_the_policy_in_force_must_be_accepted(house: Any) -> None:
    """A sign-up that accepts another policy is refused and told which one is in force."""
    with pytest.raises(InvalidValueError, match="2026-11-01"):
        house.signing_up.sign_up(new_organization(accepted_policy="2020-01-01"))


def test_a_repeated_sign_up_founds_once(house: Any) -> None:
    """The same sign-up with the same key leads to the same organization."""
    request = RequestKey("key-1", b"d" * 32)

    first = house.signing_up.sign_up(new_organization(), request)
    second = house.signing_up.sign_up(new_organization(), request)

    assert first.organization.id == second.organization.id
    assert len(house.world.directory.organizations(None, 10)) == 1


def test_a_reused_key_does_not_sign_up(house: Any) -> None:
    """The same key with another body is refused."""
    house.signing_up.sign_up(new_organization(), RequestKey("key-1", b"d" * 32))

    with pytest.raises(KeyReusedError):
        house.signing_up.sign_up(new_organization(name="Other"), RequestKey("key-1", b"e" * 32))


def test_signing_in_ignores_the_case_of_the_address(house: Any) -> None:
    """An address is the same in any case."""
    house.signing_up.sign_up(new_organization())

    assert house.signing_in.sign_in("OWNER@example.ORG", PASSWORD).organization.name == "Acme"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("owner@example.org", "another password"),
        ("nobody@example.org", PASSWORD),
        ("no address", PASSWORD),
        ("a@b.c", "x"),
    ],
)
def test_wrong_credentials_look_alike(house: Any, email: str, password: str) -> None:
    """An unknown address, a wrong password and a malformed one give the same error."""
    house.found()

    with pytest.raises(WrongCredentialsError) as caught:
        house.signing_in.sign_in(email, password)

    assert str(caught.value) == str(WrongCredentialsError())


def test_an_unknown_address_costs_a_password_check(house: Any) -> None:
    """For an unknown address the hasher does the same work as for a known one."""
    with pytest.raises(WrongCredentialsError):
        house.signing_in.sign_in("nobody@example.org", PASSWORD)

    assert house.hasher.checked == [None]


def test_two_organizations_ask_which_one(house: Any) -> None:
    """One address and password for two organizations asks which; naming one signs in there."""
    house.found("Acme")
    beta = house.found("Beta")

    with pytest.raises(OrganizationNeededError) as caught:
        house.signing_in.sign_in("owner@example.org", PASSWORD)
    signed_in = house.signing_in.sign_in("owner@example.org", PASSWORD, OrganizationId(beta.organization))

    assert {one.name for one in caught.value.organizations} == {"Acme", "Beta"}
    assert signed_in.organization.name == "Beta"


@pytest.mark.promise("P6.3")
def test_an_access_token_expires(house: Any) -> None:
    """After its quarter of an hour an access token is worth nothing."""
    token = house.signing_up.sign_up(new_organization()).access_token
    house.clock.advance(timedelta(minutes=15))

    with pytest.raises(NotSignedInError):
        house.access.actor(token)


@pytest.mark.promise("P6.3")
def test_signing_out_takes_effect_at_once(house: Any) -> None:
    """A session that was ended is refused although its token has not expired."""
    actor = house.found()
    house.signing_in.sign_out(actor)

    with pytest.raises(NotSignedInError):
        house.own_account.show(actor)


@pytest.mark.promise("P6.3")
def test_a_refresh_token_works_once(house: Any) -> None:
    """A second use of a refresh token ends the session, for the thief and the robbed alike."""
    first = house.signing_up.sign_up(new_organization())
    second = house.signing_in.refresh(first.refresh_token)

    with pytest.raises(NotSignedInError):
        house.signing_in.refresh(first.refresh_token)
    with pytest.raises(NotSignedInError):
        house.signing_in.refresh(second.refresh_token)
    with pytest.raises(NotSignedInError):
        house.own_account.show(house.access.actor(second.access_token))


def _everything(house: Any) -> str:
    """All that is kept, as text: bytes as they are written in Python."""
    return repr(house.store.everything())


@pytest.mark.promise("P2.2")
@pytest.mark.promise("P6.3")
def test_secrets_are_kept_as_digests(house: Any) -> None:
    """Of passwords, refresh tokens and invitations the records hold a digest, and neither secret nor token."""
    first = house.signing_up.sign_up(new_organization())
    invited = house.members.invite(house.access.actor(first.access_token), Role.MEMBER)
    second = house.signing_in.refresh(first.refresh_token)

    kept = _everything(house)

    assert house.hasher.hash(Password(PASSWORD)) in kept
    assert PASSWORD not in kept
    for text in (second.refresh_token, invited.secret):
        carried = bearer_secrets.parse(text)
        assert carried is not None
        assert repr(carried.digest) in kept
        assert repr(carried.secret) not in kept
        assert text not in kept


@pytest.mark.promise("P2.2")
def test_what_was_asked_for_shows_no_secret() -> None:
    """The requests that carry a password or an invitation print neither."""
    asked = new_organization(password="canary-password")
    joining = NewMember(
        invitation="canary-invitation",
        name="Nora",
        email="nora@example.org",
        password="canary-password",
        adult=True,
        accepted_policy="2026-11-01",
    )

    assert "Olive" in repr(asked)
    assert "canary" not in repr(asked) + repr(joining)


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 200, "AAAA", "!" * 86])
def test_nonsense_does_not_refresh(house: Any, token: str) -> None:
    """What never was a refresh token is refused like a used one."""
    with pytest.raises(NotSignedInError):
        house.signing_in.refresh(token)


def test_a_session_expires_unless_refreshed(house: Any) -> None:
    """A refresh token is good for thirty days from its last use."""
    first = house.signing_up.sign_up(new_organization())
    house.clock.advance(timedelta(days=29))
    second = house.signing_in.refresh(first.refresh_token)
    house.clock.advance(timedelta(days=30))

    with pytest.raises(NotSignedInError):
        house.signing_in.refresh(second.refresh_token)


def test_sessions_are_listed_and_ended_one_by_one(house: Any) -> None:
    """A member sees their sessions and ends another of them; somebody else's looks like none."""
    actor = house.found()
    other = house.access.actor(house.signing_in.sign_in("owner@example.org", PASSWORD).access_token)
    stranger = house.join(actor, "member@example.org")

    assert {one.id for one in house.signing_in.sessions(actor)} == {actor.session, other.session}
    with pytest.raises(NotFoundError):
        house.signing_in.end(stranger, SessionId(actor.session))
    house.signing_in.end(actor, SessionId(other.session))

    assert {one.id for one in house.signing_in.sessions(actor)} == {actor.session}


@pytest.mark.promise("P6.3")
def test_a_new_password_ends_the_other_sessions(house: Any) -> None:
    """Changing the password keeps the session it was changed in and ends the others."""
    actor = house.found()
    other = house.access.actor(house.signing_in.sign_in("owner@example.org", PASSWORD).access_token)

    house.own_account.change_password(actor, present=PASSWORD, new="a brand new password")

    assert house.own_account.show(actor).member.id == actor.member
    with pytest.raises(NotSignedInError):
        house.own_account.show(other)
    assert house.signing_in.sign_in("owner@example.org", "a brand new password")


def test_leaving_erases_the_person_and_keeps_the_books(house: Any) -> None:
    """Who left can't sign in any more, and frees the address."""
    owner = house.found()
    member = house.join(owner, "member@example.org")

    house.own_account.leave(member, password=PASSWORD)

    with pytest.raises(WrongCredentialsError):
        house.signing_in.sign_in("member@example.org", PASSWORD)
    assert [one.email for one in house.members.list(owner)] == ["owner@example.org"]
