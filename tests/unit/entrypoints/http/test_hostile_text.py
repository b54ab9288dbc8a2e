"""Hostile text: kept as it is, given back as it is, and never taken for anything but text on its way."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import LogCapture, capture_logs

from http_service import PNG, Person, Service, new_service

#: What becomes markup, script, a template, a format, a path, a command or a statement where text is not only text.
PAYLOADS: Final = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    '";alert(1);//',
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<a href='javascript:alert(1)'>x</a>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></p><img src onerror=alert(1)>",
    "<!--<img src='--><img src=x onerror=alert(1)>",
    "<style>@import 'https://evil.example'</style>",
    "<base href='https://evil.example'>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;amp;lt;b&amp;amp;gt;",
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{% raw %}",
    "{0.__class__.__mro__}",
    "{self}",
    "%s%s%s%n%x",
    "%(password)s",
    "$(touch /tmp/pwned);`id`|id&id",
    "; DROP TABLE expense; --",
    "' OR '1'='1",
    "\\'; SELECT pg_sleep(9)--",
    "%27%20OR%201=1",
    "..%2f..%2fetc%2fpasswd",
    "..\\..\\windows",
    "*[x](tg://user?id=1)_`",
    "=HYPERLINK(1)&cmd|' /C calc'!A0",
    "__proto__",
    "constructor.prototype",
    "\\u003cscript\\u003e",
)


@pytest.fixture
def lines() -> Any:
    """What is logged."""
    with capture_logs() as found:
        yield found


@pytest.mark.asvs("V1.2.1", "V1.2.3", "V1.3.7", "V1.3.10", "V3.2.2")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_comes_back_as_it_went_in(service: Service, payload: str, lines: LogCapture) -> None:
    """In every field that takes text, a payload is kept literally; in JSON none of it is markup; no log has it."""
    owner = service.sign_up(organization_name=f"O {payload}", name=f"N {payload}")
    category = owner.post("/v1/categories", {"name": payload}).json
    brand = owner.post("/v1/brands", {"name": payload}).json
    tag = owner.post("/v1/tags", {"name": payload}).json
    choice = owner.post("/v1/custom-fields", {"name": payload, "kind": "choice", "choices": [payload, "other"]}).json
    said = {
        "category": category["id"],
        "brand": brand["id"],
        "tags": [tag["id"]],
        "custom_fields": {choice["id"]: payload},
    }
    expense = owner.record(vendor=payload, notes=f"{payload}\n{payload}", **said)
    shown = owner.get(f"/v1/expenses/{expense['id']}")
    me = owner.get("/v1/me")

    assert [one["name"] for one in (category, brand, tag, choice)] == [payload] * 4
    assert (shown.json["vendor"], shown.json["notes"]) == (payload, f"{payload}\n{payload}")
    assert shown.json["custom_fields"] == {choice["id"]: payload}
    assert (me.json["member"]["name"], me.json["organization"]["name"]) == (f"N {payload}", f"O {payload}")
    for answer in (shown, me, owner.get("/v1/expenses"), owner.get("/v1/categories")):
        assert not set("<>&") & set(answer.text)
        assert answer.text.isascii()
    report = owner.get("/v1/reports/vendor", query_string="from=2026-01-01&to=2026-12-31").json
    assert [line["name"] for line in report["lines"]] == [payload]
    found = owner.get("/v1/expenses", params={"vendor": payload}).json["items"]
    assert [one["id"] for one in found] == [expense["id"]]
    assert payload not in json.dumps(lines)


@pytest.mark.asvs("V1.1.2", "V1.2.1")
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zs", "Zl", "Zp", "Cf"]), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_every_encoding_reads_back(text: str) -> None:
    """Whatever is kept reads back the same from JSON and, but for the mark before a formula, from CSV."""
    owner = new_service().sign_up()
    expense = owner.post("/v1/expenses", {"date": "2026-02-03", "amount": "1.00", "vendor": text})
    if expense.status_code != 201:
        assert expense.status_code == 422
        return
    kept = expense.json["vendor"]
    [line] = csv.DictReader(io.StringIO(owner.get("/v1/expenses.csv").text))
    assert json.loads(expense.content)["vendor"] == kept
    assert line["vendor"].removeprefix("'") == kept.removeprefix("'")


@pytest.mark.asvs("V1.1.1")
@given(st.text("ab%25<&;+/.é", min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_nothing_is_decoded_twice(text: str) -> None:
    """What was encoded twice is decoded once: parameters, names of files and bodies keep the inner encoding as text."""
    service = new_service()
    owner = service.sign_up()
    inner = quote(text, safe="")
    kept = owner.record(vendor=f"x{inner}")
    assert kept["vendor"] == f"x{inner}"
    twice = quote(f"x{inner}", safe="")
    found = owner.get("/v1/expenses", query_string=f"vendor={twice}").json["items"]
    assert [one["id"] for one in found] == [kept["id"]]
    stated = f"attachment; filename*=UTF-8''{twice}"
    assert owner.upload(headers={"Content-Disposition": stated}).json["file"]["name"] == f"x{inner}"


@pytest.mark.asvs("V1.1.1")
@pytest.mark.parametrize("segment", ["%252e%252e", "%252f", "%2525", "&amp;", "%c0%ae", "%u002e", "..%252f..%252f.git"])
def test_an_encoded_path_leads_nowhere(owner: Person, segment: str) -> None:
    """A path that would mean something if it were decoded again is no id and no route."""
    assert owner.get(f"/v1/expenses/{segment}").status_code == 404
    assert owner.get(f"/v1/{segment}/expenses").status_code == 404


@pytest.mark.asvs("V1.2.9")
@pytest.mark.parametrize(
    "text", [".*(+[", "(a+)+$", "[", "\\", "%", "_", "a%b", "^x$", "(?P<n>", "*" * 200, "a" * 199 + "!"]
)
def test_a_search_takes_signs_as_they_are(owner: Person, text: str) -> None:
    """A search for what would be a pattern finds what holds it literally, and nothing else, and takes no time."""
    owner.record(vendor="Plain shop")
    wanted = owner.record(vendor=f"q{text[:100]}q")
    began = time.perf_counter()
    answer = owner.get("/v1/expenses", params={"vendor": f"q{text[:100]}q"})
    search = owner.get("/v1/expenses", params={"search": text})
    assert time.perf_counter() - began < 1.0
    assert [one["id"] for one in answer.json["items"]] == [wanted["id"]]
    assert search.status_code == 200
    assert all(one["id"] == wanted["id"] for one in search.json["items"])


@pytest.mark.asvs("V1.3.11")
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\u2028", "\u0085", "\x0b", "\x00"])
@pytest.mark.parametrize("field", ["organization_name", "name", "email"])
def test_no_name_or_address_holds_a_line_break(service: Service, ending: str, field: str) -> None:
    """What could come to stand in the header of a message can't end the header: it is refused."""
    injected = f"ada{ending}Bcc: eve@example.org{ending}"
    said = service.statement(**{field: f"{injected}@example.org" if field == "email" else injected})
    answer = service.client.simulate_post("/v1/organizations", body=json.dumps(said), content_type="application/json")
    assert answer.status_code in {400, 422}
    assert service.store.everything() == {}


@pytest.mark.asvs("V1.2.2")
@pytest.mark.parametrize("text", ["a&b=c#d", "?x=1", "//evil.example", "a b+c", "é/ü", "%2F%00", "javascript:alert(1)"])
def test_addresses_are_built_encoded(owner: Person, text: str) -> None:
    """A link to the next page carries any text of the query to the same parameter again, and leads to our own path."""
    for _ in range(3):
        owner.record(vendor=text)
    answer = owner.get("/v1/expenses", params={"vendor": text, "limit": "1"})
    [address] = re.findall(r'^<([^<>"\s]+)>; rel="next"$', answer.headers["Link"])
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("", "", "/v1/expenses", "")
    assert parse_qs(parts.query)["vendor"] == [text]
    assert len(owner.get(parts.path, query_string=parts.query).json["items"]) == 1


NAMES: Final = (
    "../../../etc/cron.d/x",
    "..\\..\\boot.ini",
    "/etc/passwd",
    "C:\\CON",
    "NUL",
    "a" * 200,
    "$(touch pwned);-o.png",
    "-rf.png",
    'quote".png',
    "semi;colon.png",
    "percent%0d%0aSet-Cookie: a=b.png",
    "lünch 🍰.png",
    ".htaccess",
    "shell.php",
    "page.html",
)


@pytest.mark.asvs("V5.3.2", "V5.4.1", "V5.4.2", "V1.2.5")
@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_is_only_a_name(owner: Person, service: Service, name: str, tmp_path: Path) -> None:
    """A name becomes no path and no command; given back, it stands encoded in a header that the server writes."""
    stated = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    uploaded = owner.upload(headers={"Content-Disposition": stated})
    assert uploaded.status_code == 202, uploaded.text
    answer = owner.get(f"/v1/receipts/{uploaded.json['id']}/file")
    disposition = answer.headers["Content-Disposition"]
    kind, _, encoded = disposition.partition("; filename*=UTF-8''")
    assert kind in {"inline", "attachment"}
    assert re.fullmatch(r"[A-Za-z0-9._~%-]+", encoded)  # RFC 8187, 3.2.1: nothing that ends or splits a header
    assert encoded == quote(uploaded.json["file"]["name"], safe="")
    assert (answer.headers["Content-Type"], answer.content) == ("image/png", PNG)
    kept = list(service.world.files.digests(service.world.files._kept.copy().popitem()[0][0]))  # type: ignore[attr-defined]  # the memory adapter's
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in kept)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.asvs("V5.3.2", "V5.4.2")
@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=y", "a\0b", "\u202egnp.exe", "\ud800"])
def test_a_name_with_hidden_signs_is_refused(owner: Person, name: str) -> None:
    """Line breaks, NUL, marks that turn the direction of text, and halves of characters are refused."""
    encoded = quote(name.encode(errors="surrogatepass"), safe="")
    answer = owner.upload(headers={"Content-Disposition": f"attachment; filename*=UTF-8''{encoded}"})
    assert answer.status_code in {400, 422}
    assert owner.get("/v1/receipts").json["items"] == []


@pytest.mark.asvs("V5.4.1")
def test_every_download_has_a_name_of_ours(owner: Person) -> None:
    """The exports have fixed names; the file of a receipt has the name that was checked when it was uploaded."""
    assert owner.get("/v1/expenses.csv").headers["Content-Disposition"] == 'attachment; filename="expenses.csv"'
    assert owner.get("/v1/audit.csv").headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    receipt = owner.upload(headers={"Content-Disposition": "attachment; filename*=UTF-8''a%20b.png"}).json["id"]
    assert owner.get(f"/v1/receipts/{receipt}/file?name=other.html").status_code == 400
    assert owner.get(f"/v1/receipts/{receipt}/file").headers["Content-Disposition"].endswith("UTF-8''a%20b.png")
