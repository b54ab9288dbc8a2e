"""Confirming by mail: nothing tells whether an address is known, codes work once, and both ends of a change agree."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import define, field

from plutopixie.domain.audit import Action
from plutopixie.domain.errors import (
    AlreadyExistsError,
    InvalidValueError,
    NotSignedInError,
    WrongCredentialsError,
)
from plutopixie.domain.events import CodeIssued, InvitationIssued, PasswordReplaced, SignInsFailed
from plutopixie.domain.ids import CodeId, InvitationId, MemberId
from plutopixie.domain.letters import Letter
from plutopixie.domain.members import Role
from plutopixie.domain.one_time_codes import CodeUnusableError
from plutopixie.domain.throttling import Limit
from plutopixie.ports.inbound.access import Actor
from plutopixie.ports.inbound.members import InvitationUnusableError, NewMember
from plutopixie.ports.outbound.mail import MailUnavailableError

from .conftest import PASSWORD, POLICY, House

NEW = "another good sentence"
EMAIL = "owner@example.org"


@define
class Post:
    """The way of letters: what the worker would send, into boxes by address."""

    house: House
    letters: list[Letter] = field(factory=list)
    away: bool = False

    def send(self, letter: Letter, id: UUID) -> None:
        """As a mail server that collects, or is away."""
        assert id.version in {7, 8}
        if self.away:
            raise MailUnavailableError
        self.letters.append(letter)

    def deliver(self) -> None:
        """Do what the worker does: look up who asked, relay, and send."""
        self.house.confirming.look_up_resets()
        self.house.relay.run_once()
        posting = self.house.world.posting(self, "https://books.example")
        for message in tuple(self.house.queue.messages):
            organization, subject = message.organization, UUID(message.subject)
            match message.kind:
                case CodeIssued.kind:
                    posting.send_code(organization, CodeId(subject))
                case InvitationIssued.kind:
                    posting.send_invitation(organization, InvitationId(subject))
                case PasswordReplaced.kind:
                    posting.tell_of_new_password(organization, MemberId(subject))
                case SignInsFailed.kind:
                    posting.tell_of_failed_sign_ins(organization, MemberId(subject))
            self.house.queue.messages.remove(message)

    def code(self, to: str) -> str:
        """The code in the latest letter to that address."""
        self.deliver()
        text = [letter for letter in self.letters if letter.to == to][-1].text
        return text.partition("#")[2].split()[0]


@pytest.fixture
def post(house: House) -> Post:
    """The way of letters in the house."""
    return Post(house)


def verified(house: House, post: Post, email: str = EMAIL) -> None:
    """The member's address, verified."""
    house.confirming.confirm_address(post.code(email))


def test_signing_up_sends_a_letter_that_verifies(house: House, post: Post) -> None:
    """Whoever signs up or joins by a link gets a letter; its code verifies the address, once."""
    owner = house.found()
    ada = house.join(owner, "ada@example.org")
    assert house.own_account.show(owner).member.verified_at is None
    code = post.code(EMAIL)
    house.confirming.confirm_address(code)
    verified(house, post, "ada@example.org")

    assert house.own_account.show(owner).member.verified_at == house.clock.now()
    assert house.own_account.show(ada).member.verified_at == house.clock.now()
    with pytest.raises(CodeUnusableError):
        house.confirming.confirm_address(code)
    house.confirming.ask_again(owner)
    post.deliver()
    assert len([letter for letter in post.letters if letter.to == EMAIL]) == 1


@pytest.mark.asvs("V6.4.1")
def test_a_code_is_replaced_and_ends(house: House, post: Post) -> None:
    """Asking again makes the earlier code void, and each ends after a day; what is no code is refused."""
    owner = house.found()
    first = post.code(EMAIL)
    house.confirming.ask_again(owner)
    second = post.code(EMAIL)
    assert first != second

    for void in (first, second[:-1], second + "A", "", "é", "A" * 200):
        with pytest.raises(CodeUnusableError):
            house.confirming.confirm_address(void)
    house.clock.advance(timedelta(days=1))
    with pytest.raises(CodeUnusableError):
        house.confirming.confirm_address(second)


@pytest.mark.asvs("V6.2.3", "V6.4.1", "V6.5.5")
@pytest.mark.promise("P6.3")
def test_a_forgotten_password_is_replaced(house: House, post: Post) -> None:
    """The code of a letter sets a new password, once and within ten minutes; sessions and keys end, and it is told."""
    owner = house.found()
    verified(house, post)
    house.confirming.ask_for_reset(EMAIL)
    code = post.code(EMAIL)
    with pytest.raises(InvalidValueError):
        house.confirming.reset_password(code, "short")
    house.confirming.reset_password(code, NEW)

    with pytest.raises(NotSignedInError):
        house.own_account.show(owner)
    with pytest.raises(WrongCredentialsError):
        house.signing_in.sign_in(EMAIL, PASSWORD)
    owner = house.access.actor(house.signing_in.sign_in(EMAIL, NEW).access_token)
    with pytest.raises(CodeUnusableError):
        house.confirming.reset_password(code, PASSWORD)
    post.deliver()
    assert [letter.subject for letter in post.letters][-1] == "PlutoPixie: Your password was changed"
    assert Action.PASSWORD_RESET in [entry.action for entry in house.audit_trail.page(owner).entries]

    house.confirming.ask_for_reset(EMAIL)
    late = post.code(EMAIL)
    house.clock.advance(timedelta(minutes=10))
    with pytest.raises(CodeUnusableError):
        house.confirming.reset_password(late, PASSWORD)


def test_an_unverified_address_opens_nothing(house: House, post: Post) -> None:
    """Who reads the mail of a mistyped address can't take the account over: no code for a new password goes there."""
    house.found()
    post.deliver()
    house.confirming.ask_for_reset(EMAIL)
    post.deliver()

    assert [letter.subject for letter in post.letters] == ["PlutoPixie: Confirm your address"]


@pytest.mark.promise("P7.1")
def test_a_reset_concerns_each_membership_by_itself(house: House, post: Post) -> None:
    """Who is a member twice gets two letters, and each code changes the password in its own organization alone."""
    house.found()
    house.found("Other", EMAIL)
    verified(house, post)
    house.confirming.confirm_address(post.letters[0].text.partition("#")[2].split()[0])
    house.confirming.ask_for_reset(EMAIL)
    post.deliver()
    resets = [letter for letter in post.letters if "new password" in letter.subject]
    assert len(resets) == 2
    house.confirming.reset_password(resets[0].text.partition("#")[2].split()[0], NEW)

    assert (
        house.signing_in.sign_in(EMAIL, NEW).organization.name
        != house.signing_in.sign_in(EMAIL, PASSWORD).organization.name
    )


def test_asking_for_a_reset_tells_nothing(house: House, post: Post) -> None:
    """A known and an unknown address are answered alike and leave the same; nothing is sent for the unknown one."""
    house.found()
    verified(house, post)
    before = len(post.letters)
    for email in ("nobody@example.org", "Nobody@Example.org"):
        house.confirming.ask_for_reset(email)
    assert house.confirming.look_up_resets() == 1
    assert house.confirming.look_up_resets() == 0
    post.deliver()

    assert len(post.letters) == before
    with pytest.raises(InvalidValueError):
        house.confirming.ask_for_reset("no address")


@pytest.mark.promise("P10.3")
@pytest.mark.asvs("V7.5.1")
def test_an_address_changes_when_both_ends_confirm(house: House, post: Post) -> None:
    """A change needs the password and a code from each end, in any order; until then the old address signs in."""
    owner = house.found()
    verified(house, post)
    with pytest.raises(WrongCredentialsError):
        house.confirming.ask_for_change(owner, email="new@example.org", password="a wrong password")
    with pytest.raises(InvalidValueError):
        house.confirming.ask_for_change(owner, email="Owner@Example.org", password=PASSWORD)
    house.confirming.ask_for_change(owner, email="new@example.org", password=PASSWORD)

    house.confirming.confirm_address(post.code(EMAIL))
    assert house.own_account.show(owner).member.email == EMAIL
    house.confirming.confirm_address(post.code("new@example.org"))

    member = house.own_account.show(owner).member
    assert (member.email, member.verified_at) == ("new@example.org", house.clock.now())
    house.signing_in.sign_in("new@example.org", PASSWORD)
    with pytest.raises(WrongCredentialsError):
        house.signing_in.sign_in(EMAIL, PASSWORD)
    actions = [entry.action for entry in house.audit_trail.page(owner).entries]
    assert {Action.ADDRESS_CHANGE_ASKED, Action.ADDRESS_CHANGED, Action.ADDRESS_VERIFIED} <= set(actions)


def test_a_change_that_was_asked_anew_forgets_the_first(house: House, post: Post) -> None:
    """A code for an address that is not wanted any more changes nothing, and one end alone never does."""
    owner = house.found()
    verified(house, post)
    house.confirming.ask_for_change(owner, email="first@example.org", password=PASSWORD)
    taken, left = post.code("first@example.org"), post.code(EMAIL)
    house.confirming.confirm_address(left)
    house.confirming.ask_for_change(owner, email="second@example.org", password=PASSWORD)

    with pytest.raises(CodeUnusableError):
        house.confirming.confirm_address(taken)
    house.confirming.confirm_address(post.code("second@example.org"))
    assert house.own_account.show(owner).member.email == EMAIL


def test_an_unverified_address_is_given_up_without_its_consent(house: House, post: Post) -> None:
    """Who mistyped their address at sign-up corrects it by confirming the right one alone."""
    owner = house.found(email="tpyo@example.org")
    house.confirming.ask_for_change(owner, email=EMAIL, password=PASSWORD)
    house.confirming.confirm_address(post.code(EMAIL))

    assert house.own_account.show(owner).member.email == EMAIL


def test_an_address_that_was_taken_meanwhile_stays_theirs(house: House, post: Post) -> None:
    """If another member has the address by the time it is confirmed, nothing changes and the code stays good."""
    owner = house.found()
    house.confirming.ask_for_change(owner, email="ada@example.org", password=PASSWORD)
    code = post.code("ada@example.org")
    house.join(owner, "ada@example.org")

    for _ in range(2):
        with pytest.raises(AlreadyExistsError):
            house.confirming.confirm_address(code)
    assert house.own_account.show(owner).member.email == EMAIL


@pytest.mark.asvs("V6.6.2", "V9.2.2")
def test_codes_are_for_one_purpose(house: House, post: Post) -> None:
    """No code opens what another kind is for: not an address, not a password, not an organization, not a session."""
    owner = house.found()
    verify = post.code(EMAIL)
    with pytest.raises(CodeUnusableError):
        house.confirming.reset_password(verify, NEW)
    house.confirming.confirm_address(verify)
    house.confirming.ask_for_reset(EMAIL)
    reset = post.code(EMAIL)
    invited = house.members.invite(owner, Role.MEMBER).secret
    signed_in = house.signing_in.sign_in(EMAIL, PASSWORD)

    for other in (reset, invited, signed_in.refresh_token, signed_in.access_token):
        with pytest.raises(CodeUnusableError):
            house.confirming.confirm_address(other)
    for other in (invited, signed_in.refresh_token, signed_in.access_token):
        with pytest.raises(CodeUnusableError):
            house.confirming.reset_password(other, NEW)
    for other in (reset, invited):
        with pytest.raises(NotSignedInError):
            house.signing_in.refresh(other)
        with pytest.raises(NotSignedInError):
            house.access.actor(other)
    house.confirming.reset_password(reset, NEW)


def accept(house: House, secret: str, email: str) -> Actor:
    """Somebody who accepts an invitation."""
    new = NewMember(invitation=secret, name="Ada", email=email, password=PASSWORD, adult=True, accepted_policy=POLICY)
    return house.access.actor(house.members.accept(new).access_token)


@pytest.mark.asvs("V6.4.1")
def test_an_invitation_by_mail_is_for_its_address(house: House, post: Post) -> None:
    """Only the address it was sent to can accept it, once, and is verified by it; the inviter never sees the secret."""
    owner = house.found()
    sent = house.members.invite_by_mail(owner, Role.MEMBER, "Ada@Example.org")
    secret = post.code("ada@example.org")

    with pytest.raises(InvitationUnusableError):
        accept(house, secret, "eve@example.org")
    ada = accept(house, secret, "ada@example.org")
    assert house.own_account.show(ada).member.verified_at == house.clock.now()
    with pytest.raises(InvitationUnusableError):
        accept(house, secret, "ada@example.org")
    assert sent.email == "ada@example.org"


def test_letters_wait_for_the_mail_server(house: House, post: Post) -> None:
    """While the server is away nothing is lost; what was used or replaced meanwhile is not sent any more, nor twice."""
    owner = house.found()
    post.away = True
    with pytest.raises(MailUnavailableError):
        post.deliver()
    house.confirming.ask_again(owner)
    post.away = False
    post.deliver()
    assert len(post.letters) == 1
    (code,) = _codes(house, owner)
    house.world.posting(post, "https://books.example").send_code(owner.organization, code)

    assert len(post.letters) == 1


def _codes(house: House, actor: Actor) -> tuple[CodeId, ...]:
    with house.units(actor.organization) as unit:
        return tuple(code.id for code in unit.codes.of_member(actor.member))


@pytest.mark.asvs("V11.5.1", "V6.5.3")
def test_codes_are_kept_as_digests(house: House, post: Post) -> None:
    """Nothing that is kept or queued holds the code: it is reckoned from its id and the installation's key."""
    owner = house.found()
    house.relay.run_once()
    waiting = repr(house.queue.messages)
    kept = repr(house.store.read(owner.organization))
    code = post.code(EMAIL)

    assert code not in waiting + kept
    assert len(code) >= 86  # two ids and 256 bits


def test_owner_and_admins_hear_of_failed_sign_ins(post: Post) -> None:
    """A burst of guesses at a member sends a letter to the owner and admins with verified addresses, to nobody else."""
    house = post.house = type(post.house)(throttle_factor=1)
    owner = house.found()
    for email, role in (("a@example.org", Role.ADMIN), ("b@example.org", Role.ADMIN), ("m@example.org", Role.MEMBER)):
        house.join(owner, email, role)
    for email in (EMAIL, "a@example.org", "m@example.org"):
        verified(house, post, email)
    for _ in range(Limit.SIGN_IN_ADDRESS.value.burst):
        with pytest.raises(WrongCredentialsError):
            house.signing_in.sign_in("m@example.org", "a wrong password")
    before = len(post.letters)

    assert house.world.watch().tell() == 1
    post.deliver()

    sent = post.letters[before:]
    assert sorted(letter.to for letter in sent) == ["a@example.org", EMAIL]
    assert {letter.subject for letter in sent} == {"PlutoPixie: Somebody tries to sign in"}
    assert not any("m@example.org" in letter.text for letter in sent)
