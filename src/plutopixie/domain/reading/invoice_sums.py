"""The sums at the end of an invoice, which says more than a till does: net, tax by rates, gross, paid before, due.

The laws:

- The total is the sum of this invoice with tax (EN 16931, BT-112). The amount due (BT-115) differs from it by what was
  paid before or is owed from before, and is taken for it only where no other sum is printed.
- A sum of all taxes stands before the tax of one rate; a printed zero is a tax, too. Taxes of several rates without a
  printed sum are added when they and the net sums printed make the total, and only then.
- In a table, sums stand under their captions: a row in which net and tax make the gross, under a caption that speaks of
  tax, says all three.
- A tax has the sign of the total, however it is set: in parentheses it is said in passing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from attrs import evolve

from plutopixie.domain.reading.entries import Entry, is_net
from plutopixie.domain.reading.labels import Kind, folded
from plutopixie.domain.reading.rows import Row
from plutopixie.domain.reading.taxes import Taxed
from plutopixie.domain.reading.totals import Totalled

_TAXES: Final = "(?:tax(?:es)?|vat|gst|mwst|ust|umsatzsteuer|versicherungs?steuer|steuern?|tva|btw|iva|moms)"
_TAX_SUM: Final = re.compile(
    rf"(?:total|summe|gesamt|sum)[a-z]{{0,6}}{_TAXES}|{_TAXES}(?:total|gesamt|betrag|bedrag|amount|summe|totaal)"
)
_INCLUDED: Final = re.compile(
    rf"(?:enthalten|davon|darin|dont|included?|ofwhich|waarvan)[a-z]{{0,10}}{_TAXES}|{_TAXES}[a-z]{{0,10}}(?:enthalten|included)"
)
_GROSS: Final = re.compile(
    r"brutto(?!preis)|gesamtbetrag(?!der)|gesamtsumme|endbetrag|rechnungs(?:betrag|beitrag|summe(?!netto|ohne))|"
    r"(?:total|montant)t[to]c|(?:invoice|factuur|facture|rechnungs?)tota|total[a-z]{0,8}(?:inc|inkl|with)|"
    r"inklusive|^total(?:amount)?(?:eur|usd|gbp)?$|^totaal|^grandtotal"
)
_DUE: Final = re.compile(
    r"zahlbetrag|z[ua]+zahlen|due|payable|solde|residual|restbetrag|apayer|tebetalen|offenerbetrag|^balance|apagar|"
    r"outstanding"
)
_RATE: Final = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,3})?) ?(?:%|(?= {2}))")
_CENTS: Final = re.compile(r"\d[.,]\d\d\b")
_CENT: Final = Decimal("0.02")
_TAX_SHARE_MAX: Final = Decimal("0.4")  # of the net sum; no country takes more on what is sold
_HEADING_ROWS: Final = 4
_OWED_MAX: Final = 40
_SURE: Final = 0.9


def invoice_total(entries: Sequence[Entry], rows: Sequence[Row], found: Totalled | None) -> Totalled | None:
    """The total of an invoice, given what the rules for receipts found."""
    if found is None:
        table = _table(entries, rows)
        return Totalled(table[2], table[2].value, _SURE) if table else None
    if not _DUE.search(folded(found.entry.label)) or _is_net_and_tax(found.value, entries):
        return found
    others = (entry for entry in entries if entry.amount.is_priced and not entry.in_tax_table)
    priced = [entry for entry in others if entry.value and entry.value != found.value]
    gross = [entry for entry in priced if _GROSS.search(folded(entry.label)) and entry.kind is not Kind.NET]
    owed = [entry.value for entry in priced if entry.kind is Kind.DEPOSIT][:_OWED_MAX]
    paid = [entry for entry in gross if any(abs(found.value - entry.value) == abs(value) for value in owed)]
    proven = [*paid, *(entry for entry in gross if not _DUE.search(folded(entry.label)))]
    return Totalled(proven[0], proven[0].value, _SURE) if proven else found


def _is_net_and_tax(value: Decimal, entries: Sequence[Entry]) -> bool:
    nets = {entry.value for entry in entries if is_net(entry)}
    taxes = {entry.value for entry in entries if entry.kind is Kind.TAX and entry.value}
    return any(value - tax in nets and abs(tax) <= _TAX_SHARE_MAX * abs(value - tax) for tax in taxes)


def invoice_tax(entries: Sequence[Entry], rows: Sequence[Row], total: Decimal) -> Taxed | None:
    """The tax in an invoice's total, or None when it is not said in the ways of invoices."""
    size = abs(total)
    nets = {abs(entry.value) for entry in entries if is_net(entry)} - {size, Decimal(0)}
    found = (
        _summed(entries, size, nets)
        or _by_rates(entries, size, nets)
        or _in_table(entries, rows, size)
        or _included(entries, size)
    )
    return evolve(found, value=abs(found.value).copy_sign(total)) if found else None


def _summed(entries: Sequence[Entry], size: Decimal, nets: set[Decimal]) -> Taxed | None:
    """The printed sum of all taxes: one that net and total prove, else a zero, else the only one."""
    sums = [
        entry
        for entry in entries
        if entry.amount.is_priced and _TAX_SUM.search(folded(entry.label)) and abs(entry.value) < size
    ]
    proven = [entry for entry in sums if size - abs(entry.value) in nets]
    zero = [entry for entry in sums if not entry.value]
    chosen = proven or zero or (sums if len({abs(entry.value) for entry in sums}) == 1 and not nets else [])
    return Taxed(chosen[-1], chosen[-1].value, _SURE) if chosen else None


def _by_rates(entries: Sequence[Entry], size: Decimal, nets: set[Decimal]) -> Taxed | None:
    """The taxes of several rates, each the printed share of the sum before it, added if they make the total."""
    shares = [(before, after) for before, after in _pairs(entries) if _is_share(after, before)]
    added = sum((abs(tax.value) for _, tax in shares), Decimal(0))
    bases = sum((abs(net.value) for net, _ in shares), Decimal(0))
    proven = size - added in nets or bases + added == size
    return Taxed(shares[0][1], added, _SURE) if len(shares) > 1 and proven else None


def _pairs(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    for before, after in pairwise(entries):
        if before.row is after.row and before.amount.is_priced and after.amount.is_priced:
            yield before, after


def _is_share(tax: Entry, net: Entry) -> bool:
    rates = (Decimal(match[1].replace(",", ".")) for match in _RATE.finditer(tax.row.text))
    return any(rate and abs(abs(net.value) * rate / 100 - abs(tax.value)) <= _CENT for rate in rates)


def _in_table(entries: Sequence[Entry], rows: Sequence[Row], size: Decimal) -> Taxed | None:
    table = _table(entries, rows)
    return Taxed(table[1], table[1].value, _SURE) if table and abs(table[2].value) == size else None


def _table(entries: Sequence[Entry], rows: Sequence[Row]) -> tuple[Entry, Entry, Entry] | None:
    """Net, tax and gross of one row under captions that speak of tax; of the row with the largest gross."""
    found = []
    for net, tax, gross in zip(entries, entries[1:], entries[2:], strict=False):
        together = net.row is tax.row is gross.row and all(one.amount.is_priced for one in (net, tax, gross))
        adds_up = net.value + tax.value == gross.value and 0 < abs(tax.value) <= _TAX_SHARE_MAX * abs(net.value)
        if together and adds_up and _is_under_tax_caption(net, rows):
            found.append((net, tax, gross))
    return max(found, key=lambda row: abs(row[2].value), default=None)


def _is_under_tax_caption(entry: Entry, rows: Sequence[Row]) -> bool:
    """Whether a row that names a tax and has no cents in it stands shortly above."""
    above = rows[max(0, entry.index - _HEADING_ROWS) : entry.index]
    return any(re.search(_TAXES, folded(row.text)) and not _CENTS.search(row.text) for row in above)


def _included(entries: Sequence[Entry], size: Decimal) -> Taxed | None:
    """A tax that is said to be in the sum, and is a plausible part of it."""
    for entry in entries:
        tax = abs(entry.value)
        said = entry.amount.is_priced and _INCLUDED.search(folded(entry.label))
        if said and 0 < tax < size and tax <= _TAX_SHARE_MAX * (size - tax):
            return Taxed(entry, entry.value, _SURE)
    return None
