"""The pages on security and operation: their tables say what the code says."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from http_service import new_service
from plutopixie.domain.documents import DOCUMENT_PIXELS_MAX, FILE_BYTES_MAX, PAGE_PIXELS_MAX, PAGES_MAX, MediaType

ROOT: Final = Path(__file__).parents[3]
DOCS: Final = ROOT / "docs"
SOURCE: Final = ROOT / "src" / "plutopixie"
PROGRAM: Final = sorted(path for path in SOURCE.rglob("*.py") if "contracts" not in path.parts)


def rows(page: str, name: str) -> list[list[str]]:
    """The rows of a marked table of a page, cell by cell, without its head."""
    text = (DOCS / page).read_text("utf-8")
    found = re.search(rf"<!-- {name}: begin -->\n(.*)\n<!-- {name}: end -->", text, re.DOTALL)
    assert found is not None, name
    lines = [line for line in found[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in lines[2:]]


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", (DOCS / page).read_text("utf-8"))


@pytest.mark.asvs("V2.1.3", "V15.1.3", "V2.3.2")
def test_limits_are_those_of_the_code() -> None:
    """Each limit in docs/operations.md is the value of the constant that it names."""
    listed = rows("operations.md", "limits")
    assert len(listed) >= 25
    for words, value, constant in listed:
        module, _, name = constant.strip("`").rpartition(".")
        assert getattr(importlib.import_module(f"plutopixie.{module}"), name) == int(value.replace(",", "")), words


@pytest.mark.asvs("V15.1.3")
def test_what_costs_much_is_named() -> None:
    """The page says which functions cost much, and what keeps each of them from holding up the rest."""
    text = _text("operations.md")
    for function in ("Reading a receipt", "Checking a password", "Exports", "Reports and lists"):
        assert f"**{function}**" in text


@pytest.mark.asvs("V5.1.1")
def test_files_are_those_that_are_taken() -> None:
    """The kinds of files in docs/api.md are the kinds that are taken, with the limits of the code."""
    assert [row[1].strip("`") for row in rows("api.md", "files")] == [kind.value for kind in MediaType]
    text = _text("api.md")
    for number in (FILE_BYTES_MAX, PAGE_PIXELS_MAX, DOCUMENT_PIXELS_MAX):
        assert f"{number:,}" in text
    assert f"up to {PAGES_MAX} pages" in text


@pytest.mark.asvs("V2.1.2", "V2.2.3")
@pytest.mark.parametrize("row", rows("api.md", "cross-field"), ids=lambda row: row[0])
def test_rules_between_fields_hold_as_documented(row: list[str]) -> None:
    """Each example of fields that don't go together is refused, names the field, and records nothing."""
    _, said, field = row
    owner = new_service().sign_up()
    plain = {"date": "2026-02-03", "amount": "12.50", "vendor": "Corner Shop"}
    answer = owner.post("/v1/expenses", {**plain, **json.loads(said.strip("`"))})
    assert (answer.status_code, [one["field"] for one in answer.json["errors"]]) == (422, [field.strip("`")])
    assert owner.get("/v1/expenses").json["items"] == []


def _events(path: Path) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The events that a module logs, each with its level and the fields that are named there."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        logger = ast.unparse(node.func.value)
        if logger in {"log", "_log"} or "get_logger" in logger:
            event = node.args[0]
            assert isinstance(event, ast.Constant), f"{path}: an event is a fixed text"
            yield str(event.value), node.func.attr, frozenset(one.arg for one in node.keywords if one.arg)


def _logged() -> list[tuple[str, str, frozenset[str]]]:
    return [event for path in PROGRAM for event in _events(path)]


@pytest.mark.asvs("V16.1.1", "V16.4.1")
def test_every_log_line_is_documented() -> None:
    """docs/operations.md lists every event that is logged, with its level and fields; none is made of values."""
    listed = {
        event: (level, set(re.findall("`([^`]+)`", fields)))
        for events, level, _, fields in rows("operations.md", "events")
        for event in re.findall("`([^`]+)`", events)
    }
    assert set(listed) == {event for event, _, _ in _logged()}
    for event, level, fields in _logged():
        assert listed[event][0] == level, event
        assert fields <= listed[event][1], event


@pytest.mark.asvs("V11.1.1", "V13.2.3")
def test_every_key_is_documented() -> None:
    """docs/security.md lists every file of secrets that the program makes, and every name in it."""
    made: dict[str, str] = {}
    for path in PROGRAM:
        tree = ast.parse(path.read_text("utf-8"))
        constants = {ast.unparse(node.target): node.value for node in tree.body if isinstance(node, ast.AnnAssign)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called.endswith((".load_or_make", "files.change")):
                named = constants.get(ast.unparse(node.args[0])) or node.args[0]
                if isinstance(named, ast.Constant):
                    made[str(named.value)] = ast.unparse(node.args[1])
            elif path.name == "wiring.py" and called == "_key":
                made[str(ast.literal_eval(node.args[1]))] = ""
    listed = {row[0].strip("`"): row for row in rows("security.md", "keys")}
    assert {f"secrets/{name}.json" for name in made} == {name for name in listed if name.startswith("secrets/")}
    for role in ast.literal_eval(made["roles"]):
        assert f"`{role}`" in listed["secrets/roles.json"][1]
    assert all(all(cells) for cells in listed.values())


@pytest.mark.asvs("V14.1.1", "V14.1.2")
def test_every_class_of_data_has_its_rules() -> None:
    """Each table of the schema names a class, and docs/security.md says for each class how it is protected."""
    schema = (SOURCE / "adapters" / "postgres" / "schema.sql").read_text("utf-8")
    tables = re.findall(r"CREATE TABLE (\S+)", schema)
    classes = dict(re.findall(r"COMMENT ON TABLE (\S+) IS\s+'class=\w+ privacy=(\w+) ", schema))
    assert set(classes) == set(tables)
    listed = rows("security.md", "classes")
    assert {row[0].strip("`") for row in listed} == set(classes.values())
    assert all(all(row) for row in listed)


@pytest.mark.asvs("V15.1.1")
def test_updates_have_time_frames() -> None:
    """docs/operations.md says within how many days weaknesses are fixed and libraries renewed."""
    text = _text("operations.md")
    for said in (
        "within 3 days",
        "within 30 days",
        "every 30 days",
        "`pip-audit --strict",
        "each minor release within 30",
    ):
        assert said in text


def _needed() -> dict[str, str]:
    """The libraries that the program needs, whatever is installed of its extras, with their versions."""
    found: dict[str, str] = {}
    waiting = [Requirement("plutopixie[all]")]
    while waiting:
        wanted = waiting.pop()
        try:
            there = importlib.metadata.distribution(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            continue
        extras = wanted.extras or {""}
        needs = [Requirement(line) for line in there.requires or ()]
        new = wanted.name.lower() not in found or wanted.extras
        found[wanted.name.lower()] = there.version
        if new:
            waiting += [
                one for one in needs if one.marker is None or any(one.marker.evaluate({"extra": e}) for e in extras)
            ]
    del found["plutopixie"]
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.asvs("V15.1.1", "V15.1.2")
def test_every_library_is_pinned() -> None:
    """Each library that the program needs, directly or not, is pinned, and what is installed is what is pinned."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {_normal(name): version for name, _, version in (line.partition("==") for line in lines) if version}
    needed = {_normal(name): version for name, version in _needed().items()}
    assert len(needed) > 25
    assert {name: version for name, version in needed.items() if Version(pinned[name]) != Version(version)} == {}


@pytest.mark.asvs("V15.1.2")
def test_the_bill_of_materials_is_complete(tmp_path: Path) -> None:
    """What `make sbom` writes lists every library that the program needs, with its version, and was made offline."""
    written = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-file", str(written), sys.executable]
    subprocess.run(command, check=True, capture_output=True)
    bill = json.loads(written.read_text("utf-8"))
    listed = {_normal(one["name"]): one["version"] for one in bill["components"]}
    assert bill["bomFormat"] == "CycloneDX"
    assert {_normal(name): version for name, version in _needed().items()}.items() <= listed.items()


@pytest.mark.asvs("V13.4.5")
def test_what_is_public_is_meant_to_be() -> None:
    """What everybody may ask shows nothing of anybody, and docs/api.md says of each such route that everybody may."""
    service = new_service()
    owner = service.sign_up(name="Canary Person", organization_name="Canary Works")
    owner.record(vendor="Canary Vendor", amount="7331.17")
    text = (DOCS / "api.md").read_text("utf-8")
    for path in ("/healthz", "/readyz", "/metrics", "/v1/openapi.json"):
        answer = service.client.simulate_get(path)
        assert answer.status_code == 200
        for private in ("Canary", "7331", owner.organization, owner.member, owner.email):
            assert private not in answer.text
        assert re.search(rf"\| `GET {re.escape(path)}` \| [^|]+ \| everybody \|", text)
