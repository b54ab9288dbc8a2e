"""A letter as a message (RFC 5322): every header is set here."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from plutopixie.domain.letters import Letter


def message(letter: Letter, id: UUID, *, sender: str, at: datetime) -> EmailMessage:
    """The message; the same id gives the same Message-ID, so that a repetition can be told."""
    domain = sender.rpartition("@")[2]
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("PlutoPixie", addr_spec=sender)
    made["To"] = Address(addr_spec=letter.to)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{id}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: answering machines stay silent
    made.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    return made
