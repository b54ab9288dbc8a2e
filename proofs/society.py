"""People of an installation: an organization with something in it, and somebody of each role who stays signed in.

Judges do what signs people out, removes them and takes their role away. Whoever was hit is signed in again, or replaced
by somebody new of the same role, so that a run goes on as whom it was meant to be.
"""

from __future__ import annotations

import base64
import enum
import re
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx
from attrs import define, field, frozen
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from plutopixie.domain import second_factor as second_factors
from plutopixie.entrypoints.settings import POLICY_VERSION
from proofs.working import Mailbox

Found = TypeVar("Found")

PASSWORD: Final = "correct horse battery staple"  # noqa: S105 - of people who exist for minutes
#: The least that passes for a PNG: its signature, a header that states 8 by 8 pixels, and its end.
PNG: Final = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0\0\0\0\0IEND"
_SECONDS: Final = 20.0


class Role(enum.StrEnum):
    """As whom the service is judged."""

    ANONYMOUS = "anonymous"
    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"


@define
class Person:
    """Somebody who is signed in."""

    client: httpx.Client
    email: str
    password: str
    organization: str
    id: str
    role: str
    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    recovery_codes: list[str] = field(factory=list, repr=False)

    def ask(self, method: str, path: str, document: object = None) -> Any:
        """What the service answers to this person, decoded; raises httpx.HTTPStatusError for a refusal."""
        answer = self.client.request(method, path, headers=self.headers, json=document)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    @property
    def headers(self) -> dict[str, str]:
        """The header that says who asks."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def signed_in(self) -> bool:
        """Whether the token is still good, for the role it was made for, and for more than one's own account."""
        shown = self.client.get("/v1/me", headers=self.headers)
        usable = self.client.get("/v1/organization", headers=self.headers)
        return shown.is_success and usable.is_success and shown.json()["member"]["role"] == self.role


@frozen
class Society:
    """Makes people, who read their letters in `mail`."""

    client: httpx.Client
    mail: Path

    def letter_code(self, address: str) -> str:
        """The code in the latest letter to the address, as soon as it is there."""
        mailbox = Mailbox(self.mail)
        found = _soon(lambda: re.search(r"#([\w-]+)", mailbox.take(address) or ""))
        return found[1]

    def unverified(self) -> str:
        """The code that verifies the address of somebody new."""
        return self.letter_code(self.found().email)

    def forgetful(self) -> str:
        """The code that opens the account of somebody new, who verified the address and forgot the password."""
        person = self.found()
        self.client.post("/v1/addresses/confirmation", json={"code": self.letter_code(person.email)}).raise_for_status()
        self.client.post("/v1/password-resets", json={"email": person.email}).raise_for_status()
        return self.letter_code(person.email)

    def found(self) -> Person:
        """The owner of a new organization."""
        said = {**_statement(), "organization_name": "Corner Bakery"}
        return self._person(said, self.client.post("/v1/organizations", json=said))

    def join(self, owner: Person, role: Role) -> Person:
        """Somebody new in the owner's organization."""
        said = {**_statement(), "invitation": owner.ask("POST", "/v1/invitations", {"role": role})["secret"]}
        return self._person(said, self.client.post("/v1/invitations/accept", json=said))

    def sign_in(self, person: Person) -> Person | None:
        """The same person in a new session, or None if that is not possible, or no longer in the same role."""
        said = {"email": person.email, "password": person.password, "organization_id": person.organization}
        answer = self.client.post("/v1/sessions", json=said)
        if not answer.is_success or answer.json()["member"]["role"] != person.role:
            return None
        return self._person(said, answer)

    def _person(self, said: Mapping[str, Any], answer: httpx.Response) -> Person:
        answer.raise_for_status()
        shown = answer.json()
        member = shown["member"]
        return Person(
            self.client,
            member["email"],
            said["password"],
            shown["organization"]["id"],
            member["id"],
            member["role"],
            shown["access_token"],
            shown["refresh_token"],
        )


def _statement() -> dict[str, object]:
    return {
        "name": "Ada Example",
        "email": f"{uuid.uuid4().hex}@example.org",
        "password": PASSWORD,
        "adult": True,
        "accepted_policy": POLICY_VERSION,
    }


def prepared_code(person: Person) -> str:
    """The code that confirms a second factor which the person just prepared."""
    prepared = person.ask("POST", "/v1/me/second-factor", {"password": person.password})
    spelled = prepared["secret"].replace(" ", "")
    secret = base64.b32decode(spelled + "=" * (-len(spelled) % 8))
    device = TOTP(secret, second_factors.DIGITS, SHA1(), second_factors.STEP_SECONDS)  # noqa: S303 - as RFC 6238 has it
    return device.generate(int(time.time())).decode()


def second_factor(person: Person) -> None:
    """Set up a second factor for the person."""
    confirmed = person.ask("POST", "/v1/me/second-factor/confirmation", {"code": prepared_code(person)})
    person.recovery_codes = confirmed["recovery_codes"]


def recovery_code(person: Person) -> str:
    """A recovery code of the person that was not used yet, of a second factor that is set up if there is none."""
    if not person.recovery_codes:
        second_factor(person)
    return person.recovery_codes.pop()


def expense(person: Person, **said: object) -> str:
    """The id of an expense that the person records."""
    shown = person.ask(
        "POST", "/v1/expenses", {"date": "2026-02-03", "amount": "12.50", "vendor": "Corner Shop", **said}
    )
    return str(shown["id"])


def receipt(person: Person) -> str:
    """The id of a receipt that the person uploads and that was read."""
    headers = {**person.headers, "Content-Type": "image/png"}
    answer = person.client.post("/v1/receipts", content=PNG, headers=headers)
    answer.raise_for_status()
    id = str(answer.json()["id"])
    _soon(lambda: person.ask("GET", f"/v1/receipts/{id}")["state"] == "read")
    return id


def _soon(found: Callable[[], Found | None]) -> Found:
    """What is found, when it is."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if one := found():
            return one
        time.sleep(0.02)
    raise RuntimeError("the worker did not do it in time")
