"""Guesses and floods: how many come through, who must wait, who never does, and who is told."""

from __future__ import annotations

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plutopixie.domain.audit import Action, AuthorKind
from plutopixie.domain.errors import PlutoPixieError, WrongCredentialsError
from plutopixie.domain.events import SignInsFailed
from plutopixie.domain.ids import OrganizationId, SessionId
from plutopixie.domain.listing import Filter, Sort
from plutopixie.domain.members import Role
from plutopixie.domain.origins import Origin
from plutopixie.domain.throttling import PLACE_KEPT, Limit, ThrottledError
from plutopixie.ports.inbound.bearer_secrets import BearerSecret
from plutopixie.ports.inbound.members import NewMember
from plutopixie.ports.inbound.repetition import RequestKey
from plutopixie.ports.inbound.second_step import SecondProof
from plutopixie.ports.inbound.signing_in import OrganizationNeededError
from plutopixie.ports.inbound.signing_up import NewOrganization

PASSWORD = "correct horse battery staple"
WRONG = "a wrong password"
EMAIL = "owner@example.org"
HOME = Origin("203.0.113.7", "Firefox on Windows")
ELSEWHERE = Origin("198.51.100.1")
ADDRESS, PLACE, AROUND = (
    limit.value for limit in (Limit.SIGN_IN_ADDRESS, Limit.SIGN_IN_PLACE, Limit.SIGN_IN_NEIGHBOURHOOD)
)
#: Limits that tests of their own are about.
ELSEWHERE_TESTED = {
    Limit.SIGN_IN_ADDRESS,
    Limit.SIGN_IN_PLACE,
    Limit.SIGN_IN_NEIGHBOURHOOD,
    Limit.SECOND_FACTOR,
    Limit.ALARM,
}


@pytest.fixture
def strict(house: Any) -> Any:
    """A house with the limits as they are, and one organization."""
    return narrow(house)


def narrow(house: Any) -> Any:
    """Another house, with the limits as they are, and one organization."""
    other = type(house)(throttle_factor=1)
    other.found(email=EMAIL)
    return other


def stranger(number: int) -> Origin:
    """Somebody from an address of their own."""
    return Origin(f"198.18.{number // 250}.{number % 250 + 1}")


def outcome(attempt: Callable[[], object]) -> str:
    """How an attempt ends, as the code of its error."""
    try:
        attempt()
    except PlutoPixieError as error:
        return error.code
    return "done"


def guess(house: Any, origin: Origin, email: str = EMAIL, password: str = WRONG) -> str:
    """How a guess ends."""
    return outcome(lambda: house.signing_in.sign_in(email, password, origin=origin))


def sign_in(house: Any, origin: Origin, **options: Any) -> str:
    """How signing in with the right password ends."""
    return outcome(lambda: house.signing_in.sign_in(EMAIL, PASSWORD, origin=origin, **options))


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V6.3.1")
@pytest.mark.asvs("V2.4.1")
def test_a_thousand_guesses_at_an_account(strict: Any) -> None:
    """Of a thousand guesses at one account within ten minutes, each from another place, a dozen reach the hasher."""
    strict.hasher.checked.clear()
    for number in range(1_000):
        guess(strict, stranger(number))
        strict.clock.advance(timedelta(seconds=0.6))

    assert len(strict.hasher.checked) <= ADDRESS.burst + timedelta(minutes=10) // ADDRESS.refill == 12


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V6.3.1")
@pytest.mark.asvs("V2.4.1")
def test_a_thousand_guesses_from_one_place(strict: Any) -> None:
    """Of a thousand guesses from one place within ten minutes, each at another account, fifty reach the hasher."""
    strict.hasher.checked.clear()
    for number in range(1_000):
        guess(strict, ELSEWHERE, email=f"person{number}@example.org")
        strict.clock.advance(timedelta(seconds=0.6))

    assert len(strict.hasher.checked) <= AROUND.burst + timedelta(minutes=10) // AROUND.refill == 50


@pytest.mark.asvs("V6.3.1")
def test_guesses_at_the_same_moment(strict: Any) -> None:
    """Of many guesses at the same moment no more are checked than a bucket holds."""
    strict.hasher.checked.clear()
    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(lambda number: guess(strict, stranger(number)), range(200)))

    assert len(strict.hasher.checked) == ADDRESS.burst
    assert outcomes.count("throttled") == 200 - ADDRESS.burst


@pytest.mark.asvs("V6.3.1")
def test_a_refused_guess_says_how_long_to_wait(strict: Any) -> None:
    """Who is refused is told the seconds until the next attempt, and after them one is let through."""
    for number in range(ADDRESS.burst):
        guess(strict, stranger(number))

    with pytest.raises(ThrottledError) as caught:
        strict.signing_in.sign_in(EMAIL, PASSWORD, origin=ELSEWHERE)
    strict.clock.advance(timedelta(seconds=caught.value.retry_after - 1))
    assert sign_in(strict, ELSEWHERE) == "throttled"
    strict.clock.advance(timedelta(seconds=1))

    assert caught.value.retry_after == ADDRESS.refill.total_seconds()
    assert sign_in(strict, ELSEWHERE) == "done"


attacks = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 2_000), st.sampled_from(["guess", "member", "member wrong"])),
    max_size=120,
)


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V6.1.1")
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(attack=attacks)
def test_nobody_is_locked_out_of_a_place_they_know(house: Any, attack: list[tuple[int, int, str]]) -> None:
    """However an attacker guesses from elsewhere, the member signs in at a known place every time.

    Also when the member mistypes now and then, up to what their own bucket holds.
    """
    house = narrow(house)
    assert sign_in(house, HOME) == "done"
    mistyped = 0
    for number, pause, step in attack:
        house.clock.advance(timedelta(milliseconds=pause))
        if step == "guess":
            assert guess(house, stranger(number)) in {"wrong-credentials", "throttled"}
        elif step == "member wrong" and mistyped < PLACE.burst - 1:
            mistyped += 1
            assert guess(house, HOME) == "wrong-credentials"
        else:
            assert sign_in(house, HOME) == "done"
    assert sign_in(house, HOME) == "done"


@pytest.mark.asvs("V6.1.1")
def test_somebody_at_an_unknown_place_gets_a_turn(strict: Any) -> None:
    """While an attacker guesses without end, one attempt per refill is let through, and it may be the member's."""
    through = 0
    for second in range(3_600):
        strict.clock.advance(timedelta(seconds=1))
        if second % 7:
            guess(strict, stranger(second % 200))
        elif sign_in(strict, HOME) == "done":
            through += 1
            break

    assert through == 1
    assert {sign_in(strict, HOME) for _ in range(50)} == {"done"}


@pytest.mark.asvs("V6.3.1")
def test_guesses_at_a_place_are_limited_too(strict: Any) -> None:
    """Where the member signed in before, no more wrong guesses are checked than that place's own bucket holds."""
    sign_in(strict, HOME)
    strict.hasher.checked.clear()
    for _ in range(100):
        guess(strict, HOME)

    assert len(strict.hasher.checked) == PLACE.burst
    assert sign_in(strict, HOME) == "throttled"


def test_a_place_is_forgotten(strict: Any) -> None:
    """Thirty days after the last sign-in a place is like any other."""
    sign_in(strict, HOME)
    strict.clock.advance(PLACE_KEPT)
    for number in range(ADDRESS.burst):
        guess(strict, stranger(number))

    assert sign_in(strict, HOME) == "throttled"


def test_nowhere_is_no_place(strict: Any) -> None:
    """Who comes from no known address is a stranger, for everybody without one would share that place."""
    sign_in(strict, Origin())
    for number in range(ADDRESS.burst):
        guess(strict, stranger(number))

    assert sign_in(strict, Origin()) == "throttled"


def test_signing_in_costs_nothing(strict: Any) -> None:
    """A member who signs in over and over again from everywhere is never refused, and nothing is left in a bucket."""
    assert {sign_in(strict, stranger(number % 3)) for number in range(200)} == {"done"}

    for number in range(ADDRESS.burst):
        assert guess(strict, stranger(100 + number)) == "wrong-credentials"
    assert guess(strict, stranger(200)) == "throttled"


@pytest.mark.asvs("V6.3.1")
def test_signing_in_does_not_empty_the_bucket_of_a_place(strict: Any) -> None:
    """An attacker who signs in to an account of their own between the guesses gains nothing by it."""
    strict.found("Mallory's", "mallory@example.org")
    outcomes = []
    for number in range(AROUND.burst + 5):
        outcomes.append(guess(strict, ELSEWHERE, email=f"person{number}@example.org"))
        if number < AROUND.burst:
            strict.signing_in.sign_in("mallory@example.org", PASSWORD, origin=ELSEWHERE)

    assert outcomes.count("wrong-credentials") == AROUND.burst


@pytest.mark.asvs("V6.3.1")
def test_an_organization_under_anothers_address_buys_no_guesses(strict: Any) -> None:
    """Who founds an organization under the address of somebody else and makes each guess its password learns no more.

    The right password of their own membership neither gives a guess at the other one back, nor makes a known place of
    it for the other one.
    """
    outcomes = list[str]()
    for number in range(ADDRESS.burst + 10):
        tried = f"a fine password, the {number}th"
        new = NewOrganization("Mallory's", "Mallory", EMAIL, tried, adult=True, accepted_policy="2026-11-01")
        strict.signing_up.sign_up(new, origin=stranger(number))
        outcomes.append(guess(strict, ELSEWHERE, password=tried))

    (victim, *_) = strict.world.directory.memberships(EMAIL)
    with strict.units(victim.organization) as unit:
        hashed = unit.members.password_hash(victim.member)
    assert outcomes[: ADDRESS.burst] == ["done"] * ADDRESS.burst
    assert "done" not in outcomes[ADDRESS.burst :]
    assert strict.hasher.checked.count(hashed) == ADDRESS.burst


def test_two_organizations_of_one_person(strict: Any) -> None:
    """Who belongs to two organizations signs in to either from a known place, over and over, when they say which."""
    strict.found("Beta", EMAIL)
    ids = [one.organization for one in strict.world.directory.memberships(EMAIL)]
    with pytest.raises(OrganizationNeededError):
        strict.signing_in.sign_in(EMAIL, PASSWORD, origin=HOME)
    for number in range(ADDRESS.burst):
        guess(strict, stranger(number))

    assert {sign_in(strict, HOME, organization=OrganizationId(id)) for id in ids * 20} == {"done"}


@pytest.mark.asvs("V6.1.1")
@pytest.mark.parametrize("known", [True, False])
def test_known_and_unknown_addresses_are_counted_alike(strict: Any, *, known: bool) -> None:
    """An address nobody has is refused after as many guesses, for as long, as one that somebody has."""
    email = EMAIL if known else "nobody@example.org"
    outcomes = [guess(strict, stranger(number), email) for number in range(ADDRESS.burst + 2)]
    foreign = [
        outcome(
            lambda: strict.signing_in.sign_in(
                email, "a wrong password", OrganizationId(strict.identities.new()), origin=ELSEWHERE
            )
        )
    ]

    assert outcomes == ["wrong-credentials"] * ADDRESS.burst + ["throttled"] * 2
    assert foreign == ["throttled"]


def test_the_same_work_for_known_and_unknown(strict: Any) -> None:
    """For an unknown address as many units are opened, and passwords checked, as for a known one."""
    opened = list[OrganizationId]()
    proving = strict.signing_in.proving

    class Counted:
        def __call__(self, organization: OrganizationId) -> Any:
            opened.append(organization)
            return strict.units(organization)

    counted = evolve(proving, open_unit=Counted())
    work = []
    for email in (EMAIL, "nobody@example.org"):
        opened.clear()
        strict.hasher.checked.clear()
        with pytest.raises(WrongCredentialsError):
            counted.prove(email, "a wrong password", None, HOME)
        work.append((len(opened), len(strict.hasher.checked)))

    assert work == [(1, 1), (1, 1)]


@pytest.mark.asvs("V2.3.2")
@pytest.mark.asvs("V2.4.1")
def test_every_limit_is_kept_as_documented(strict: Any) -> None:
    """Each limit lets its burst through and refuses the next; another place or another member is not held up by it."""
    owner = strict.access.actor(strict.signing_in.sign_in(EMAIL, PASSWORD, origin=HOME).access_token)
    other = strict.found("Beta", "beta@example.org")
    tokens = strict.signing_in.sign_in(EMAIL, PASSWORD, origin=HOME)

    def upload(actor: Any, number: int) -> object:
        content = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0\0\0\0\0IEND" + bytes([number % 256])
        return strict.receipts.upload(actor, content, request=RequestKey(f"{number}", b"d" * 32))

    def found(number: int, origin: Origin) -> object:
        new = NewOrganization("X", "X", f"p{number}@example.org", PASSWORD, adult=True, accepted_policy="2026-11-01")
        return strict.signing_up.sign_up(new, origin=origin)

    made_up = BearerSecret(OrganizationId(UUID(int=1)), UUID(int=2), b"s" * 32).text()

    def redeem(number: int, origin: Origin) -> object:
        if number % 2:
            return strict.confirming.confirm_address(made_up, origin=origin)
        return strict.confirming.reset_password(made_up, "another fine one", origin=origin)

    def accept(origin: Origin) -> object:
        new = NewMember(made_up, "X", "x@example.org", PASSWORD, adult=True, accepted_policy="2026-11-01")
        return strict.members.accept(new, origin=origin)

    def wrong(actor: Any) -> object:
        return strict.own_account.change_password(actor, present="a wrong password", new=PASSWORD)

    def leave(actor: Any) -> object:
        return strict.own_account.leave(actor, password="a wrong password")

    def export(actor: Any) -> object:
        return strict.expenses.export(actor, Filter(), Sort())

    tries: dict[Limit, tuple[Callable[[int], object], Callable[[int], object]]] = {
        Limit.SIGN_UP: (lambda n: found(n, ELSEWHERE), lambda n: found(n, stranger(1))),
        Limit.ACCEPT: (lambda _: accept(ELSEWHERE), lambda _: accept(stranger(1))),
        Limit.REFRESH: (
            lambda _: strict.signing_in.refresh("no token", origin=ELSEWHERE),
            lambda _: strict.signing_in.refresh(tokens.refresh_token, origin=stranger(1)),
        ),
        Limit.RESET_ADDRESS: (
            lambda n: strict.confirming.ask_for_reset("nobody@example.org", origin=stranger(n)),
            lambda n: strict.confirming.ask_for_reset("somebody@example.org", origin=stranger(n)),
        ),
        Limit.RESET_NEIGHBOURHOOD: (
            lambda n: strict.confirming.ask_for_reset(f"person{n}@example.org", origin=ELSEWHERE),
            lambda n: strict.confirming.ask_for_reset(f"person{n}@example.org", origin=HOME),
        ),
        Limit.REDEEM: (
            lambda n: redeem(n, ELSEWHERE),
            lambda n: redeem(n, HOME),
        ),
        Limit.LETTER: (
            lambda _: strict.confirming.ask_again(owner),
            lambda _: strict.confirming.ask_again(other),
        ),
        Limit.INVITATION: (
            lambda n: strict.members.invite_by_mail(owner, Role.MEMBER, f"person{n}@example.org"),
            lambda n: strict.members.invite_by_mail(other, Role.MEMBER, f"person{n}@example.org"),
        ),
        Limit.PASSWORD_CHECK: (lambda n: wrong(owner) if n % 2 else leave(owner), lambda _: wrong(other)),
        Limit.UPLOAD: (lambda n: upload(owner, n), lambda n: upload(other, n)),
        Limit.EXPORT: (
            lambda n: export(owner) if n % 2 else strict.audit_trail.export(owner),
            lambda _: export(other),
        ),
    }
    assert {*tries, *ELSEWHERE_TESTED} == set(Limit)
    for limit, (attempt, elsewhere) in tries.items():
        outcomes = [outcome(partial(attempt, number)) for number in range(limit.value.burst + 1)]
        assert "throttled" not in outcomes[:-1], limit
        assert outcomes[-1] == "throttled", limit
        assert outcome(partial(elsewhere, 10_000)) != "throttled", limit
        strict.clock.advance(limit.value.refill)
        assert outcome(partial(attempt, 20_000)) != "throttled", limit


def test_a_right_password_of_a_signed_in_member_costs_nothing(strict: Any) -> None:
    """Only wrong passwords count against a signed-in member."""
    actor = strict.access.actor(strict.signing_in.sign_in(EMAIL, PASSWORD, origin=HOME).access_token)
    passwords = [PASSWORD, "another fine password"] * 10
    for present, new in pairwise(passwords):
        strict.own_account.change_password(actor, present=present, new=new)


@pytest.mark.asvs("V6.3.1")
@pytest.mark.asvs("V6.6.3")
def test_codes_of_the_second_factor_are_guessed_five_times(strict: Any) -> None:
    """After five wrong codes beside a right password the right one waits too, and admins are told.

    A right code costs nothing, and a sign-in without any code is no guess.
    """
    owner = strict.access.actor(strict.signing_in.sign_in(EMAIL, PASSWORD, origin=HOME).access_token)
    recovery = _with_second_factor(strict, owner)
    burst = Limit.SECOND_FACTOR.value.burst
    wrong, rights = SecondProof(recovery_code="no such code"), [SecondProof(recovery_code=one) for one in recovery]

    assert {sign_in(strict, HOME, proof=rights[number]) for number in range(4)} == {"done"}
    assert {sign_in(strict, HOME) for _ in range(2 * burst)} == {"second-factor-needed"}
    outcomes = [sign_in(strict, HOME if number % 2 else ELSEWHERE, proof=wrong) for number in range(burst)]
    assert outcomes == ["wrong-code"] * burst
    assert sign_in(strict, HOME, proof=rights[5]) == "throttled"
    assert strict.world.watch().tell() == 1
    strict.clock.advance(Limit.SECOND_FACTOR.value.refill)
    assert sign_in(strict, HOME, proof=rights[5]) == "done"


def _with_second_factor(house: Any, actor: Any) -> tuple[str, ...]:
    secret = base64.b32decode(house.second_factors.prepare(actor, PASSWORD).secret)
    moment = int(house.clock.now().timestamp())
    code = TOTP(secret, 6, SHA1(), 30).generate(moment).decode()  # noqa: S303 - what devices compute
    codes: tuple[str, ...] = house.second_factors.confirm(actor, code)
    return codes


def _attack(house: Any, email: str = EMAIL) -> None:
    for number in range(ADDRESS.burst + 1):
        guess(house, stranger(number), email)


def _told(house: Any, actor: Any) -> list[Any]:
    page = house.audit_trail.page(actor)
    return [entry for entry in page.entries if entry.action is Action.SIGN_INS_FAILED]


@pytest.mark.asvs("V6.3.1")
def test_admins_are_told_of_a_burst_once_a_day(strict: Any) -> None:
    """A bucket that runs full at a member's address is noted and announced once, and again only a day later."""
    owner = strict.access.actor(strict.signing_in.sign_in(EMAIL, PASSWORD, origin=HOME).access_token)
    strict.join(owner, "milo@example.org", Role.MEMBER)
    watch = strict.world.watch()
    assert watch.tell() == 0

    _attack(strict)
    assert [watch.tell() for _ in range(3)] == [1, 0, 0]
    strict.clock.advance(timedelta(hours=23))
    _attack(strict)
    assert watch.tell() == 0
    strict.clock.advance(timedelta(hours=1))
    _attack(strict)
    assert watch.tell() == 1

    owner = strict.access.actor(strict.signing_in.sign_in(EMAIL, PASSWORD, origin=HOME).access_token)
    entries = _told(strict, owner)
    assert [(entry.author.kind, entry.subject) for entry in entries] == [(AuthorKind.NOBODY, owner.member)] * 2
    strict.relay.run_once()
    announced = [message for message in strict.queue.messages if message.kind == SignInsFailed.kind]
    assert [message.subject for message in announced] == [str(owner.member)] * 2


def test_every_organization_of_the_address_is_told(strict: Any) -> None:
    """Somebody who belongs to two organizations is told of in both, and nobody else is."""
    strict.found("Beta", EMAIL)
    strict.found("Gamma", "gamma@example.org")
    _attack(strict)

    assert strict.world.watch().tell() == 2


def test_a_burst_at_nobodys_address_tells_nobody(strict: Any) -> None:
    """Guesses at an address that nobody has are nobody's affair."""
    _attack(strict, "nobody@example.org")

    assert strict.world.watch().tell() == 0


def test_a_burst_is_told_later_if_it_could_not_be_now(strict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the records fail while a burst is noted, the next round tells of it."""
    _attack(strict)
    watch = strict.world.watch()

    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("plutopixie.adapters.memory.outbox.MemoryOutbox.add", fail)
        with pytest.raises(RuntimeError):
            watch.tell()

    assert watch.tell() == 1


def test_housekeeping_forgets_what_is_old(strict: Any) -> None:
    """Old requests, ended sessions, expired codes, places and empty buckets are forgotten; what is younger stays."""
    first = strict.signing_in.sign_in(EMAIL, PASSWORD, origin=HOME)
    actor = strict.access.actor(first.access_token)
    strict.signing_in.sign_out(actor)
    guess(strict, ELSEWHERE)
    tidy = strict.world.housekeeping().tidy
    assert tidy() == 0

    strict.clock.advance(timedelta(hours=1))
    assert tidy() == 4  # the bucket of the address, of two neighbourhoods, and that of signing up
    strict.clock.advance(timedelta(days=31))
    assert tidy() == 3  # the place, the session, and the code of signing up
    assert tidy() == 0
    with strict.units(actor.organization) as unit:
        assert outcome(lambda: unit.sessions.get(SessionId(actor.session))) == "not-found"
