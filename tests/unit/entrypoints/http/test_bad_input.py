"""Bad input: a clear error that names the field, and nothing half-written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from falcon.testing import Result

from http_service import PASSWORD, PNG, Person, Service
from plutopixie.entrypoints.http.bodies import JSON_BYTES_MAX

SAID = {"date": "2026-02-03", "amount": "12.50", "vendor": "Corner Shop"}


def fields(answer: Result) -> list[str]:
    """The fields an answer complains about."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    return [one["field"] for one in answer.json["errors"]]


def kept(owner: Person) -> tuple[int, int]:
    """How many expenses and receipts there are."""
    states = "draft,recorded,deleted-draft,deleted"
    expenses = owner.get(f"/v1/expenses?state={states}").json["items"]
    return len(expenses), len(owner.get("/v1/receipts").json["items"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "12.345"}, "amount"),
        ({"amount": "1" * 16}, "amount"),
        ({"amount": "1" * 1_000}, "amount"),
        ({"amount": "1e5"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "1,200.00"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"amount": "-5.00"}, "amount"),
        ({"amount": "5.00", "kind": "refund"}, "amount"),
        ({"amount": "12.5", "currency": "JPY"}, "amount"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": "2030-01-01"}, "date"),
        ({"date": "0001-01-01"}, "date"),
        ({"date": "02/03/2026"}, "date"),
        ({"date": "2026-2-3"}, "date"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": "usd"}, "currency"),
        ({"vendor": "x" * 161}, "vendor"),
        ({"vendor": ""}, "vendor"),
        ({"vendor": "a\nb"}, "vendor"),
        ({"vendor": "a\u0007b"}, "vendor"),
        ({"vendor": "a\u202eb"}, "vendor"),
        ({"notes": "x" * 4_001}, "notes"),
        ({"notes": "a\u0001"}, "notes"),
        ({"tax": "13.00"}, "tax"),
        ({"rate": "1.0"}, "rate"),
        ({"currency": "EUR", "rate": "0"}, "rate"),
        ({"payment_method": {"kind": "card", "last4": "42424242"}}, "payment_method.last4"),
        ({"payment_method": {"kind": "cash", "last4": "4242"}}, "payment_method.last4"),
        ({"splits": [{"amount": "12.50"}]}, "splits[0]"),
        ({"category": "019c0000-0000-7000-8000-00000000dead"}, "category"),
        ({"tags": ["019c0000-0000-7000-8000-00000000dead"]}, "tags[0]"),
        (
            {"custom_fields": {"019c0000-0000-7000-8000-00000000dead": "x"}},
            "custom_fields.019c0000-0000-7000-8000-00000000dead",
        ),
    ],
)
@pytest.mark.asvs("V2.2.1", "V2.2.3")
def test_values_that_break_a_rule(owner: Person, changes: dict[str, Any], field: str) -> None:
    """A value that breaks a rule is answered with 422, names the field, and records nothing."""
    answer = owner.post("/v1/expenses", {**SAID, **changes})
    assert answer.status_code == 422, answer.text
    assert fields(answer) == [field]
    assert answer.json["code"] == "invalid-value"
    assert kept(owner) == (0, 0)


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ('{"date":"2026-02-03","amount":12.5,"vendor":"x"}', ["amount"]),
        ('{"date":"2026-02-03","amount":12,"vendor":"x"}', ["amount"]),
        ('{"date":"2026-02-03","amount":1e300000,"vendor":"x"}', ["amount"]),
        ('{"date":"2026-02-03","amount":NaN,"vendor":"x"}', ["amount"]),
        ('{"date":"2026-02-03","amount":null,"vendor":"x"}', ["amount"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"\\u0000"}', ["vendor"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"\\ud800"}', ["vendor"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","colour":1}', ["colour"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","draft":"true"}', ["draft"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","draft":1}', ["draft"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","kind":"gift"}', ["kind"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","tags":"abc"}', ["tags"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","tags":{"a":1}}', ["tags"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","category":"abc"}', ["category"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","category":[]}', ["category"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","custom_fields":[]}', ["custom_fields"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","custom_fields":{"a":"b"}}', ["custom_fields.a"]),
        ('{"date":"2026-02-03","amount":"1","vendor":"x","payment_method":"card"}', ["payment_method"]),
        (
            '{"date":"2026-02-03","amount":"1","vendor":"x","splits":[{"amount":"1"},{"amount":2,"part":1}]}',
            ["splits[1].amount", "splits[1].part"],
        ),
        ('{"vendor":1}', ["date", "amount", "vendor"]),
        ("[]", [""]),
        ('"text"', [""]),
        ("null", [""]),
        ("{", [""]),
        ("", [""]),
        ("[" * 100_000, [""]),
    ],
)
def test_bodies_that_cannot_be_understood(owner: Person, raw: str, wrong: list[str]) -> None:
    """A body of the wrong shape is answered with 400 and names every field that is wrong, by its path."""
    answer = owner.ask("POST", "/v1/expenses", body=raw, content_type="application/json")
    assert answer.status_code == 400, answer.text
    assert sorted(fields(answer)) == sorted(wrong)
    assert kept(owner) == (0, 0)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", None])
def test_other_content_types(owner: Person, kind: str | None) -> None:
    """Only JSON is taken where JSON is expected, and the answer says so."""
    headers = {} if kind is None else {"Content-Type": kind}
    answer = owner.ask("POST", "/v1/expenses", body=json.dumps(SAID), headers=headers)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported-content-type")
    assert answer.json["taken"] == "application/json"


def test_a_charset_beside_the_content_type_is_fine(owner: Person) -> None:
    """Clients that state the charset are served."""
    kind = "Application/JSON; charset=utf-8"
    assert owner.ask("POST", "/v1/expenses", body=json.dumps(SAID), content_type=kind).status_code == 201


@pytest.mark.asvs("V2.3.2")
def test_bodies_over_the_limit(owner: Person) -> None:
    """A body over 1 MB is refused by its stated length, and by what arrives when no length is stated."""
    body = json.dumps({**SAID, "notes": "x" * JSON_BYTES_MAX})
    answer = owner.ask("POST", "/v1/expenses", body=body, content_type="application/json")
    assert (answer.status_code, answer.json["limit"]) == (413, JSON_BYTES_MAX)
    unstated = {"extras": {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}}
    answer = owner.ask("POST", "/v1/expenses", body=body, content_type="application/json", **unstated)
    assert answer.status_code == 413


def test_a_body_without_a_stated_length_is_read(owner: Person) -> None:
    """A chunked body, whose end the server knows, is read in full."""
    unstated = {"extras": {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}}
    answer = owner.ask("POST", "/v1/expenses", body=json.dumps(SAID), content_type="application/json", **unstated)
    assert answer.status_code == 201


def test_a_body_shorter_than_it_says(owner: Person) -> None:
    """A body that ends before its stated length was cut off on its way."""
    said = {"body": json.dumps(SAID), "content_type": "application/json", "extras": {"CONTENT_LENGTH": "500"}}
    answer = owner.ask("POST", "/v1/expenses", **said)
    assert (answer.status_code, fields(answer)) == (400, [""])


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"", 422, "empty"),
        (b"just some text", 422, "unknown-type"),
        (PNG[:-4], 422, "truncated"),
        (PNG.replace(b"\0\0\0\x08\0\0\0\x08", b"\0\0\xff\xff\0\0\xff\xff"), 422, "too-many-pixels"),
    ],
)
def test_files_that_are_not_what_they_say(owner: Person, content: bytes, status: int, reason: str) -> None:
    """The content decides: what is no receipt is refused with a reason, and nothing is kept."""
    answer = owner.upload(content)
    assert (answer.status_code, answer.json["code"], answer.json["reason"]) == (status, "unreadable-document", reason)
    assert kept(owner) == (0, 0)


@pytest.mark.asvs("V5.2.1")
def test_files_over_the_limit(owner: Person) -> None:
    """A file over 20 MB is refused, raw or in a form."""
    large = b"\0" * (20 * 1024 * 1024 + 1)
    assert owner.upload(large).status_code == 413
    head = b'--f\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    form = owner.ask(
        "POST",
        "/v1/receipts",
        body=head + large + b"\r\n--f--\r\n",
        content_type="multipart/form-data; boundary=f",
    )
    assert form.status_code == 413
    assert kept(owner) == (0, 0)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (
            b'--f\r\nContent-Disposition: form-data; name="photo"\r\n\r\nx\r\n--f--\r\n',
            "multipart/form-data; boundary=f",
        ),
        (b"--f--\r\n", "multipart/form-data; boundary=f"),
        (b"nothing of the kind", "multipart/form-data; boundary=f"),
        (b"x", "multipart/form-data"),
        (
            b'--f\r\nContent-Disposition: form-data; name="file"; filename="\xff"\r\n\r\nx\r\n--f--\r\n',
            "multipart/form-data; boundary=f",
        ),
    ],
)
def test_forms_that_are_none(owner: Person, body: bytes, kind: str) -> None:
    """A form without the part `file`, with another one, or broken, is refused."""
    answer = owner.ask("POST", "/v1/receipts", body=body, content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (400, "malformed-request")
    assert kept(owner) == (0, 0)


def test_uploading_with_another_content_type(owner: Person) -> None:
    """What states to be neither a form nor a receipt is not even read."""
    answer = owner.ask("POST", "/v1/receipts", body=PNG, content_type="text/html")
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("colour=red", ["colour"]),
        ("limit=5&limit=6", ["limit"]),
        ("limit=0", ["limit"]),
        ("limit=201", ["limit"]),
        ("limit=five", ["limit"]),
        ("limit=99999999999999999999", ["limit"]),
        ("sort=colour", ["sort"]),
        ("sort=--date", ["sort"]),
        ("date_from=2026-02-30", ["date_from"]),
        ("date_from=2026-02-02&date_to=2026-02-01", ["date_to"]),
        ("amount_min=5", ["amount_min"]),
        ("amount_min=5.005&currency=USD", ["amount_min"]),
        ("currency=dollars", ["currency"]),
        ("category=abc", ["category"]),
        ("state=lost", ["state"]),
        ("payment_method=gold", ["payment_method"]),
        ("last4=12345", ["last4"]),
        ("search=", ["search"]),
        ("search=a%00b", ["search"]),
        ("search=%ff", [""]),
        ("search", [""]),
        ("cursor=abc", ["cursor"]),
        ("cursor=W10", ["cursor"]),
        ("cursor=%F0%9F%8D%B0", ["cursor"]),
    ],
)
def test_query_parameters_that_cannot_be(owner: Person, query: str, wrong: list[str]) -> None:
    """Unknown, repeated and malformed parameters are answered with 400 and named; nothing is guessed or ignored."""
    for path in ("/v1/expenses", "/v1/expenses.csv"):
        if path.endswith(".csv") and wrong[0] in {"limit", "cursor"}:
            continue
        answer = owner.get(path, query_string=query)
        assert answer.status_code == 400, answer.text
        assert fields(answer) == wrong


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("from=2026-01-01", "to"),
        ("to=2026-01-01", "from"),
        ("from=2026-02-01&to=2026-01-01", "to"),
        ("compare=1", "compare"),
    ],
)
def test_periods_that_cannot_be(owner: Person, query: str, wrong: str) -> None:
    """A report's period has two ends in order."""
    answer = owner.get("/v1/reports/month", query_string=query)
    assert (answer.status_code, fields(answer)) == (400, [wrong])


def test_unknown_reports(owner: Person) -> None:
    """There is no report by something else."""
    assert owner.get("/v1/reports/colour").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adult": False}, "adult"),
        ({"accepted_policy": "2000-01-01"}, "accepted_policy"),
        ({"email": "nobody"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"organization_name": "  "}, "organization_name"),
        ({"name": "x" * 121}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"home_currency": "EURO"}, "home_currency"),
    ],
)
def test_signing_up_with_what_cannot_be(service: Service, changes: dict[str, Any], field: str) -> None:
    """A sign-up that breaks a rule names the field and founds nothing."""
    answer = service.client.simulate_post("/v1/organizations", json=service.statement(**changes))
    assert (answer.status_code, fields(answer)) == (422, [field])
    assert service.world.directory.organizations(None, 10) == ()


def test_wrong_credentials_say_nothing_more(service: Service, owner: Person) -> None:
    """An unknown address and a wrong password get the same answer."""
    answers = [
        service.client.simulate_post("/v1/sessions", json={"email": email, "password": password})
        for email, password in (
            (owner.email, "not the password"),
            ("nobody@example.org", PASSWORD),
            ("no address", "x"),
        )
    ]
    assert {(one.status_code, one.text) for one in answers} == {(401, answers[0].text)}
    assert all(one.headers["WWW-Authenticate"].startswith("Bearer") for one in answers)


@pytest.mark.parametrize(
    ("present", "new", "status", "code"),
    [
        (PASSWORD, "short", 422, "invalid-value"),
        ("short", "another long one 77", 401, "wrong-credentials"),
        ("not the password", "another long one 77", 401, "wrong-credentials"),
    ],
)
def test_changing_a_password_to_what_cannot_be(owner: Person, present: str, new: str, status: int, code: str) -> None:
    """A new password that breaks a rule is named; a present one that is not theirs is wrong, whatever it looks like."""
    answer = owner.ask("PUT", "/v1/me/password", json={"present_password": present, "new_password": new})
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert status != 422 or fields(answer) == ["new_password"]


@pytest.mark.parametrize(
    "stated",
    [None, "", "Bearer", "Bearer ", "Bearer x", "Basic QTpC", "Bearer a b", "bearer " + "x" * 5_000, "Bearer é"],
)
def test_without_a_good_token(service: Service, stated: str | None) -> None:
    """Whatever is wrong with a token, the answer is 401 with a challenge."""
    headers = {} if stated is None else {"Authorization": stated.encode().decode("latin-1")}
    answer = service.client.simulate_get("/v1/me", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="plutopixie"'


def test_unknown_routes_and_methods(owner: Person) -> None:
    """An unknown address is 404; another method is 405 and says which there are."""
    missing = owner.get("/v1/nothing")
    assert (missing.status_code, missing.json["code"]) == (404, "no-such-route")
    other = owner.ask("PUT", "/v1/expenses")
    assert (other.status_code, other.json["code"]) == (405, "method-not-allowed")
    assert set(other.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


@pytest.mark.asvs("V2.3.1")
def test_moves_that_are_not_possible(owner: Person) -> None:
    """A step that the present state does not allow is answered with 409 and the state."""
    expense = owner.record()
    answer = owner.post(f"/v1/expenses/{expense['id']}/confirm")
    assert (answer.status_code, answer.json["state"], answer.json["move"]) == (409, "recorded", "confirm")


def test_names_that_are_taken(owner: Person) -> None:
    """A second tag of the same name is refused and names the field."""
    assert owner.post("/v1/tags", {"name": "Fair"}).status_code == 201
    answer = owner.post("/v1/tags", {"name": "fair"})
    assert (answer.status_code, fields(answer)) == (409, ["name"])


@pytest.mark.asvs("V2.3.2")
def test_too_many_at_once(owner: Person) -> None:
    """More ids than a bulk request takes are refused as too large."""
    ids = [f"019c0000-0000-7000-8000-{place:012x}" for place in range(1_001)]
    answer = owner.post("/v1/expenses/bulk-delete", {"ids": ids})
    assert (answer.status_code, answer.json["limit"]) == (413, 1_000)
