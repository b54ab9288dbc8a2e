"""`python -m benchmarks.synthetic_receipts`: writes pictures, labels and words of synthetic receipts into a folder."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.synthetic_receipts import fonts
from benchmarks.synthetic_receipts.generator import Receipt, digest, generate
from plutopixie.adapters.reading_process.messages import encode


def main() -> int:
    """Write what was asked for; 2 when fonts are missing."""
    parser = argparse.ArgumentParser(prog="benchmarks.synthetic_receipts", description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--degraded", action="store_true", help="pictures after noise, folds, shadows and the like")
    parser.add_argument("--words", action="store_true", help="no pictures, only labels and exact words")
    options = parser.parse_args()
    try:
        fonts.require()
    except fonts.MissingFontsError as problem:
        print(problem, file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    receipts = list(generate(options.seed, options.count))
    with (options.out / "labels.jsonl").open("w") as labels, (options.out / "words.jsonl").open("w") as words:
        for receipt in receipts:
            label, word_line = _written(receipt, options)
            labels.write(label + "\n")
            words.write(word_line + "\n")
    print(f"{len(receipts)} receipts in {options.out}; digest {digest(receipts)}")
    return 0


def _written(receipt: Receipt, options: argparse.Namespace) -> tuple[str, str]:
    """Write the picture if it is wanted; returns the lines of its label and of its words."""
    drawn = receipt.drawn()
    file = f"{receipt.id}.{'jpg' if options.degraded else 'png'}"
    if options.degraded and not options.words:
        receipt.degraded(drawn.image).save(options.out / file, quality=90)
    elif not options.words:
        drawn.image.save(options.out / file)
    words = json.loads(encode(drawn.text)) | {"file": file, "cpu": 0.0}
    return json.dumps(receipt.label | {"file": file}), json.dumps(words)


if __name__ == "__main__":
    sys.exit(main())
