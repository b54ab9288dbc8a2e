"""The doctor: one line a finding, with what to do, and nothing changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from attrs import evolve

from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints import claims, doctor
from plutopixie.entrypoints.doctor import Finding, State
from plutopixie.entrypoints.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation as `up` leaves it."""
    data = tmp_path / "data"
    for folder in (data, data / "files", data / "secrets", data / "tmp"):
        folder.mkdir(mode=0o700)
    for name in ("roles.json", "signing.json"):
        (data / "secrets" / name).write_text("{}")
        (data / "secrets" / name).chmod(0o600)
    return Settings(data=data)


def _wrong(settings: Settings) -> list[str]:
    return [finding.subject for finding in doctor.examine(settings) if finding.state is State.WRONG]


@pytest.fixture(autouse=True)
def _engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both engines count as installed, so that only what a test changes is wrong."""
    from plutopixie.entrypoints import wiring_readers  # noqa: PLC0415 - only these tests need it

    engines = {name: (make, lambda: True) for name, (make, _) in wiring_readers.ENGINES.items()}
    monkeypatch.setattr(wiring_readers, "ENGINES", engines)


def test_a_sound_installation_passes(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Every subject has its line, none is wrong, and the exit status is 0."""
    assert doctor.run(settings) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line[7:].partition(":")[0] for line in lines} == set(doctor.CHECKS)


def test_a_fresh_machine_passes(tmp_path: Path) -> None:
    """Before the first start nothing is wrong, only not there yet; and looking makes nothing."""
    assert _wrong(Settings(data=tmp_path / "data")) == []
    assert list(tmp_path.iterdir()) == []


def test_something_wrong_shows_in_the_exit_status(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """A finding that is wrong says what to do, and the exit status is 1."""
    (settings.secrets / "roles.json").chmod(0o644)
    assert doctor.run(settings) == 1
    assert f"WRONG  secrets: others can read {settings.secrets / 'roles.json'} → chmod 0600" in capsys.readouterr().out


@pytest.mark.parametrize("mode", [0o750, 0o705])
def test_open_folders_are_wrong(settings: Settings, mode: int) -> None:
    """Secrets and receipts that others can reach are wrong, each by its path."""
    settings.secrets.chmod(mode)
    settings.files.chmod(mode)
    assert _wrong(settings) == ["data folder", "secrets"]


def test_a_data_folder_that_others_write_to_is_wrong(settings: Settings) -> None:
    """Whoever can write to the data folder could replace what is in it."""
    settings.data.chmod(0o777)
    assert _wrong(settings) == ["data folder"]


@pytest.mark.parametrize(
    ("host", "base_url", "wrong"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080", False),
        ("::1", "http://localhost:8080", False),
        ("127.0.0.1", "https://books.example", False),
        ("0.0.0.0", "https://books.example", False),  # noqa: S104 - read, not bound
        ("127.0.0.1", "http://books.example", True),
        ("0.0.0.0", "http://127.0.0.1:8080", True),  # noqa: S104 - same
    ],
)
def test_a_public_address_is_encrypted(settings: Settings, host: str, base_url: str, *, wrong: bool) -> None:
    """What can be reached from elsewhere has an https address."""
    reached = evolve(settings, host=host, base_url=base_url, trusted_proxies=("10.0.0.7",))
    assert (_wrong(reached) == ["address"]) is wrong


def test_an_engine_that_is_chosen_is_installed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that is asked for by name and missing is wrong; so is no engine at all."""
    from plutopixie.entrypoints import wiring_readers  # noqa: PLC0415 - only these tests need it

    engines = {name: (make, lambda: False) for name, (make, _) in wiring_readers.ENGINES.items()}
    monkeypatch.setattr(wiring_readers, "ENGINES", engines)
    assert _wrong(evolve(settings, engine="neural")) == ["engines"]
    assert _wrong(settings) == ["engines"]


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_full_disk_is_wrong(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Less than a gigabyte of room is said before it runs out."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(1000**4, 1000**4, 1000))
    assert _wrong(settings) == ["disk"]


def test_an_absent_database_is_wrong(settings: Settings) -> None:
    """A database that is named and does not answer is wrong, and so are missing passwords for it."""
    named = evolve(settings, database_url="host=127.0.0.1 port=1 dbname=nothing connect_timeout=1")
    (settings.secrets / "roles.json").write_text('{"app": "a", "directory": "b", "relay": "c", "queue": "d"}')
    assert _wrong(named) == ["database"]
    (settings.secrets / "roles.json").unlink()
    assert _wrong(named) == ["database"]


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1", "kafka://127.0.0.1"])
def test_an_absent_broker_is_wrong(settings: Settings, url: str) -> None:
    """A broker that does not answer is wrong, and so is one that does not exist."""
    assert _wrong(evolve(settings, broker_url=url)) == ["queue"]


def test_it_says_what_the_sandbox_is_made_of(settings: Settings) -> None:
    """What holds the process that reads strangers' files is told; where it is little, with what to do."""
    [finding] = [one for one in doctor.examine(settings) if one.subject == "sandbox"]
    assert finding.text.endswith("resource limits, without data and network") == (finding.state is State.GOOD)

    [alone] = [one for one in doctor.examine(evolve(settings, sandbox="limits")) if one.subject == "sandbox"]
    assert (alone.state, alone.text) == (State.ADVICE, "files are read behind resource limits and no more")
    assert "bubblewrap" in alone.remedy


def test_a_virus_scanner_that_does_not_answer(settings: Settings, tmp_path: Path) -> None:
    """A scanner that is named and away is wrong, because every upload is refused meanwhile; so is one elsewhere."""
    assert _wrong(evolve(settings, scanner=f"clamd://{tmp_path}/no.ctl")) == ["virus scanner"]
    assert _wrong(evolve(settings, scanner="clamd://scanner.example:3310")) == ["virus scanner"]


@pytest.mark.parametrize(
    "problem", [ModuleNotFoundError(name="falcon"), InvalidValueError("data", "is odd"), PermissionError(13, "No")]
)
def test_a_check_that_can_t_look_says_why(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    """A missing package, an error of ours or of the system become a finding of the check, and the others go on."""

    def fail(_: Settings) -> Iterator[Finding]:
        raise problem

    monkeypatch.setitem(doctor.CHECKS, "disk", fail)
    found = list(doctor.examine(settings))
    assert [finding.subject for finding in found if finding.state is State.WRONG] == ["disk"]
    assert found[-1].subject == "address"


def test_a_running_service_s_database_is_looked_at(settings: Settings) -> None:
    """While an `up` runs on the folder its database is asked; when it does not answer, that is wrong."""
    with claims.data_folder(settings.data, lambda _: None):
        assert _wrong(settings) == ["database"]


@pytest.mark.promise("P6.2")
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"base_url": "https://books.example"}, True),
        ({"base_url": "https://books.example", "trusted_proxies": ("127.0.0.1",)}, False),
        ({"base_url": "https://books.example", "require_tls": False}, False),
        ({}, False),
    ],
)
def test_a_proxy_is_named(settings: Settings, changes: dict[str, Any], *, wrong: bool) -> None:
    """An https address means a proxy that ends TLS; until it is named, what it passes on is refused."""
    found = [str(one) for one in doctor.examine(evolve(settings, **changes)) if one.state is State.WRONG]
    assert ["PLUTOPIXIE_TRUSTED_PROXIES" in line for line in found] == [True] * wrong
