"""What holds for every test: a service that is absent skips its tests on a laptop, and fails them where CI is set."""

from __future__ import annotations

import os
import shutil
import signal

import pytest

#: How to tell that a service is there, by its name in the mark.
_PRESENT = {
    "tesseract": lambda: shutil.which("tesseract") is not None,
    "rabbitmq": lambda: "PLUTOPIXIE_TEST_RABBITMQ" in os.environ,
    "redis": lambda: "PLUTOPIXIE_TEST_REDIS" in os.environ,
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose service is absent, or fail it in continuous integration."""
    for mark in item.iter_markers("service"):
        (name,) = mark.args
        if _PRESENT[name]():
            continue
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"{name} is needed here and absent", pytrace=False)
        pytest.skip(f"{name} is not available on this machine")


@pytest.fixture(scope="session", autouse=True)
def _signals_arrive() -> None:
    """Let the programs that tests start hear Ctrl-C and hang-ups, to which `nohup` and background shells are deaf."""
    for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)
