"""`make prove`: ask every judge, print what each says, and end with 1 if any found something."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Final

from plutopixie.entrypoints import logs
from proofs import code, description, fuzzing, injection, machines, schema
from proofs.installation import installation
from proofs.verdicts import Verdict

_ROW: Final = "{:<20} {:<15} {}"
#: With what `coverage` sends by itself, this makes more than 20,000 requests in all.
_EXTENT: Final = description.Extent(examples=25)


def _described() -> Verdict:
    with installation() as installed:
        return description.verdict(installed, _EXTENT)


def _injected() -> Verdict:
    with installation() as installed:
        return injection.verdict(installed)


def _schema() -> Verdict:
    with installation() as installed:
        return schema.verdict(installed)


JUDGES: Final[Mapping[str, Callable[[], Verdict]]] = {
    "bandit": code.verdict,
    "pgrls": _schema,
    "schemathesis": _described,
    "sqlmap": _injected,
    "machines": machines.verdict,
    "fuzz": fuzzing.verdict,
}


def main() -> int:
    """Ask the judges named on the command line, or all of them."""
    parser = argparse.ArgumentParser(prog="make prove", description=__doc__)
    parser.add_argument("judges", nargs="*", choices=[*JUDGES, []], metavar="JUDGE", help=", ".join(JUDGES))
    logs.configure("warning")
    verdicts = []
    for name in parser.parse_args().judges or JUDGES:
        print(f"--- {name}", flush=True)
        verdicts.append(JUDGES[name]())
    print("\n" + _ROW.format("judge", "verdict", "figures"))
    for one in verdicts:
        print(_ROW.format(one.judge, one.word, one.figures))
        for finding in one.findings:
            print(f"    {finding}")
    return int(any(one.findings for one in verdicts))


if __name__ == "__main__":
    raise SystemExit(main())
