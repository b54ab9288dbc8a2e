"""Which servers are supported, which are warned about, and what roles are called."""

from __future__ import annotations

import pytest

from plutopixie.adapters.postgres import ContextKeys, RoleNames, Secrets, UnsupportedServerError
from plutopixie.adapters.postgres.safety import version_findings
from plutopixie.domain.errors import InvalidValueError


@pytest.mark.parametrize("version", [14_00_22, 19_00_00, 9_06_24])
def test_other_servers_are_refused(version: int) -> None:
    """Servers older than 15 or newer than 18 are refused."""
    with pytest.raises(UnsupportedServerError):
        version_findings(version)


@pytest.mark.parametrize("version", [15_00_20, 16_00_16, 17_00_12, 18_00_06, 18_00_99])
def test_sound_servers_are_not_mentioned(version: int) -> None:
    """There is nothing to say about a server with every fix."""
    assert version_findings(version) == ()


@pytest.mark.parametrize("version", [15_00_18, 15_00_19, 16_00_15, 17_00_00, 18_00_04])
def test_old_servers_are_mentioned(version: int) -> None:
    """A server that lacks fixes to row security is named, with the release to update to."""
    (finding,) = version_findings(version)

    assert finding.code == "old-server"
    assert f"{version // 10_000}.{version % 100} " in finding.message


@pytest.mark.parametrize("prefix", ["", "Pluto", "1pluto", "pluto-pixie", "p" * 42, 'p"; DROP', "plutopixie\n"])
def test_a_prefix_is_a_short_word(prefix: str) -> None:
    """Names of roles begin with a short lower-case word and nothing else."""
    with pytest.raises(InvalidValueError):
        RoleNames.of(prefix)


def test_secrets_are_not_shown() -> None:
    """The passwords of roles and the keys of contexts do not show in a repr."""
    keys = ContextKeys.of({"1": "canary" * 9})

    assert "canary" not in repr(Secrets("canary", "canary", "canary", "canary", keys))
