"""Letters through a real SMTP server on this machine, plain, by STARTTLS and by implicit TLS."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import ssl
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from plutopixie.adapters.memory import MemoryClock
from plutopixie.adapters.smtp_mail import MailServer, SmtpMailer
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.letters import Letter
from plutopixie.ports.contracts.mail import LETTER, MailerContract
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.outbound.mail import Mailer, MailRefusedError, MailUnavailableError
from process_tree import free_port


class Box:
    """What the server took."""

    def __init__(self, answer: str = "250 taken") -> None:
        """`answer` is what it says to each message."""
        self.envelopes: list[Envelope] = []
        self.answer = answer

    async def handle_DATA(self, _: SMTP, __: object, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Take a message."""
        if self.answer.startswith("250"):
            self.envelopes.append(envelope)
        return self.answer

    def letters(self) -> list[Letter]:
        """The messages, as letters."""
        return [_letter(envelope) for envelope in self.envelopes]


def _message(envelope: Envelope) -> Any:
    assert isinstance(envelope.content, bytes)
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def _letter(envelope: Envelope) -> Letter:
    message = _message(envelope)
    return Letter(str(message["To"]), str(message["Subject"]), message.get_content().replace("\r\n", "\n"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that no authority signed, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def running() -> Iterator[Callable[..., Controller]]:
    """Starts servers that end with the test."""
    started: list[Controller] = []

    def start(box: Box, **options: Any) -> Controller:
        controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        started.append(controller)
        return controller

    yield start
    for controller in started:
        controller.stop()


def port(controller: Controller) -> int:
    """Where it listens."""
    return int(controller.port)


def served(path: Path) -> ssl.SSLContext:
    """What a server shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def mailer_to(url: str, **options: Any) -> SmtpMailer:
    """A mailer to that server."""
    return SmtpMailer(MailServer.parse(url), "books@example.org", MemoryClock(), **options)


class TestPlainOnThisMachine(MailerContract):
    """Without encryption, to a server on this machine."""

    @pytest.fixture
    def box(self) -> Box:
        """What arrives."""
        return Box()

    @pytest.fixture
    def mailer(self, box: Box, running: Callable[..., Controller]) -> Mailer:
        """A mailer to a running server."""
        return mailer_to(f"smtp+plain://127.0.0.1:{port(running(box))}")

    @pytest.fixture
    def arrived(self, box: Box) -> Callable[[], list[Letter]]:
        """What arrived."""
        return box.letters


def test_the_head_says_what_it_is(running: Callable[..., Controller]) -> None:
    """A message names sender, date, an id of its own, and that no person wrote it."""
    box, id = Box(), fresh_id()
    mailer_to(f"smtp+plain://127.0.0.1:{port(running(box))}").send(LETTER, id)

    (envelope,) = box.envelopes
    message = _message(envelope)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("books@example.org", [LETTER.to])
    assert message["From"] == "PlutoPixie <books@example.org>"
    assert message["Message-ID"] == f"<{id}@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert {name.lower() for name in message} == {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "auto-submitted",
        "content-type",
        "content-transfer-encoding",
        "mime-version",
        "x-peer",
        "x-mailfrom",
        "x-rcptto",
    } - ({"x-peer", "x-mailfrom", "x-rcptto"} - {name.lower() for name in message})


@pytest.mark.promise("P6.2")
@pytest.mark.asvs("V12.3.1", "V12.3.2")
@pytest.mark.parametrize("implicit", [False, True], ids=["STARTTLS", "implicit TLS"])
def test_a_certificate_is_checked(running: Callable[..., Controller], certificate: Path, *, implicit: bool) -> None:
    """A letter goes out under a certificate that is believed, with name and password; under another nothing does."""
    box = Box()
    if implicit:
        controller = _implicit(running, box, certificate)
    else:
        controller = running(
            box,
            tls_context=served(certificate),
            require_starttls=True,
            authenticator=_authenticate,
            auth_required=True,
        )
    login = "" if implicit else "books:pass%20word@"
    url = f"{'smtps' if implicit else 'smtp'}://{login}127.0.0.1:{port(controller)}"
    with pytest.raises(MailUnavailableError):
        mailer_to(url).send(LETTER, fresh_id())
    assert box.envelopes == []

    mailer_to(url, trust=ssl.create_default_context(cafile=str(certificate))).send(LETTER, fresh_id())

    assert box.letters() == [LETTER]


def _implicit(running: Callable[..., Controller], box: Box, certificate: Path) -> Controller:
    return running(box, ssl_context=served(certificate))


def _authenticate(_: SMTP, __: object, ___: object, ____: str, data: object) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"books", b"pass word")
    return AuthResult(success=good)


@pytest.mark.promise("P6.2")
@pytest.mark.asvs("V12.3.1")
def test_nothing_goes_out_in_the_clear(running: Callable[..., Controller]) -> None:
    """To a server that offers no encryption nothing is sent, neither letter nor password."""
    box = Box()
    with pytest.raises(MailUnavailableError):
        mailer_to(f"smtp://127.0.0.1:{port(running(box))}").send(LETTER, fresh_id())

    assert box.envelopes == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [("451 later", MailUnavailableError), ("421 busy", MailUnavailableError), ("550 nobody", MailRefusedError)],
)
def test_answers_say_whether_to_try_again(
    running: Callable[..., Controller], answer: str, error: type[Exception]
) -> None:
    """A passing refusal is tried again, a lasting one is not; neither error repeats the address."""
    with pytest.raises(error) as caught:
        mailer_to(f"smtp+plain://127.0.0.1:{port(running(Box(answer)))}").send(LETTER, fresh_id())

    assert "example.org" not in str(caught.value)


@pytest.mark.asvs("V16.5.2")
def test_an_absent_server_is_tried_again() -> None:
    """When nobody listens, the letter waits."""
    with pytest.raises(MailUnavailableError):
        mailer_to("smtp+plain://127.0.0.1:9").send(LETTER, fresh_id())


@pytest.mark.asvs("V13.2.3")
@pytest.mark.parametrize(
    "url",
    [
        "smtp+plain://mail.example.org",
        "smtp+plain://192.0.2.1:25",
        "http://mail.example.org",
        "smtp://",
        "smtp://mail.example.org:port",
        "smtp://mail.example.org/path",
        "mail.example.org:587",
        "smtp+other://mail.example.org",
    ],
)
def test_unsafe_or_unreadable_servers_are_refused(url: str) -> None:
    """A setting that can't be read, or would send mail in the clear over a network, is refused by name."""
    with pytest.raises(InvalidValueError) as caught:
        MailServer.parse(url)

    assert caught.value.field == "SMTP_URL"


def test_a_server_is_read_from_its_url() -> None:
    """Ports have their defaults, names and passwords may be escaped, and neither shows."""
    server = MailServer.parse("smtp://books:p%40ss@mail.example.org")

    assert (server.host, server.port, server.implicit_tls, server.plain) == ("mail.example.org", 587, False, False)
    assert (server.user, server.password) == ("books", "p@ss")
    assert MailServer.parse("smtps://mail.example.org").port == 465
    assert "p@ss" not in repr(server)
