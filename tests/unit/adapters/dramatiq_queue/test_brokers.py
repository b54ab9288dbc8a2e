"""Which brokers are connected to, and how: listed schemes, verified TLS away from this machine, and JSON alone."""

from __future__ import annotations

import pickle
from pathlib import Path

import dramatiq
import pytest
import trustme
from dramatiq.errors import DecodeError

from plutopixie.adapters import dramatiq_queue
from plutopixie.domain.errors import InvalidValueError
from tls_listener import listening, until


@pytest.mark.asvs("V1.3.6")
@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://queue.example.org",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "unix:///var/run/redis.sock",
        "kafka://127.0.0.1",
        "//queue.example.org",
        "queue.example.org",
    ],
)
def test_other_schemes_are_refused(url: str) -> None:
    """Only RabbitMQ's and Redis's own schemes are connected to."""
    with pytest.raises(InvalidValueError) as caught:
        dramatiq_queue.connect(url)
    assert caught.value.field == "PLUTOPIXIE_BROKER_URL"


@pytest.mark.asvs("V12.3.1")
@pytest.mark.parametrize("url", ["amqp://queue.example.org", "redis://10.0.0.5:6379/0", "amqp://u:p@[2001:db8::1]/"])
def test_nothing_leaves_the_machine_in_the_clear(url: str) -> None:
    """A broker on another machine is connected to over TLS only."""
    with pytest.raises(InvalidValueError, match="amqps: or rediss:"):
        dramatiq_queue.connect(url)


@pytest.mark.parametrize("url", ["amqp://127.0.0.1", "redis://localhost:6379/0", "amqp://[::1]/", "redis://"])
def test_this_machine_needs_no_tls(url: str) -> None:
    """On loopback the plain schemes are fine."""
    assert dramatiq_queue.connect(url).broker is not None


@pytest.mark.asvs("V12.3.2")
@pytest.mark.parametrize(
    "url", ["rediss://q.example.org?ssl_cert_reqs=none", "amqps://q.example.org?ssl_options=%7B'verify_mode':0%7D"]
)
def test_verification_is_not_switched_off(url: str) -> None:
    """A URL that would keep certificates from being verified is refused."""
    with pytest.raises(InvalidValueError, match="always verified"):
        dramatiq_queue.connect(url)


@pytest.mark.asvs("V12.3.1", "V12.3.2", "V12.3.4")
@pytest.mark.parametrize("scheme", ["rediss", "amqps"])
def test_certificates_are_verified(scheme: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A broker whose authority is trusted is spoken to; one with another authority is told nothing."""
    authority = trustme.CA()
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(trusted)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    for issued, spoken_to in ((authority, True), (trustme.CA(), False)):
        with listening(issued.issue_cert("localhost")) as listener:
            connection = dramatiq_queue.connect(f"{scheme}://localhost:{listener.port}?socket_timeout=2")
            assert not connection.is_reachable()  # it is no broker
            assert until(lambda: listener.encrypted, 3.0) == spoken_to


class _Bomb:
    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("it was unpickled",))


@pytest.mark.asvs("V1.5.2")
def test_messages_are_json_alone() -> None:
    """Bytes on the queue that would become objects are no message: they are refused unread."""
    assert isinstance(dramatiq.get_encoder(), dramatiq.JSONEncoder)
    for raw in (pickle.dumps(_Bomb()), pickle.dumps({"a": 1}), b"\x80\x04", b"!!python/object/apply:os.system ['id']"):
        with pytest.raises((DecodeError, TypeError)):
            dramatiq.Message.decode(raw)
