"""The command line. Each command imports what it needs when it runs, so that `--help` is quick."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from plutopixie.domain.errors import PlutoPixieError

Command = Callable[[argparse.Namespace], int]

_INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status. A problem becomes one clear line on standard error."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except PlutoPixieError as problem:
        print(f"plutopixie: {problem}", file=sys.stderr)  # noqa: T201 - this is the command line
        return 1
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] == "plutopixie":
            raise
        advice = f"this needs the package {missing.name}; install everything with: pip install 'plutopixie[all]'"
        print(f"plutopixie: {advice}", file=sys.stderr)  # noqa: T201 - this is the command line
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="plutopixie",
        description="The expense tracker that a small organization can trust with its receipts.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_up(commands)
    for name, command, what in (
        ("serve", _serve, "answer HTTP requests"),
        ("work", _work, "read receipts and relay messages"),
        ("rotate-signing-key", _rotate_signing_key, "change the key that signs access tokens; nobody is signed out"),
        ("migrate", _migrate, "bring the database to this version, or check it with --check"),
        ("doctor", _doctor, "say what is missing or unsafe, and what to do"),
    ):
        _add(commands, name, command, what)
    _add_operator(commands)
    _add_extract(commands)
    return parser


_Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives its own return type no public name


def _add(
    commands: _Commands[argparse.ArgumentParser], name: str, command: Command, what: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=_EXAMPLES[name],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=command)
    if name != "extract":
        parser.add_argument("--data", metavar="DIR", help="where data is kept (PLUTOPIXIE_DATA)")
    if name == "migrate":
        parser.add_argument("--check", action="store_true", help="change nothing; fail if something is to be done")
    if name == "rotate-signing-key":
        what = "somebody may know the former keys: drop them now; programs have to refresh their tokens"
        parser.add_argument("--at-once", action="store_true", help=what)
    if name == "work":
        parser.add_argument("--alone", action="store_true", help="no other worker is alive: take over what it left")
    return parser


_EXAMPLES: Final = {
    "up": "example:\n  plutopixie up --data ./data --port 8080 --demo",
    "serve": "example:\n  PLUTOPIXIE_DATABASE_URL=postgresql://db.internal/plutopixie plutopixie serve --port 8080",
    "work": "example:\n  PLUTOPIXIE_DATABASE_URL=postgresql://db.internal/plutopixie plutopixie work",
    "migrate": "example:\n  PLUTOPIXIE_DATABASE_URL=postgresql://admin@db.internal/plutopixie plutopixie migrate",
    "rotate-signing-key": "example:\n  plutopixie rotate-signing-key",
    "doctor": "example:\n  plutopixie doctor",
    "operator": (
        "example:\n  plutopixie operator find ada@example.org\n"
        "  plutopixie operator sign-out --organization 0190… --member 0190…"
    ),
    "extract": "example:\n  plutopixie extract receipt.jpg invoice.pdf --format jsonl",
}


def _add_up(commands: _Commands[argparse.ArgumentParser]) -> None:
    up = _add(commands, "up", _up, "run everything in one process tree, on an embedded PostgreSQL if none is named")
    up.add_argument("--port", type=int, metavar="N", help="where to listen (PLUTOPIXIE_PORT, 8080)")
    up.add_argument("--demo", action="store_true", help="fill an organization with made-up data first")


def _add_operator(commands: _Commands[argparse.ArgumentParser]) -> None:
    from plutopixie.entrypoints import operate  # noqa: PLC0415 - its use cases are light

    operate.add_arguments(_add(commands, "operator", _operator, "help a member who is locked out; noted in their log"))


def _add_extract(commands: _Commands[argparse.ArgumentParser]) -> None:
    from plutopixie.entrypoints import extract  # noqa: PLC0415 - cheap: imports no engine

    extract.add_arguments(_add(commands, "extract", _extract, "read receipts without any server"))


def _environment(options: argparse.Namespace) -> dict[str, str]:
    """The environment with what the command line states on top."""
    stated = {"PLUTOPIXIE_DATA": options.data, "PLUTOPIXIE_PORT": getattr(options, "port", None)}
    return {**os.environ, **{name: str(value) for name, value in stated.items() if value is not None}}


def _up(options: argparse.Namespace) -> int:
    from plutopixie.entrypoints import settings, up  # noqa: PLC0415

    return up.run(settings.from_environment(_environment(options)), with_demo=options.demo)


def _serve(options: argparse.Namespace) -> int:
    from plutopixie.entrypoints import settings, wiring_http  # noqa: PLC0415

    wiring_http.serve(settings.from_environment(_environment(options)))
    return 0


def _work(options: argparse.Namespace) -> int:
    from plutopixie.entrypoints import settings, wiring_worker  # noqa: PLC0415

    wiring_worker.work(settings.from_environment(_environment(options)), alone=options.alone).run()
    return 0


def _migrate(options: argparse.Namespace) -> int:
    from plutopixie.entrypoints import settings, wiring  # noqa: PLC0415

    for line in wiring.migrate(settings.from_environment(_environment(options)), check=options.check):
        print(line)  # noqa: T201 - this is the command line
    return 0


def _rotate_signing_key(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime  # noqa: PLC0415

    from plutopixie.entrypoints import settings, wiring_keys  # noqa: PLC0415

    now = datetime.now(UTC)
    for line in wiring_keys.rotate(settings.from_environment(_environment(options)), now, at_once=options.at_once):
        print(line)  # noqa: T201 - this is the command line
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from plutopixie.entrypoints import doctor, settings  # noqa: PLC0415

    return doctor.run(settings.from_environment(_environment(options)))


def _operator(options: argparse.Namespace) -> int:
    from plutopixie.entrypoints import operate, settings, wiring, wiring_database  # noqa: PLC0415

    reached = wiring_database.reachable(settings.from_environment(_environment(options)))
    built = wiring.house(reached)
    with built.connected:
        return operate.run(options, built.world.operating(), reached.base_url)


def _extract(options: argparse.Namespace) -> int:
    from plutopixie.entrypoints import extract, settings, wiring_readers  # noqa: PLC0415

    vision = settings.from_environment(os.environ).vision if options.engine == wiring_readers.VISION else None
    with wiring_readers.separate_readers(options.engine, min(options.jobs, len(options.files)), vision) as reader:
        return extract.run(options, reader)
