"""Files with account numbers in them: drawn anew before the receipt is read, the uploaded bytes destroyed (P4.5)."""

from __future__ import annotations

import contextlib
import hashlib
from typing import Any

import pytest
from attrs import evolve, field, frozen

from plutopixie.domain.documents import ReaderUnavailableError, Unreadable, UnreadableDocumentError
from plutopixie.domain.errors import IllegalMoveError, NotFoundError
from plutopixie.domain.ids import OrganizationId
from plutopixie.domain.receipts import ATTEMPTS_MAX, State
from plutopixie.ports.inbound.receipts import Likeness
from plutopixie.ports.outbound.files import FilesUnavailableError

pytestmark = pytest.mark.promise("P4.5")

CARD = "4111 1111 1111 1111"
LINES = ["CORNER SHOP LTD", "Date: 02/14/2026", "TOTAL $12.50", f"VISA {CARD}"]
PAINTED = b"\xff\xd8\xff painted "


def photo(mark: bytes = b"") -> bytes:
    """The bytes of a JPEG file, as far as recognizing it goes."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + mark.ljust(64, b"\0") + b"\xff\xd9"


def kept(house: Any, actor: Any) -> set[str]:
    """The digests of all files of the organization."""
    return set(house.files.digests(actor.organization))


def sha(content: bytes) -> str:
    """What a file is kept under."""
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def actor(house: Any) -> Any:
    """The owner of an organization whose receipts show a card number."""
    house.engine.lines.extend(LINES)
    return house.found()


@frozen
class PowerCut(BaseException):
    """The worker is gone."""


@frozen
class FailingFiles:
    """Files of which one call does not come back, or fails."""

    files: Any
    call: str
    problem: BaseException
    spared: int = 0
    seen: list[str] = field(factory=list)

    def __getattr__(self, name: str) -> Any:
        """The call, or the problem."""
        if name == self.call:
            self.seen.append(name)
            if len(self.seen) > self.spared:
                raise self.problem
        return getattr(self.files, name)


def test_what_shows_a_number_is_painted_over_and_destroyed(house: Any, actor: Any) -> None:
    """The kept file is the painted one, the receipt says so, and of the uploaded bytes nothing is left."""
    id = house.receipts.upload(actor, photo(), "lunch.jpg").receipt.id
    house.read_all()

    receipt = house.receipts.get(actor, id).receipt
    stored, content = house.receipts.file(actor, id)
    assert stored.painting is not None
    assert (receipt.state, stored.painting.masked, stored.uploaded) == (State.READ, 1, sha(photo()))
    assert content.startswith(PAINTED)
    assert (stored.digest, stored.size) == (sha(content), len(content))
    assert kept(house, actor) == {stored.digest}
    assert receipt.reading is not None
    assert "4111" not in receipt.reading.text
    assert receipt.reading.text.endswith("1111")


def test_what_shows_none_stays_byte_for_byte(house: Any) -> None:
    """A file without account numbers is not touched."""
    actor = house.found()
    house.engine.lines.extend(LINES[:-1])
    id = house.receipts.upload(actor, photo()).receipt.id
    house.read_all()

    stored, content = house.receipts.file(actor, id)
    assert (content, stored.painting, house.painter.places) == (photo(), None, [])


def test_what_hides_a_number_is_drawn_anew(house: Any) -> None:
    """A number in metadata or a hidden text counts as much as one that is seen."""
    actor = house.found()
    house.engine.lines.extend(LINES[:-1])
    house.painter.hidden.extend(["made by a camera", f"paid with {CARD}"])
    id = house.receipts.upload(actor, photo()).receipt.id
    house.read_all()

    stored, content = house.receipts.file(actor, id)
    assert content.startswith(PAINTED)
    assert stored.painting.masked == 1
    assert kept(house, actor) == {stored.digest}


def test_the_same_file_twice_is_destroyed_with_the_last(house: Any, actor: Any) -> None:
    """The bytes stay for a receipt that still waits to be read, and each receipt points out the other afterwards."""
    first = house.receipts.upload(actor, photo()).receipt
    second = house.receipts.upload(actor, photo()).receipt

    house.reader.read(actor.organization, first.id)
    assert sha(photo()) in kept(house, actor)
    house.reader.read(actor.organization, second.id)

    assert sha(photo()) not in kept(house, actor)
    for id, other in ((first.id, second.id), (second.id, first.id)):
        assert [(one.likeness, one.receipt) for one in house.receipts.get(actor, id).resembles] == [
            (Likeness.SAME_FILE, other)
        ]


def test_the_same_file_again_is_recognized(house: Any, actor: Any) -> None:
    """The original or the painted file, uploaded after the painting, is pointed out as the same."""
    first = house.receipts.upload(actor, photo()).receipt
    house.read_all()
    _, painted = house.receipts.file(actor, first.id)

    for content in (photo(), painted):
        again = house.receipts.upload(actor, content)
        assert first.id in {one.receipt for one in again.resembles}


@pytest.mark.parametrize("spared", [0, 1])
def test_a_stop_while_the_painted_file_is_written_reads_it_again(house: Any, actor: Any, spared: int) -> None:
    """A worker that stops before the receipt points to the painted file leaves it unread; the next attempt paints."""
    id = house.receipts.upload(actor, photo()).receipt.id
    stopping = evolve(house.reader, files=FailingFiles(house.files, "put", PowerCut(), spared))
    with contextlib.suppress(PowerCut):
        stopping.read(actor.organization, id)
    assert house.receipts.get(actor, id).receipt.state is State.READING

    house.recovery.sweep(alone=True)
    house.read_all()

    stored, content = house.receipts.file(actor, id)
    assert content.startswith(PAINTED)
    assert kept(house, actor) == {stored.digest}


@pytest.mark.parametrize("problem", [PowerCut(), FilesUnavailableError()], ids=["stopped", "unavailable"])
def test_a_stop_before_the_destruction_is_made_up_for(house: Any, actor: Any, problem: BaseException) -> None:
    """What could not be destroyed after the receipt was saved is destroyed by the next tidying."""
    id = house.receipts.upload(actor, photo()).receipt.id
    disposal = evolve(house.disposal, files=FailingFiles(house.files, "remove", problem))
    with contextlib.suppress(PowerCut):
        evolve(house.reader, disposal=disposal).read(actor.organization, id)
    assert house.receipts.get(actor, id).receipt.state is State.READ
    assert sha(photo()) in kept(house, actor)

    house.world.housekeeping().tidy()

    assert kept(house, actor) == {house.receipts.get(actor, id).receipt.file.digest}


def test_a_lost_lease_leaves_nothing(house: Any, actor: Any) -> None:
    """An attempt that lost its lease saves nothing, and its painted file is swept."""
    id = house.receipts.upload(actor, photo()).receipt.id
    late = house.reader.attempt(actor.organization, id)
    house.recovery.sweep(alone=True)
    house.reader.save(late)

    receipt = house.receipts.get(actor, id).receipt
    assert (receipt.state, receipt.file.digest) == (State.UPLOADED, sha(photo()))
    house.world.housekeeping().tidy()
    assert kept(house, actor) == {sha(photo())}


def test_a_sweep_destroys_nothing_that_is_kept(house: Any, actor: Any) -> None:
    """Files that wait, files that were read, and files of others are left alone."""
    other = house.found("Other", "other@example.org")
    house.receipts.upload(other, photo())
    house.receipts.upload(actor, photo(b"read"))
    house.read_all()
    house.receipts.upload(actor, photo(b"waits"))
    before = kept(house, actor), kept(house, other)
    house.files.put(actor.organization, b"left lying")

    assert house.disposal.sweep(actor.organization) == 1
    assert (kept(house, actor), kept(house, other)) == before


def test_an_upload_survives_a_sweep_at_the_same_time(house: Any, actor: Any) -> None:
    """A file that is swept between its writing and its record is there when the upload is acknowledged."""

    @frozen
    class Sweeping:
        """Files that are swept right after the first writing."""

        swept: list[str] = field(factory=list)

        def put(self, organization: OrganizationId, content: bytes) -> str:
            """Keep it, and sweep once."""
            digest = house.files.put(organization, content)
            if not self.swept:
                self.swept.append(digest)
                assert house.disposal.sweep(organization) == 1
            return str(digest)

    id = evolve(house.receipts, files=Sweeping()).upload(actor, photo()).receipt.id

    assert house.receipts.file(actor, id)[1] == photo()


def test_what_can_not_be_painted_is_destroyed(house: Any, actor: Any) -> None:
    """A file that shows a number and can't be drawn anew does not stay: unreadable, no file, no second try."""
    house.painter.problems.append(UnreadableDocumentError(Unreadable.DAMAGED))
    id = house.receipts.upload(actor, photo()).receipt.id
    house.read_all()

    receipt = house.receipts.get(actor, id).receipt
    assert (receipt.state, receipt.reason, receipt.reading) == (State.UNREADABLE, "not-masked", None)
    assert kept(house, actor) == set()
    with pytest.raises(NotFoundError):
        house.receipts.file(actor, id)
    with pytest.raises(IllegalMoveError):
        house.receipts.retry(actor, id)


def test_a_painter_that_is_away_is_waited_for(house: Any, actor: Any) -> None:
    """While the painter is unavailable the receipt waits, unread; if it stays away, the file is destroyed."""
    house.painter.problems.extend([ReaderUnavailableError()] * ATTEMPTS_MAX)
    id = house.receipts.upload(actor, photo()).receipt.id
    for _ in range(ATTEMPTS_MAX - 1):
        house.reader.read(actor.organization, id)
        assert house.receipts.get(actor, id).receipt.state is State.UPLOADED

    house.reader.read(actor.organization, id)

    receipt = house.receipts.get(actor, id).receipt
    assert (receipt.state, receipt.reason) == (State.UNREADABLE, "not-masked")
    assert kept(house, actor) == set()


def test_reading_again_counts_on(house: Any, actor: Any) -> None:
    """A painted file that is read again is still known by what was uploaded, and painted again if need be."""
    id = house.receipts.upload(actor, photo()).receipt.id
    house.read_all()
    house.receipts.retry(actor, id)
    house.read_all()

    stored = house.receipts.get(actor, id).receipt.file
    assert (stored.uploaded, stored.painting.masked) == (sha(photo()), 2)
    assert kept(house, actor) == {stored.digest}
