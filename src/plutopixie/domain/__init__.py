"""The rules of PlutoPixie: attrs and the standard library only; no I/O, no clock, no randomness of its own.

The names below are the face of the library: `from plutopixie.domain import Money, currency`. What a thing can do stands
beside it in its module, under short names: `from plutopixie.domain import expenses`, then `expenses.confirm(...)`.
docs/library.md shows the way. A name loads its module when it is first asked for, so nobody pays for what they leave.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from plutopixie.domain.account_numbers import (
        AccountNumber,
        AccountNumberKind,
        Masked,
        mask,
        mask_recognized,
        sensitive_places,
    )
    from plutopixie.domain.catalog import Brand, Category, CustomField, FieldKind, Tag
    from plutopixie.domain.currencies import CURRENCIES, Currency, currency
    from plutopixie.domain.documents import Document, MediaType, UnreadableDocumentError, recognize
    from plutopixie.domain.errors import (
        CallerError,
        IllegalMoveError,
        InvalidValueError,
        NotFoundError,
        NotPermittedError,
        OurError,
        PlutoPixieError,
        StaleVersionError,
        WorldError,
    )
    from plutopixie.domain.exchange import Conversion, Rate, RateSource, convert, convert_to
    from plutopixie.domain.expenses import Change, Details, Expense, FieldChange, Kind
    from plutopixie.domain.ids import (
        BrandId,
        CategoryId,
        CustomFieldId,
        ExpenseId,
        InvitationId,
        MemberId,
        OrganizationId,
        ReceiptId,
        SessionId,
        TagId,
        VendorId,
    )
    from plutopixie.domain.listing import Filter, Sort, SortField, matches, search_terms
    from plutopixie.domain.members import Invitation, Member, Role
    from plutopixie.domain.money import MixedCurrencyError, Money, sum_money
    from plutopixie.domain.organization import Organization
    from plutopixie.domain.passwords import Password
    from plutopixie.domain.payment import PaymentKind, PaymentMethod
    from plutopixie.domain.permissions import Permission, Scope, Sight
    from plutopixie.domain.reading.extraction import Extraction, ReadingContext
    from plutopixie.domain.reading.rules import extract
    from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
    from plutopixie.domain.receipts import Reading, Receipt, StoredFile
    from plutopixie.domain.reports import Compared, Dimension, Line, Period, Report
    from plutopixie.domain.retention import RetentionPolicy
    from plutopixie.domain.sessions import Session
    from plutopixie.domain.splits import Split
    from plutopixie.domain.vendors import Vendor

__all__ = [
    "CURRENCIES",
    "AccountNumber",
    "AccountNumberKind",
    "Box",
    "Brand",
    "BrandId",
    "CallerError",
    "Category",
    "CategoryId",
    "Change",
    "Compared",
    "Conversion",
    "Currency",
    "CustomField",
    "CustomFieldId",
    "Details",
    "Dimension",
    "Document",
    "Expense",
    "ExpenseId",
    "Extraction",
    "FieldChange",
    "FieldKind",
    "Filter",
    "IllegalMoveError",
    "InvalidValueError",
    "Invitation",
    "InvitationId",
    "Kind",
    "Line",
    "Masked",
    "MediaType",
    "Member",
    "MemberId",
    "MixedCurrencyError",
    "Money",
    "NotFoundError",
    "NotPermittedError",
    "Organization",
    "OrganizationId",
    "OurError",
    "Page",
    "Password",
    "PaymentKind",
    "PaymentMethod",
    "Period",
    "Permission",
    "PlutoPixieError",
    "Rate",
    "RateSource",
    "Reading",
    "ReadingContext",
    "Receipt",
    "ReceiptId",
    "RecognizedText",
    "Report",
    "RetentionPolicy",
    "Role",
    "Scope",
    "Session",
    "SessionId",
    "Sight",
    "Sort",
    "SortField",
    "Split",
    "StaleVersionError",
    "StoredFile",
    "Tag",
    "TagId",
    "UnreadableDocumentError",
    "Vendor",
    "VendorId",
    "Word",
    "WorldError",
    "convert",
    "convert_to",
    "currency",
    "extract",
    "mask",
    "mask_recognized",
    "matches",
    "recognize",
    "search_terms",
    "sensitive_places",
    "sum_money",
]

#: The face by module, as above; a test compares the three lists.
_FACE: Final = {
    "account_numbers": "AccountNumber AccountNumberKind Masked mask mask_recognized sensitive_places",
    "catalog": "Brand Category CustomField FieldKind Tag",
    "currencies": "CURRENCIES Currency currency",
    "documents": "Document MediaType UnreadableDocumentError recognize",
    "errors": (
        "CallerError IllegalMoveError InvalidValueError NotFoundError NotPermittedError OurError PlutoPixieError "
        "StaleVersionError WorldError"
    ),
    "exchange": "Conversion Rate RateSource convert convert_to",
    "expenses": "Change Details Expense FieldChange Kind",
    "ids": (
        "BrandId CategoryId CustomFieldId ExpenseId InvitationId MemberId OrganizationId ReceiptId SessionId TagId "
        "VendorId"
    ),
    "listing": "Filter Sort SortField matches search_terms",
    "members": "Invitation Member Role",
    "money": "MixedCurrencyError Money sum_money",
    "organization": "Organization",
    "passwords": "Password",
    "payment": "PaymentKind PaymentMethod",
    "permissions": "Permission Scope Sight",
    "reading.extraction": "Extraction ReadingContext",
    "reading.rules": "extract",
    "reading.words": "Box Page RecognizedText Word",
    "receipts": "Reading Receipt StoredFile",
    "reports": "Compared Dimension Line Period Report",
    "retention": "RetentionPolicy",
    "sessions": "Session",
    "splits": "Split",
    "vendors": "Vendor",
}
_HOME: Final = {name: module for module, names in _FACE.items() for name in names.split()}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """The thing of that name, from the module it lives in."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        thing = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        return thing

    def __dir__() -> list[str]:
        """What there is, loaded or not."""
        return sorted({*globals(), *__all__})
