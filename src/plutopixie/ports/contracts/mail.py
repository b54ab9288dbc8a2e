"""Mailers, as far as they can be proven without knowing where letters go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plutopixie.domain.letters import Letter
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.outbound.mail import Mailer, MailRefusedError

LETTER = Letter("ada@example.org", "PlutoPixie: Grüße", "A line.\n\nhttps://books.example/verify#code\n.\nThe end.\n")


class MailerContract:
    """What `Mailer` promises. Override the fixtures `mailer` and `arrived`."""

    @pytest.fixture
    def mailer(self) -> Mailer:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture mailer with one that returns the adapter to be proven")

    @pytest.fixture
    def arrived(self) -> Callable[[], list[Letter]]:
        """Tells which letters have arrived, in order."""
        raise NotImplementedError("override the fixture arrived with one that tells which letters have arrived")

    def test_a_letter_arrives_as_it_was_sent(self, mailer: Mailer, arrived: Callable[[], list[Letter]]) -> None:
        """Address, subject and text arrive to the last character, once the call has returned."""
        mailer.send(LETTER, fresh_id())

        assert arrived() == [LETTER]

    @pytest.mark.asvs("V1.3.11")
    @pytest.mark.parametrize(
        ("to", "subject"),
        [
            ("ada@example.org\r\nBcc: eve@example.org", "Hello"),
            ("ada@example.org\nBcc: eve@example.org", "Hello"),
            ("ada@example.org", "Hello\r\nBcc: eve@example.org"),
            ("ada@example.org, eve@example.org", "Hello"),
            ("", "Hello"),
        ],
    )
    def test_nothing_begins_another_header(
        self, mailer: Mailer, arrived: Callable[[], list[Letter]], to: str, subject: str
    ) -> None:
        """What would add a header or a recipient is refused for good, and nothing is sent."""
        with pytest.raises(MailRefusedError):
            mailer.send(Letter(to, subject, "Text"), fresh_id())

        assert arrived() == []
