"""The bounds of the domain as the description states them, by the names of the fields and parameters they hold for.

A name means the same everywhere in the interface. What a schema says here is never narrower than what is taken, so
that whatever does not fit it is refused; a rule that no schema can state is kept by the domain alone, with 422. Lengths
of texts are those they may arrive with: white space around them is taken off before they are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from plutopixie.domain import (
    api_keys,
    catalog,
    exchange,
    expenses,
    listing,
    members,
    money,
    organization,
    passwords,
    vendors,
)
from plutopixie.domain.currencies import CURRENCIES
from plutopixie.domain.listing import SortField
from plutopixie.domain.splits import PARTS_MAX
from plutopixie.domain.text import ARRIVING_LENGTH_FACTOR, EMAIL_OCTETS_MAX
from plutopixie.entrypoints.http.json_text import DIGITS_MAX
from plutopixie.ports.inbound.expenses import BULK_MAX

Schema = dict[str, Any]

#: No text holds the character NUL (`json_text`, `parameters`).
TEXT: Final[Schema] = {"type": "string", "pattern": r"^[^\u0000]*$"}

#: No number has more digits than those of `json_text`.
WHOLE: Final[Schema] = {"type": "integer", "minimum": 1 - 10**DIGITS_MAX, "maximum": 10**DIGITS_MAX - 1}


def _text(length_max: int, length_min: int = 1) -> Schema:
    return {**TEXT, "minLength": length_min, "maxLength": ARRIVING_LENGTH_FACTOR * length_max}


def _written(pattern: str, length_max: int) -> Schema:
    return {"type": "string", "pattern": pattern, "maxLength": length_max}


_AMOUNT: Final = _written(r"^[+-]?[0-9]{1,20}(\.[0-9]{1,3})?$", money.TEXT_LENGTH_MAX)
_CURRENCY: Final[Schema] = {"type": "string", "enum": sorted(CURRENCIES)}
_PASSWORD: Final = _text(passwords.LENGTH_MAX, passwords.LENGTH_MIN)
_ORDERS: Final = [f"{sign}{by}" for by in SortField for sign in ("", "-")]

BOUNDS: Final[Mapping[str, Schema]] = {
    "date": {"type": "string", "format": "date"},
    **dict.fromkeys(("amount", "amount_min", "amount_max", "tax"), _AMOUNT),
    "rate": _written(r"^[0-9]{1,24}(\.[0-9]{1,24})?$", exchange.RATE_TEXT_LENGTH_MAX),
    **dict.fromkeys(("currency", "home_currency"), _CURRENCY),
    "last4": _written("^[0-9]{4}$", 4),
    "name": _text(max(catalog.NAME_LENGTH_MAX, members.NAME_LENGTH_MAX)),
    "organization_name": _text(organization.NAME_LENGTH_MAX),
    "time_zone": _text(organization.TIME_ZONE_LENGTH_MAX),
    "vendor": _text(vendors.NAME_LENGTH_MAX),
    "notes": _text(expenses.NOTES_LENGTH_MAX, 0),
    "search": _text(listing.SEARCH_LENGTH_MAX),
    "email": _written("^[^@\\u0000]+@[^@\\u0000]+$", ARRIVING_LENGTH_FACTOR * EMAIL_OCTETS_MAX),
    **dict.fromkeys(("password", "new_password", "present_password"), _PASSWORD),
    "adult": {"type": "boolean", "const": True},
    "sort": {"type": "string", "enum": _ORDERS},
    "days": {"type": "integer", "minimum": 1, "maximum": api_keys.DAYS_MAX},
    "limit": {"type": "integer", "minimum": 1, "maximum": listing.PAGE_MAX},
    "ids": {"type": "array", "maxItems": BULK_MAX},
    "tags": {"type": "array", "maxItems": expenses.TAGS_MAX},
    "splits": {"type": "array", "maxItems": PARTS_MAX},
    "choices": {"type": "array", "maxItems": catalog.CHOICES_MAX},
    "custom_fields": {"type": "object", "maxProperties": expenses.FIELDS_MAX},
}


def bounded(name: str, schema: Schema) -> Schema:
    """The schema of a field, with the bounds of its name where they are for its type."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [bounded(name, each) for each in schema["anyOf"]]}
    bounds = BOUNDS.get(name)
    if bounds is None or bounds["type"] != schema.get("type"):
        return schema
    return {**schema, **bounds} if schema.keys() & {"items", "additionalProperties"} else dict(bounds)
