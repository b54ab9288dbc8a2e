"""Figures: counted per process, summed over processes that share a directory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from plutopixie.entrypoints.metrics import Metrics


def test_figures_are_counted() -> None:
    """Requests by route, readings by outcome and relayed messages stand in the exposition."""
    metrics = Metrics()
    metrics.answered("GET", "/v1/me", 404, 0.2)
    metrics.reading_ended("read", 3.0)
    metrics.relayed(5)
    told = metrics.exposition().decode()
    assert 'plutopixie_http_requests_total{method="GET",route="/v1/me",status="4xx"} 1.0' in told
    assert 'plutopixie_http_request_seconds_bucket{le="0.25",method="GET",route="/v1/me"} 1.0' in told
    assert 'plutopixie_receipt_readings_total{outcome="read"} 1.0' in told
    assert "plutopixie_messages_relayed_total 5.0" in told


def test_two_sets_of_figures_share_nothing() -> None:
    """Each set has a registry of its own."""
    Metrics().relayed(1)
    assert "plutopixie_messages_relayed_total 0.0" in Metrics().exposition().decode()


def test_processes_that_share_a_directory_show_sums(tmp_path: Path) -> None:
    """With PROMETHEUS_MULTIPROC_DIR set, any process shows what all of them counted."""
    program = (
        "from plutopixie.entrypoints.metrics import Metrics, forget_process\n"
        "import os\n"
        "metrics = Metrics()\n"
        "metrics.relayed(2)\n"
        "forget_process(os.getpid())\n"
        "print(metrics.exposition().decode())\n"
    )
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for total in ("2.0", "4.0"):
        told = subprocess.run(
            [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
        )
        assert f"plutopixie_messages_relayed_total {total}" in told.stdout
