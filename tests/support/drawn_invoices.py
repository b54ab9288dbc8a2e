"""E-invoices drawn at random, as programs may write them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from plutopixie.domain.reading.e_invoice import CREDIT_NOTES, EInvoice, InvoiceLine


def texts() -> st.SearchStrategy[str]:
    """Names and numbers without spaces at the ends, some of them in marks that XML knows."""
    letters = st.characters(codec="utf-8", categories=("L", "N", "P"), include_characters=" &<>'")
    return st.text(letters, min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)


def einvoices() -> st.SearchStrategy[EInvoice]:
    """Any invoice or credit note, with any of its terms left out."""
    amounts = st.decimals(0, 10**9, places=2)
    line = st.builds(InvoiceLine, texts(), st.decimals(-(10**6), 10**6, places=2), st.none() | amounts)
    return st.builds(
        EInvoice,
        number=st.none() | texts(),
        issued=st.none() | st.dates(date(1990, 1, 1), date(2026, 6, 1)),
        type_code=st.sampled_from(["380", "384", "389", "381", "396"]),
        currency=st.sampled_from([None, "EUR", "USD", "GBP"]),
        seller=st.none() | texts(),
        total=st.none() | amounts,
        tax=st.none() | amounts,
        tax_basis=st.none() | amounts,
        due=st.none() | amounts,
        payment_means=st.sampled_from([None, "10", "30", "54", "ZZZ"]),
        last4=st.none() | st.from_regex(r"[0-9]{4}", fullmatch=True),
        lines=st.lists(line, max_size=3).map(tuple),
    )


def credit_notes() -> st.SearchStrategy[str]:
    """The codes of documents that give money back."""
    return st.sampled_from(sorted(CREDIT_NOTES))
