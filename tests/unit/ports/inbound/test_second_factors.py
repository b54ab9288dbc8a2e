"""Second factors in use: signing in takes both, each code works once, and nothing goes around it."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from attrs import frozen
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from plutopixie.domain.audit import Action
from plutopixie.domain.errors import (
    IllegalMoveError,
    InvalidValueError,
    NotFoundError,
    NotPermittedError,
    NotSignedInError,
    WrongCredentialsError,
)
from plutopixie.domain.members import Role
from plutopixie.domain.second_factor import SecondFactorNeededError, SecondFactorRequiredError, WrongCodeError
from plutopixie.ports.inbound.access import Actor
from plutopixie.ports.inbound.repetition import RequestKey
from plutopixie.ports.inbound.second_step import NONE, SecondProof
from plutopixie.ports.inbound.signing_up import NewOrganization

from .conftest import PASSWORD, POLICY, House

EMAIL = "owner@example.org"


@frozen
class Device:
    """An authenticator: it knows the secret, and shows a code for any moment."""

    house: House
    secret: bytes

    def code(self, seconds: int = 0) -> str:
        """The code that is shown so many seconds from now."""
        moment = int((self.house.clock.now() + timedelta(seconds=seconds)).timestamp())
        return TOTP(self.secret, 6, SHA1(), 30).generate(moment).decode()  # noqa: S303 - what devices compute

    def proof(self, seconds: int = 0) -> SecondProof:
        """The code as a proof."""
        return SecondProof(code=self.code(seconds))


def set_up(house: House, actor: Actor) -> tuple[Device, tuple[str, ...]]:
    """A confirmed factor of the actor's, and its recovery codes; then the next step begins."""
    device = Device(house, base64.b32decode(house.second_factors.prepare(actor, PASSWORD).secret))
    codes = house.second_factors.confirm(actor, device.code())
    house.clock.advance(timedelta(seconds=30))
    return device, codes


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V6.3.3")
def test_signing_in_takes_both(house: House) -> None:
    """Once confirmed, a password alone no longer signs in; with the code of the device it does."""
    device, _ = set_up(house, house.found())

    with pytest.raises(SecondFactorNeededError):
        house.signing_in.sign_in(EMAIL, PASSWORD)
    with pytest.raises(WrongCodeError):
        house.signing_in.sign_in(EMAIL, PASSWORD, proof=SecondProof(code="000000"))
    with pytest.raises(InvalidValueError):
        house.signing_in.sign_in(EMAIL, PASSWORD, proof=SecondProof(device.code(), "x"))
    assert house.signing_in.sign_in(EMAIL, PASSWORD, proof=device.proof()).access_token


def test_a_wrong_password_tells_nothing_of_the_factor(house: House) -> None:
    """With a wrong password the answer is the same whether there is a factor or not, and whatever code is given."""
    device, _ = set_up(house, house.found())

    for proof in (NONE, device.proof(), SecondProof(code="000000")):
        with pytest.raises(WrongCredentialsError):
            house.signing_in.sign_in(EMAIL, "a wrong password", proof=proof)
    house.signing_in.sign_in(EMAIL, PASSWORD, proof=device.proof())  # the code was not used up


@pytest.mark.asvs("V6.5.1")
def test_a_code_works_once(house: House) -> None:
    """The code that signed in signs in no second time, and neither does an older one."""
    device, _ = set_up(house, house.found())
    house.clock.advance(timedelta(seconds=60))
    older = device.proof(-30)
    house.signing_in.sign_in(EMAIL, PASSWORD, proof=device.proof())

    for used in (device.proof(), older):
        with pytest.raises(WrongCodeError):
            house.signing_in.sign_in(EMAIL, PASSWORD, proof=used)
    house.signing_in.sign_in(EMAIL, PASSWORD, proof=device.proof(30))


@pytest.mark.asvs("V6.5.5")
@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_counts_one_step_before_and_after(house: House, seconds: int, *, good: bool) -> None:
    """A device whose clock is half a minute off signs in; one that is a minute off does not."""
    device, _ = set_up(house, house.found())
    house.clock.advance(timedelta(minutes=5))

    if good:
        assert house.signing_in.sign_in(EMAIL, PASSWORD, proof=device.proof(seconds)).access_token
    else:
        with pytest.raises(WrongCodeError):
            house.signing_in.sign_in(EMAIL, PASSWORD, proof=device.proof(seconds))


@pytest.mark.asvs("V6.4.4", "V6.5.1")
def test_a_recovery_code_signs_in_once(house: House) -> None:
    """For a lost device each recovery code works once; that it was used is noted."""
    _, codes = set_up(house, house.found())
    signed_in = house.signing_in.sign_in(EMAIL, PASSWORD, proof=SecondProof(recovery_code=codes[3]))

    with pytest.raises(WrongCodeError):
        house.signing_in.sign_in(EMAIL, PASSWORD, proof=SecondProof(recovery_code=codes[3]))
    house.signing_in.sign_in(EMAIL, PASSWORD, proof=SecondProof(recovery_code=codes[4].lower()))
    owner = house.access.actor(signed_in.access_token)
    held = house.own_account.show(owner).second_factor
    assert held is not None
    assert len(held.recovery) == 8
    actions = [entry.action for entry in house.audit_trail.page(owner).entries]
    assert actions.count(Action.RECOVERY_CODE_USED) == 2


def test_what_is_prepared_only_is_not_asked_for(house: House) -> None:
    """Until a code confirms it nobody is asked for a factor; preparing again replaces the secret."""
    owner = house.found()
    first = Device(house, base64.b32decode(house.second_factors.prepare(owner, PASSWORD).secret))
    second = Device(house, base64.b32decode(house.second_factors.prepare(owner, PASSWORD).secret))
    house.signing_in.sign_in(EMAIL, PASSWORD)

    with pytest.raises(WrongCodeError):
        house.second_factors.confirm(owner, first.code())
    assert len(house.second_factors.confirm(owner, second.code())) == 10
    with pytest.raises(IllegalMoveError):
        house.second_factors.prepare(owner, PASSWORD)


@pytest.mark.asvs("V7.4.3")
def test_confirming_ends_every_other_session(house: House) -> None:
    """Whoever signed in with the password alone is signed out when the factor begins to count."""
    owner = house.found()
    other = house.access.actor(house.signing_in.sign_in(EMAIL, PASSWORD).access_token)
    set_up(house, owner)

    with pytest.raises(NotSignedInError):
        house.own_account.show(other)
    house.own_account.show(owner)


@pytest.mark.asvs("V7.5.1")
def test_weakening_takes_password_and_code(house: House) -> None:
    """Removing a factor or renewing its codes takes the password and a proof; then the old codes are void."""
    owner = house.found()
    device, codes = set_up(house, owner)
    for act in (house.second_factors.remove, house.second_factors.renew_recovery_codes):
        with pytest.raises(WrongCredentialsError):
            act(owner, "a wrong password", device.proof())
        with pytest.raises(SecondFactorNeededError):
            act(owner, PASSWORD, NONE)
    with pytest.raises(WrongCredentialsError):
        house.second_factors.prepare(owner, "a wrong password")

    renewed = house.second_factors.renew_recovery_codes(owner, PASSWORD, device.proof())
    with pytest.raises(WrongCodeError):
        house.signing_in.sign_in(EMAIL, PASSWORD, proof=SecondProof(recovery_code=codes[0]))
    house.second_factors.remove(owner, PASSWORD, SecondProof(recovery_code=renewed[0]))

    house.signing_in.sign_in(EMAIL, PASSWORD)
    with pytest.raises(IllegalMoveError):
        house.second_factors.remove(owner, PASSWORD, NONE)


def test_a_repeated_sign_up_does_not_go_around_it(house: House) -> None:
    """The idempotency key and the password of a sign-up open nothing once the owner has a factor."""
    new = NewOrganization(
        organization_name="Acme", name="Olive", email=EMAIL, password=PASSWORD, adult=True, accepted_policy=POLICY
    )
    request = RequestKey("once", b"d" * 32)
    owner = house.access.actor(house.signing_up.sign_up(new, request).access_token)
    house.signing_up.sign_up(new, request)
    set_up(house, owner)

    with pytest.raises(SecondFactorNeededError):
        house.signing_up.sign_up(new, request)


@pytest.mark.promise("P6.4")
@pytest.mark.asvs("V6.3.3")
def test_an_organization_requires_it(house: House) -> None:
    """When it is required, an admin without a factor sees to their own account alone, until they have one."""
    owner = house.found()
    admin, ada = house.join(owner, "admin@example.org", Role.ADMIN), house.join(owner, "ada@example.org")
    with pytest.raises(IllegalMoveError):
        house.second_factors.require_of_admins(owner, required=True)
    set_up(house, owner)
    with pytest.raises(NotPermittedError):
        house.second_factors.require_of_admins(admin, required=True)

    assert house.second_factors.require_of_admins(owner, required=True).second_factor_required

    with pytest.raises(SecondFactorRequiredError):
        house.members.list(admin)
    assert house.own_account.show(admin).member.id == admin.member
    assert house.categories.list(ada)
    set_up(house, admin)
    assert house.members.list(admin)
    house.second_factors.require_of_admins(owner, required=False)
    assert [entry.action for entry in house.audit_trail.page(owner).entries][:1] == [Action.SECOND_FACTOR_OPTIONAL]


def test_an_admin_helps_who_lost_it(house: House) -> None:
    """An admin takes the factor off a member below them, whose sessions end; nobody else's, and it is noted."""
    owner = house.found()
    admin, ada = house.join(owner, "admin@example.org", Role.ADMIN), house.join(owner, "ada@example.org")
    set_up(house, ada)

    with pytest.raises(NotPermittedError):
        house.second_factors.take_off(ada, ada.member)
    with pytest.raises(NotPermittedError):
        house.second_factors.take_off(admin, owner.member)
    with pytest.raises(NotFoundError):
        house.second_factors.take_off(admin, house.found("Other", "other@example.org").member)
    house.second_factors.take_off(admin, ada.member)

    house.signing_in.sign_in("ada@example.org", PASSWORD)
    with pytest.raises(NotSignedInError):
        house.own_account.show(ada)
    with pytest.raises(NotFoundError):
        house.second_factors.take_off(admin, ada.member)
