"""Vendors: whom an organization paid. A vendor is one name within one organization, regardless of case and spacing."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.domain import text
from plutopixie.domain.ids import VendorId

NAME_LENGTH_MAX: Final = 160


@frozen
class Vendor:
    """A shop, supplier or person that was paid."""

    id: VendorId
    name: str


def vendor_name(value: str, field_name: str = "vendor") -> str:
    """A clean vendor name; raises InvalidValueError naming the field."""
    return text.line(value, field=field_name, max_length=NAME_LENGTH_MAX)


def vendor_key(name: str) -> str:
    """What makes two names the same vendor: the words, regardless of case and spacing."""
    return " ".join(name.casefold().split())
