"""What text may be kept, as properties."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from plutopixie.domain import text
from plutopixie.domain.account_numbers import mask
from plutopixie.domain.errors import InvalidValueError

MAX = 60

anything = st.text(st.characters(exclude_categories=()), max_size=80)
polite = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp", "Cf")), max_size=MAX)
FORBIDDEN = [
    *(chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\t\n\r"),
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ud800\udfff\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff",
]


def line(value: str) -> str:
    """A line of at most 60 characters."""
    return text.line(value, field="vendor", max_length=MAX)


def note(value: str) -> str:
    """A note of at most 60 characters."""
    return text.note(value, field="notes", max_length=MAX)


def is_storable(value: str) -> bool:
    """What the laws say of a kept text, from Unicode's own categories."""
    for character in value:
        code = ord(character)
        if unicodedata.category(character) in {"Cc", "Cs"} and character != "\n":
            return False
        if 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069 or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
            return False
    return unicodedata.is_normalized("NFC", value) and value == value.strip() and mask(value).text == value


@pytest.mark.promise("P4.4")
@pytest.mark.parametrize("rule", [line, note])
@given(value=anything)
def test_what_is_kept_obeys_the_laws(rule: Callable[[str], str], value: str) -> None:
    """Any text is either refused or becomes storable, short enough, and stays the same when it passes again."""
    try:
        kept = rule(value)
    except InvalidValueError:
        return

    assert is_storable(kept)
    assert len(kept) <= MAX
    assert rule(kept) == kept
    assert rule is note or ("\n" not in kept and kept)


@pytest.mark.parametrize("rule", [line, note])
@given(value=polite)
def test_ordinary_text_is_kept(rule: Callable[[str], str], value: str) -> None:
    """Text of letters, marks, digits, signs and spaces is kept as it is, composed and trimmed."""
    expected = unicodedata.normalize("NFC", value).strip()
    assume(expected and not mask(expected).found)
    assume(len(expected) <= MAX and not any(unicodedata.combining(character) for character in value))

    assert rule(value) == expected


@pytest.mark.parametrize("rule", [line, note])
@pytest.mark.parametrize("character", FORBIDDEN)
def test_forbidden_characters_are_refused(rule: Callable[[str], str], character: str) -> None:
    """Control characters, surrogates, noncharacters and direction signs are refused in every place, not dropped."""
    for value in (f"{character}ab", f"a{character}b", f"ab{character}"):
        with pytest.raises(InvalidValueError) as refused:
            rule(value)

        assert "remove" in refused.value.problem


@given(anything)
@example("4111111111111111\x00")
def test_refusals_never_repeat_the_value(value: str) -> None:
    """A refusal names the field and says one of a few fixed things."""
    problems = set()
    for rule in (line, note, text.email_address):
        try:
            rule(value)
        except InvalidValueError as refused:
            problems.add(refused.problem)

    assert all(
        problem.startswith(("use at most", "remove ", "can't be empty", "write one", "check the"))
        for problem in problems
    )


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0\u2003", "\u200b", "\u200d\u200b ", "\ufeff"])
def test_blank(blank: str) -> None:
    """A line needs something to see; an optional one becomes None, and a note may be empty."""
    with pytest.raises(InvalidValueError):
        line(blank)

    assert text.optional_line(blank, field="vendor", max_length=MAX) is None
    assert text.optional_line(None, field="vendor", max_length=MAX) is None
    assert not note(blank).strip("\u200b\u200d \ufeff")


def test_optional_line_keeps_what_there_is() -> None:
    """An optional line with text in it is a line."""
    assert text.optional_line(" Café ", field="vendor", max_length=MAX) == "Café"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
def test_line_breaks(ending: str) -> None:
    r"""Every line break of a note becomes `\n`; inside a line it is refused, at its ends it is white space."""
    assert note(f"a{ending}b{ending}{ending}c{ending}") == "a\nb\n\nc"
    assert line(f"{ending}ab{ending}") == "ab"
    with pytest.raises(InvalidValueError):
        line(f"a{ending}b")


@pytest.mark.parametrize("rule", [line, note])
def test_length_is_counted_after_composing(rule: Callable[[str], str]) -> None:
    """Two code points that compose count as one; one more than the limit is refused."""
    assert rule("e\u0301" * MAX) == "é" * MAX
    assert rule(" " * MAX + "x" * MAX + " ") == "x" * MAX
    with pytest.raises(InvalidValueError, match="at most 60 characters"):
        rule("x" * (MAX + 1))


@pytest.mark.parametrize("value", ["x" * 10**8, "e" + "\u0301\u0316" * 100, " " * 10**7])
def test_hostile_lengths_are_refused_at_once(value: str) -> None:
    """A text far over the limit, or a heap of accents, is refused without being worked on."""
    begin = time.perf_counter()
    with pytest.raises(InvalidValueError):
        line(value)

    assert time.perf_counter() - begin < 0.5


@pytest.mark.promise("P4.4")
def test_account_numbers_are_masked() -> None:
    """A card number is never kept, however it was composed, in lines and in notes."""
    assert line("VISA 4111 1111 1111 1111") == "VISA •••• •••• •••• 1111"
    assert note("paid\n\uff14\uff11\uff11\uff11 1111 1111 1111\nthanks") == "paid\n•••• •••• •••• 1111\nthanks"
    assert text.optional_line("DE89 3704 0044 0532 0130 00", field="f", max_length=MAX) == "•••• •••• •••• •••• ••30 00"


@pytest.mark.parametrize("value", [None, 5, b"x", ["x"]])
def test_only_text(value: object) -> None:
    """A value that is no text is refused as such."""
    for rule in (line, note, text.email_address):
        with pytest.raises(InvalidValueError, match="write text"):
            rule(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jane.Doe+x@Example.ORG", "jane.doe+x@example.org"),
        (" jane@example.org\n", "jane@example.org"),
        ("o'neil_{1}@sub.example.co", "o'neil_{1}@sub.example.co"),
        ("JÖRG@BÜCHER.example", "jörg@bücher.example"),
        ("jo\u0308rg@example.org", "jörg@example.org"),
        ("用户@例え.テスト", "用户@例え.テスト"),
        ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
        ("4111111111111111@example.org", "4111111111111111@example.org"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
        ("a@" + "b" * 63 + ".org", "a@" + "b" * 63 + ".org"),
        ("a@straße.example", "a@straße.example"),
    ],
)
def test_email_addresses(typed: str, kept: str) -> None:
    """Addresses of any script are kept in lower case, composed, unmasked."""
    assert text.email_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *[
            "",
            "@",
            "a",
            "a@",
            "@b.c",
            "a@b",
            "a@@b.c",
            "a@b@c.d",
            "a b@c.de",
            "a@b c.de",
            "a@b..de",
            "a@.b.de",
            "a@b.de.",
        ],
        *[
            ".a@b.de",
            "a.@b.de",
            "a..b@c.de",
            "a@-b.de",
            "a@b-.de",
            "a@b_c.de",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            '"a b"@c.de',
        ],
        *[
            "a<b>@c.de",
            "a,b@c.de",
            "a@b.de,c@d.ef",
            "Jane <a@b.de>",
            "a@b.de\r\nBcc: x@y.z",
            "a\x00@b.de",
            "a\u202e@b.de",
        ],
        *["a" * 65 + "@b.de", "ä" * 33 + "@b.de", "a@" + "b" * 64 + ".de", "a@" + "ü" * 63 + ".de", "a@" + "b.de" * 70],
        *[
            "a@\uff42.de",
            "a\u200bb@c.de",
            "a@b\u200b.de",
            "a@b\uff0ede",
            "a\uff20b.de",
            "\U0001f600@b.de",
            "a@\u0301b.de",
        ],
    ],
)
def test_what_is_no_email_address(typed: str) -> None:
    """Missing, doubled, too long or hidden parts, lists, names, quotes and literals are refused, naming the field."""
    with pytest.raises(InvalidValueError) as refused:
        text.email_address(typed, "invited")

    assert refused.value.field == "invited"


@given(st.emails(domains=st.sampled_from(["example.org", "Sub.Example.co.uk", "a-b.example"])))
def test_ordinary_addresses_are_canonical(address: str) -> None:
    """Addresses as RFC 5322 has them are accepted, and every way to capitalize one is the same address."""
    kept = text.email_address(address)

    assert kept == address.lower() == text.email_address(address.upper()) == text.email_address(kept)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_accepted_address_is_safe(local: str, domain: str) -> None:
    """Whatever is accepted has one @, no white space or control character, and is accepted again unchanged."""
    try:
        kept = text.email_address(f"{local}@{domain}.org")
    except InvalidValueError:
        return

    assert kept.count("@") == 1
    assert not any(character.isspace() or not character.isprintable() for character in kept)
    assert text.email_address(kept) == kept
    assert len(kept.encode()) <= 254
