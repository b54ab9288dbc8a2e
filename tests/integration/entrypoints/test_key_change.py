"""The signing key changes under the real server while people work: nobody is signed out."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import jwt
import pytest
from attrs import define, field

from plutopixie.adapters.jwt_tokens import keys
from plutopixie.adapters.secret_files import SecretFiles, new_secret
from plutopixie.entrypoints import wiring_keys
from plutopixie.entrypoints.settings import Settings
from process_tree import PASSWORD, Tree, short_folder, sign_up, until

#: How long after the change the new key signs here: every process has looked again by then.
SIGNS_AFTER: Final = keys.LOOK_AGAIN + timedelta(seconds=3)


@define
class Worker:
    """Somebody who works without a pause, each request over a new connection, so that all processes have their turn."""

    client: httpx.Client
    access: str
    refresh: str
    statuses: list[int] = field(factory=list)
    signers: set[str] = field(factory=set)
    since: float = field(factory=time.monotonic)

    def work(self, stop: threading.Event) -> None:
        """Ask, and refresh every half second."""
        while not stop.is_set():
            self.statuses.append(self.ask(self.access))
            if time.monotonic() - self.since > 0.5:
                self.renew()

    def ask(self, token: str) -> int:
        """The status of one request."""
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.get("/v1/me", headers=headers).status_code

    def renew(self) -> None:
        """New tokens for the old."""
        answer = self.client.post("/v1/sessions/refresh", json={"refresh_token": self.refresh})
        self.statuses.append(answer.status_code)
        if answer.status_code == httpx.codes.OK:
            self.access, self.refresh = answer.json()["access_token"], answer.json()["refresh_token"]
            self.signers.add(signer(self.access))
        self.since = time.monotonic()


def signer(token: str) -> str:
    """The key that signed a token."""
    return str(jwt.get_unverified_header(token)["kid"])


@pytest.fixture(scope="module")
def tree() -> Iterator[Tree]:
    """An installation with two server processes, whose first key is a day old."""
    with short_folder() as folder, Tree(folder, environment={"PLUTOPIXIE_HTTP_WORKERS": "2"}) as tree:
        made_at = datetime.now(UTC) - timedelta(days=1)
        tree.data.mkdir(mode=0o711)
        SecretFiles(tree.data / "secrets").change("signing", lambda _: {keys.key_name(made_at): new_secret()})
        tree.start()
        tree.wait_until_ready()
        yield tree


def signed_in(tree: Tree) -> Worker:
    """A person with a session of their own."""
    person = sign_up(tree)
    said = {"email": person.get("/v1/me")["member"]["email"], "password": PASSWORD}
    limits = httpx.Limits(max_keepalive_connections=0)
    client = tree.clients.enter_context(httpx.Client(base_url=tree.url, limits=limits, timeout=30, trust_env=False))
    shown: dict[str, Any] = client.post("/v1/sessions", json=said).json()
    return Worker(client, shown["access_token"], shown["refresh_token"])


@pytest.mark.promise("P6.3")
def test_the_key_changes_while_people_work(tree: Tree) -> None:
    """No request and no refresh fails at any process, before, during and after the change; old tokens stay good."""
    people = [signed_in(tree) for _ in range(3)]
    old = [(person, person.access) for person in people]
    stop = threading.Event()
    threads = [threading.Thread(target=person.work, args=(stop,)) for person in people]
    for thread in threads:
        thread.start()
    try:
        # As if the operator had given the command some time ago: the test need not wait until the key has settled.
        given_at = datetime.now(UTC) - keys.SETTLED_AFTER + SIGNS_AFTER
        list(wiring_keys.rotate(Settings(data=tree.data), given_at))
        new = keys.key_name(given_at)
        assert until(lambda: all(new in person.signers for person in people), 60)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert {status for person in people for status in person.statuses} == {200}
    assert {len(person.signers) for person in people} == {2}
    assert sum(len(person.statuses) for person in people) > 100
    assert [person.ask(token) for person, token in old for _ in range(6)] == [200] * 18


@pytest.mark.promise("P6.3")
def test_a_key_that_leaked_is_dropped_at_once(tree: Tree) -> None:
    """Within seconds no process takes its tokens any more; who has a session refreshes and goes on."""
    person = signed_in(tree)
    command = [sys.executable, "-m", "plutopixie.entrypoints", "rotate-signing-key", "--at-once"]
    subprocess.run([*command, "--data", str(tree.data)], check=True, capture_output=True)
    time.sleep(keys.LOOK_AGAIN.total_seconds())
    assert [person.ask(person.access) for _ in range(12)] == [401] * 12
    person.renew()
    assert [person.ask(person.access) for _ in range(12)] == [200] * 12
    assert [signer(person.access)] == list(json.loads((tree.data / "secrets" / "signing.json").read_text()))
    assert (tree.data / "secrets" / "signing.json").stat().st_mode & 0o777 == 0o600
