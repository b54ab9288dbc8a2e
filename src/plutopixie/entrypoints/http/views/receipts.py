"""Receipts as they are shown, with what was read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from attrs import frozen

from plutopixie.domain.documents import MediaType
from plutopixie.domain.reading.extraction import Extraction, Found, Item, Place
from plutopixie.domain.reading.extraction import Warning as ReadingWarning
from plutopixie.domain.receipts import Receipt, State, StoredFile
from plutopixie.domain.suggestions import Ground, Suggested, Suggestion
from plutopixie.ports.inbound.receipts import Likeness, ReceiptView, Resemblance

T = TypeVar("T")


@frozen
class PlaceBody:
    """Where a field stands: the page from 1, and the box in pixels of that page."""

    page: int
    left: int
    top: int
    right: int
    bottom: int


@frozen
class FoundBody:
    """A field that was read: its value as text, how sure the rules are (0 to 1), and where it stands.

    `alternatives` are what else the same print may mean: the other day of a date that the receipt does not settle.
    """

    value: str
    confidence: float
    place: PlaceBody | None
    alternatives: tuple[str, ...]


@frozen
class ExtractionSummaryBody:
    """What was read; a field that was not found is null. `warnings` names what a person should look at twice."""

    vendor: FoundBody | None
    date: FoundBody | None
    total: FoundBody | None
    subtotal: FoundBody | None
    tax: FoundBody | None
    tip: FoundBody | None
    currency: FoundBody | None
    payment: FoundBody | None
    last4: FoundBody | None
    document_number: FoundBody | None
    confidence: float
    warnings: tuple[ReadingWarning, ...]

    @classmethod
    def of(cls, one: Extraction) -> ExtractionSummaryBody:
        """The extraction as a list of receipts shows it."""
        return cls(**_fields(one))


@frozen
class ItemBody:
    """A printed line of what was bought; the amount is of the whole line, and negative for what was taken off."""

    description: str
    quantity: str | None
    amount: str
    confidence: float
    place: PlaceBody | None

    @classmethod
    def of(cls, found: Found[Item]) -> ItemBody:
        """The item as it is shown."""
        item = found.value
        quantity = None if item.quantity is None else _decimal(item.quantity)
        return cls(item.description, quantity, _decimal(item.amount), found.confidence, _place(found.place))


@frozen
class ExtractionBody(ExtractionSummaryBody):
    """What was read, with the lines of what was bought, from top to bottom."""

    items: tuple[ItemBody, ...]

    @classmethod
    def of(cls, one: Extraction) -> ExtractionBody:
        """The extraction as it is shown."""
        return cls(**_fields(one), items=tuple(map(ItemBody.of, one.items)))


def _fields(one: Extraction) -> dict[str, Any]:
    return {
        "vendor": _found(one.vendor, str),
        "date": _found(one.date, lambda day: day.isoformat()),
        "total": _found(one.total, _decimal),
        "subtotal": _found(one.subtotal, _decimal),
        "tax": _found(one.tax, _decimal),
        "tip": _found(one.tip, _decimal),
        "currency": _found(one.currency, str),
        "payment": _found(one.payment, str),
        "last4": _found(one.last4, str),
        "document_number": _found(one.document_number, str),
        "confidence": one.confidence,
        "warnings": one.warnings,
    }


def _decimal(value: Decimal) -> str:
    return f"{value:f}"


def _found(found: Found[T] | None, text: Callable[[T], str]) -> FoundBody | None:
    if found is None:
        return None
    return FoundBody(text(found.value), found.confidence, _place(found.place), tuple(map(text, found.alternatives)))


def _place(place: Place | None) -> PlaceBody | None:
    if place is None:
        return None
    return PlaceBody(place.page, place.box.left, place.box.top, place.box.right, place.box.bottom)


@frozen
class FileBody:
    """The kept file. `masked` counts the places at which account numbers were painted over or taken out.

    `original` says whether it is byte for byte what was uploaded; `kept` is false when it had to be destroyed.
    """

    name: str
    media_type: MediaType
    size: int
    original: bool
    masked: int
    kept: bool

    @classmethod
    def of(cls, one: StoredFile) -> FileBody:
        """The file as it is shown."""
        masked = one.painting.masked if one.painting else 0
        return cls(one.name, one.media_type, one.size, one.painting is None, masked, one.kept)


@frozen
class ReceiptSummaryBody:
    """A receipt in a list."""

    id: UUID
    state: State
    reason: str | None
    file: FileBody
    uploaded_by: UUID
    uploaded_at: datetime
    extraction: ExtractionSummaryBody | None
    expense: UUID | None
    version: int

    @classmethod
    def of(cls, one: Receipt) -> ReceiptSummaryBody:
        """The receipt as a list shows it."""
        return cls(
            one.id,
            one.state,
            one.reason,
            FileBody.of(one.file),
            one.uploaded_by,
            one.uploaded_at,
            ExtractionSummaryBody.of(one.reading.extraction) if one.reading else None,
            one.expense,
            one.version,
        )


@frozen
class ReceiptsBody:
    """A page of receipts, the latest first; `next_cursor` leads to the next one, null on the last."""

    items: tuple[ReceiptSummaryBody, ...]
    next_cursor: str | None


@frozen
class ResemblanceBody:
    """Something this receipt resembles: pointed out, never acted on."""

    likeness: Likeness
    receipt: UUID | None
    expense: UUID | None

    @classmethod
    def of(cls, one: Resemblance) -> ResemblanceBody:
        """The resemblance as it is shown."""
        return cls(one.likeness, one.receipt, one.expense)


@frozen
class SuggestedBody:
    """Something that is suggested: its value, how sure that is (0 to 1), and on what ground."""

    value: str
    confidence: float
    ground: Ground


@frozen
class SuggestionBody:
    """What confirming means beside what was read, unless it is stated otherwise. `rule` is the vendor rule behind it.

    `category` and `brand` have ids for values.
    """

    vendor: SuggestedBody | None
    category: SuggestedBody | None
    brand: SuggestedBody | None
    rule: UUID | None

    @classmethod
    def of(cls, one: Suggestion) -> SuggestionBody:
        """The suggestion as it is shown."""
        return cls(_suggested(one.vendor), _suggested(one.category), _suggested(one.brand), one.rule)


def _suggested(one: Suggested[T] | None) -> SuggestedBody | None:
    return None if one is None else SuggestedBody(str(one.value), one.confidence, one.ground)


@frozen
class ReceiptBody:
    """A receipt: where it stands, what was read and by which engine, what it resembles, and what is suggested.

    `reason` says why an unreadable one could not be read, as a stable code. `expense` is the one it was confirmed into.
    """

    id: UUID
    state: State
    reason: str | None
    attempts: int
    file: FileBody
    uploaded_by: UUID
    uploaded_at: datetime
    extraction: ExtractionBody | None
    text: str | None
    engine: str | None
    engine_version: str | None
    expense: UUID | None
    resembles: tuple[ResemblanceBody, ...]
    suggestion: SuggestionBody
    version: int

    @classmethod
    def of(cls, view: ReceiptView) -> ReceiptBody:
        """The receipt as it is shown."""
        one, reading = view.receipt, view.receipt.reading
        return cls(
            id=one.id,
            state=one.state,
            reason=one.reason,
            attempts=one.attempts,
            file=FileBody.of(one.file),
            uploaded_by=one.uploaded_by,
            uploaded_at=one.uploaded_at,
            extraction=ExtractionBody.of(reading.extraction) if reading else None,
            text=reading.text if reading else None,
            engine=reading.engine if reading else None,
            engine_version=reading.engine_version if reading else None,
            expense=one.expense,
            resembles=tuple(map(ResemblanceBody.of, view.resembles)),
            suggestion=SuggestionBody.of(view.suggestion),
            version=one.version,
        )
