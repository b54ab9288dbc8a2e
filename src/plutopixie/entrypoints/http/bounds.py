"""How large what a request states may be, as the description of the interface says it.

One line for each field, by its name, or by its class and name where the same name means different things. Lengths of
texts are those beyond which they are refused unseen. What is kept is shorter: texts arrive with up to four times as
many code points as they have when they are composed and trimmed (`domain.text`).
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
    second_factor,
    vendors,
)
from plutopixie.domain import text as texts
from plutopixie.domain.currencies import CURRENCIES
from plutopixie.domain.splits import PARTS_MAX
from plutopixie.entrypoints.http.decoding import LISTED_MAX
from plutopixie.entrypoints.http.json_text import DIGITS_MAX
from plutopixie.entrypoints.http.parameters import CURSOR_LENGTH_MAX
from plutopixie.ports.inbound.bearer_secrets import TEXT_LENGTH_MAX as SECRET_LENGTH_MAX
from plutopixie.ports.inbound.expenses import BULK_MAX

Bounds = Mapping[str, Any]

Schema = dict[str, Any]

#: No text holds the character NUL (`json_text`, `parameters`).
TEXT: Final[Schema] = {"type": "string", "pattern": r"^[^\u0000]*$"}
#: No number has more digits than those of `json_text`.
WHOLE: Final[Schema] = {"type": "integer", "minimum": 1 - 10**DIGITS_MAX, "maximum": 10**DIGITS_MAX - 1}

_DAY: Final[Bounds] = {"format": "date", "maxLength": 10}
_CURRENCY: Final[Bounds] = {"enum": sorted(CURRENCIES)}
_LAST4: Final[Bounds] = {"pattern": "^[0-9]{4}$", "maxLength": 4}
_AMOUNT: Final[Bounds] = {"pattern": r"^[+-]?[0-9]{1,20}(\.[0-9]{1,3})?$", "maxLength": money.TEXT_LENGTH_MAX}
_SECRET: Final[Bounds] = {"minLength": 1, "maxLength": SECRET_LENGTH_MAX}


def _text(kept: int, least: int = 0) -> Bounds:
    """A text of which so many code points are kept."""
    limit = {"maxLength": texts.ARRIVING_LENGTH_FACTOR * kept, "x-kept-length": kept}
    return {"minLength": least, **limit} if least else limit


_ENTRY: Final = _text(catalog.NAME_LENGTH_MAX, 1)
_PASSWORD: Final = _text(passwords.LENGTH_MAX, 1)
_EMAIL: Final = {**_text(texts.EMAIL_OCTETS_MAX), "pattern": r"^[^@\u0000]+@[^@\u0000]+$"}

BOUNDS: Final[Mapping[str, Bounds]] = {
    # People and organizations.
    "organization_name": _text(organization.NAME_LENGTH_MAX, 1),
    "OrganizationChanges.name": _text(organization.NAME_LENGTH_MAX, 1),
    "name": _text(members.NAME_LENGTH_MAX, 1),
    "email": _EMAIL,
    "password": _PASSWORD,
    "present_password": _PASSWORD,
    "new_password": _PASSWORD,
    "accepted_policy": {"minLength": 1, "maxLength": 100},
    "home_currency": _CURRENCY,
    "time_zone": {"minLength": 1, "maxLength": organization.TIME_ZONE_LENGTH_MAX},
    "refresh_token": _SECRET,
    "invitation": _SECRET,
    # The catalog.
    "NewEntry.name": _ENTRY,
    "EntryChanges.name": _ENTRY,
    "NewCustomField.name": _ENTRY,
    "choices": {"maxItems": catalog.CHOICES_MAX},
    "choices[]": _ENTRY,
    "code": {"maxLength": second_factor.CODE_LENGTH_MAX},
    "recovery_code": {"maxLength": second_factor.CODE_LENGTH_MAX},
    "CodeSent.code": _SECRET,
    "ChosenPassword.code": _SECRET,
    # API keys.
    "NewApiKey.name": _text(api_keys.NAME_LENGTH_MAX, 1),
    "scopes": {"minItems": 1, "maxItems": LISTED_MAX},
    "days": {"minimum": 1, "maximum": api_keys.DAYS_MAX},
    # Expenses.
    "date": _DAY,
    "amount": _AMOUNT,
    "tax": _AMOUNT,
    "rate": {"pattern": r"^[0-9]{1,24}(\.[0-9]{1,24})?$", "maxLength": exchange.RATE_TEXT_LENGTH_MAX},
    "vendor": _text(vendors.NAME_LENGTH_MAX, 1),
    "read_as": _text(vendors.NAME_LENGTH_MAX, 1),
    "currency": _CURRENCY,
    "tags": {"maxItems": expenses.TAGS_MAX},
    "custom_fields": {"maxProperties": expenses.FIELDS_MAX},
    "custom_fields[]": _text(catalog.TEXT_LENGTH_MAX),
    "notes": _text(expenses.NOTES_LENGTH_MAX),
    "last4": _LAST4,
    "splits": {"maxItems": PARTS_MAX},
    "ids": {"maxItems": BULK_MAX},
    # Parameters of lists.
    "state": {"maxItems": LISTED_MAX},
    "amount_min": _AMOUNT,
    "amount_max": _AMOUNT,
    "search": _text(listing.SEARCH_LENGTH_MAX, 1),
    "sort": {"enum": [sign + one.value for one in listing.SortField for sign in ("", "-")]},
    "limit": {"minimum": 1, "maximum": listing.PAGE_MAX},
    "cursor": {"minLength": 1, "maxLength": CURSOR_LENGTH_MAX},
}


def bounds_of(kind: type, name: str) -> Bounds:
    """The bounds of a field of a class that requests are decoded into."""
    return BOUNDS.get(f"{kind.__name__}.{name}") or BOUNDS.get(name) or {}
