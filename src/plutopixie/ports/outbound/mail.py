"""Electronic mail, handed to the operator's own server."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from plutopixie.domain.errors import OurError, WorldError
from plutopixie.domain.letters import Letter


class MailUnavailableError(WorldError):
    """The mail server does not answer, or not now; the letter is tried again."""

    code = "mail-unavailable"


class MailRefusedError(OurError):
    """The mail server refuses this letter for good; look at the address and at the server's own log."""

    code = "mail-refused"


class Mailer(Protocol):
    """Sends letters."""

    def send(self, letter: Letter, id: UUID) -> None:
        """Hand the letter over before returning; the same id makes the same Message-ID.

        Raises:
            MailUnavailableError: trying again later may help.
            MailRefusedError: trying again will not help.
        """
        ...
