"""The one learned part of reading comes from public and invented receipts, and nothing running can change it (P4.2)."""

from __future__ import annotations

import ast
import hashlib
import os
from pathlib import Path

import grimp
import pytest

from plutopixie.domain.reading import vendor_model
from plutopixie.domain.reading.vendor_features import features_of
from plutopixie.domain.reading.vendor_ranking import TELLING

ROOT = Path(__file__).parents[2]
MODULE = ROOT / "src" / "plutopixie" / "domain" / "reading" / "vendor_model.py"
SCRIPT = ROOT / "scripts" / "train_vendor_ranking.py"
CARD = ROOT / "docs" / "model-card.md"


@pytest.mark.promise("P4.2")
def test_nothing_but_the_training_script_writes_the_model() -> None:
    """One program in the repository names the model's file; the service reads it as constants in one place."""
    programs = [
        path
        for place in ("src", "scripts", "benchmarks", "sabotage", "proofs")
        for path in (ROOT / place).rglob("*.py")
    ]
    naming = {path for path in programs if "vendor_model.py" in path.read_text("utf-8")}
    graph = grimp.build_graph("plutopixie", cache_dir=None)

    assert naming == {SCRIPT}
    assert graph.find_modules_that_directly_import("plutopixie.domain.reading.vendor_model") == {
        "plutopixie.domain.reading.vendor_ranking"
    }


@pytest.mark.promise("P4.2")
def test_the_service_has_nothing_that_learns() -> None:
    """The package imports neither what trains the model nor what training needs."""
    graph = grimp.build_graph("plutopixie", include_external_packages=True, cache_dir=None)
    learners = {"benchmarks", "sklearn", "scipy", "lightgbm", "torch"}
    domain = {"plutopixie.domain", *graph.find_descendants("plutopixie.domain")}

    assert not {module.split(".")[0] for module in graph.modules} & learners
    assert not any("numpy" in graph.find_modules_directly_imported_by(module) for module in domain)


@pytest.mark.promise("P4.2")
def test_the_model_cannot_be_changed_while_running() -> None:
    """The module is constants alone, and its tables refuse to be written."""
    body = ast.parse(MODULE.read_text("utf-8")).body
    assert all(isinstance(node, ast.Expr | ast.Import | ast.ImportFrom | ast.AnnAssign) for node in body)
    for table in (vendor_model.RANKING, vendor_model.SURENESS, vendor_model.INPUTS):
        with pytest.raises(TypeError):
            table["always"] = 0.0  # type: ignore[index]


@pytest.mark.promise("P4.2")
def test_the_card_names_what_was_learned_from() -> None:
    """The model card gives the digests that the model records: the public text, and the receipts that were left out."""
    card = CARD.read_text("utf-8")

    assert set(vendor_model.INPUTS) == {"text.jsonl", "labels.jsonl"}
    assert all(digest in card for digest in vendor_model.INPUTS.values())


@pytest.mark.promise("P4.2")
def test_the_recorded_inputs_are_the_public_receipts() -> None:
    """The digests in the model are those of the public receipts."""
    sets = Path(os.environ.get("PLUTOPIXIE_TEST_RECEIPTS") or ROOT.parent / "shared" / "receipts") / "sroie"
    if not sets.is_dir():
        pytest.skip("the receipts are not here; set PLUTOPIXIE_TEST_RECEIPTS to their folder")
    for name, digest in vendor_model.INPUTS.items():
        assert hashlib.sha256((sets / name).read_bytes()).hexdigest() == digest


def test_every_weight_has_its_feature() -> None:
    """No weight stands for a feature that the rules no longer compute."""
    source = Path(features_of.__code__.co_filename).read_text("utf-8")

    assert all(f'"{name}"' in source for name in vendor_model.RANKING)
    assert set(vendor_model.SURENESS) == {"always", "lead", "score", "unsure", *TELLING}


def test_the_model_is_small() -> None:
    """The learned part of the package stays within a few kilobytes."""
    assert MODULE.stat().st_size < 16_384
