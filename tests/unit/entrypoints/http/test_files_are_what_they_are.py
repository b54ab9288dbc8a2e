"""Files: the content alone decides what one is, and nothing that was uploaded is ever run."""

from __future__ import annotations

import itertools
from typing import Final

import pytest

from http_service import Person, Service, new_service
from plutopixie.domain.documents import MediaType
from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.drawn import CORNER

SOUND: Final = {
    MediaType.JPEG: drawn.JPEG,
    MediaType.PNG: drawn.png(CORNER),
    MediaType.WEBP: drawn.WEBP,
    MediaType.HEIC: drawn.HEIC,
    MediaType.TIFF: drawn.tiff(CORNER),
    MediaType.PDF: drawn.pdf(CORNER),
}
OTHERS: Final = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "zip": b"PK\x03\x04" + bytes(60),
    "gif": b"GIF89a\x01\x00\x01\x00",
    "php": b"<?php system($_GET['c']); ?>",
    "script": b"#!/bin/sh\nid\n",
    "exe": b"MZ\x90\x00" + bytes(60),
    "elf": b"\x7fELF" + bytes(60),
    "text": b"just some text",
    "html before pdf": b"<html><script>alert(1)</script>" + drawn.pdf(CORNER),
    "gif before jpeg": b"GIF89a" + drawn.JPEG,
}
EXTENSIONS: Final = ("jpg", "png", "webp", "heic", "tif", "pdf", "html", "svg", "php", "exe", "zip", "gif", "")
STATED: Final = ("image/jpeg", "image/png", "image/webp", "application/pdf", "application/octet-stream")


def _upload(person: Person, content: bytes, extension: str, stated: str) -> tuple[int, str]:
    name = f"attachment; filename*=UTF-8''receipt.{extension}"
    answer = person.ask(
        "POST", "/v1/receipts", body=content, content_type=stated, headers={"Content-Disposition": name}
    )
    if answer.status_code == 202:
        return 202, answer.json["file"]["media_type"]
    return answer.status_code, answer.json["code"]


@pytest.mark.asvs("V5.2.2", "V1.5.1")
@pytest.mark.parametrize("kind", [*SOUND, *OTHERS])
def test_the_content_decides(kind: str) -> None:
    """Whatever a file is called and stated to be, it is what its content is, or it is refused and not kept."""
    service = new_service()
    owner = service.sign_up()
    for extension, stated in itertools.product(EXTENSIONS, STATED):
        if kind in SOUND:
            assert _upload(owner, SOUND[MediaType(kind)], extension, stated) == (202, kind)
        else:
            assert _upload(owner, OTHERS[kind], extension, stated) == (422, "unreadable-document")
    if kind in OTHERS:
        assert owner.get("/v1/receipts").json["items"] == []
        assert service.world.files._kept == {}  # type: ignore[attr-defined]  # the memory adapter's


@pytest.mark.asvs("V3.2.1", "V5.3.1", "V5.2.2")
@pytest.mark.parametrize("kind", SOUND)
def test_what_is_two_things_is_served_as_one(service: Service, kind: MediaType) -> None:
    """A picture with a page or a program hidden in it is served as the picture it is: sandboxed and unsniffed."""
    owner = service.sign_up()
    hidden = b"<html><script>alert(document.domain)</script><?php system('id') ?>" + b"PK\x05\x06" + bytes(18)
    content = SOUND[kind] + hidden
    answer = owner.ask("POST", "/v1/receipts", body=content, content_type="application/octet-stream")
    if answer.status_code != 202:
        assert answer.status_code == 422
        return
    served = owner.get(f"/v1/receipts/{answer.json['id']}/file")
    assert served.content == content
    assert served.headers["Content-Type"] == kind
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in served.headers["Content-Security-Policy"]


@pytest.mark.asvs("V5.3.1")
def test_files_have_no_address_of_their_own(service: Service) -> None:
    """A kept file is reached by its receipt and a token alone, never by its name or its place."""
    owner = service.sign_up()
    answer = owner.upload(
        SOUND[MediaType.PNG], headers={"Content-Disposition": "attachment; filename*=UTF-8''shell.php"}
    )
    receipt = answer.json["id"]
    [(_, digest)] = service.world.files._kept  # type: ignore[attr-defined]  # the memory adapter's
    for path in (f"/files/{digest}", f"/v1/files/{digest}", "/shell.php", f"/v1/receipts/{receipt}/shell.php"):
        assert owner.get(path).status_code == 404
    assert service.client.simulate_get(f"/v1/receipts/{receipt}/file").status_code == 401
