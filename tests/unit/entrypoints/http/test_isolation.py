"""References and filters with somebody else's ids; ids in paths are in the matrix of routes."""

from __future__ import annotations

import pytest
from falcon.testing import Result

from http_service import Person, Service

MISSING = "019c0000-0000-7000-8000-00000000dead"


def told(answer: Result) -> tuple[int, str, dict[str, str]]:
    """Everything a client learns, without the id of the request."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    del headers["x-request-id"]
    return answer.status_code, answer.text, headers


def things(person: Person, service: Service) -> dict[str, str]:
    """One thing of each kind that belongs to the person's organization."""
    return {
        "expenses": person.record()["id"],
        "receipts": person.upload().json["id"],
        "categories": person.get("/v1/categories").json["items"][0]["id"],
        "brands": person.post("/v1/brands", {"name": "North"}).json["id"],
        "tags": person.post("/v1/tags", {"name": "Fair"}).json["id"],
        "custom-fields": person.post("/v1/custom-fields", {"name": "Project", "kind": "text"}).json["id"],
        "members": service.join(person).member,
        "invitations": person.post("/v1/invitations", {}).json["id"],
        "sessions": person.get("/v1/sessions").json["items"][0]["id"],
    }


@pytest.mark.promise("P7.1")
@pytest.mark.parametrize(
    ("field", "many", "wrap"),
    [("category", "categories", False), ("brand", "brands", False), ("tags", "tags", True)],
)
def test_foreign_references_look_like_missing_ones(
    service: Service, owner: Person, field: str, many: str, *, wrap: bool
) -> None:
    """An expense that refers to another organization's entry is refused like one that refers to nothing."""
    foreign = things(service.sign_up(), service)[many]
    said = {"date": "2026-02-03", "amount": "1.00", "vendor": "x"}
    answers = [told(owner.post("/v1/expenses", {**said, field: [id] if wrap else id})) for id in (foreign, MISSING)]
    assert answers[0][0] == 422
    assert answers[0] == answers[1]


@pytest.mark.promise("P7.1")
def test_foreign_filters_find_nothing(service: Service, owner: Person) -> None:
    """Filtering by another organization's ids shows an empty list, as ids of nothing do."""
    owner.record()
    foreign = things(service.sign_up(), service)
    for parameter, many in (("category", "categories"), ("brand", "brands"), ("tag", "tags"), ("member", "members")):
        for id in (foreign[many], MISSING):
            assert owner.get("/v1/expenses", params={parameter: id}).json["items"] == []
