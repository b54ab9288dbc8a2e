"""The service over the in-memory adapter, asked through the HTTP application without a socket."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import define, field, frozen
from falcon.testing import Result, TestClient

from plutopixie.adapters.derived_secrets import HmacSecrets
from plutopixie.adapters.jwt_tokens import JwtAccessTokens
from plutopixie.adapters.memory import (
    MemoryClock,
    MemoryCommonPasswords,
    MemoryDirectory,
    MemoryFiles,
    MemoryIdentities,
    MemoryThrottles,
    MemoryUnits,
    Store,
)
from plutopixie.adapters.time_codes import TotpCodes
from plutopixie.domain.ids import OrganizationId, ReceiptId
from plutopixie.domain.passwords import Password
from plutopixie.entrypoints.assembly import World
from plutopixie.entrypoints.http import Check, HttpSettings, create_app
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports.contracts.noninterference import BlackInk, FixedRates, PrintedReceipt
from plutopixie.ports.outbound.file_scanner import FileScanner

POLICY = "2026-01-01"
PASSWORD = "correct horse battery staple"
#: The least that passes for a PNG: its signature, a header that states 8 by 8 pixels, and its end.
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0\0\0\0\0IEND"


@frozen
class QuickHasher:
    """A password hasher for tests: salted nothing, slow nothing; `cost` is only written down."""

    cost: int = 1

    def hash(self, password: Password) -> str:
        """A digest that is different from the password."""
        return f"{self.cost}${hashlib.sha256(password.reveal().encode()).hexdigest()}"

    def verify(self, password: Password, hashed: str | None) -> bool:
        """Whether the digest is that of the password."""
        return hmac.compare_digest(self.hash(password).split("$")[1], (hashed or "").rpartition("$")[2])

    def outdated(self, hashed: str) -> bool:
        """Whether a lower cost is written down."""
        return int(hashed.partition("$")[0]) < self.cost


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

    def upload(self, content: bytes = PNG, **options: Any) -> Result:
        """The answer to a raw upload."""
        return self.ask("POST", "/v1/receipts", body=content, content_type="image/png", **options)

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

    def read_receipt(self, person: Person, receipt: str) -> None:
        """What the worker does."""
        reader = self.world.reader(PrintedReceipt(), BlackInk())
        reader.read(OrganizationId(UUID(person.organization)), ReceiptId(UUID(receipt)))

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


def new_service(throttle_factor: int = 1_000, scanner: FileScanner | None = None) -> Service:
    """A service that nobody uses yet; unless a test is about the limits, they are wide enough to be out of its way."""
    store, clock = Store(), MemoryClock()
    world = World(
        open_unit=MemoryUnits(store),
        directory=MemoryDirectory(store),
        files=MemoryFiles(),
        hasher=QuickHasher(),
        common_passwords=MemoryCommonPasswords(),
        tokens=JwtAccessTokens({"test": b"k" * 32}, "test"),
        time_codes=TotpCodes(),
        derived_secrets=HmacSecrets(b"k" * 32),
        rates=FixedRates(),
        clock=clock,
        identities=MemoryIdentities(),
        throttles=MemoryThrottles(store),
        throttle_factor=throttle_factor,
        scanner=scanner,
    )
    return Service(world, store, clock, Metrics())
