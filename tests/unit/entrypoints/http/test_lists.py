"""Lists of expenses: filters, search, order and pages."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from http_service import Person, Service
from plutopixie.domain.listing import Cursor, Sort, SortField
from plutopixie.entrypoints.http.errors import MalformedRequestError
from plutopixie.entrypoints.http.resources.expense_parameters import read_cursor, write_cursor


def found(person: Person, **parameters: object) -> list[dict[str, Any]]:
    """The expenses that a list shows."""
    answer = person.get("/v1/expenses", params=parameters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def test_filters_narrow_the_list(service: Service, owner: Person) -> None:
    """Every filter finds what it states and nothing else; filters add up."""
    category = owner.get("/v1/categories").json["items"][0]["id"]
    brand = owner.post("/v1/brands", {"name": "North"}).json["id"]
    tag = owner.post("/v1/tags", {"name": "Fair"}).json["id"]
    ben = service.join(owner)
    wanted = owner.record(
        date="2026-02-10",
        amount="20.00",
        vendor="Café Blau",
        category=category,
        brand=brand,
        tags=[tag],
        notes="breakfast with Tom",
        payment_method={"kind": "card", "last4": "4242"},
    )
    other = ben.record(date="2026-01-05", amount="5.00", currency="EUR")
    for parameters in (
        {"date_from": "2026-02-10", "date_to": "2026-02-10"},
        {"category": category},
        {"brand": brand},
        {"tag": tag},
        {"member": owner.member},
        {"vendor": "CAFÉ  blau"},
        {"payment_method": "card"},
        {"last4": "4242"},
        {"currency": "USD"},
        {"currency": "USD", "amount_min": "20.00", "amount_max": "20.00"},
        {"search": "afé breakfast"},
    ):
        assert [one["id"] for one in found(owner, **parameters)] == [wanted["id"]], parameters
    assert found(owner, member=owner.member, currency="EUR") == []
    assert [one["id"] for one in found(ben)] == [other["id"]]


def test_states(owner: Person) -> None:
    """Without a state the list holds drafts and recorded expenses; deleted ones are asked for."""
    draft, recorded, deleted = owner.record(draft=True), owner.record(), owner.record()
    owner.delete(f"/v1/expenses/{deleted['id']}")
    assert {one["id"] for one in found(owner)} == {draft["id"], recorded["id"]}
    assert {one["id"] for one in found(owner, state="deleted")} == {deleted["id"]}
    assert len(owner.get("/v1/expenses?state=draft,deleted").json["items"]) == 2


@pytest.mark.parametrize("sort", ["date", "-date", "amount", "-amount", "vendor", "-vendor", "created", "-created"])
def test_pages_show_everything_once_and_in_order(owner: Person, sort: str) -> None:
    """Following the cursor shows every expense once, in the order of one large page, and the header names the way."""
    for place in range(7):
        owner.record(date=f"2026-02-{place % 3 + 1:02}", amount=f"{place % 2 + 1}.00", vendor=f"Shop {place % 4}")
    whole = [one["id"] for one in found(owner, sort=sort, limit=200)]
    paged: list[str] = []
    address: str | None = f"/v1/expenses?limit=3&sort={sort}"
    while address:
        answer = owner.get(address)
        paged += [one["id"] for one in answer.json["items"]]
        link = answer.headers.get("Link")
        assert (link is None) == (answer.json["next_cursor"] is None)
        address = None if link is None else link.removeprefix("<").removesuffix('>; rel="next"')
    assert paged == whole
    assert len(set(paged)) == 7


def test_a_cursor_belongs_to_its_order(owner: Person) -> None:
    """A cursor of one order is refused in another."""
    for _ in range(2):
        owner.record()
    cursor = owner.get("/v1/expenses?limit=1&sort=vendor").json["next_cursor"]
    answer = owner.get("/v1/expenses", params={"limit": 1, "sort": "-vendor", "cursor": cursor})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "cursor")


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=160)


@given(
    key=st.one_of(st.dates(), st.integers(-(10**15), 10**15), NAMES),
    id=st.uuids(),
    descending=st.booleans(),
)
def test_cursors_come_back_as_they_were(key: Any, id: Any, *, descending: bool) -> None:
    """A cursor that is written and read is the same cursor."""
    by = {int: SortField.AMOUNT, str: SortField.VENDOR}.get(type(key), SortField.DATE)
    sort = Sort(by, descending)
    assert read_cursor(write_cursor(Cursor(key, id), sort), sort) == Cursor(key, id)


@given(
    st.dictionaries(
        st.sampled_from(["order", "key", "id"]),
        st.one_of(
            st.none(),
            st.integers(),
            st.text(max_size=20),
            st.sampled_from(["-date", "vendor", "2026-02-03", "019c0000-0000-7000-8000-000000000001"]),
            st.lists(st.integers(), max_size=2),
        ),
    ),
    st.sampled_from(SortField),
)
def test_made_up_cursors_are_read_or_refused(document: dict[str, Any], by: SortField) -> None:
    """Whatever a cursor holds, it leads to a place in the list or to the complaint about the cursor."""
    text = base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()
    try:
        read_cursor(text, Sort(by))
    except MalformedRequestError as refused:
        assert [one.field for one in refused.errors] == ["cursor"]  # noqa: PT017 - either outcome is fine


def test_receipts_are_paged_too(owner: Person) -> None:
    """Receipts come the latest first, page by page."""
    ids = [owner.upload().json["id"] for _ in range(3)]
    first = owner.get("/v1/receipts?limit=2").json
    assert [one["id"] for one in first["items"]] == [ids[2], ids[1]]
    second = owner.get("/v1/receipts", params={"limit": 2, "cursor": first["next_cursor"]}).json
    assert ([one["id"] for one in second["items"]], second["next_cursor"]) == ([ids[0]], None)
    assert owner.get("/v1/receipts?cursor=abc").json["errors"][0]["field"] == "cursor"
