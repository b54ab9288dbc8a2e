"""Which broker stands behind a URL, and how each says that it can't be reached."""

from __future__ import annotations

from typing import Final, cast

import dramatiq
import psycopg
from attrs import frozen
from dramatiq.errors import ConnectionError as BrokerConnectionError
from dramatiq.middleware import Middleware, Retries, ShutdownNotifications
from psycopg.conninfo import conninfo_to_dict

from plutopixie.domain.errors import InvalidValueError

RETRIES_MAX: Final = 3
BACKOFF_MIN_MS: Final = 2_000
BACKOFF_MAX_MS: Final = 60_000
#: A worker that has not been heard of for this long is dead, and what it had taken goes back to the queue.
WORKER_SILENCE_SECONDS: Final = 20
HEARTBEAT_SECONDS: Final = 5.0
POLL_SECONDS: Final = 1.0
DEAD_LETTER_AGE: Final = "7 days"


@frozen
class Connection:
    """A broker, and the errors of its driver that mean it can't be reached."""

    broker: dramatiq.Broker
    unreachable: tuple[type[Exception], ...]


def connect(url: str) -> Connection:
    """The broker behind a URL, `amqp://…` or `redis://…`; it connects when first used.

    Raises:
        InvalidValueError: the URL names something else.
    """
    scheme = url.partition(":")[0]
    if scheme in {"amqp", "amqps"}:
        return _rabbitmq(url)
    if scheme in {"redis", "rediss"}:
        return _redis(url)
    raise InvalidValueError("PLUTOPIXIE_BROKER_URL", "begins with amqp: or redis:; leave it out to use PostgreSQL")


def connect_postgres(conninfo: str) -> Connection:
    """The broker inside the PostgreSQL that `conninfo` names, as the role that may use the queue alone."""
    from dramatiq_postgres import PostgresBroker  # noqa: PLC0415

    broker = PostgresBroker(
        url=conninfo_to_dict(conninfo),
        results=False,
        middleware=_middleware(),
        poll_interval=POLL_SECONDS,
        heartbeat_interval=HEARTBEAT_SECONDS,
        heartbeat_ttl=float(WORKER_SILENCE_SECONDS),
        maintenance_interval=HEARTBEAT_SECONDS,
        purge_maxage=DEAD_LETTER_AGE,
    )
    return Connection(cast("dramatiq.Broker", broker), (BrokerConnectionError, psycopg.Error, OSError))


def _middleware() -> list[Middleware]:
    retries = Retries(max_retries=RETRIES_MAX, min_backoff=BACKOFF_MIN_MS, max_backoff=BACKOFF_MAX_MS)
    return [ShutdownNotifications(), retries]


# Each broker's driver is an extra of its own, so each is imported only when its URL is used.


def _rabbitmq(url: str) -> Connection:
    from dramatiq.brokers.rabbitmq import RabbitmqBroker  # noqa: PLC0415

    broker = RabbitmqBroker(url=url, confirm_delivery=True, middleware=_middleware())
    return Connection(broker, (BrokerConnectionError, OSError))


def _redis(url: str) -> Connection:
    from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415
    from redis.exceptions import RedisError  # noqa: PLC0415

    silence = WORKER_SILENCE_SECONDS * 1000
    broker: dramatiq.Broker = RedisBroker(  # type: ignore[no-untyped-call]  # the library leaves it untyped
        url=url, middleware=_middleware(), heartbeat_timeout=silence
    )
    return Connection(broker, (BrokerConnectionError, RedisError, OSError))
