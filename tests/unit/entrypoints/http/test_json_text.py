"""JSON from outside: what is refused, and at what cost."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.entrypoints.http.errors import MalformedRequestError
from plutopixie.entrypoints.http.json_text import CONTAINERS_MAX, DEPTH_MAX, DIGITS_MAX, parse

PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(string.ascii_letters, min_size=1), inner, max_size=4)
    ),
    max_leaves=20,
)


def refusal(raw: bytes) -> MalformedRequestError:
    """The complaint about a body."""
    with pytest.raises(MalformedRequestError) as refused:
        parse(raw)
    return refused.value


@given(PLAIN)
def test_plain_documents_come_through_unchanged(document: object) -> None:
    """What is plain JSON is read as what it says."""
    assert parse(json.dumps(document).encode()) == document
    assert parse(json.dumps(document, ensure_ascii=False).encode()) == document


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """No bytes whatever lead to another error than the one for malformed requests."""
    try:
        parse(raw)
    except MalformedRequestError as refused:
        assert refused.errors  # noqa: PT017 - either outcome is fine, nothing else is


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"a":' * 100_000, b"[" * (DEPTH_MAX + 1) + b"]" * (DEPTH_MAX + 1)])
def test_deep_nesting_is_refused_before_parsing(raw: bytes) -> None:
    """A body nested too deep is refused, closed or not."""
    assert "levels deep" in str(refusal(raw))


def test_brackets_in_texts_are_no_nesting() -> None:
    """Only brackets outside of strings count."""
    text = "[" * 1_000 + '\\"' + "{" * 1_000
    assert parse(json.dumps([text]).encode()) == [text]


def test_heaps_of_objects_are_refused() -> None:
    """A body of ten thousand lists and objects is more than any request needs."""
    assert "lists and objects" in str(refusal(b"[" + b"[]," * CONTAINERS_MAX + b"[]]"))


@pytest.mark.parametrize(
    "number",
    [
        "1.5",
        "1e300000",
        "1E5",
        "-0.01",
        "1.0e1",
        "9" * 19 + ".0",
        "NaN",
        "Infinity",
        "-Infinity",
        "9" * (DIGITS_MAX + 1),
    ],
)
def test_numbers_that_are_not_taken_name_their_field(number: str) -> None:
    """Floats, exponents, NaN, infinities and long numbers are refused where they stand, without being converted."""
    refused = refusal(b'{"splits":[{},{"amount":%s}]}' % number.encode())
    assert [one.field for one in refused.errors] == ["splits[1].amount"]
    assert number not in str(refused)


@pytest.mark.parametrize(
    ("written", "meant"), [("12.0", 12), ("-3.000", -3), ("-0.0", 0), ("9" * 18 + ".0", 10**18 - 1)]
)
def test_a_whole_number_may_have_a_point_behind_it(written: str, meant: int) -> None:
    """A number whose decimals are all zero is whole, as JSON Schema has it."""
    found = parse(written.encode())
    assert (found, type(found)) == (meant, int)


def test_a_million_digits_cost_nothing() -> None:
    """A number of a million digits is refused by its length, with a point or without."""
    assert "digits" in str(refusal(b"9" * 1_000_000))
    assert "digits" in str(refusal(b"9" * 1_000_000 + b".0"))
    assert parse(b"9." + b"0" * 1_000_000) == 9


def test_repeated_names_are_refused() -> None:
    """A name that occurs twice in one object is refused, with its path."""
    assert [one.field for one in refusal(b'{"a":{"b":1,"b":2}}').errors] == ["a.b"]


@pytest.mark.parametrize("text", ['"\\u0000"', '"\\ud800"', '"x\\udfffy"'])
def test_nul_and_half_surrogates_are_refused(text: str) -> None:
    """Text that no database keeps is refused, with its path."""
    assert [one.field for one in refusal(f'{{"notes":{text}}}'.encode()).errors] == ["notes"]
    assert "can't be" in str(refusal(f"{{{text}:1}}".encode()))


def test_pairs_of_surrogates_are_one_character() -> None:
    """An escaped pair is an ordinary character."""
    assert parse(b'"\\ud83c\\udf70"') == "🍰"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"{'a':1}", b"[1,]", b"nul", b"\xff", b'"\xed\xa0\x80"', b"\xef\xbb\xbf{}", b'"a\nb"']
)
def test_what_is_not_json_is_refused(raw: bytes) -> None:
    """Malformed JSON and other encodings are refused without repeating the body."""
    assert refusal(raw).errors[0].field == ""


def test_strange_names_are_shown_escaped() -> None:
    """A complaint never carries line breaks or other strange characters of a name."""
    [problem] = refusal(json.dumps({"a\nb" * 100: 1.5}).encode()).errors
    assert problem.field.isprintable()
    assert len(problem.field) <= 64
