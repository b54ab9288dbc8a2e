"""Access tokens at the door: of all the forgeries we know, none opens anything, and all get the same answer."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import pytest
from falcon.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from forgeries import Forger, encoded
from http_service import Person, new_service
from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.contracts.samples import fresh_id

KEY: Final = b"k" * 32
SERVICE: Final = new_service()
OWNER: Final = SERVICE.sign_up()
STRANGER: Final = SERVICE.sign_up(organization_name="Another")
COLLEAGUE: Final = SERVICE.join(OWNER)


@pytest.fixture(scope="module", autouse=True)
def canary() -> Iterator[socket.socket]:
    """An address that notices whoever comes to fetch a key from it; nobody may."""
    with socket.create_server(("127.0.0.1", CANARY_PORT)) as listening:
        listening.settimeout(0)
        yield listening


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


CANARY_PORT: Final = _free_port()
FORGER: Final = Forger(OWNER.access_token, KEY, f"http://127.0.0.1:{CANARY_PORT}/keys")


def _of_others() -> dict[str, str]:
    """Tokens that our key signed and that mix what belongs to several, or that say what is not so."""
    stranger, colleague = (Forger(one.access_token, KEY).claims for one in (STRANGER, COLLEAGUE))
    mixed = {f"{name} of a stranger": FORGER.says(**{name: stranger[name]}) for name in ("sub", "org", "sid")}
    return {
        **mixed,
        **{f"{name} of a colleague": FORGER.says(**{name: colleague[name]}) for name in ("sub", "sid")},
        "sub and sid of a stranger": FORGER.says(sub=stranger["sub"], sid=stranger["sid"]),
        "org and sid of a stranger": FORGER.says(org=stranger["org"], sid=stranger["sid"]),
        "org and sub of a stranger": FORGER.says(org=stranger["org"], sub=stranger["sub"]),
        **{f"{name} of nobody": FORGER.says(**{name: str(fresh_id())}) for name in ("sub", "org", "sid")},
        "sid and sub changed about": FORGER.says(sid=FORGER.claims["sub"], sub=FORGER.claims["sid"]),
        "signature of a stranger's token": ".".join([*FORGER.parts[:2], STRANGER.access_token.rpartition(".")[2]]),
        "body of a stranger's token": ".".join([FORGER.parts[0], STRANGER.access_token.split(".")[1], FORGER.parts[2]]),
    }


def _of_other_purposes() -> dict[str, str]:
    """Secrets of ours that open something else."""
    invited = OWNER.post("/v1/invitations", {"role": "member"}).json["secret"]
    return {
        "refresh token": OWNER.refresh_token,
        "invitation": invited,
        "id of the session": FORGER.claims["sid"],
        "id of the member": OWNER.member,
        "number of the token": FORGER.claims["jti"],
        "password": "correct-horse-battery-staple",
        "the word null": "null",
        "the word undefined": "undefined",
    }


#: What HTTP itself takes off a header's value is no part of it.
TRIMMED: Final = {"space before", "line break behind"}
MUTANTS: Final = {
    **{name: token for name, token in FORGER.all().items() if name not in TRIMMED},
    **_of_others(),
    **_of_other_purposes(),
}


def ask(token: str) -> Result:
    """The answer to a request with this token, spelled as it is."""
    raw = token.encode("utf-8").decode("latin-1")  # as a server hands over what a client wrote in UTF-8
    return SERVICE.client.simulate_get("/v1/me", headers={"Authorization": f"Bearer {raw}"})


def shown(answer: Result) -> tuple[int, bytes, dict[str, str]]:
    """All that a client sees, but for the id of its request."""
    return answer.status_code, answer.content, {k: v for k, v in answer.headers.items() if k != "x-request-id"}


REFUSAL: Final = shown(SERVICE.client.simulate_get("/v1/me"))


def test_there_are_enough_of_them() -> None:
    """The list is long, each is another, none is the token it was made of, and that one is good."""
    assert len(set(MUTANTS.values())) == len(MUTANTS) >= 200
    assert OWNER.access_token not in MUTANTS.values()
    assert ask(OWNER.access_token).status_code == 200
    assert REFUSAL[0] == 401


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V7.2.1")
@pytest.mark.asvs("V9.1.1")
@pytest.mark.asvs("V9.1.2")
@pytest.mark.asvs("V9.1.3")
@pytest.mark.asvs("V9.2.1")
@pytest.mark.asvs("V9.2.2")
@pytest.mark.asvs("V9.2.3")
@pytest.mark.asvs("V9.2.4")
@pytest.mark.parametrize("name", MUTANTS)
def test_no_mutant_is_accepted(name: str) -> None:
    """It is answered exactly like a request without any token: the refusal does not say what was wrong with it."""
    assert shown(ask(MUTANTS[name])) == REFUSAL


@pytest.mark.asvs("V9.1.3")
def test_nobody_fetched_a_key(canary: socket.socket) -> None:
    """No address that a token names is asked for anything, whoever signed it."""
    for token in MUTANTS.values():
        ask(token)
    with pytest.raises(BlockingIOError):
        canary.accept()


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V9.1.1")
def test_every_place_counts() -> None:
    """A token with any one letter replaced by its neighbour is refused."""
    token = OWNER.access_token
    for place, letter in enumerate(token):
        spoiled = token[:place] + chr(ord(letter) ^ 1) + token[place + 1 :]
        assert shown(ask(spoiled)) == REFUSAL, place


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V9.1.1")
@modest
@given(data=st.data())
def test_every_bit_counts(data: st.DataObject) -> None:
    """A token with any bits of its header, claims or signature flipped, and spelled well again, is refused."""
    parts = [bytearray(base64.urlsafe_b64decode(part + "==")) for part in OWNER.access_token.split(".")]
    part = parts[data.draw(st.integers(0, 2))]
    part[data.draw(st.integers(0, len(part) - 1))] ^= data.draw(st.integers(1, 255))
    assert shown(ask(".".join(encoded(bytes(one)) for one in parts))) == REFUSAL


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V9.2.1")
def test_a_token_ends_with_its_second() -> None:
    """One second before it expires a token is good; in that second it is not, and the refusal is the same."""
    service = new_service()
    person = service.sign_up()
    service.clock.advance(timedelta(minutes=15) - timedelta(seconds=1))
    assert person.get("/v1/me").status_code == 200
    service.clock.advance(timedelta(seconds=1))
    assert shown(person.get("/v1/me")) == REFUSAL


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V7.2.2")
def test_tokens_are_made_anew() -> None:
    """Each sign-in and each refresh makes tokens that were never there before."""
    service = new_service()
    people: list[Person] = [service.sign_up()]
    for _ in range(5):
        said = {"refresh_token": people[-1].refresh_token}
        people.append(service.person(service.client.simulate_post("/v1/sessions/refresh", json=said)))
    assert len({person.access_token for person in people}) == len({person.refresh_token for person in people}) == 6


@pytest.mark.asvs("V9.2.2")
@pytest.mark.parametrize(
    "path", ["/v1/sessions/refresh", "/v1/invitations/accept"], ids=["as a refresh token", "as an invitation"]
)
def test_an_access_token_is_nothing_else(path: str) -> None:
    """An access token opens nothing where another kind of secret is asked for."""
    accepting = {**SERVICE.statement(), "invitation": OWNER.access_token}
    del accepting["organization_name"]
    said = {"refresh_token": OWNER.access_token} if path.endswith("refresh") else accepting
    answer = SERVICE.client.simulate_post(path, json=said)
    assert answer.status_code in {401, 410}
    assert ask(OWNER.access_token).status_code == 200
