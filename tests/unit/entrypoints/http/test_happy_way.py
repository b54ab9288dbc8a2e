"""The ways people take: sign up, invite, record, upload, confirm, report, export."""

from __future__ import annotations

from http_service import PASSWORD, PNG, POLICY, Person, Service


def test_signing_up_signs_the_owner_in(service: Service) -> None:
    """Signing up answers 201 with the organization, its owner and tokens that open what the owner may see."""
    answer = service.client.simulate_post("/v1/organizations", json=service.statement(name="Ada Example"))
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/v1/organization"
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["member"]["role"] == "owner"
    owner = service.person(answer)
    shown = owner.get("/v1/me").json
    assert shown["member"]["name"] == "Ada Example"
    assert shown["organization"]["name"] == "Corner Bakery"
    assert [one["current"] for one in shown["sessions"]] == [True]


def test_signing_in_exchanging_and_signing_out(service: Service, owner: Person) -> None:
    """A session is opened, exchanged once, and ends at once for the token that is still fresh."""
    said = {"email": owner.email, "password": PASSWORD}
    opened = service.client.simulate_post("/v1/sessions", json=said)
    assert opened.status_code == 201
    exchanged = service.client.simulate_post(
        "/v1/sessions/refresh", json={"refresh_token": opened.json["refresh_token"]}
    )
    assert exchanged.status_code == 200
    again = service.person(exchanged)
    assert len(again.get("/v1/sessions").json["items"]) == 2
    assert again.delete("/v1/sessions/current").status_code == 204
    assert again.get("/v1/me").status_code == 401
    assert owner.get("/v1/me").status_code == 200


def test_ending_another_session_of_ones_own(service: Service, owner: Person) -> None:
    """A session is ended by its id, and only that one."""
    other = service.person(
        service.client.simulate_post("/v1/sessions", json={"email": owner.email, "password": PASSWORD})
    )
    sessions = owner.get("/v1/sessions").json["items"]
    [foreign] = [one["id"] for one in sessions if not one["current"]]
    assert owner.delete(f"/v1/sessions/{foreign}").status_code == 204
    assert other.get("/v1/me").status_code == 401


def test_inviting_and_joining(service: Service, owner: Person) -> None:
    """An invitation's link leads to the service, its secret lets one person in, and it is listed until then."""
    invited = owner.post("/v1/invitations", {"role": "admin"})
    assert invited.status_code == 201
    assert invited.json["link"] == f"https://books.example/join#{invited.json['secret']}"
    [listed] = owner.get("/v1/invitations").json["items"]
    assert listed["id"] == invited.json["id"]
    assert "secret" not in listed
    said = {**service.statement(name="Ben Example"), "invitation": invited.json["secret"]}
    del said["organization_name"]
    joined = service.client.simulate_post("/v1/invitations/accept", json=said)
    assert joined.status_code == 201
    assert joined.json["member"]["role"] == "admin"
    assert [one["name"] for one in owner.get("/v1/members").json["items"]] == ["Ada Example", "Ben Example"]
    assert owner.get("/v1/invitations").json["items"] == []
    assert service.client.simulate_post("/v1/invitations/accept", json=said).status_code == 410


def test_withdrawing_an_invitation(owner: Person) -> None:
    """A withdrawn invitation is gone."""
    invited = owner.post("/v1/invitations", {})
    assert invited.json["role"] == "member"
    assert owner.delete(f"/v1/invitations/{invited.json['id']}").status_code == 204
    assert owner.delete(f"/v1/invitations/{invited.json['id']}").status_code == 404


def test_managing_members(service: Service, owner: Person) -> None:
    """A member gets another role, becomes the owner, and the former owner can be removed by nobody below."""
    ben = service.join(owner)
    path = f"/v1/members/{ben.member}"
    assert owner.get(path).json["role"] == "member"
    assert owner.patch(path, {"role": "admin"}).json["role"] == "admin"
    assert owner.post(f"{path}/ownership").json["role"] == "owner"
    assert owner.get("/v1/me").json["member"]["role"] == "admin"
    assert ben.delete(f"/v1/members/{owner.member}").status_code == 204
    assert owner.get("/v1/me").status_code == 401


def test_ones_own_account(service: Service, owner: Person) -> None:
    """The name is corrected, the password is changed, and a member leaves."""
    ben = service.join(owner, name="Ben Exmaple")
    corrected = ben.patch("/v1/me", {"name": "Ben Example"})
    assert corrected.json["name"] == "Ben Example"
    changed = ben.ask(
        "PUT", "/v1/me/password", json={"present_password": PASSWORD, "new_password": "another long one 77"}
    )
    assert changed.status_code == 204
    said = {"email": ben.email, "password": "another long one 77"}
    assert service.client.simulate_post("/v1/sessions", json=said).status_code == 201
    assert ben.delete("/v1/me", {"password": "another long one 77"}).status_code == 204
    assert service.client.simulate_post("/v1/sessions", json=said).status_code == 401


def test_the_organizations_settings(owner: Person) -> None:
    """The organization is shown and changed; what is left out stays."""
    changed = owner.patch("/v1/organization", {"time_zone": "Europe/Berlin", "home_currency": "EUR"})
    assert changed.status_code == 200
    shown = owner.get("/v1/organization").json
    assert (shown["name"], shown["home_currency"], shown["time_zone"]) == ("Corner Bakery", "EUR", "Europe/Berlin")


def test_the_catalog(owner: Person) -> None:
    """Categories, brands and tags are added, renamed and archived in the same way."""
    for many in ("categories", "brands", "tags"):
        added = owner.post(f"/v1/{many}", {"name": "Somthing"})
        assert added.status_code == 201
        path = added.headers["Location"]
        assert path == f"/v1/{many}/{added.json['id']}"
        assert owner.patch(path, {"name": "Something", "archived": True}).status_code == 200
        assert owner.get(path).json == {"id": added.json["id"], "name": "Something", "archived": True, "version": 2}
        assert "Something" in [one["name"] for one in owner.get(f"/v1/{many}").json["items"]]


def test_custom_fields(owner: Person) -> None:
    """A custom field is added, renamed and used in an expense."""
    added = owner.post("/v1/custom-fields", {"name": "Project", "kind": "choice", "choices": ["Roof", "Cellar"]})
    assert added.status_code == 201
    path = added.headers["Location"]
    assert owner.patch(path, {"name": "Site"}).json["name"] == "Site"
    assert owner.get(path).json["choices"] == ["Roof", "Cellar"]
    id = added.json["id"]
    assert owner.record(custom_fields={id: "Roof"})["custom_fields"] == {id: "Roof"}
    assert [one["name"] for one in owner.get("/v1/custom-fields").json["items"]] == ["Site"]


def test_the_life_of_an_expense(owner: Person) -> None:
    """A draft is recorded, corrected, confirmed, deleted, brought back, and its history tells it all."""
    draft = owner.record(draft=True, payment_method={"kind": "card", "last4": "4242"})
    path = f"/v1/expenses/{draft['id']}"
    assert draft["state"] == "draft"
    assert owner.patch(path, {"amount": "13.00", "notes": "with tip"}).json["amount"] == "13.00"
    assert owner.post(f"{path}/confirm").json["state"] == "recorded"
    assert owner.delete(path).status_code == 204
    assert owner.get(path).status_code == 404
    assert owner.post(f"{path}/restore").json["state"] == "recorded"
    history = owner.get(f"{path}/history").json["items"]
    assert [one["move"] for one in history] == ["create", "correct", "confirm", "delete", "restore"]
    assert {"field": "notes", "before": None, "after": "with tip"} in history[1]["fields"]


def test_foreign_money_is_shown_with_its_rate(owner: Person) -> None:
    """A converted amount shows the rate and its day; without a known rate the home amount is null, never 1:1."""
    shown = owner.record(amount="10.00", currency="EUR")
    assert (shown["home_amount"], shown["home_currency"]) == ("11.00", "USD")
    assert shown["rate"] == {"base": "EUR", "quote": "USD", "value": "1.10", "day": "2026-02-03", "source": "ecb"}
    assert owner.record(amount="100", currency="JPY")["home_amount"] is None


def test_a_split_expense(owner: Person) -> None:
    """The parts of an expense are shown as they were stated."""
    [first, second, *_] = [one["id"] for one in owner.get("/v1/categories").json["items"]]
    parts = [{"amount": "10.00", "category": first}, {"amount": "2.50", "category": second}]
    assert owner.record(splits=parts)["splits"] == [{**part, "brand": None} for part in parts]


def test_many_expenses_at_once(owner: Person) -> None:
    """Expenses are changed, deleted and brought back in bulk, all or none."""
    ids = [owner.record()["id"] for _ in range(3)]
    edited = owner.post("/v1/expenses/bulk-edit", {"ids": ids, "changes": {"notes": "checked"}})
    assert edited.json == {"changed": 3}
    assert owner.post("/v1/expenses/bulk-delete", {"ids": ids}).json == {"changed": 3}
    assert owner.get("/v1/expenses").json["items"] == []
    assert owner.post("/v1/expenses/bulk-restore", {"ids": ids}).json == {"changed": 3}
    assert {one["notes"] for one in owner.get("/v1/expenses").json["items"]} == {"checked"}
    missing = "019c0000-0000-7000-8000-00000000dead"
    assert owner.post("/v1/expenses/bulk-delete", {"ids": [*ids, missing]}).status_code == 404
    assert len(owner.get("/v1/expenses").json["items"]) == 3


def test_from_a_receipt_to_the_report_and_the_csv(service: Service, owner: Person) -> None:
    """An uploaded receipt is read, confirmed, counted in the report and found in the CSV; its file stays as it was."""
    uploaded = owner.upload()
    assert uploaded.status_code == 202
    assert uploaded.json["state"] == "uploaded"
    path = uploaded.headers["Location"]
    service.read_receipt(owner, uploaded.json["id"])
    read = owner.get(path).json
    assert read["state"] == "read"
    assert read["extraction"]["total"]["value"] == "10.00"
    assert read["extraction"]["date"]["value"] == "2026-02-14"
    assert read["extraction"]["total"]["place"]["page"] == 1
    assert read["extraction"]["currency"]["place"]["page"] == 1
    assert (read["extraction"]["payment"]["value"], read["extraction"]["last4"]["value"]) == ("card", "4242")
    assert [read["extraction"][name] for name in ("subtotal", "tip", "document_number")] == [None, None, None]
    assert [(item["description"], item["quantity"], item["amount"]) for item in read["extraction"]["items"]] == [
        ("Coffee", None, "4.00"),
        ("Cake", None, "6.00"),
    ]
    assert all(item["confidence"] > 0.9 and item["place"]["page"] == 1 for item in read["extraction"]["items"])
    assert "TOTAL" in read["text"]
    [listed] = owner.get("/v1/receipts").json["items"]
    assert listed["extraction"] == {name: told for name, told in read["extraction"].items() if name != "items"}
    [category, *_] = owner.get("/v1/categories").json["items"]
    confirmed = owner.post(f"{path}/expense", {"category": category["id"], "vendor": "Blue Café"})
    assert confirmed.status_code == 201
    assert confirmed.json["amount"] == "10.00"
    assert confirmed.json["receipts"] == [read["id"]]
    assert owner.get(path).json["expense"] == confirmed.json["id"]
    report = owner.get("/v1/reports/category?from=2026-01-01&to=2026-12-31").json
    assert report["total"] == "10.00"
    assert report["lines"] == [
        {"key": category["id"], "name": category["name"], "total": "10.00", "count": 1, "before": None}
    ]
    assert "Blue Café" in owner.get("/v1/expenses.csv").text
    file = owner.get(f"{path}/file")
    assert file.content == PNG
    assert file.headers["Content-Type"] == "image/png"


def test_confirming_without_corrections_needs_no_body(service: Service, owner: Person) -> None:
    """What was read can be confirmed as it is."""
    path = owner.upload().headers["Location"]
    service.read_receipt(owner, path.rsplit("/", 1)[1])
    assert owner.post(f"{path}/expense").json["payment_method"] == {"kind": "card", "last4": "4242"}


def test_reading_once_more(service: Service, owner: Person) -> None:
    """A receipt that was read is read again when a person asks, and what resembles it is pointed out."""
    path = owner.upload().headers["Location"]
    service.read_receipt(owner, path.rsplit("/", 1)[1])
    again = owner.post(f"{path}/retry")
    assert again.status_code == 202
    assert (again.json["state"], again.json["extraction"]) == ("uploaded", None)
    twin = owner.upload().json
    assert [one["likeness"] for one in twin["resembles"]] == ["same-file"]
    assert len(owner.get("/v1/receipts").json["items"]) == 2


def test_uploading_by_form(owner: Person) -> None:
    """The part `file` of a form is the receipt, with the name it had."""
    body = (
        b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="lunch.png"\r\n'
        b"Content-Type: image/png\r\n\r\n" + PNG + b"\r\n--frontier--\r\n"
    )
    answer = owner.ask("POST", "/v1/receipts", body=body, content_type="multipart/form-data; boundary=frontier")
    assert answer.status_code == 202
    file = answer.json["file"]
    assert (file["name"], file["media_type"], file["size"]) == ("lunch.png", "image/png", len(PNG))
    assert (file["kept"], file["original"], file["masked"]) == (True, True, 0)


def test_comparing_with_the_period_before(owner: Person) -> None:
    """A comparison puts the period before beside each line and its total beneath."""
    owner.record(date="2026-01-10", amount="4.00")
    owner.record(date="2026-02-10", amount="5.00")
    report = owner.get("/v1/reports/vendor?from=2026-02-01&to=2026-02-28&compare=true").json
    assert [(one["total"], one["before"]) for one in report["lines"]] == [("5.00", "4.00")]
    assert (report["before"]["to"], report["before"]["total"]) == ("2026-01-31", "4.00")


def test_choosing_between_two_organizations(service: Service, owner: Person) -> None:
    """An address that belongs to two organizations is asked which one, and gets what it asked for."""
    other = service.sign_up(email=owner.email, organization_name="Second Bakery")
    said = {"email": owner.email, "password": PASSWORD}
    asked = service.client.simulate_post("/v1/sessions", json=said)
    assert asked.status_code == 409
    assert {one["id"] for one in asked.json["organizations"]} == {owner.organization, other.organization}
    chosen = service.client.simulate_post("/v1/sessions", json={**said, "organization_id": other.organization})
    assert chosen.json["organization"]["name"] == "Second Bakery"


def test_head_is_get_without_a_body(owner: Person) -> None:
    """HEAD is answered wherever GET is, without a body."""
    answer = owner.ask("HEAD", "/v1/expenses")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_policy_in_force_is_kept_with_the_member(owner: Person) -> None:
    """Which policy a member accepted is shown to them."""
    assert owner.get("/v1/me").json["member"]["accepted_policy"] == POLICY
