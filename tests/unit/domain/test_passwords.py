"""What a password may be, and that it doesn't show."""

from __future__ import annotations

import copy
import json
import pickle
import time
import unicodedata
from collections.abc import Set as AbstractSet

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.passwords import PRODUCT_WORDS, Password, require_hard_to_guess

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
    assume(8 <= len(unicodedata.normalize("NFC", plain)) <= 128)

    assert Password(plain).reveal() == unicodedata.normalize("NFC", plain)


@given(st.text("aéかñ ", min_size=8, max_size=40))
def test_the_same_on_another_device(plain: str) -> None:
    """Decomposed letters and other kinds of space make the same password."""
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


def choose(plain: str, *words: str, common: AbstractSet[str] = frozenset()) -> None:
    """Choose a password."""
    require_hard_to_guess(Password(plain), "new_password", words, lambda one: one.folded() in common)


NAMES = ("Corner Bakery, Inc.", "Ada Lovelace", "ada.byron+books@example.org")


@pytest.mark.promise("P2.2")
@pytest.mark.asvs("V6.1.2")
@pytest.mark.asvs("V6.2.11")
@pytest.mark.parametrize(
    "plain",
    ["PlutoPixie", "PlutoPixie2026", "plut0-p1x!e", "2026plutopixie!", "pluto pixie 1", "PLUTOPIXIE" * 5, "pixie-pixie",
     "Pa$$w0rd2026!", "password-admin", "My Expenses 26",
     "\uff50\uff4c\uff55\uff54\uff4f\uff50\uff49\uff58\uff49\uff45",
     "corner-bakery1!", "CornerBakery", "C0rn3r.B4k3ry!", "bakery2026", "ada ada ada", "Ada!!!!!", "Lovelace1815",
     "AdaLovelace#1", "ada.byron1", "books-books", "ByronBooks99", "plutopixie ada bakery"],
)  # fmt: skip
def test_made_mainly_of_words_that_anybody_knows(plain: str) -> None:
    """What is mostly the product's, the organization's or one's own name, however it is dressed up, is refused."""
    with pytest.raises(InvalidValueError, match="made mainly of") as refused:
        choose(plain, *NAMES)

    assert refused.value.field == "new_password"
    assert plain not in str(refused.value)


@pytest.mark.asvs("V6.2.5")
@pytest.mark.parametrize(
    "plain",
    ["aaaa bbbb cccc dddd", "correct horse battery staple", "ada-lovelace 8273650192837465", "savannah9x",
     "plutopixie is my fourth bank",
     "\u6b63\u3057\u3044\u99ac\u96fb\u6c60\u7dd1\u8272", "!?!?!?!?", "no capitals no digits", "31415 92653 58979"],
)  # fmt: skip
def test_anything_else_fits(plain: str) -> None:
    """No kind of character is asked for, and a known word inside something longer does no harm."""
    choose(plain, *NAMES)


@given(
    word=st.sampled_from([*PRODUCT_WORDS, "Corner Bakery", "Ada Lovelace"]),
    before=st.text("0123456789 .-_!?#", max_size=4),
    after=st.text("0123456789 .-_!?#", max_size=4),
    upper=st.booleans(),
)
def test_nothing_around_a_known_word_helps(word: str, before: str, after: str, *, upper: bool) -> None:
    """Digits, years and punctuation around a known word, twice if it is short, do not make it a password."""
    plain = before + (word.upper() if upper else word) * (2 if len(word) < 8 else 1) + after
    assume(len(plain) >= 8)

    with pytest.raises(InvalidValueError, match="made mainly of"):
        choose(plain, *NAMES)


@given(st.lists(st.text("abcdefghijklmnop .@-", max_size=40), max_size=6), st.text("qrvwxyz", min_size=8, max_size=128))
def test_words_that_do_not_occur_are_no_matter(words: list[str], plain: str) -> None:
    """Whatever somebody is called, a password with nothing of it is not refused for it."""
    choose(plain, *words)


@pytest.mark.promise("P2.2")
@pytest.mark.parametrize("plain", ["sunshine", "SunShine", "SUNSHINE", "\uff33unshine"])
def test_common_passwords(plain: str) -> None:
    """What everybody tries first is refused when it is chosen, in any case and width, and compared as a whole."""
    with pytest.raises(InvalidValueError, match="less common"):
        choose(plain, common={"sunshine"})

    choose(plain + " in November", common={"sunshine"})


@pytest.mark.parametrize("plain", ["password", "PlutoPixie2026"])
def test_the_form_is_no_matter_of_lists(plain: str) -> None:
    """A password that would no longer be chosen can still be shown to sign in: lists grow."""
    assert Password(plain).reveal() == plain


@given(st.text(letters, min_size=8, max_size=128))
def test_folding_is_settled(plain: str) -> None:
    """Folding again, in another case or composition, changes nothing."""
    assume(8 <= len(unicodedata.normalize("NFC", plain)) <= 128)
    folded = Password(plain).folded()

    assert Password(unicodedata.normalize("NFD", plain)).folded() == folded


def test_a_choice_is_quick() -> None:
    """The longest password against the longest names is decided in a few milliseconds."""
    begin = time.perf_counter()
    with pytest.raises(InvalidValueError):
        choose("abc" * 42, "abc " * 100, "a" * 300, "@".join(["abcabc"] * 60))

    assert time.perf_counter() - begin < 0.2


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
