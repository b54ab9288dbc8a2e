"""Second factors: a code is good once, a recovery code is good once, and what is required is enforced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain import second_factor as rules
from plutopixie.domain.errors import IllegalMoveError
from plutopixie.domain.ids import MemberId
from plutopixie.domain.members import Role
from plutopixie.domain.permissions import Permission
from plutopixie.domain.second_factor import SecondFactor, SecondFactorRequiredError, WrongCodeError
from plutopixie.ports.contracts.samples import NOW, a_member, digest, fresh_id

PREPARED = SecondFactor(MemberId(fresh_id()), b"s" * 20, NOW)
COUNTING = evolve(PREPARED, confirmed_at=NOW, last_step=100)


@pytest.mark.asvs("V6.5.1")
@given(st.lists(st.integers(90, 130), max_size=20))
def test_a_step_is_good_once_and_never_again(steps: list[int]) -> None:
    """Whatever codes come in whatever order, the steps that are taken rise strictly; the others change nothing."""
    factor, taken = COUNTING, [100]
    for step in steps:
        try:
            factor = rules.used(factor, step)
            taken.append(step)
        except WrongCodeError:
            assert step <= factor.last_step

    assert taken == sorted(set(taken))
    assert factor.last_step == taken[-1]


@pytest.mark.asvs("V6.5.5")
def test_a_step_lasts_thirty_seconds() -> None:
    """A moment lies in the step of its half minute (RFC 6238, section 4.2)."""
    at = datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)

    assert rules.step_of(at) == 1
    assert rules.step_of(at + timedelta(seconds=1)) == 2
    assert (rules.DIGITS, rules.STEP_SECONDS, rules.STEPS_APART_MAX) == (6, 30, 1)


def test_a_factor_is_confirmed_once_and_by_a_right_code() -> None:
    """A prepared factor counts after a right code; a wrong one, or confirming what is not prepared, moves nothing."""
    codes = frozenset({digest(1)})
    confirmed = rules.confirmed(PREPARED, 7, codes, NOW)

    assert confirmed == evolve(PREPARED, confirmed_at=NOW, last_step=7, recovery=codes)
    assert confirmed.counts
    assert not PREPARED.counts
    with pytest.raises(WrongCodeError):
        rules.confirmed(PREPARED, None, codes, NOW)
    for other in (None, confirmed):
        with pytest.raises(IllegalMoveError):
            rules.confirmed(other, 8, codes, NOW)


def test_what_does_not_count_can_not_be_changed() -> None:
    """Another factor is prepared while none counts, and only what counts is renewed or removed."""
    rules.require_free(None)
    rules.require_free(PREPARED)
    assert rules.require_counting(COUNTING) is COUNTING
    with pytest.raises(IllegalMoveError):
        rules.require_free(COUNTING)
    for other in (PREPARED, None):
        with pytest.raises(IllegalMoveError):
            rules.require_counting(other)


@pytest.mark.asvs("V6.5.1", "V6.5.4")
@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=10, unique_by=lambda secret: secret[:15]))
def test_a_recovery_code_is_good_once(secrets: list[bytes]) -> None:
    """Each recovery code works once, in whatever case and spacing it is typed, and leaves the others good."""
    codes = list(map(rules.recovery_code, secrets))
    factor = evolve(COUNTING, recovery=frozenset(map(rules.recovery_digest, codes)))
    for place, code in enumerate(codes):
        typed = code.lower().replace("-", " ") if place % 2 else code.replace("0", "o").replace("1", "l")
        factor = rules.recovered(factor, typed)
        assert len(factor.recovery) == len(codes) - place - 1
        with pytest.raises(WrongCodeError):
            rules.recovered(factor, code)


@pytest.mark.asvs("V6.5.2", "V6.5.4")
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_recovery_code_holds_125_bits(one: bytes, other: bytes) -> None:
    """A code has 25 letters of 5 bits, so its digest needs no slow hash; other bits give another code."""
    code = rules.recovery_code(one)

    assert [len(group) for group in code.split("-")] == [5] * 5
    different = int.from_bytes(one[:16]) >> 3 != int.from_bytes(other[:16]) >> 3
    assert (code != rules.recovery_code(other)) == different
    assert len(rules.recovery_digest(code)) == 32


@pytest.mark.promise("P6.4")
@pytest.mark.asvs("V6.3.3")
@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_what_is_required_is_enforced(role: Role, permission: Permission) -> None:
    """Without a required factor the owner and admins can do nothing but see to their own account."""
    member = a_member(role=role)
    rules.require_protected(member, permission, has_factor=True, required=True)
    rules.require_protected(member, permission, has_factor=False, required=False)

    if role is Role.MEMBER or permission is Permission.SEE_SELF:
        rules.require_protected(member, permission, has_factor=False, required=True)
    else:
        with pytest.raises(SecondFactorRequiredError):
            rules.require_protected(member, permission, has_factor=False, required=True)


def test_secrets_do_not_show() -> None:
    """The representation of a factor holds neither the secret nor the digests."""
    shown = repr(evolve(COUNTING, recovery=frozenset({digest(1)})))

    assert "ssss" not in shown
    assert repr(digest(1)) not in shown
