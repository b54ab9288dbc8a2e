"""The operator's command over the signing keys: what it writes, what it says, and what it refuses."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plutopixie.adapters.jwt_tokens import UnusableKeysError, keys
from plutopixie.adapters.secret_files import UnsafeSecretError
from plutopixie.domain.errors import NotSignedInError
from plutopixie.entrypoints import cli, doctor, wiring_keys
from plutopixie.entrypoints.settings import Settings
from plutopixie.ports.contracts.tokens import some_claims

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that was started once, long ago."""
    found = Settings(data=tmp_path)
    wiring_keys.tokens(found, LONG_AGO)
    return found


def held(settings: Settings) -> dict[str, str]:
    """What stands in the file."""
    found: dict[str, str] = json.loads((settings.secrets / "signing.json").read_text())
    return found


def test_the_first_start_makes_a_key_and_later_ones_keep_it(settings: Settings) -> None:
    """The key is named by the moment it was made, of 256 bits, and no start changes it."""
    first = held(settings)
    assert list(first) == [keys.key_name(LONG_AGO)]
    assert len(first[keys.key_name(LONG_AGO)]) >= 43
    wiring_keys.tokens(settings, NOW)
    assert held(settings) == first
    assert (settings.secrets / "signing.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.promise("P6.3")
def test_the_command_adds_a_key(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """The former key stays, the new one stands beside it, and the operator reads when it signs."""
    before = held(settings)
    assert cli.main(["rotate-signing-key", "--data", str(settings.data)]) == 0
    after = held(settings)
    assert after.items() > before.items()
    said = capsys.readouterr().out
    assert "2 are kept, 0 dropped" in said
    assert "2 minutes from now on, without a restart" in said
    assert not any(secret in said for secret in after.values())
    assert (settings.secrets / "signing.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.secrets.iterdir()] == ["signing.json"]


@pytest.mark.promise("P6.3")
def test_the_command_drops_former_keys_at_once_when_asked_to(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --at-once only the new key is left; it signs at once, and tokens of the former are refused."""
    token = wiring_keys.tokens(settings, NOW).issue(some_claims(), at=NOW, expires_at=NOW + timedelta(minutes=15))
    assert cli.main(["rotate-signing-key", "--at-once", "--data", str(settings.data)]) == 0
    assert len(held(settings)) == 1
    assert "1 are kept, 1 dropped" in capsys.readouterr().out
    anew = wiring_keys.tokens(settings, NOW)
    with pytest.raises(NotSignedInError):
        anew.read(token, at=NOW)
    anew.read(anew.issue(some_claims(), at=NOW, expires_at=NOW + timedelta(minutes=1)), at=NOW)


def test_the_command_makes_no_keys_where_there_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong folder is told, and nothing is made in it."""
    assert cli.main(["rotate-signing-key", "--data", str(tmp_path / "wrong")]) == 1
    assert "is missing" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_others_can_read_is_not_touched(settings: Settings) -> None:
    """Keys that somebody else may have seen are the operator's to judge."""
    path = settings.secrets / "signing.json"
    path.chmod(0o644)
    before = path.read_bytes()
    with pytest.raises(UnsafeSecretError, match="set its mode to 0600"):
        list(wiring_keys.rotate(settings, NOW))
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ['{"one": "x"}', '{"1700000000": "short"}'])
def test_keys_that_can_not_be_used_are_refused_at_start(settings: Settings, content: str) -> None:
    """A file with other names or weak secrets ends the start."""
    (settings.secrets / "signing.json").write_text(content)
    with pytest.raises(UnusableKeysError):
        wiring_keys.tokens(settings, NOW)


def test_the_doctor_notes_an_old_key(settings: Settings) -> None:
    """A key that has signed for more than a year is noted with the command that changes it; a younger one is not."""
    settings.secrets.chmod(0o700)
    noted = [finding for finding in doctor.examine(settings) if "rotate-signing-key" in finding.remedy]
    assert [finding.state for finding in noted] == [doctor.State.ADVICE]
    list(wiring_keys.rotate(settings, NOW))
    assert not [finding for finding in doctor.examine(settings) if "rotate-signing-key" in finding.remedy]
