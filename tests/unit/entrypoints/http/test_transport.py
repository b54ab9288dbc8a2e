"""The way a request came, and whose address counts: a named proxy is believed, and nobody else."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import falcon
import pytest
from falcon.testing import create_environ
from hypothesis import given
from hypothesis import strategies as st

from http_service import Person, Service
from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints.http import HttpSettings
from plutopixie.entrypoints.http.resources.operation import OPERATION_PATHS
from plutopixie.entrypoints.http.transport import FORWARDING_HEADERS, client_address
from plutopixie.ports.contracts.foundation import modest

NAMED = ("10.1.0.0/16", "127.0.0.1", "2001:db8:1::/48")
ADDRESSES = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)
STATED = st.lists(st.one_of(ADDRESSES, st.text("0123456789.:abcdef%/ []\"',x=_", max_size=20)), max_size=6)


def request(peer: str, forwarded_for: str | None = None) -> falcon.Request:
    """A request from that peer."""
    headers = {} if forwarded_for is None else {"X-Forwarded-For": forwarded_for}
    return falcon.Request({**create_environ(headers=headers), "REMOTE_ADDR": peer})


def client(peer: str, forwarded_for: str | None = None, *, proxies: tuple[str, ...] = NAMED) -> str | None:
    """The client's address as it is computed."""
    return client_address(request(peer, forwarded_for), HttpSettings(trusted_proxies=proxies).trusted_proxies)


@pytest.mark.promise("P4.3")
@pytest.mark.asvs("V15.3.4")
@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.9", "192.0.2.7"),
        ("192.0.2.7", "127.0.0.1", "192.0.2.7"),
        ("10.1.2.3", "198.51.100.9", "198.51.100.9"),
        ("10.1.2.3", "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        ("10.1.2.3", "6.6.6.6, 198.51.100.9, 10.1.9.9", "198.51.100.9"),
        ("10.1.2.3", "6.6.6.6,198.51.100.9\t,\t10.1.9.9,2001:db8:1::5", "198.51.100.9"),
        ("10.1.2.3", "not an address, 198.51.100.9", "198.51.100.9"),
        ("10.1.2.3", "10.1.7.7, 10.1.9.9", "10.1.7.7"),
        ("10.1.2.3", "2001:db8:ffff::1", "2001:db8:ffff::1"),
        ("10.1.2.3", "::ffff:198.51.100.9", "198.51.100.9"),
        ("::ffff:10.1.2.3", "198.51.100.9", "198.51.100.9"),
        ("2001:db8:1::2%eth0", "198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("::1", "198.51.100.9", "::1"),
        ("::1", None, "::1"),
        ("", None, None),
        ("", "198.51.100.9", None),
    ],
)
def test_the_clients_address(peer: str, forwarded_for: str | None, expected: str | None) -> None:
    """The client is the last one in X-Forwarded-For that is no named proxy; a stranger's header counts for nothing."""
    assert client(peer, forwarded_for) == expected


@pytest.mark.asvs("V15.3.4")
@pytest.mark.parametrize(
    "malformed",
    [
        "",
        " ",
        ",",
        "198.51.100.9,",
        "198.51.100.9:4711",
        "[2001:db8::1]",
        "fe80::1%eth0",
        "198.51.100.09",
        "198.51.100",
        "1",
        "unknown",
        "for=198.51.100.9",
        '"198.51.100.9"',
        "198.51.100.9 198.51.100.8",
        "198.51.100.9;",
        "198.51.100.9/32",
        "x" * 8_000,
        "१९८.51.100.9",
    ],
)
def test_a_malformed_address_stands_for_nobody(malformed: str) -> None:
    """Where a named proxy states what is no address, the proxy's own counts, also further down the way."""
    assert client("10.1.2.3", malformed) == "10.1.2.3"
    assert client("10.1.2.3", f"{malformed}, 10.1.9.9") == "10.1.2.3"


@pytest.mark.asvs("V15.3.4")
@pytest.mark.asvs("V4.1.3")
@modest
@given(peer=ADDRESSES, stated=STATED)
def test_nobody_but_a_named_proxy_chooses_an_address(peer: str, stated: list[str]) -> None:
    """Whatever a peer that nobody named says, its own address counts."""
    plain = ip_address(peer)
    expected = str(getattr(plain, "ipv4_mapped", None) or plain)
    assert client(peer, ",".join(stated), proxies=()) == expected


@pytest.mark.asvs("V15.3.4")
@pytest.mark.asvs("V4.1.3")
@modest
@given(forged=STATED, real=ADDRESSES, hops=st.lists(st.integers(0, 65_535), max_size=3))
def test_a_client_can_not_write_itself_another_address(forged: list[str], real: str, hops: list[int]) -> None:
    """What a client writes into the header stands before what the proxies add, and is not read."""
    plain = ip_address(real)
    plain = getattr(plain, "ipv4_mapped", None) or plain
    named = [str(ip_network("10.1.0.0/16")[hop]) for hop in hops]
    if any(plain in ip_network(one) for one in NAMED):
        return
    assert client("10.1.2.3", ",".join([*forged, real, *named])) == str(plain)


@pytest.mark.promise("P6.2")
@pytest.mark.asvs("V4.1.3")
@pytest.mark.parametrize(
    ("peer", "forwarded", "answered"),
    [
        ("127.0.0.1", None, "200"),
        ("::1", None, "200"),
        ("::ffff:127.0.0.1", None, "200"),
        ("", None, "200"),
        ("127.0.0.1", "https", "proxy-unknown"),
        ("127.0.0.1", "http", "proxy-unknown"),
        ("::1", "https", "proxy-unknown"),
        ("", "https", "proxy-unknown"),
        ("10.1.2.3", "https", "200, secure"),
        ("10.1.2.3", "http", "tls-required"),
        ("10.1.2.3", "https,https", "tls-required"),
        ("10.1.2.3", "HTTPS", "tls-required"),
        ("10.1.2.3", None, "tls-required"),
        ("192.0.2.7", None, "tls-required"),
        ("192.0.2.7", "https", "proxy-unknown"),
    ],
)
def test_plain_http_is_refused(
    service: Service, owner: Person, peer: str, forwarded: str | None, answered: str
) -> None:
    """Plain HTTP is answered to this machine alone; a proxy's word counts only if the operator named the proxy."""
    service.settings = HttpSettings(trusted_proxies=("10.1.0.0/16",))
    service.restart()
    headers = {"Authorization": f"Bearer {owner.access_token}"}
    if forwarded:
        headers["X-Forwarded-Proto"] = forwarded
    answer = service.client.simulate_get("/v1/me", headers=headers, extras={"REMOTE_ADDR": peer})
    assert ("Strict-Transport-Security" in answer.headers) == (answered == "200, secure")
    if answered.startswith("200"):
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json["code"]) == (403, answered)
        assert "Location" not in answer.headers


@pytest.mark.promise("P6.2")
@pytest.mark.parametrize(
    ("forwarded", "status"), [("https", 200), ("http", 403), (None, 403)], ids=["https", "http", "silent"]
)
def test_a_named_proxy_on_this_machine(service: Service, owner: Person, forwarded: str | None, status: int) -> None:
    """A named proxy on this machine speaks for others, always: without its word for HTTPS nothing is answered."""
    service.settings = HttpSettings(trusted_proxies=("127.0.0.1",))
    service.restart()
    headers = {"Authorization": f"Bearer {owner.access_token}", "X-Forwarded-For": "198.51.100.9"}
    if forwarded:
        headers["X-Forwarded-Proto"] = forwarded
    else:
        del headers["X-Forwarded-For"]
    assert service.client.simulate_get("/v1/me", headers=headers, remote_addr="127.0.0.1").status_code == status


@pytest.mark.promise("P6.2")
@pytest.mark.parametrize("header", FORWARDING_HEADERS)
@pytest.mark.parametrize("require_tls", [True, False])
def test_a_proxy_that_nobody_named_is_told_which_setting(
    service: Service, owner: Person, header: str, *, require_tls: bool
) -> None:
    """A peer on this machine that speaks for others is refused, and the refusal names the setting."""
    service.settings = HttpSettings(require_tls=require_tls)
    service.restart()
    headers = {"Authorization": f"Bearer {owner.access_token}", header: "198.51.100.9"}
    answer = service.client.simulate_get("/v1/me", headers=headers, remote_addr="127.0.0.1")
    assert (answer.status_code, answer.json["code"]) == (403, "proxy-unknown")
    assert "PLUTOPIXIE_TRUSTED_PROXIES" in answer.json["detail"]


@pytest.mark.promise("P6.2")
def test_https_is_recognised(service: Service) -> None:
    """A request that came by HTTPS is answered wherever it came from, and told to stay with it."""
    answer = service.client.simulate_get("/v1/openapi.json", protocol="https", remote_addr="192.0.2.7")
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_operation_is_reachable_without_tls(service: Service) -> None:
    """Health, readiness and figures show nothing of anybody and are answered to every peer."""
    for path in OPERATION_PATHS:
        assert service.client.simulate_get(path, remote_addr="192.0.2.7").status_code == 200


def test_plain_http_can_be_allowed(service: Service, owner: Person) -> None:
    """The operator can switch the rule off where something else guarantees the way; headers still count for nothing."""
    service.settings = HttpSettings(require_tls=False)
    service.restart()
    headers = {"Authorization": f"Bearer {owner.access_token}", "X-Forwarded-Proto": "https"}
    answer = service.client.simulate_get("/v1/me", headers=headers, remote_addr="192.0.2.7")
    assert answer.status_code == 200
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("stated", ["my-proxy", "10.0.0.1/8", "0.0.0.0/0", "::/0", "*", "10.0.0.0/33", ""])
def test_a_proxy_is_an_address(stated: str) -> None:
    """A setting that is no address, or every address, is refused when the program starts."""
    with pytest.raises(InvalidValueError, match="trusted_proxies"):
        HttpSettings(trusted_proxies=(stated,))


@pytest.mark.promise("P4.3")
@pytest.mark.asvs("V4.1.3")
@pytest.mark.asvs("V15.3.4")
@pytest.mark.parametrize(
    ("peer", "expected"), [("10.1.2.3", "198.51.100.9"), ("192.0.2.7", "192.0.2.7")], ids=["named", "stranger"]
)
def test_what_is_kept_of_an_address_is_not_forged(service: Service, peer: str, expected: str) -> None:
    """A session says that it was opened at the client's address, whatever the client wrote into its request."""
    service.settings = HttpSettings(trusted_proxies=("10.1.0.0/16",), require_tls=False)
    service.restart()
    headers = {"X-Forwarded-For": "6.6.6.6, 198.51.100.9", "X-Forwarded-Proto": "https", "CF-Connecting-IP": "6.6.6.6"}
    signed_up = service.client.simulate_post(
        "/v1/organizations", json=service.statement(), headers=headers, remote_addr=peer
    )
    shown = service.person(signed_up).get("/v1/sessions").json["items"]
    assert [session["address"] for session in shown] == [expected]
