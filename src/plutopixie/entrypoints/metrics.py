"""Figures about the running service, for Prometheus: no tenant, no person, no value in any label.

Each process counts for itself. Where several processes answer behind one address, set PROMETHEUS_MULTIPROC_DIR to an
empty directory before they start: then any of them shows the sums over all.
"""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_DIRECTORY: Final = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_READING_SECONDS: Final = (0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "plutopixie_http_requests_total",
            "HTTP requests answered.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "plutopixie_http_request_seconds",
            "Seconds from a request's arrival to its answer.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._readings = Counter(
            "plutopixie_receipt_readings_total",
            "Readings of receipts that ended.",
            ["outcome"],
            registry=self._registry,
        )
        self._reading_seconds = Histogram(
            "plutopixie_receipt_reading_seconds",
            "Seconds that a reading took.",
            buckets=_READING_SECONDS,
            registry=self._registry,
        )
        self._relayed = Counter(
            "plutopixie_messages_relayed_total",
            "Messages handed from the outbox to the queue.",
            registry=self._registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the template of its path, never the path itself."""
        self._requests.labels(method, route, f"{status // 100}xx").inc()
        self._seconds.labels(method, route).observe(seconds)

    def reading_ended(self, outcome: str, seconds: float) -> None:
        """Count a reading of a receipt that ended; `outcome` is a state or a stable code."""
        self._readings.labels(outcome).inc()
        self._reading_seconds.observe(seconds)

    def relayed(self, count: int) -> None:
        """Count messages that were handed to the queue."""
        self._relayed.inc(count)

    def exposition(self) -> bytes:
        """The figures in Prometheus' text format; over all processes where they share a directory."""
        registry = self._registry
        if os.environ.get(_DIRECTORY):
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def forget_process(pid: int) -> None:
    """A process ended: its counts stay in the sums, its momentary figures go."""
    if os.environ.get(_DIRECTORY):
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
