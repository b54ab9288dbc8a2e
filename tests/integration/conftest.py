"""Fixtures that need a real PostgreSQL server or a folder that its account can enter."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from plutopixie.adapters.embedded_postgres import ConnectionParameters, EmbeddedPostgres


@contextlib.contextmanager
def _short_folder() -> Iterator[Path]:
    # pytest's own folders are closed to other accounts, and under root the server runs as another account; their paths
    # are also too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="pp-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A fresh data folder for one test: its path is short, and the account of an embedded server can enter it."""
    with _short_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def embedded_server() -> Iterator[ConnectionParameters]:
    """A running PostgreSQL 18, one per test process, as its superuser's way in to the database `postgres`.

    The value is a `ConnectionParameters` with `host` (the socket's folder), `port`, `user`, `password` and `dbname`;
    `psycopg.connect(**embedded_server.keywords())` and `psycopg.connect(embedded_server.url)` both connect, and
    `attrs.evolve(embedded_server, user=…, password=…, dbname=…)` is another role's way into another database. It is
    shared by the whole session: make a database of your own in it and leave `postgres` as it is. Its files are not
    flushed to disk, and are gone when the session ends.
    """
    with _short_folder() as folder, EmbeddedPostgres(folder, durable=False) as server:
        yield server.connection()
