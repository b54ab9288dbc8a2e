"""Vendor rules over HTTP: learned from a correction, shown with the next receipt, taken away as CSV."""

from __future__ import annotations

import csv
import io

import pytest

from http_service import new_service


@pytest.mark.promise("P10.2")
def test_a_correction_comes_back_as_a_suggestion() -> None:
    """A corrected vendor and category are suggested with the next receipt, stand in the list, and can be exported."""
    service = new_service()
    owner = service.sign_up()
    groceries = owner.post("/v1/categories", {"name": "=Groceries"}).json["id"]
    first, second = owner.upload().json["id"], owner.upload().json["id"]
    service.read_receipt(owner, first)
    service.read_receipt(owner, second)
    before = owner.get(f"/v1/receipts/{second}").json

    owner.post(f"/v1/receipts/{first}/expense", {"vendor": "My Shop", "category": groceries})

    after = owner.get(f"/v1/receipts/{second}").json["suggestion"]
    (rule,) = owner.get("/v1/vendor-rules").json["items"]
    (line,) = csv.DictReader(io.StringIO(owner.get("/v1/vendor-rules.csv").text, newline=""))
    assert before["suggestion"]["vendor"] is None
    assert after["vendor"] == {"value": "My Shop", "confidence": 0.99, "ground": "rule"}
    assert (after["category"]["value"], after["rule"]) == (groceries, rule["id"])
    assert rule["read_as"] == before["extraction"]["vendor"]["value"]
    assert (line["vendor"], line["category"]) == ("My Shop", "'=Groceries")
    expense = owner.post(f"/v1/receipts/{second}/expense").json
    assert (expense["vendor"], expense["category"]) == ("My Shop", groceries)
