"""The e-invoice inside a PDF: the attached XML under one of the names that Factur-X and ZUGFeRD prescribe."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from plutopixie.adapters.page_images.invoice_xml import XML_BYTES_MAX, NotAnInvoiceError, parsed
from plutopixie.adapters.page_images.pdf import alone
from plutopixie.domain.documents import UnreadableDocumentError
from plutopixie.domain.reading.e_invoice import EInvoice, UnreadableInvoice

#: The names of the attachment, the newer standard first; case differs between programs.
NAMES: Final = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")
ATTACHMENTS_MAX: Final = 100


def invoice_in(held: Any) -> EInvoice | UnreadableInvoice | None:
    """What the open PDF's e-invoice says; None when it carries none."""
    try:
        content = alone(partial(_attached, held))
        return parsed(content) if content is not None else None
    except (UnreadableDocumentError, NotAnInvoiceError):
        return UnreadableInvoice()


def _attached(held: Any) -> bytes | None:
    """The first attachment by the order of the names; never more bytes of it than an invoice can have, and one."""
    named: dict[str, Any] = {}
    for place in range(min(held.count_attachments(), ATTACHMENTS_MAX)):
        attachment = held.get_attachment(place)
        named.setdefault(attachment.get_name().casefold(), attachment)
    chosen = next((named[name] for name in NAMES if name in named), None)
    return bytes(memoryview(chosen.get_data())[: XML_BYTES_MAX + 1]) if chosen is not None else None
