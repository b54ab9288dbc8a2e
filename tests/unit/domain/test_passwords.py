"""What a password may be, and that it doesn't show."""

from __future__ import annotations

import copy
import json
import pickle
import time
import unicodedata

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.passwords import COMMON_PASSWORDS, Password

SECRET = "correct horse battery"
letters = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zs", "Mn", "Mc", "Me"))


@attrs.frozen
class Request:
    """A request that carries a password."""

    name: str
    password: Password


@given(st.text(letters, min_size=8, max_size=128))
def test_any_script_and_sign_fits(plain: str) -> None:
    """8 to 128 characters of anything visible are a password, revealed in composed form."""
    assume(8 <= len(unicodedata.normalize("NFC", plain)) <= 128 and plain.casefold() not in COMMON_PASSWORDS)

    assert Password(plain).reveal() == unicodedata.normalize("NFC", plain)


@given(st.text("aéかñ ", min_size=8, max_size=40))
def test_the_same_on_another_device(plain: str) -> None:
    """Decomposed letters and other kinds of space make the same password."""
    assume(plain.casefold() not in COMMON_PASSWORDS)

    assert Password(unicodedata.normalize("NFD", plain).replace(" ", "\u00a0")) == Password(plain)


def test_compatibility_variants_stay_different() -> None:
    """Composition is canonical only: a superscript is no plain digit, a full-width letter no narrow one."""
    assert Password("correct horse\u00b2") != Password("correct horse2")
    assert Password("\uff43orrect horse") != Password("correct horse")


@pytest.mark.parametrize(
    "plain",
    ["", "short", "1234567", "e\u0301" * 7, "x" * 129, "correct\x00horse", "correct\nhorse", "correct\x7fhorse",
     "correct\ud800horse", "correct\uffffhorse", "x" * 10**8, "correct" + "\u0301" * 31],
)  # fmt: skip
def test_unfit_passwords(plain: str) -> None:
    """Too short, too long, control characters, lone surrogates, noncharacters: refused fast, without repeating it."""
    begin = time.perf_counter()
    with pytest.raises(InvalidValueError) as refused:
        Password(plain, "new_password")

    assert refused.value.field == "new_password"
    assert not plain or plain not in str(refused.value)
    assert time.perf_counter() - begin < 0.5


@pytest.mark.parametrize("plain", ["password", "Password", "PASSWORD1", "12345678", "qwertyuiop", "PlutoPixie"])
def test_common_passwords(plain: str) -> None:
    """What everybody tries first is refused, in any case."""
    with pytest.raises(InvalidValueError, match="less common"):
        Password(plain)


def test_another_list_of_common_passwords() -> None:
    """An operator can bring a list of their own."""
    with pytest.raises(InvalidValueError):
        Password(SECRET.upper(), refused=frozenset({SECRET}))

    assert Password("password", refused=frozenset()).reveal() == "password"


def test_the_list_is_usable() -> None:
    """Every common password is long enough to matter, in the case it is compared in, and there are at least 200."""
    assert len(COMMON_PASSWORDS) >= 200
    assert all(8 <= len(common) <= 128 and common == common.casefold() for common in COMMON_PASSWORDS)


@pytest.mark.parametrize("value", [None, 12345678, b"12345678"])
def test_only_text(value: object) -> None:
    """A value that is no text is refused."""
    with pytest.raises(InvalidValueError):
        Password(value)  # type: ignore[arg-type]


@given(st.text("bcdfghjk", min_size=8, max_size=20))
def test_it_never_shows(plain: str) -> None:
    """No representation, format, error or walk over attributes holds the plain text."""
    password = Password(plain)
    request = Request("Jane", password)

    for seen in (
        repr(password),
        str(password),
        f"{password}",
        f"{password:>40}",
        f"{password!r}",
        repr(request),
        repr(attrs.asdict(request)),
        repr([password]),
    ):
        assert plain not in seen
    assert not hasattr(password, "__dict__")


def test_it_leaves_the_process_only_by_reveal() -> None:
    """It can't be pickled, copied, or written as JSON."""
    password = Password(SECRET)
    for way in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            way(password)


def test_it_is_immutable() -> None:
    """No attribute can be set, replaced or deleted."""
    password = Password(SECRET)
    for name in ("plain", "_Password__plain"):
        with pytest.raises(AttributeError):
            setattr(password, name, "another one")
    with pytest.raises(AttributeError):
        del password.reveal

    assert password.reveal() == SECRET


def test_equality() -> None:
    """Two passwords are equal when their plain texts are; nothing else equals one."""
    assert Password(SECRET) == Password(SECRET)
    assert hash(Password(SECRET)) == hash(Password(SECRET))
    assert Password(SECRET) != Password(SECRET + "!")
    assert Password(SECRET) != SECRET
