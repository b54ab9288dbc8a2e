"""The audit log as it is shown, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain.audit import Action, AuditEntry, AuthorKind
from plutopixie.domain.ids import MemberId
from plutopixie.entrypoints.http.csv_text import lines, neutral
from plutopixie.entrypoints.http.expense_csv import FORMER_MEMBER
from plutopixie.ports.inbound.auditing import AuditPage

COLUMNS: Final = ("at", "author", "member", "key", "name", "action", "subject", "detail", "address", "device", "id")


@frozen
class AuditEntryBody:
    """One line of the audit log: who did what to what, when, and from where, as long as that is kept."""

    id: UUID
    at: datetime
    author: AuthorKind
    member: UUID | None
    key: UUID | None
    name: str | None
    action: Action
    subject: UUID | None
    detail: str | None
    address: str | None
    device: str | None

    @classmethod
    def of(cls, one: AuditEntry, names: Mapping[MemberId, str]) -> AuditEntryBody:
        """The entry as it is shown; who left has no name."""
        author, came = one.author, one.author.origin
        name = None if author.member is None else names.get(author.member, FORMER_MEMBER)
        return cls(
            one.id,
            one.at,
            author.kind,
            author.member,
            author.key,
            name,
            one.action,
            one.subject,
            one.detail,
            came.address,
            came.device,
        )


@frozen
class AuditBody:
    """Lines of the audit log, the latest first; `next_cursor` leads to the next page, null on the last."""

    items: tuple[AuditEntryBody, ...]
    next_cursor: str | None


def csv_chunks(pages: Iterator[AuditPage]) -> Iterator[bytes]:
    """The log as CSV, a page at a time; no cell begins like a formula."""
    yield lines([COLUMNS])
    for page in pages:
        yield lines([_cells(AuditEntryBody.of(entry, page.names)) for entry in page.entries])


def _cells(one: AuditEntryBody) -> tuple[str, ...]:
    values = (getattr(one, column) for column in COLUMNS)
    return tuple("" if value is None else neutral(_text(value)) for value in values)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
