"""Which broker stands behind a URL, and how each says that it can't be reached."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Final, cast
from urllib.parse import parse_qsl, urlsplit

import dramatiq
import psycopg
from attrs import frozen
from dramatiq.errors import BrokerConnectionError
from dramatiq.middleware import Middleware, Retries, ShutdownNotifications
from psycopg.conninfo import conninfo_to_dict

from plutopixie.domain.errors import InvalidValueError

_SETTING: Final = "PLUTOPIXIE_BROKER_URL"
DEAD_LETTER_AGE: Final = "7 days"
#: Of a million commands to Redis, so many look for dead workers. The usual thousandth comes round too seldom.
_REDIS_MAINTENANCE: Final = 100_000


@frozen
class Pace:
    """How often and how long the queue tries.

    Attributes:
        silence_seconds: a worker that has not been heard of for this long is dead, and what it had goes back to the
            queue. RabbitMQ notices by itself.
        heartbeat_seconds: how often a worker makes itself heard.
        poll_seconds: how often the queue is looked at where nothing announces a message.
        retries_most: how often work that failed is tried again before it is set aside.
        backoff_ms: the first and the longest pause before it is.
    """

    silence_seconds: float = 20.0
    heartbeat_seconds: float = 5.0
    poll_seconds: float = 1.0
    retries_most: int = 3
    backoff_ms: tuple[int, int] = (2_000, 60_000)

    def middleware(self) -> list[Middleware]:
        """What dramatiq is to do around every message, and nothing else."""
        least, most = self.backoff_ms
        return [ShutdownNotifications(), Retries(max_retries=self.retries_most, min_backoff=least, max_backoff=most)]


@frozen
class Connection:
    """A broker, what asks it for a sign of life, and the errors of its driver that mean it can't be reached."""

    broker: dramatiq.Broker
    unreachable: tuple[type[Exception], ...]
    knock: Callable[[], object]

    def is_reachable(self) -> bool:
        """Whether the broker answers."""
        try:
            self.knock()
        except self.unreachable:
            return False
        return True


def connect(url: str, pace: Pace | None = None) -> Connection:
    """The broker behind a URL, `amqp://…` or `redis://…`; it connects when first used.

    Raises:
        InvalidValueError: the URL names something else, or a broker on another machine without verified TLS.
    """
    scheme, pace = url.partition(":")[0], pace or Pace()
    _require_encryption(url)
    if scheme in {"amqp", "amqps"}:
        return _rabbitmq(url, pace)
    if scheme in {"redis", "rediss"}:
        return _redis(url, pace)
    raise InvalidValueError(_SETTING, "begins with amqp: or redis:; leave it out to use PostgreSQL")


def connect_postgres(conninfo: str, pace: Pace | None = None) -> Connection:
    """The broker inside the PostgreSQL that `conninfo` names, as the role that may use the queue alone."""
    from plutopixie.adapters.dramatiq_queue.postgres_broker import RenamedBroker  # noqa: PLC0415

    pace = pace or Pace()
    broker = RenamedBroker(
        url=conninfo_to_dict(conninfo),
        results=False,
        middleware=pace.middleware(),
        poll_interval=pace.poll_seconds,
        heartbeat_interval=pace.heartbeat_seconds,
        heartbeat_ttl=pace.silence_seconds,
        maintenance_interval=pace.heartbeat_seconds,
        purge_maxage=DEAD_LETTER_AGE,
    )
    unreachable = (BrokerConnectionError, psycopg.Error, OSError)
    return Connection(cast("dramatiq.Broker", broker), unreachable, broker.knock)


def _require_encryption(url: str) -> None:
    """What leaves the machine is encrypted, and both drivers verify certificates unless the URL tells them not to."""
    parts = urlsplit(url)
    if parts.scheme in {"amqp", "redis"} and not _is_local(parts.hostname or "localhost"):
        raise InvalidValueError(_SETTING, "crosses the network in the clear; begin it with amqps: or rediss:")
    if any(name.startswith("ssl") for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        raise InvalidValueError(_SETTING, "takes no options of TLS; certificates are always verified")


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# Each broker's driver is an extra of its own, so each is imported only when its URL is used.


def _rabbitmq(url: str, pace: Pace) -> Connection:
    from dramatiq.brokers.rabbitmq import RabbitmqBroker  # noqa: PLC0415
    from pika.exceptions import AMQPError  # type: ignore[import-untyped]  # noqa: PLC0415 - it ships no types

    broker = RabbitmqBroker(url=url, confirm_delivery=True, middleware=pace.middleware())
    return Connection(broker, (BrokerConnectionError, AMQPError, OSError), lambda: broker.channel)


def _redis(url: str, pace: Pace) -> Connection:
    from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415
    from redis.exceptions import RedisError  # noqa: PLC0415

    silence = int(pace.silence_seconds * 1000)
    broker: dramatiq.Broker = RedisBroker(  # type: ignore[no-untyped-call]  # the library leaves it untyped
        url=url,
        middleware=pace.middleware(),
        heartbeat_timeout=silence,
        maintenance_chance=_REDIS_MAINTENANCE,
    )
    return Connection(broker, (BrokerConnectionError, RedisError, OSError), broker.client.ping)  # type: ignore[attr-defined]
