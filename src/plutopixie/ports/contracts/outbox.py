"""The outbox, its reading end, and queues."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from plutopixie.domain.events import Event as DomainEvent
from plutopixie.domain.events import ExpenseRecorded, MemberJoined, ReceiptRead, ReceiptUnreadable, ReceiptWaits
from plutopixie.domain.ids import ExpenseId, MessageId, OrganizationId, ReceiptId
from plutopixie.ports.contracts.foundation import OverUnits, taken
from plutopixie.ports.contracts.samples import Office, fresh_id
from plutopixie.ports.outbound.outbox import Message, OutboxFeed

PATIENCE_SECONDS = 30.0
MANY = 1000


class RefusedInTestError(Exception):
    """Stands for a queue that does not answer."""


class OutboxContract(OverUnits):
    """What `Outbox` and `OutboxFeed` promise. Override `open_unit` and `feed`, over the same database.

    Messages that others left waiting in the database are let through; the suite looks at its own only.
    """

    @pytest.fixture
    def feed(self) -> OutboxFeed:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture feed with one that returns the adapter to be proven")

    @pytest.fixture(autouse=True)
    def emptied(self, feed: OutboxFeed) -> None:
        """What others left waiting is out of the way."""
        while feed.relay(lambda _: None, MANY):
            pass

    def test_hands_over_what_was_committed(self, feed: OutboxFeed, office: Office) -> None:
        """A committed message is handed over with its organization, kind and subject, once."""
        message = announced(office)
        taken_: list[Message] = []

        assert feed.relay(taken_.append, MANY) == 1
        assert feed.relay(taken_.append, MANY) == 0

        assert taken_ == [message]

    @pytest.mark.parametrize("make", [ReceiptWaits, ReceiptRead, ReceiptUnreadable, ExpenseRecorded, MemberJoined])
    def test_carries_every_kind_of_event(
        self, feed: OutboxFeed, office: Office, make: Callable[..., DomainEvent]
    ) -> None:
        """Each kind of event arrives by its own name, with the id of what it is about and nothing else."""
        subject = fresh_id()
        event = make(subject)
        message = MessageId(fresh_id())
        with office.unit() as unit:
            unit.outbox.add(message, event)
        seen: list[Message] = []

        feed.relay(seen.append, MANY)

        assert seen == [Message(message, office.organization.id, event.kind, str(subject))]

    def test_a_rollback_announces_nothing(self, feed: OutboxFeed, office: Office) -> None:
        """A message whose unit failed is never handed over."""
        with taken("category", "id"), office.unit() as unit:
            unit.outbox.add(MessageId(fresh_id()), ExpenseRecorded(ExpenseId(fresh_id())))
            unit.categories.add(office.category)

        assert handed_over(feed) == []

    def test_nothing_is_handed_over_before_the_commit(self, feed: OutboxFeed, office: Office) -> None:
        """A message waits for the end of its unit."""
        with office.unit() as unit:
            unit.outbox.add(MessageId(fresh_id()), ExpenseRecorded(ExpenseId(fresh_id())))
            assert handed_over(feed) == []

        assert len(handed_over(feed)) == 1

    def test_the_oldest_goes_first(self, feed: OutboxFeed, office: Office, rival: Office) -> None:
        """Messages of all organizations go in the order of their ids, up to the limit at a time."""
        messages = [announced(office if number % 2 else rival) for number in range(5)]

        first: list[Message] = []
        assert feed.relay(first.append, 3) == 3

        assert first == messages[:3]
        assert handed_over(feed) == messages[3:]

    def test_what_was_not_taken_stays(self, feed: OutboxFeed, office: Office) -> None:
        """When sending fails, what was taken is forgotten, and the rest stays, first to last."""
        messages = [announced(office) for _ in range(3)]
        sent: list[Message] = []

        def send(message: Message) -> None:
            if message == messages[1]:
                raise RefusedInTestError
            sent.append(message)

        with pytest.raises(RefusedInTestError):
            feed.relay(send, MANY)

        assert sent == messages[:1]
        assert handed_over(feed) == messages[1:]

    def test_a_slow_unit_is_not_lost(self, feed: OutboxFeed, office: Office, rival: Office) -> None:
        """A message that was made early and committed late is handed over, though younger ones went before."""
        early = MessageId(fresh_id())
        with office.unit() as slow:
            slow.outbox.add(early, ExpenseRecorded(ExpenseId(fresh_id())))
            quick = announced(rival)
            assert handed_over(feed) == [quick]

        assert [message.id for message in handed_over(feed)] == [early]

    def test_two_relays_do_not_share_a_message(self, feed: OutboxFeed, office: Office) -> None:
        """While one relay holds messages another passes them over, and takes what is free."""
        held = [announced(office) for _ in range(2)]
        holding, go_on = Event(), Event()
        first: list[Message] = []

        def send(message: Message) -> None:
            first.append(message)
            holding.set()
            assert go_on.wait(PATIENCE_SECONDS)

        with ThreadPoolExecutor(1) as threads:
            relay = threads.submit(feed.relay, send, 2)
            assert holding.wait(PATIENCE_SECONDS)
            free = announced(office)
            second = handed_over(feed)
            go_on.set()
            assert relay.result(PATIENCE_SECONDS) == 2

        assert (first, second) == (held, [free])
        assert handed_over(feed) == []

    def test_many_relays_hand_over_each_message_once(self, feed: OutboxFeed, office: Office) -> None:
        """However many relays run at once, each message goes to exactly one of them."""
        messages = [announced(office) for _ in range(24)]
        seen: list[Message] = []

        def work() -> None:
            while feed.relay(seen.append, 3):
                pass

        with ThreadPoolExecutor(3) as threads:
            for relay in [threads.submit(work) for _ in range(3)]:
                relay.result(PATIENCE_SECONDS)

        assert sorted(seen, key=lambda message: message.id) == messages


def announced(office: Office) -> Message:
    """A message that the office announced and committed."""
    id_, subject = MessageId(fresh_id()), ReceiptId(fresh_id())
    with office.unit() as unit:
        unit.outbox.add(id_, ReceiptWaits(subject))
    return Message(id_, OrganizationId(office.organization.id), "receipt-waits", str(subject))


def handed_over(feed: OutboxFeed) -> list[Message]:
    """Everything that waits, taken now."""
    taken_: list[Message] = []
    while feed.relay(taken_.append, MANY):
        pass
    return taken_
