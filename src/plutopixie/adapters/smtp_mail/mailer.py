"""Letters handed to an SMTP server (RFC 5321), encrypted and with its certificate checked."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import AbstractContextManager
from typing import Final
from uuid import UUID

from attrs import field, frozen

from plutopixie.adapters.smtp_mail.message import message
from plutopixie.adapters.smtp_mail.server import MailServer
from plutopixie.domain.letters import Letter
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.mail import MailRefusedError, MailUnavailableError

TIMEOUT_SECONDS: Final = 20
#: Replies from here on say that trying again is of no use.
_FOR_GOOD: Final = 500


@frozen
class SmtpMailer:
    """`ports.outbound.mail.Mailer`. `trust` says which certificates are believed; the machine's own by default."""

    server: MailServer
    sender: str
    clock: Clock
    trust: ssl.SSLContext = field(factory=ssl.create_default_context, repr=False)

    def send(self, letter: Letter, id: UUID) -> None:
        """Hand the letter over."""
        if not letter.has_a_safe_head:
            raise MailRefusedError
        made = message(letter, id, sender=self.sender, at=self.clock.now())
        try:
            with self._connected() as connection:
                connection.send_message(made, self.sender, [letter.to])
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code) from None
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(max(code for code, _ in error.recipients.values())) from None
        except (smtplib.SMTPException, OSError):
            raise MailUnavailableError from None

    def _connected(self) -> AbstractContextManager[smtplib.SMTP]:
        host, port = self.server.host, self.server.port
        if self.server.implicit_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=self.trust)
        else:
            connection = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        try:
            if not self.server.implicit_tls and not self.server.plain:
                connection.starttls(context=self.trust)
            if self.server.user is not None:
                connection.login(self.server.user, self.server.password or "")
        except BaseException:
            connection.close()
            raise
        return connection


def _refusal(code: int) -> MailRefusedError | MailUnavailableError:
    return MailRefusedError() if code >= _FOR_GOOD else MailUnavailableError()
