"""The command line: quick help, one clear line for a problem, and exit statuses that mean something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from plutopixie.entrypoints import cli

COMMANDS = ("up", "serve", "work", "rotate-signing-key", "migrate", "doctor", "operator", "extract")
TECHNOLOGY = ("psycopg", "falcon", "gunicorn", "dramatiq", "PIL", "onnxruntime", "structlog", "cattrs", "bcrypt", "jwt")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` lists the commands and ends with status 0."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert set(COMMANDS) <= {line.split()[0] for line in shown.splitlines() if line.startswith("    ")}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The help of a command shows how it is used."""
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    assert f"plutopixie {command}" in capsys.readouterr().out.partition("example:")[2]


def test_help_loads_no_technology() -> None:
    """Help is quick, because nothing is loaded that only running needs."""
    program = (
        "import sys\nfrom plutopixie.entrypoints import cli\n"
        "try:\n    cli.main(['up', '--help'])\nexcept SystemExit:\n    pass\n"
        f"print('loaded', *sorted(set(sys.modules) & set({TECHNOLOGY!r})))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "loaded"


@pytest.mark.parametrize("arguments", [[], ["fly"], ["up", "--port", "eighty"], ["extract"]])
def test_wrong_usage_is_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What the command line does not take ends with status 2 and the usage."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: plutopixie" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_a_problem_is_one_line(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A problem of the set-up ends with status 1 and one line on standard error that names what to set."""
    monkeypatch.delenv("PLUTOPIXIE_DATABASE_URL", raising=False)
    assert cli.main([command, "--data", str(tmp_path)] if command == "migrate" else [command]) == 1
    [line] = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("{")]
    assert line.startswith("plutopixie: PLUTOPIXIE_DATABASE_URL")


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong variable of the environment is named, whatever the command."""
    monkeypatch.setenv("PLUTOPIXIE_PORT", "eighty")
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().err == "plutopixie: PLUTOPIXIE_PORT: is a whole number from 0 to 65535\n"


def test_what_the_command_line_states_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--data` counts more than the variable of that name."""
    monkeypatch.setenv("PLUTOPIXIE_DATA", str(tmp_path / "from-environment"))
    cli.main(["doctor", "--data", str(tmp_path / "stated")])
    shown = capsys.readouterr().out
    assert str(tmp_path / "stated") in shown
    assert "from-environment" not in shown


def test_ctrl_c_is_status_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C during a short command ends it without a traceback, with the status that shells expect."""

    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_doctor", interrupted)
    assert cli.main(["doctor"]) == 130


def test_a_missing_package_is_one_line_that_says_how_to_get_it() -> None:
    """On the base install, a command that needs more says what to install instead of showing a traceback."""
    program = (
        "import sys; sys.modules['structlog'] = None\n"
        "from plutopixie.entrypoints import cli; sys.exit(cli.main(['serve']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert "structlog" in line
    assert "pip install" in line
