"""The composition root of the worker: its queue and its engine."""

from __future__ import annotations

import structlog

from plutopixie.adapters import dramatiq_queue
from plutopixie.adapters.dramatiq_queue import DramatiqQueue, Workers
from plutopixie.adapters.mail_files import MailFiles
from plutopixie.adapters.smtp_mail import MailServer, SmtpMailer
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.entrypoints.settings import Settings
from plutopixie.entrypoints.wiring import addresses, house
from plutopixie.entrypoints.wiring_readers import confinement, separate_reader
from plutopixie.entrypoints.worker import Work, handlers
from plutopixie.ports.inbound.relaying import Relay
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.mail import Mailer

log = structlog.get_logger()


def work(settings: Settings, *, alone: bool = False) -> Work:
    """What a worker process does, ready to run; `alone` says that no other worker can be alive."""
    logs.configure(settings.log_level)
    built = house(settings)
    _tell_confinement(settings)
    engine = separate_reader(settings.engine, folder=settings.scratch, sandbox=settings.sandbox, vision=settings.vision)
    connection = queue(settings)
    metrics = Metrics()
    posting = built.world.posting(mailer(settings, built.world.clock), settings.base_url)
    handling = handlers(built.world.reader(engine, engine), posting, metrics)

    def close() -> None:
        engine.close()
        built.connected.close()

    return Work(
        relay=Relay(built.connected.outbox_feed, DramatiqQueue(connection, frozenset(handling))),
        recovery=built.world.recovery(),
        confirming=built.world.use_cases(settings.policy_version).confirming,
        start_workers=Workers(connection, handling, threads=1).start,
        watch=built.world.watch(),
        housekeeping=built.world.housekeeping(),
        close=close,
        metrics=metrics,
        alone=alone,
    )


def _tell_confinement(settings: Settings) -> None:
    """Say what holds the reading of strangers' files; raises ReaderUnavailableError if that is too little."""
    confined = confinement(settings.sandbox)
    if confined.is_complete:
        log.info("reading is confined", by=str(confined))
    else:
        log.warning("reading is confined by little", by=str(confined))


def mailer(settings: Settings, clock: Clock) -> Mailer:
    """The mail server that is named, or a folder that the operator reads."""
    if settings.smtp_url is None:
        return MailFiles(settings.mail, clock)
    return SmtpMailer(MailServer.parse(settings.smtp_url), settings.mail_from, clock)


def queue(settings: Settings) -> dramatiq_queue.Connection:
    """The broker that is named, or the one in the database."""
    if settings.broker_url:
        return dramatiq_queue.connect(settings.broker_url)
    return dramatiq_queue.connect_postgres(addresses(settings).queue)
