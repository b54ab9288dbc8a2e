"""The virus scanner, as it shows at the edge: a plain refusal, and a line in the log that names no file."""

from __future__ import annotations

import json

import pytest

import logged
from http_service import new_service
from plutopixie.adapters.memory import MemoryScanner
from plutopixie.ports.contracts.drawn import JPEG
from plutopixie.ports.contracts.file_scanners import EICAR

_NAMED = {"Content-Disposition": "attachment; filename=canary-name.jpg"}


def _scanner() -> MemoryScanner:
    return MemoryScanner({"Eicar-Test-Signature": EICAR})


@pytest.mark.asvs("V5.4.3", "V16.3.3")
def test_an_infected_file() -> None:
    """It is refused with a stable code and kept nowhere; the log says what was found, and not in which file."""
    with logged.configured("info") as stream:
        service = new_service(scanner=_scanner())
        owner = service.sign_up()
        answer = owner.upload(JPEG + EICAR, headers=_NAMED)

    assert (answer.status_code, answer.json["code"]) == (422, "infected-file")
    assert "Eicar" not in answer.text
    assert owner.get("/v1/receipts").json["items"] == []
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    [line] = [line for line in lines if line["event"] == "infected file refused"]
    assert (line["level"], line["finding"]) == ("warning", "Eicar-Test-Signature")
    assert line["request_id"]
    assert "canary-name" not in stream.getvalue()


@pytest.mark.asvs("V16.5.3")
def test_a_scanner_that_is_away() -> None:
    """Uploads are refused, to be tried again; everything else goes on, and so do uploads when it is back."""
    scanner = _scanner()
    service = new_service(scanner=scanner)
    owner = service.sign_up()
    scanner.is_away = True

    answer = owner.upload(JPEG)

    assert (answer.status_code, answer.json["code"]) == (503, "scanner-unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert owner.get("/v1/receipts").json["items"] == []
    scanner.is_away = False
    assert owner.upload(JPEG).status_code == 202
