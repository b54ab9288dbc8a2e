"""A card number on a picture, from the upload to the kept file, with a real engine and real painting (P4.5)."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pypdfium2 as pdfium
import pytest
from attrs import evolve
from PIL import Image, ImageDraw

from http_service import Person, Service, new_service
from plutopixie.adapters.disk_files import DiskFiles
from plutopixie.adapters.reading_process import ReadingProcess
from plutopixie.domain.documents import recognize
from plutopixie.domain.ids import OrganizationId, ReceiptId
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.entrypoints.wiring_readers import page_painter, reader_factory

pytestmark = [pytest.mark.promise("P4.5"), pytest.mark.service("tesseract")]

NUMBER: Final = "4111 1111 1111 1236"
ROWS: Final = (
    "CORNER BAKERY LTD",
    "12 High Street, Springfield",
    "Date: 02/14/2026",
    "Bread and coffee   $12.50",
    "TOTAL              $12.50",
    f"VISA  {NUMBER}",
    "Thank you for your visit",
)
ROOT: Final = Path(__file__).parents[3]
SETS: Final = Path(os.environ.get("PLUTOPIXIE_TEST_RECEIPTS") or ROOT.parent / "shared" / "receipts")
_ORIENTATION: Final = 274
_DESCRIPTION: Final = 270


def page() -> Image.Image:
    """A receipt with a card number in clear print."""
    picture = Image.new("RGB", (900, 900), "white")
    brush = ImageDraw.Draw(picture)
    for place, row in enumerate(ROWS):
        brush.text((60, 60 + 100 * place), row, fill="black", font_size=48)
    return picture


def saved(picture: Image.Image, kind: str, **settings: Any) -> bytes:
    """The picture as a file."""
    kept = io.BytesIO()
    picture.save(kept, kind, **settings)
    return kept.getvalue()


def exif(orientation: int) -> Image.Exif:
    """Exif that says how to turn, with the number written into it."""
    told = Image.Exif()
    told[_ORIENTATION] = orientation
    told[_DESCRIPTION] = f"card {NUMBER}"
    return told


def typed() -> bytes:
    """A PDF that a program wrote: the number is in its text layer."""
    rows = "".join(f"1 0 0 1 40 {700 - 30 * place} Tm ({row}) Tj\n" for place, row in enumerate(ROWS))
    content = f"BT /F1 16 Tf\n{rows}ET\n".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


KINDS: Final[dict[str, Callable[[], bytes]]] = {
    "JPEG": lambda: saved(page(), "JPEG", quality=95),
    "PNG": lambda: saved(page(), "PNG"),
    "two frames of TIFF": lambda: saved(
        Image.new("RGB", (300, 300), "white"), "TIFF", save_all=True, append_images=[page()]
    ),
    "turned by Exif": lambda: saved(page().rotate(90, expand=True), "JPEG", quality=95, exif=exif(6)),
    "turned by hand": lambda: saved(page().rotate(90, expand=True), "PNG"),
    "upside down": lambda: saved(page().rotate(180, expand=True), "PNG"),
    "typed PDF": typed,
    "scanned PDF": lambda: saved(page(), "PDF", resolution=100, title=f"card {NUMBER}"),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingProcess]:
    """Tesseract and the painter in a process of their own."""
    scratch = tmp_path_factory.mktemp("scratch")
    with ReadingProcess(reader_factory("tesseract"), scratch, make_painter=page_painter) as process:
        yield process


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """The service with its files on a disk."""
    service = new_service()
    service.world = evolve(service.world, files=DiskFiles(tmp_path / "files"))
    service.restart()
    return service


def read(service: Service, engine: ReadingProcess, person: Person, content: bytes) -> dict[str, Any]:
    """Upload and read; the receipt afterwards."""
    id = person.upload(content).json["id"]
    organization = OrganizationId(UUID(person.organization))
    service.world.reader(engine, engine).read(organization, ReceiptId(UUID(id)))
    receipt: dict[str, Any] = person.get(f"/v1/receipts/{id}").json
    return receipt


def digits(recognized: RecognizedText) -> str:
    """Every digit that was recognized."""
    return "".join(filter(str.isdecimal, recognized.text))


def everything_under(folder: Path) -> bytes:
    """Names and bytes of all files."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(str(path).encode() + path.read_bytes() for path in files)


@pytest.mark.parametrize("name", KINDS)
def test_the_number_is_nowhere_afterwards(name: str, service: Service, engine: ReadingProcess, tmp_path: Path) -> None:
    """The kept file no longer shows the number to the engine, and of the uploaded bytes nothing is left."""
    content = KINDS[name]()
    assert "411111111111" in digits(engine.read(recognize(content)))
    person = service.sign_up()

    receipt = read(service, engine, person, content)

    assert (receipt["state"], receipt["file"]["original"], receipt["file"]["kept"]) == ("read", False, True)
    assert receipt["file"]["masked"] >= 1
    assert "4111" not in receipt["text"]
    assert receipt["extraction"]["last4"]["value"] == "1236"
    assert receipt["extraction"]["total"]["value"] == "12.50"
    kept = person.get(f"/v1/receipts/{receipt['id']}/file").content
    seen = engine.read(recognize(kept))
    assert "1111" not in digits(seen)
    assert "BAKERY" in seen.text
    assert not any("4111" in text for text in engine.hidden_texts(recognize(kept)))
    left = everything_under(tmp_path / "files")
    assert hashlib.sha256(content).hexdigest().encode() not in left
    assert content[100:400] not in left
    assert NUMBER.encode() not in left


def test_what_shows_none_is_kept_byte_for_byte(service: Service, engine: ReadingProcess) -> None:
    """A receipt with a masked print stays as it was uploaded (P2.4)."""
    content = (ROOT / "tests" / "samples" / "us-diner.png").read_bytes()
    person = service.sign_up()

    receipt = read(service, engine, person, content)

    assert (receipt["file"]["original"], receipt["file"]["masked"]) == (True, 0)
    assert person.get(f"/v1/receipts/{receipt['id']}/file").content == content


def test_the_last_four_stay_readable(service: Service, engine: ReadingProcess) -> None:
    """What identifies the card, and all that the page says beside it, can still be seen in the kept file."""
    person = service.sign_up()
    receipt = read(service, engine, person, KINDS["PNG"]())

    kept = person.get(f"/v1/receipts/{receipt['id']}/file").content

    assert digits(engine.read(recognize(kept))).endswith("1236")


def test_pages_without_numbers_stay(service: Service, engine: ReadingProcess) -> None:
    """A page of a PDF that shows no number is still there and still readable."""
    held = pdfium.PdfDocument(typed())
    held.import_pages(pdfium.PdfDocument(typed().replace(NUMBER.encode(), b"CASH")), index=0)
    content = io.BytesIO()
    held.save(content)
    person = service.sign_up()

    receipt = read(service, engine, person, content.getvalue())

    seen = engine.read(recognize(person.get(f"/v1/receipts/{receipt['id']}/file").content))
    assert [page.number for page in seen.pages] == [1, 2]
    assert all(any("BAKERY" in word.text for word in one.words) for one in seen.pages)
    assert "1111" not in digits(seen)


@pytest.mark.skipif(not (SETS / "traps").is_dir(), reason="the larger sets of receipts are not here")
def test_the_trap_is_painted_over(service: Service, engine: ReadingProcess, tmp_path: Path) -> None:
    """The file with a full card number among the traps keeps no more of it than the last four digits."""
    content = (SETS / "traps" / "files" / "pan_full.png").read_bytes()
    person = service.sign_up()

    receipt = read(service, engine, person, content)

    kept = person.get(f"/v1/receipts/{receipt['id']}/file").content
    assert receipt["file"]["masked"] >= 1
    assert "11111111" not in digits(engine.read(recognize(kept)))
    assert hashlib.sha256(content).hexdigest().encode() not in everything_under(tmp_path / "files")
