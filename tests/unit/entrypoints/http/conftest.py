"""The service over the in-memory adapter, asked through the HTTP application without a socket."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from attrs import define, field, frozen
from falcon.testing import Result, TestClient

from plutopixie.adapters.memory import MemoryClock, MemoryDirectory, MemoryFiles, MemoryIdentities, MemoryUnits, Store
from plutopixie.domain.currencies import Currency
from plutopixie.domain.errors import NotSignedInError
from plutopixie.domain.exchange import Rate, RateSource
from plutopixie.domain.ids import MemberId, OrganizationId, SessionId
from plutopixie.domain.passwords import Password
from plutopixie.entrypoints.assembly import World
from plutopixie.entrypoints.http import Check, HttpSettings, create_app
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports.outbound.tokens import Claims

POLICY = "2026-01-01"
PASSWORD = "correct horse battery staple"


@frozen
class QuickHasher:
    """A password hasher for tests: salted nothing, slow nothing."""

    def hash(self, password: Password) -> str:
        """A digest that is different from the password."""
        return hashlib.sha256(password.reveal().encode()).hexdigest()

    def verify(self, password: Password, hashed: str | None) -> bool:
        """Whether the digest is that of the password."""
        return hashed is not None and hmac.compare_digest(self.hash(password), hashed)


@frozen
class OpenTokens:
    """Access tokens for tests: JSON with a checksum."""

    def issue(self, claims: Claims, *, at: datetime, expires_at: datetime) -> str:
        """The claims and their end, readable."""
        ids = f"{claims.organization}.{claims.member}.{claims.session}.{int(expires_at.timestamp())}"
        return f"{ids}.{hashlib.sha256(ids.encode()).hexdigest()[:8]}"

    def read(self, token: str, *, at: datetime) -> Claims:
        """The claims, if the checksum fits and the end has not come."""
        ids, _, checksum = token.rpartition(".")
        if hashlib.sha256(ids.encode()).hexdigest()[:8] != checksum:
            raise NotSignedInError
        organization, member, session, end = ids.split(".")
        if at.timestamp() >= int(end):
            raise NotSignedInError
        return Claims(OrganizationId(UUID(organization)), MemberId(UUID(member)), SessionId(UUID(session)))


@frozen
class FixedRates:
    """The euro is worth 1.10 dollars on every day; nothing else is known."""

    def rate(self, base: Currency, quote: Currency, day: date) -> Rate | None:
        """The rate, or None."""
        if (base.code, quote.code) != ("EUR", "USD"):
            return None
        return Rate(base, quote, Decimal("1.10"), day, RateSource.ECB)


@define
class Person:
    """Somebody signed in, who asks."""

    client: TestClient
    access_token: str
    refresh_token: str
    member: str
    organization: str
    email: str

    def ask(self, method: str, path: str, **options: Any) -> Result:
        """The answer to a request with this person's token."""
        headers = {"Authorization": f"Bearer {self.access_token}", **options.pop("headers", {})}
        return self.client.simulate_request(method, path, headers=headers, **options)

    def get(self, path: str, **options: Any) -> Result:
        """The answer to a GET."""
        return self.ask("GET", path, **options)

    def post(self, path: str, document: object = None, **options: Any) -> Result:
        """The answer to a POST of a document."""
        return self.ask("POST", path, **_with(document), **options)

    def patch(self, path: str, document: object, **options: Any) -> Result:
        """The answer to a PATCH."""
        return self.ask("PATCH", path, **_with(document), **options)

    def delete(self, path: str, document: object = None, **options: Any) -> Result:
        """The answer to a DELETE."""
        return self.ask("DELETE", path, **_with(document), **options)

    def record(self, **changes: object) -> dict[str, Any]:
        """A recorded expense, as it is shown."""
        said = {"date": "2026-02-03", "amount": "12.50", "vendor": "Corner Shop", **changes}
        answer = self.post("/v1/expenses", said)
        assert answer.status_code == 201, answer.text
        shown: dict[str, Any] = answer.json
        return shown


def _with(document: object) -> Mapping[str, object]:
    return {} if document is None else {"body": json.dumps(document), "content_type": "application/json"}


@define
class Service:
    """The application with everything behind it within reach."""

    world: World
    store: Store
    clock: MemoryClock
    metrics: Metrics
    settings: HttpSettings = field(factory=lambda: HttpSettings(base_url="https://books.example"))
    checks: tuple[Check, ...] = ()
    client: TestClient = field(init=False)
    _people: int = 0

    def __attrs_post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Build the application anew, for settings or checks that were changed."""
        seconds = iter(range(1_000_000))
        self.client = TestClient(
            create_app(
                self.world.use_cases(POLICY),
                settings=self.settings,
                metrics=self.metrics,
                new_id=self.world.identities.new,
                checks=self.checks,
                timer=lambda: float(next(seconds)),
            )
        )

    def statement(self, **changes: object) -> dict[str, object]:
        """What signing up asks for."""
        self._people += 1
        return {
            "organization_name": "Corner Bakery",
            "name": "Ada Example",
            "email": f"person{self._people}@example.org",
            "password": PASSWORD,
            "adult": True,
            "accepted_policy": POLICY,
            **changes,
        }

    def sign_up(self, **changes: object) -> Person:
        """The owner of a new organization."""
        return self.person(self.client.simulate_post("/v1/organizations", json=self.statement(**changes)))

    def join(self, owner: Person, role: str = "member", **changes: object) -> Person:
        """Somebody who accepted an invitation."""
        invited = owner.post("/v1/invitations", {"role": role})
        said = {**self.statement(**changes), "invitation": invited.json["secret"]}
        del said["organization_name"]
        return self.person(self.client.simulate_post("/v1/invitations/accept", json=said))

    def person(self, answer: Result) -> Person:
        """The person behind an answer with tokens."""
        assert answer.status_code in {200, 201}, answer.text
        shown = answer.json
        return Person(
            self.client,
            shown["access_token"],
            shown["refresh_token"],
            shown["member"]["id"],
            shown["organization"]["id"],
            shown["member"]["email"],
        )


def new_service() -> Service:
    """A service that nobody uses yet."""
    store, clock = Store(), MemoryClock()
    world = World(
        open_unit=MemoryUnits(store),
        directory=MemoryDirectory(store),
        files=MemoryFiles(),
        hasher=QuickHasher(),
        tokens=OpenTokens(),
        rates=FixedRates(),
        clock=clock,
        identities=MemoryIdentities(),
    )
    return Service(world, store, clock, Metrics())


@pytest.fixture
def service() -> Service:
    """A service that nobody uses yet."""
    return new_service()


@pytest.fixture
def make_service() -> Callable[[], Service]:
    """Makes services, for tests that need a fresh one per example."""
    return new_service


@pytest.fixture
def owner(service: Service) -> Person:
    """The owner of an organization."""
    return service.sign_up()
