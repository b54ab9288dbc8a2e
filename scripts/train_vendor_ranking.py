#!/usr/bin/env python3
"""Learns the ranking of vendors, and writes it as the module that the package ships.

    pip install --group train
    python scripts/train_vendor_ranking.py SETS/sroie/text.jsonl SETS/sroie/labels.jsonl

The inputs are all there are: the labelled text of public receipts (SROIE, ICDAR 2019), of which those that the
second file names, the ones that readings are measured on, are left out; and heads of receipts that are invented from a
seed (`benchmarks/reading_quality/heads.py`). The same inputs give the same module, whose digests name them. Nothing
else writes that module, and the running service has no way to it (docs/model-card.md).

With --check nothing is written; the status is 1 if something would be.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.reading_quality.vendor_training import examples_from, invented_examples, learn  # noqa: E402

MODULE: Final = ROOT / "src" / "plutopixie" / "domain" / "reading" / "vendor_model.py"
_HEAD: Final = '''"""What was learned of vendors: the weights of their ranking.

Written by scripts/train_vendor_ranking.py alone.

Learned from public and invented receipts only; docs/model-card.md says which, and how.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

'''


def main(arguments: list[str]) -> int:
    """Write or check the module; returns the exit status."""
    check = "--check" in arguments
    text, held_out = (Path(argument) for argument in arguments if argument != "--check")
    module = learned(text, held_out)
    stale = not MODULE.exists() or MODULE.read_text("utf-8") != module
    if check:
        return 1 if stale else 0
    MODULE.write_text(module, "utf-8")
    return 0


def learned(text: Path, held_out: Path) -> str:
    """The module that these inputs teach, as source."""
    ids = frozenset(json.loads(line)["id"] for line in held_out.read_text("utf-8").splitlines() if line.strip())
    weights = learn([*examples_from(text, ids), *invented_examples()])
    return _HEAD + "\n".join(
        [
            "#: SHA-256 of what was learned from, and of the list of receipts that were left out.",
            *_table("INPUTS", "str", {path.name: _digest(path) for path in (text, held_out)}),
            "#: What each feature of a name says for or against its being the vendor.",
            *_table("RANKING", "float", weights.ranking),
            "#: What each sign says for or against a choice being right.",
            *_table("SURENESS", "float", weights.sureness),
            "",
        ]
    )


def _table(name: str, kind: str, values: Mapping[str, object]) -> list[str]:
    rows = (f'        "{key}": {json.dumps(value)},' for key, value in sorted(values.items()))
    return [f"{name}: Final[Mapping[str, {kind}]] = MappingProxyType(", "    {", *rows, "    }", ")"]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
