"""Several children: documents are read side by side, and none is lost or mixed up."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

import odd_reader
from plutopixie.adapters.reading_process import ReadingPool, ReadingProcess
from plutopixie.domain.documents import Document, MediaType, ReaderUnavailableError
from process_tree import until
from reading_children import prepare, written_in


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingPool]:
    """Two children that do as they are told."""
    prepare(monkeypatch, "kernel")  # where process ids are the same inside
    with ReadingPool(ReadingProcess(odd_reader.make, tmp_path) for _ in range(2)) as pool:
        yield pool


def _told(pool: ReadingPool, text: str) -> str:
    return pool.read(Document(text.encode(), MediaType.PNG)).text


def test_each_caller_gets_its_own_answer(pool: ReadingPool) -> None:
    """However many ask at once, each gets the answer to its own document, from one of the two children."""
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(partial(_told, pool), [f"echo {number}" for number in range(40)]))
        children = set(threads.map(partial(_told, pool), ["pid"] * 20))

    assert answers == [str(number) for number in range(40)]
    assert 1 <= len(children) <= 2


def test_one_that_takes_long_holds_nobody_up(pool: ReadingPool, tmp_path: Path) -> None:
    """While one child is busy the other reads; a child that died goes back among the free ones and is replaced."""
    children = {_told(pool, "pid") for _ in range(2)}
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(_told, pool, "hang")
        assert until(lambda: written_in(tmp_path))
        free = {_told(pool, "pid") for _ in range(3)}
        (busy,) = children - free
        os.kill(int(busy), signal.SIGKILL)
        with pytest.raises(ReaderUnavailableError):
            slow.result(timeout=30)

    assert len(free) == 1
    assert len({_told(pool, "pid") for _ in range(2)} - {busy}) == 2


def test_closing_ends_every_child(pool: ReadingPool) -> None:
    """No child is left after the pool is closed; reading again starts new ones."""
    children = {int(_told(pool, "pid")) for _ in range(2)}
    pool.close()

    assert len(children) == 2
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert _told(pool, "echo again") == "again"
