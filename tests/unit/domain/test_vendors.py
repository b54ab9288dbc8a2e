"""Vendors: one name within an organization, regardless of case and spacing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.vendors import NAME_LENGTH_MAX, vendor_key, vendor_name

words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
spaces = st.text(" \t\u00a0\u3000", min_size=1, max_size=3)


@given(st.lists(words, min_size=1, max_size=4), st.data())
def test_spacing_makes_no_other_vendor(parts: list[str], data: st.DataObject) -> None:
    """Names that differ in their spaces are one vendor."""
    spaced = "".join(data.draw(spaces) + part for part in parts) + data.draw(spaces)

    assert vendor_key(spaced) == vendor_key(" ".join(parts))


@given(st.text(max_size=20))
def test_case_makes_no_other_vendor(name: str) -> None:
    """Names that differ in case alone are one vendor, also where folding changes the length."""
    assert vendor_key(name.casefold()) == vendor_key(name)
    assert vendor_key("STRASSE") == vendor_key("Straße")


@given(st.text(max_size=20))
def test_a_key_is_its_own_key(name: str) -> None:
    """The key of a key is the key itself, so keys can be kept and compared."""
    assert vendor_key(vendor_key(name)) == vendor_key(name)


def test_other_words_are_another_vendor() -> None:
    """Names of other words, or of the same words joined, are different vendors."""
    assert len({vendor_key(name) for name in ("Corner Café", "CornerCafé", "Café Corner", "Corner Cafe")}) == 4


@pytest.mark.promise("P4.4")
def test_a_name_keeps_no_card_number() -> None:
    """A full card number in a vendor's name is masked before it is kept."""
    assert vendor_name("Kiosk 4111 1111 1111 1111") == "Kiosk •••• •••• •••• 1111"


@pytest.mark.parametrize("name", ["", " \t", "a\nb", "x" * (NAME_LENGTH_MAX + 1)])
def test_an_unsound_name_is_refused(name: str) -> None:
    """An empty name, one of two lines or one too long is refused, naming the field."""
    with pytest.raises(InvalidValueError) as refused:
        vendor_name(name, "supplier")

    assert refused.value.field == "supplier"
    assert vendor_name("x" * NAME_LENGTH_MAX) == "x" * NAME_LENGTH_MAX
