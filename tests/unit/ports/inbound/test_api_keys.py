"""API keys in use: bound to a member and an organization, and never more than the member."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plutopixie.domain.api_keys import KeyScope
from plutopixie.domain.audit import Action, AuthorKind
from plutopixie.domain.errors import (
    IllegalMoveError,
    NotFoundError,
    NotPermittedError,
    NotSignedInError,
    WrongCredentialsError,
)
from plutopixie.domain.listing import Filter, Sort
from plutopixie.domain.members import Role
from plutopixie.ports.inbound.access import Actor
from plutopixie.ports.inbound.api_keys import NewApiKey
from plutopixie.ports.inbound.repetition import RequestKey
from plutopixie.ports.inbound.statements import ExpenseStatement

from .conftest import PASSWORD, House

COFFEE = ExpenseStatement(date="2026-03-01", amount="4.20", vendor="Corner Café")
EVERYTHING = tuple(KeyScope)


def program(house: House, actor: Actor, *scopes: KeyScope, days: int = 30) -> Actor:
    """A program with a new key of the actor's."""
    new = NewApiKey("Bookkeeping", scopes or EVERYTHING, PASSWORD, days)
    return house.access.actor(house.api_keys.issue(actor, new).secret)


@pytest.mark.promise("P6.4")
def test_a_key_opens_its_scopes(house: House) -> None:
    """A key for reading reads, one for writing records, one for exporting exports, and none does more."""
    owner = house.found()
    reading, writing, exporting = (program(house, owner, scope) for scope in KeyScope)

    house.expenses.record(writing, COFFEE)
    assert len(house.expenses.page(reading, Filter(), Sort()).views) == 1
    assert len(tuple(house.expenses.export(exporting, Filter(), Sort()).rows)) == 1

    for other in (reading, exporting):
        with pytest.raises(NotPermittedError):
            house.expenses.record(other, COFFEE)
    for other in (writing, exporting):
        with pytest.raises(NotPermittedError):
            house.expenses.page(other, Filter(), Sort())
    for other in (reading, writing):
        with pytest.raises(NotPermittedError):
            house.expenses.export(other, Filter(), Sort())


@pytest.mark.promise("P6.4")
def test_a_key_never_acts_as_a_person(house: House) -> None:
    """No key changes its member's account, signs out, sees members or the audit log, or makes keys."""
    owner = house.found()
    key = program(house, owner)

    for act in (
        lambda: house.own_account.show(key),
        lambda: house.own_account.change_password(key, present=PASSWORD, new="another good sentence"),
        lambda: house.own_account.leave(key, password=PASSWORD),
        lambda: house.signing_in.sessions(key),
        lambda: house.signing_in.sign_out(key),
        lambda: house.members.list(key),
        lambda: house.members.invite(key, Role.MEMBER),
        lambda: house.audit_trail.page(key),
        lambda: house.api_keys.list(key),
        lambda: program(house, key),
    ):
        with pytest.raises(NotPermittedError):
            act()


@pytest.mark.promise("P6.4")
def test_a_key_is_never_more_than_its_member(house: House) -> None:
    """A key reaches as far as the member's role does at that moment: an admin's key shrinks with the admin."""
    owner = house.found()
    house.expenses.record(owner, COFFEE)
    admin = house.join(owner, "admin@example.org", Role.ADMIN)
    key = program(house, admin)
    assert len(house.expenses.page(key, Filter(), Sort()).views) == 1

    house.members.change_role(owner, admin.member, Role.MEMBER)

    assert house.expenses.page(key, Filter(), Sort()).views == ()
    with pytest.raises(NotPermittedError):
        house.categories.add(key, "New category")


@pytest.mark.promise("P6.3")
def test_a_key_ends(house: House) -> None:
    """A key opens nothing after its day, its revocation, its member's new password, or its member's removal."""
    owner = house.found()
    ada = house.join(owner, "ada@example.org")
    ended = program(house, ada, days=1)
    revoked, outdated, orphaned = program(house, ada), program(house, ada), program(house, ada)
    (first, second, _, _) = house.api_keys.list(ada)

    house.clock.advance(timedelta(days=1))
    ada = house.access.actor(house.signing_in.sign_in("ada@example.org", PASSWORD).access_token)
    owner = house.access.actor(house.signing_in.sign_in("owner@example.org", PASSWORD).access_token)
    house.api_keys.revoke(ada, second.id)
    for key in (ended, revoked):
        with pytest.raises(NotSignedInError):
            house.expenses.page(key, Filter(), Sort())
    house.expenses.page(outdated, Filter(), Sort())

    house.own_account.change_password(ada, present=PASSWORD, new="another good sentence")
    with pytest.raises(NotSignedInError):
        house.expenses.page(outdated, Filter(), Sort())

    assert first.expires_at == first.created_at + timedelta(days=1)
    house.members.remove(owner, ada.member)
    with pytest.raises(NotSignedInError):
        house.expenses.page(orphaned, Filter(), Sort())


@pytest.mark.promise("P7.1")
def test_a_key_opens_its_own_organization_alone(house: House) -> None:
    """A key that is rewritten to name another organization or member opens nothing."""
    owner, stranger = house.found(), house.found("Other", "other@example.org")
    key = program(house, owner)

    for organization, member in (
        (stranger.organization, owner.member),
        (stranger.organization, stranger.member),
        (owner.organization, stranger.member),
    ):
        with pytest.raises(NotSignedInError):
            house.expenses.page(Actor(organization, member, key.proof), Filter(), Sort())


def test_what_is_no_key_is_refused(house: House) -> None:
    """Whatever begins like a key and is none is refused like any other token."""
    house.found()
    for text in ("ppk_", "ppk_x", "ppk_" + "A" * 107, "ppk_" + "A" * 108, "ppk_é", "ppk_" + "=" * 107):
        with pytest.raises(NotSignedInError):
            house.expenses.page(house.access.actor(text), Filter(), Sort())


def test_making_a_key_needs_the_password(house: House) -> None:
    """With a wrong password no key is made."""
    owner = house.found()
    with pytest.raises(WrongCredentialsError):
        house.api_keys.issue(owner, NewApiKey("Bookkeeping", EVERYTHING, "a wrong password"))

    assert house.api_keys.list(owner) == ()


def test_a_repeated_request_makes_one_key(house: House) -> None:
    """The same request sent twice makes one key; its secret is not shown again."""
    owner, request = house.found(), RequestKey("once", b"d" * 32)
    new = NewApiKey("Bookkeeping", EVERYTHING, PASSWORD)
    house.api_keys.issue(owner, new, request)
    with pytest.raises(IllegalMoveError):
        house.api_keys.issue(owner, new, request)

    assert len(house.api_keys.list(owner)) == 1


def test_keys_are_ones_own(house: House) -> None:
    """Nobody sees or revokes another member's keys, not even the owner."""
    owner = house.found()
    ada = house.join(owner, "ada@example.org")
    program(house, ada)
    (key,) = house.api_keys.list(ada)

    assert house.api_keys.list(owner) == ()
    with pytest.raises(NotFoundError):
        house.api_keys.revoke(owner, key.id)
    assert house.own_account.show(ada).api_keys == (key,)


@pytest.mark.promise("P4.3")
def test_keys_are_noted(house: House) -> None:
    """Making, using for an export, and revoking a key stand in the audit log, and so does which key it was."""
    owner = house.found()
    key = program(house, owner)
    (made,) = house.api_keys.list(owner)
    house.expenses.export(key, Filter(), Sort())
    house.api_keys.revoke(owner, made.id)

    revoked, exported, issued, *_ = house.audit_trail.page(owner).entries

    assert (issued.action, issued.subject, issued.detail) == (Action.KEY_ISSUED, made.id, "export read write")
    assert (exported.action, exported.author.kind, exported.author.key) == (
        Action.EXPENSES_EXPORTED,
        AuthorKind.KEY,
        made.id,
    )
    assert (revoked.action, revoked.subject) == (Action.KEY_REVOKED, made.id)


def test_a_key_never_shows_its_secret(house: House) -> None:
    """Neither the answer's representation, nor the actor's, nor what is kept holds the secret."""
    owner = house.found()
    issued = house.api_keys.issue(owner, NewApiKey("Bookkeeping", EVERYTHING, PASSWORD))
    shown = (repr(issued), repr(house.access.actor(issued.secret)), repr(house.store.read(owner.organization)))

    assert not any(issued.secret[4:] in text or issued.secret[-40:] in text for text in shown)
    assert PASSWORD not in repr(NewApiKey("Bookkeeping", EVERYTHING, PASSWORD))
