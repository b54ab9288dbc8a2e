"""A password goes in by every door, and comes out nowhere: not in logs, queues, tracebacks, files or the database."""

from __future__ import annotations

import base64
import enum
import io
import itertools
import logging
import secrets
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import attrs
import bcrypt
import httpx
import psycopg
import pytest
import structlog
from attrs import define, evolve, field, frozen
from falcon.testing import Result, TestClient
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import scalar_row

from canary import Canary, told
from plutopixie.adapters.embedded_postgres import ConnectionParameters
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.assembly import World
from plutopixie.entrypoints.http import HttpSettings, create_app
from plutopixie.entrypoints.http.decoding import wire_name
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.http.routing import AnyRoute
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.entrypoints.settings import POLICY_VERSION, Settings
from plutopixie.entrypoints.wiring import house, migrate
from process_tree import Tree

#: One core in every password, so that one search finds them all; a letter that has more than one form.
CANARY = Canary("Quokka-7f3a-übér-dem-Fluß")
FIRST, SECOND, WRONG = (f"{CANARY.plain} {place}" for place in ("one", "two", "never"))
#: What is kept, to show that the search finds what is there.
KEPT = Canary("Numbat Seventythree")

pytestmark = [pytest.mark.timeout(600), pytest.mark.promise("P2.2")]


def doors() -> list[AnyRoute]:
    """The routes that take a password."""
    return [route for route in table((), Metrics()) if password_fields(route)]


def password_fields(route: AnyRoute) -> list[str]:
    """The fields of its body that are passwords."""
    known = attrs.fields(route.body) if attrs.has(route.body) else ()
    return [wire_name(one) for one in known if "password" in one.name]


def filled(route: AnyRoute, secret: str, **known: object) -> dict[str, object]:
    """A body with every field that must be there; the passwords are this one."""
    attrs.resolve_types(route.body)
    said: dict[str, object] = {}
    for one in attrs.fields(route.body):
        name = wire_name(one)
        if "password" in name:
            said[name] = secret
        elif name in known:
            said[name] = known[name]
        elif one.default is attrs.NOTHING:
            said[name] = something(one.type)
    return said


def something(kind: Any) -> object:
    """A value of the type, as JSON has it."""
    if get_origin(kind) is tuple:
        return [something(get_args(kind)[0])]
    if isinstance(kind, type) and issubclass(kind, enum.StrEnum):
        return next(iter(kind)).value
    return True if kind is bool else "something"


def path(route: AnyRoute) -> str:
    """A path that fits the template."""
    return route.template.replace("{id}", "0190c1f2-6d2e-7b3a-9c4d-2f5e8a7b1c3d")


def assaults(route: AnyRoute, **known: object) -> Iterator[object]:
    """Bodies that are wrong in every way that a person, a form or a program gets them wrong."""
    fine = filled(route, WRONG, **known)
    yield fine
    yield WRONG
    yield [fine]
    yield {"passwort": WRONG, **fine}
    yield {**fine, WRONG: 1}
    for name in password_fields(route):
        for wrong in (WRONG * 40, WRONG + "\0", [WRONG], {"value": WRONG}, WRONG[:7]):
            yield {**fine, name: wrong}
        yield {other: value for other, value in fine.items() if other != name}
        for other in fine:
            yield {**fine, name: "something else entirely", other: WRONG}


def signed_up(number: int = 0, **changes: object) -> dict[str, object]:
    """What signing up asks for."""
    return {
        "organization_name": "Corner Bakery",
        "name": KEPT.plain,
        "email": f"person{number}@example.org",
        "password": FIRST,
        "adult": True,
        "accepted_policy": POLICY_VERSION,
        **changes,
    }


# --- the whole service as people run it ---


@pytest.fixture
def tree(data_folder: Path) -> Iterator[Tree]:
    """The whole service, as talkative as it gets."""
    with Tree(data_folder, environment={"PLUTOPIXIE_LOG_LEVEL": "debug", "PLUTOPIXIE_BCRYPT_COST": "4"}) as tree:
        tree.start()
        tree.wait_until_ready()
        tree.wait_until_complete()
        yield tree


@define
class Visitor:
    """Asks, and keeps every answer."""

    client: httpx.Client
    answers: list[str]
    tokens: dict[str, str] = field(factory=dict)

    def ask(self, method: str, where: str, document: object, **headers: str) -> Any:
        """The answer to a request, as JSON where it is some."""
        signed = {"Authorization": f"Bearer {self.tokens['access_token']}"} if self.tokens else {}
        answer = self.client.request(method, where, json=document, headers={**signed, **headers})
        self.answers.append(f"{answer.status_code} {answer.headers} {answer.text}")
        assert answer.status_code < 500, answer.text
        return answer.json() if answer.content else {}

    def done(self, method: str, where: str, document: object, **headers: str) -> Any:
        """The answer, which must be a success."""
        answer = self.ask(method, where, document, **headers)
        assert self.answers[-1].startswith("20"), self.answers[-1]
        return answer


def test_a_password_leaves_no_trace(tree: Tree) -> None:
    """Over the whole service, in debug mode: signing up, joining, changing, leaving, and every way to get it wrong.

    No answer, no line that any of its programs prints, no row of any table, no message in the queue, no statement the
    database remembers, and no byte of the data folder (tables, log of changes, receipts, secrets) has it in any shape.
    """
    with httpx.Client(base_url=tree.url, timeout=60, trust_env=False) as client:
        answers: list[str] = []
        owner, stranger = Visitor(client, answers), Visitor(client, answers)
        first = owner.done("POST", "/v1/organizations", signed_up(), **{"Idempotency-Key": "first"})
        owner.ask("POST", "/v1/organizations", signed_up(), **{"Idempotency-Key": "first"})
        owner.ask("POST", "/v1/organizations", signed_up(password=WRONG), **{"Idempotency-Key": "first"})
        owner.tokens = first
        invited = owner.done("POST", "/v1/invitations", {"role": "member"})
        guest = Visitor(client, answers)
        joining = {**signed_up(1), "invitation": invited["secret"]}
        del joining["organization_name"]
        guest.tokens = guest.done("POST", "/v1/invitations/accept", joining)
        change = {"present_password": FIRST, "new_password": SECOND}
        guest.ask("PUT", "/v1/me/password", {**change, "present_password": WRONG})
        guest.done("PUT", "/v1/me/password", change)
        guest.tokens = stranger.done("POST", "/v1/sessions", {"email": "person1@example.org", "password": SECOND})
        for route, visitor in itertools.product(doors(), (owner, stranger)):
            for document in assaults(route, email="person0@example.org"):
                visitor.ask(route.method, path(route), document)
            visitor.ask(route.method, f"{path(route)}?password={WRONG}", filled(route, WRONG))
            visitor.ask(route.method, path(route), {}, **{"X-Password": WRONG.encode().hex(), "Idempotency-Key": "x"})
        guest.done("DELETE", "/v1/me", {"password": SECOND})
    assert len(answers) > 150
    superuser = (tree.data / "secrets" / "database-superuser").read_text().strip()
    socket = str(tree.data / "socket")
    rows = list(every_row(make_conninfo(host=socket, user="postgres", dbname="plutopixie", password=superuser)))
    assert any("$2b$04$" in row for _, row in rows)
    assert any(KEPT.within(row) for _, row in rows)
    assert [name for name, row in rows if CANARY.within(row)] == []
    assert tree.stop() == 0
    assert not CANARY.within("\n".join(answers))
    assert not CANARY.within(tree.output)
    assert '"route": "/v1/sessions"' in tree.output
    assert KEPT.in_files(tree.folder) != []
    assert CANARY.in_files(tree.folder) == []


def every_row(address: str) -> Iterator[tuple[str, str]]:
    """Every row of every table there is, whoever's it is, as text, and what the server says of its own activity."""
    with psycopg.connect(address, row_factory=scalar_row) as conn:
        tables = conn.execute(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('information_schema', 'pg_toast')"
        ).fetchall()
        assert {"plutopixie.member", "dramatiq.queue", "queue.outbox"} <= set(tables)
        for name in (*tables, "pg_stat_activity", "pg_prepared_statements"):
            found = conn.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.SQL(name))).fetchall()
            yield from ((name, row) for row in found)
        binary = conn.execute(
            "SELECT encode(convert_to(t::text, 'UTF8'), 'hex') FROM plutopixie.member AS t"
        ).fetchall()
        yield from (("plutopixie.member", row) for row in binary)


# --- what fails half-way ---


class BrokenError(Exception):
    """What breaks in this test."""


@frozen
class Breaking:
    """A port that works until one of its methods is asked: then it fails, and what it raised is kept."""

    inner: Any
    name: str
    raised: list[BaseException]

    def __getattr__(self, name: str) -> Any:
        return self._fail if name == self.name else getattr(self.inner, name)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """For a port that is a function."""
        return self._fail() if self.name == "__call__" else self.inner(*arguments, **options)

    def _fail(self, *_: object, **__: object) -> Any:
        error = BrokenError("half-way")
        self.raised.append(error)
        raise error


BREAKAGES = [
    ("hasher", "hash"),
    ("hasher", "verify"),
    ("hasher", "outdated"),
    ("common_passwords", "holds"),
    ("open_unit", "__call__"),
    ("directory", "memberships"),
    ("throttles", "claim"),
    ("throttles", "settle"),
    ("tokens", "issue"),
    ("identities", "secret"),
]


@pytest.fixture(scope="module")
def world(embedded_server: ConnectionParameters, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """What the composition root puts together over a database of its own, with a quick bcrypt."""
    name = f"pp_canary_{secrets.token_hex(6)}"
    with psycopg.connect(embedded_server.url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = evolve(embedded_server, dbname=name).url
        data = tmp_path_factory.mktemp("data")
        settings = Settings(data, database_url=url, role_prefix=name, bcrypt_cost=4, throttle_factor=1_000)
        list(migrate(settings))
        built = house(settings)
        try:
            yield built.world
        finally:
            built.connected.close()
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            roles = admin.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [name]).fetchall()
            for (role,) in roles:
                admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Every line that is logged, ours and every library's, at the level debug."""
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    ours = logging.getLogger("plutopixie").level
    stream = io.StringIO()
    logs.configure("debug", stream)
    root.setLevel(logging.DEBUG)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("plutopixie").setLevel(ours)
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True
    structlog.reset_defaults()


def client(world: World) -> TestClient:
    """The HTTP application over this world."""
    settings = HttpSettings(base_url="https://books.example", require_tls=False)
    return TestClient(
        create_app(world.use_cases(POLICY_VERSION), settings=settings, metrics=Metrics(), new_id=world.identities.new)
    )


def everything(address: Mapping[str, object], owner: Mapping[str, str], app: TestClient) -> list[Result]:
    """A correct request to every door."""
    said = {**signed_up(), **address}
    token = {"Authorization": f"Bearer {owner['access_token']}"}
    answers = [
        app.simulate_post("/v1/organizations", json={**said, "email": f"{secrets.token_hex(6)}@example.org"}),
        app.simulate_post("/v1/sessions", json={"email": said["email"], "password": FIRST}),
        app.simulate_post("/v1/sessions", json={"email": said["email"], "password": WRONG}),
        app.simulate_put("/v1/me/password", json={"present_password": FIRST, "new_password": FIRST}, headers=token),
    ]
    answers += [
        app.simulate_request(route.method, path(route), json=filled(route, WRONG, **said), headers=token)
        for route in doors()
    ]
    return answers


@pytest.mark.asvs("V16.2.5")
@pytest.mark.parametrize(("port", "method"), BREAKAGES)
def test_what_fails_half_way_does_not_tell(port: str, method: str, world: World, lines: io.StringIO) -> None:
    """Whatever breaks under a password, no log line, no answer, and no local variable of any frame shows it."""
    address = {"email": f"{secrets.token_hex(6)}@example.org"}
    owner = client(world).simulate_post("/v1/organizations", json={**signed_up(), **address}).json
    raised: list[BaseException] = []
    breaking: dict[str, Any] = {port: Breaking(getattr(world, port), method, raised)}
    broken = evolve(world, **breaking)
    answers = everything(address, owner, client(broken))

    assert raised
    assert 500 in {answer.status_code for answer in answers}
    assert "BrokenError" in lines.getvalue()
    text = told(raised)
    assert "sign_in" in text or "sign_up" in text or "change_password" in text
    assert not CANARY.within(text)
    assert not CANARY.within(lines.getvalue())
    assert not CANARY.within("".join(answer.text for answer in answers))


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """The search is no blind one: plain, in Base64 at any place, in UTF-16, in hexadecimal, hashed, in a traceback."""
    (tmp_path / "file").write_bytes(b"\0" * 5_000_000 + CANARY.plain.encode("utf-16-le"))

    def fail(password: str) -> None:  # noqa: ARG001 - it is there to be seen
        raise BrokenError

    with pytest.raises(BrokenError) as caught:
        fail(FIRST)
    assert CANARY.in_files(tmp_path) == ["file"]
    assert CANARY.within(told([caught.value]))
    assert CANARY.within(base64.b64encode(b"{x" + FIRST.encode()))
    assert CANARY.within(FIRST.encode().hex())
    assert not CANARY.within(bcrypt.hashpw(FIRST.encode()[:72], bcrypt.gensalt(4)))
