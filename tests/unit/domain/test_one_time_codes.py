"""One-time codes: good once, for a while, for one purpose; and what an unverified address may get."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain import one_time_codes as rules
from plutopixie.domain.ids import CodeId
from plutopixie.domain.letters import LetterKind, letter
from plutopixie.domain.one_time_codes import LIFETIMES, Code, CodeUnusableError, Purpose
from plutopixie.ports.contracts.samples import NOW, a_member, fresh_id

ADA = a_member()
VERIFIED = evolve(ADA, verified_at=NOW)


def a_code(purpose: Purpose = Purpose.VERIFY_ADDRESS, address: str = "new@example.org") -> Code:
    """A new code of Ada's."""
    return rules.issued(CodeId(fresh_id()), purpose, ADA.id, address, NOW)


@pytest.mark.asvs("V6.4.1", "V6.5.5")
@pytest.mark.parametrize("purpose", Purpose)
@given(after=st.timedeltas(timedelta(0), timedelta(days=2)))
def test_a_code_is_good_once_and_for_a_while(purpose: Purpose, after: timedelta) -> None:
    """A code can be used before its time is up and never again; ten minutes for one that opens an account."""
    code = a_code(purpose)

    assert LIFETIMES[Purpose.RESET_PASSWORD] <= timedelta(minutes=10)
    assert code.good(NOW + after) == (after < LIFETIMES[purpose])
    if code.good(NOW + after):
        with pytest.raises(CodeUnusableError):
            rules.used(rules.used(code, NOW + after), NOW + after)
    else:
        with pytest.raises(CodeUnusableError):
            rules.used(code, NOW + after)


def test_an_unverified_address_gets_nothing_that_opens_the_account() -> None:
    """A stranger behind a mistyped address gets no code for a new password."""
    assert not rules.may_reset(ADA)
    assert rules.may_reset(VERIFIED)


@pytest.mark.parametrize(
    ("member", "back", "agree"),
    [
        (VERIFIED, {Purpose.TAKE_ADDRESS, Purpose.LEAVE_ADDRESS}, True),
        (VERIFIED, {Purpose.TAKE_ADDRESS}, False),
        (VERIFIED, {Purpose.LEAVE_ADDRESS}, False),
        (VERIFIED, set(), False),
        (ADA, {Purpose.TAKE_ADDRESS}, True),
        (ADA, {Purpose.LEAVE_ADDRESS}, False),
    ],
)
def test_an_address_changes_when_both_ends_agree(member: object, back: set[Purpose], *, agree: bool) -> None:
    """Both codes must have come back; only the new end's, where the present address was never verified."""
    person = VERIFIED if member is VERIFIED else ADA
    codes = tuple(
        evolve(a_code(purpose), used_at=NOW if purpose in back else None)
        for purpose in rules.needed_for_change(VERIFIED)
    )

    assert rules.both_ends_agree(person, codes, "new@example.org") == agree
    assert not rules.both_ends_agree(person, codes, "other@example.org")


def test_codes_go_where_they_prove_something() -> None:
    """The code that gives an address up goes to that address; every other one to the address it is about."""
    assert rules.destination(a_code(Purpose.LEAVE_ADDRESS), VERIFIED) == VERIFIED.email
    for purpose in set(Purpose) - {Purpose.LEAVE_ADDRESS}:
        assert rules.destination(a_code(purpose), VERIFIED) == "new@example.org"


@pytest.mark.promise("P8.1")
@pytest.mark.asvs("V14.2.1", "V1.3.10")
@pytest.mark.parametrize("kind", LetterKind)
def test_letters_say_little(kind: LetterKind) -> None:
    """A letter holds the organization's name as it stands, and a link whose code no server gets to see."""
    name = "{0.__class__} %s Café & Sons"
    made = letter(kind, "ada@example.org", organization=name, base_url="https://books.example", code="c0de")

    assert name in made.text
    assert "https://books.example/" in made.text
    assert "#c0de" in made.text
    assert "c0de" not in made.text.replace("#c0de", "")
    assert "c0de" not in repr(made)
    assert "ada@example.org" not in repr(made)
    assert made.has_a_safe_head
    assert all(len(line) <= 120 for line in made.text.splitlines())
