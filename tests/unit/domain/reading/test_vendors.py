"""The vendor's name is found at the head of the receipt."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plutopixie.domain.reading.extraction import Extraction, Warning  # noqa: A004
from plutopixie.domain.reading.vendor_names import tidy

Reader = Callable[..., Extraction]


def vendor(extraction: Extraction) -> str | None:
    """The vendor's name, if there is one."""
    return extraction.vendor.value if extraction.vendor else None


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (["GREEN LEAF SDN BHD (139386 X)", "LOT 3, JALAN PELABUR", "TEL: 03-55423228"], "GREEN LEAF SDN BHD"),
        (["TAX INVOICE", "Corner Bakery", "12 Main Street"], "Corner Bakery"),
        (["CITY MILK", "R&C VENTURE SDN BHD", "KUALA LUMPUR"], "R&C VENTURE SDN BHD"),
        (["BLUE HILL HARDWARE", "ENTERPRISE (SETIA", "ALAM) SDN BHD", "NO. 17"],
         "BLUE HILL HARDWARE ENTERPRISE (SETIA ALAM) SDN BHD"),
        (["Bäckerei Müller GmbH", "Hauptstr. 5, 10115 Berlin"], "Bäckerei Müller GmbH"),
        (["RIVER COMPANY", "Company Reg No: JM0681589-W", "5, JALAN 10/5"], "RIVER COMPANY"),
        (["Welcome to Corner Books", "12 Main Street"], "Corner Books"),
        (["32 PUB & BISTRO", "12 Main Street", "Bill to:", "ACME INC"], "32 PUB & BISTRO"),
        (["GOLDEN FIELD SON BHD", "NO 5 JALAN KENARI"], "GOLDEN FIELD SDN BHD"),
    ],
)  # fmt: skip
def test_the_name_is_told_from_what_stands_around_it(read: Reader, rows: list[str], name: str) -> None:
    """Forms of company, wrapped names, registration numbers, greetings and billing addresses."""
    assert name == vendor(read([*rows, "14/03/2024", ("TOTAL", "12.00")]))


@pytest.mark.parametrize(
    "text",
    [
        "TAX INVOICE",
        "12 Main Street",
        "TEL: 03-55423228",
        "14/03/2024 12:44",
        "Thank you",
        "www.shop.com",
        "4111111111111111",
    ],
)
def test_what_is_no_name(read: Reader, text: str) -> None:
    """Kinds of documents, addresses, telephones, dates, greetings and numbers are no names."""
    assert vendor(read([text, "14/03/2024", ("TOTAL", "12.00")])) is None


def test_a_long_number_never_is_part_of_a_name() -> None:
    """What follows the form of company as a number is dropped."""
    assert tidy("KING'S CONFECTIONERY S/B 273500-U (KJ1)") == "KING'S CONFECTIONERY S/B"


def test_a_missing_vendor_is_warned_of(read: Reader) -> None:
    """Without a name there is none."""
    extraction = read(["TAX INVOICE", ("TOTAL", "12.00")])

    assert vendor(extraction) is None
    assert Warning.VENDOR_MISSING in extraction.warnings
