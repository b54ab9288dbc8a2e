"""The e-invoice inside a PDF: the attached XML under one of the names that Factur-X and ZUGFeRD prescribe."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from plutopixie.adapters.page_images.invoice_xml import XML_BYTES_MAX, NotAnInvoiceError, parsed
from plutopixie.adapters.page_images.pdf import alone
from plutopixie.adapters.page_images.pdf_streams import grow_within_limits
from plutopixie.domain.documents import Document, UnreadableDocumentError
from plutopixie.domain.reading.e_invoice import EInvoice, UnreadableInvoice

#: The names of the attachment, the newer standard first; case differs between programs.
NAMES: Final = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")
ATTACHMENTS_MAX: Final = 100


def invoice_in(held: Any, document: Document) -> EInvoice | UnreadableInvoice | None:
    """What the open PDF's e-invoice says; None when it carries none."""
    try:
        attachment = alone(partial(_attached, held))
        if attachment is None:
            return None
        if not grow_within_limits(document.content):
            return UnreadableInvoice()
        return parsed(alone(partial(_content, attachment)))
    except (UnreadableDocumentError, NotAnInvoiceError):
        return UnreadableInvoice()


def _attached(held: Any) -> Any | None:
    """The attachment whose name comes first in the order of the names."""
    named: dict[str, Any] = {}
    for place in range(min(held.count_attachments(), ATTACHMENTS_MAX)):
        attachment = held.get_attachment(place)
        named.setdefault(attachment.get_name().casefold(), attachment)
    return next((named[name] for name in NAMES if name in named), None)


def _content(attachment: Any) -> bytes:
    """Its bytes; never more of them than an invoice can have, and one."""
    return bytes(memoryview(attachment.get_data())[: XML_BYTES_MAX + 1])
