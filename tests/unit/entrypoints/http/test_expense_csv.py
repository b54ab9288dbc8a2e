"""CSV out: complete, readable by spreadsheet programs and run by none of them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from http_service import Person, Service
from plutopixie.domain.listing import PAGE_MAX
from plutopixie.entrypoints.http.csv_text import neutral
from plutopixie.entrypoints.http.expense_csv import COLUMNS

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def exported(person: Person, query: str = "") -> list[dict[str, str]]:
    """The lines of the export by column."""
    answer = person.get("/v1/expenses.csv", query_string=query)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"), newline="")))


@given(st.text(max_size=20), st.sampled_from(["", " ", "'", '"', "\u3000", "\ufeff"]), st.sampled_from(DANGEROUS))
def test_no_cell_begins_like_a_formula(text: str, before: str, sign: str) -> None:
    """Whatever stands in a text, its cell begins neither with a sign of a formula nor with one behind blanks."""
    for cell in (neutral(text), neutral(before + sign + text)):
        assert not cell.startswith(DANGEROUS)
        assert not cell.lstrip(" \u3000\ufeff\u00a0\u200b").startswith(DANGEROUS)


@given(st.text(max_size=30))
def test_harmless_cells_stay_as_they_are(text: str) -> None:
    """A cell is left alone or gets one apostrophe in front; nothing else about it changes."""
    assert neutral(text) in {text, f"'{text}"}
    if text[:1].isalnum():
        assert neutral(text) == text


def test_every_text_column_is_neutralised(owner: Person) -> None:
    """Vendor, notes, names of categories, brands and tags, texts of custom fields, and their headings."""
    category = owner.post("/v1/categories", {"name": "=category"}).json["id"]
    brand = owner.post("/v1/brands", {"name": "+brand"}).json["id"]
    tag = owner.post("/v1/tags", {"name": "@tag"}).json["id"]
    field = owner.post("/v1/custom-fields", {"name": "=field", "kind": "text"}).json["id"]
    owner.record(
        vendor="=HYPERLINK(1)",
        notes="-1+1",
        category=category,
        brand=brand,
        tags=[tag],
        custom_fields={field: "@value"},
    )
    [line] = exported(owner)
    shown = {line[name] for name in ("vendor", "notes", "category", "brand", "tags", "'=field")}
    assert shown == {"'=HYPERLINK(1)", "'-1+1", "'=category", "'+brand", "'@tag", "'@value"}


def test_amounts_stay_numbers(owner: Person) -> None:
    """A refund's amount is a plain negative number, and so is a number in a custom field."""
    field = owner.post("/v1/custom-fields", {"name": "Delta", "kind": "number"}).json["id"]
    owner.record(amount="-12.50", kind="refund", custom_fields={field: "-3.5"})
    [line] = exported(owner)
    assert (line["amount"], line["home_amount"], line["Delta"]) == ("-12.50", "-12.50", "-3.5")


def test_a_line_says_everything(owner: Person) -> None:
    """Names stand in place of ids, conversions with their rate, parts in one cell."""
    names = {one["name"]: one["id"] for one in owner.get("/v1/categories").json["items"]}
    brand = owner.post("/v1/brands", {"name": "North"}).json["id"]
    field = owner.post("/v1/custom-fields", {"name": "Project", "kind": "text"}).json["id"]
    expense = owner.record(
        amount="10.00",
        currency="EUR",
        vendor='Shop, "The"',
        notes="one\ntwo",
        splits=[
            {"amount": "4.00", "category": names["Travel"]},
            {"amount": "6.00", "category": names["Meals"], "brand": brand},
        ],
        payment_method={"kind": "card", "last4": "0042"},
        tax="1.60",
        custom_fields={field: "Roof"},
    )
    answer = owner.get("/v1/expenses.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.content.count(b"\r\n") == 2
    [line] = exported(owner)
    assert line == {
        "date": "2026-02-03",
        "amount": "10.00",
        "currency": "EUR",
        "home_amount": "11.00",
        "home_currency": "USD",
        "rate": "1.10",
        "rate_date": "2026-02-03",
        "vendor": 'Shop, "The"',
        "kind": "purchase",
        "category": "",
        "brand": "",
        "tags": "",
        "notes": "one\ntwo",
        "payment_method": "card",
        "last4": "0042",
        "tax": "1.60",
        "splits": "Travel: 4.00; Meals / North: 6.00",
        "state": "recorded",
        "recorded_by": "Ada Example",
        "receipts": "",
        "id": expense["id"],
        "Project": "Roof",
    }


def test_an_empty_export_is_the_header(owner: Person) -> None:
    """Without expenses there is the header line alone."""
    assert owner.get("/v1/expenses.csv").text == ",".join(COLUMNS) + "\r\n"


def test_there_is_no_hidden_window(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """More expenses than any page or batch holds, of however many years, are all exported in the order asked for."""
    monkeypatch.setattr("plutopixie.ports.inbound.expenses.ROWS_A_UNIT", 30)
    for place in range(PAGE_MAX + 10):
        owner.record(date=f"{1990 + place % 36}-01-01", vendor=f"Shop {place}")
    lines = exported(owner, "sort=date")
    assert len({line["id"] for line in lines}) == PAGE_MAX + 10
    assert [line["date"] for line in lines] == sorted(line["date"] for line in lines)


def test_the_filter_of_the_list_is_the_filter_of_the_export(owner: Person) -> None:
    """The same parameters show the same expenses."""
    for place in range(6):
        owner.record(vendor=f"Shop {place % 2}", amount=f"{place}.00")
    for query in ("vendor=Shop 1", "search=shop&sort=-amount", "currency=USD&amount_min=3", "state=draft"):
        listed = [one["id"] for one in owner.get("/v1/expenses", query_string=query).json["items"]]
        assert [line["id"] for line in exported(owner, query)] == listed


def test_a_member_exports_their_own(service: Service, owner: Person) -> None:
    """A member's export holds what they recorded; a former member's name is gone."""
    ben = service.join(owner, name="Ben Example")
    mine = ben.record()
    owner.record()
    assert [line["id"] for line in exported(ben)] == [mine["id"]]
    assert owner.delete(f"/v1/members/{ben.member}").status_code == 204
    assert {line["recorded_by"] for line in exported(owner)} == {"Ada Example", "former member"}


@pytest.mark.parametrize("path", ["/v1/expenses.csv"])
def test_the_export_is_a_download(owner: Person, path: str) -> None:
    """A browser saves the export instead of showing it."""
    assert owner.get(path).headers["Content-Disposition"] == 'attachment; filename="expenses.csv"'
