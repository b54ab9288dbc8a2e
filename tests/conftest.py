"""What holds for every test: services that may be absent, signals that arrive, and the scorecard that is kept.

A service that is absent skips its tests on a laptop, and fails them where CI is set. What tests show of OWASP ASVS 5.0
is counted over all processes of a run; with `--scorecard`, as `make test` runs them, everything that is called met must
have been shown.
"""

from __future__ import annotations

import importlib
import os
import shutil
import signal

import pytest

import scorecard

#: How to tell that a service is there, by its name in the mark.
_PRESENT = {
    "tesseract": lambda: shutil.which("tesseract") is not None,
    "bubblewrap": lambda: shutil.which("bwrap") is not None,
    "clamav": lambda: shutil.which("clamd") is not None,
    "fonts": lambda: not importlib.import_module("benchmarks.synthetic_receipts.fonts").missing(),
    "rabbitmq": lambda: "PLUTOPIXIE_TEST_RABBITMQ" in os.environ,
    "redis": lambda: "PLUTOPIXIE_TEST_REDIS" in os.environ,
}


#: The requirements that tests showed in this run.
_SHOWN = pytest.StashKey[set[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run of the whole suite say that it is one."""
    parser.addoption("--scorecard", action="store_true", help="fail unless everything that is called met was shown")


def pytest_configure(config: pytest.Config) -> None:
    """Nothing was shown yet."""
    config.stash[_SHOWN] = set()
    config.pluginmanager.register(_Scorekeeper(config), "scorekeeper")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the report of each test carry what the test shows, also from one process to another."""
    for item in items:
        ids = [str(id_) for mark in item.iter_markers(scorecard.PROPERTY) for id_ in mark.args]
        item.user_properties.extend((scorecard.PROPERTY, id_) for id_ in ids)


class _Scorekeeper:
    """Counts in the process that tells the results."""

    def __init__(self, config: pytest.Config) -> None:
        self._shown = config.stash[_SHOWN]
        self._must = bool(config.getoption("--scorecard")) and not hasattr(config, "workerinput")
        self._listed = scorecard.requirements()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Only what ran and passed shows anything."""
        if report.when == "call" and report.passed:
            self._shown.update(str(id_) for name, id_ in report.user_properties if name == scorecard.PROPERTY)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a whole run that left something unshown."""
        if self._must and scorecard.unshown(self._listed, frozenset(self._shown)):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell the figures, and in a whole run what is missing."""
        shown = frozenset(self._shown)
        if not shown and not self._must:
            return
        missing = scorecard.unshown(self._listed, shown) if self._must else ()
        if missing:
            terminalreporter.write_line(
                f"called met in {scorecard.LIST.name} and not shown: {', '.join(missing)}", red=True
            )
        terminalreporter.write_line(scorecard.summary(self._listed, shown))


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
