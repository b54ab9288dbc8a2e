"""The broker's tables: made by its own library, used by the queue role, which needs nothing more."""

from __future__ import annotations

from threading import Event

import dramatiq
from dramatiq_postgres import PostgresBroker
from psycopg.conninfo import conninfo_to_dict

from .conftest import Database

PATIENCE_SECONDS = 30.0


def test_the_queue_role_sends_and_works(database: Database) -> None:
    """A message that is sent as the queue role is worked on and acknowledged as the queue role."""
    done: list[str] = []
    worked = Event()

    def work(subject: str) -> None:
        done.append(subject)
        worked.set()

    broker = PostgresBroker(url=conninfo_to_dict(database.addresses.queue), results=False, poll_interval=0.1)
    actor = dramatiq.actor(broker=broker, actor_name="work", queue_name="default")(work)
    worker = dramatiq.Worker(broker, worker_threads=1, worker_timeout=100)
    worker.start()
    try:
        actor.send("an id")
        assert worked.wait(PATIENCE_SECONDS)
    finally:
        worker.stop()
        broker.close()

    assert done == ["an id"]
    with database.superuser() as conn:
        assert conn.execute("SELECT count(*) FROM dramatiq.queue").fetchone() == 0
