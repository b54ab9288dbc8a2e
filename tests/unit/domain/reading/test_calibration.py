"""Confidences are probabilities on a monotone scale."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.calibration import TABLES, calibrated, on_scale, raw_of
from plutopixie.domain.reading.extraction import Extraction, Found

from .conftest import document_of

figures = st.floats(min_value=0.0, max_value=1.0)
tables = st.sampled_from(sorted(TABLES))


@pytest.mark.parametrize("name", TABLES)
def test_tables_rise(name: str) -> None:
    """Raw figures rise strictly, shares never fall, all are probabilities, and the best figure has the highest."""
    assert hasattr(Extraction(), name)
    for (low, sure), (high, surer) in pairwise(TABLES[name]):
        assert 0.0 <= low < high <= 1.0
        assert 0.0 <= sure <= surer <= 1.0
    assert on_scale(1.0, TABLES[name]) == TABLES[name][-1][1]


@given(tables, figures, figures)
def test_the_scale_is_monotone(name: str, one: float, other: float) -> None:
    """What the rules think better of never comes out less sure."""
    low, high = sorted((one, other))

    assert 0.0 <= on_scale(low, TABLES[name]) <= on_scale(high, TABLES[name]) <= 1.0


@given(figures, figures, figures)
def test_an_illegible_page_never_makes_surer(figure: float, one: float, other: float) -> None:
    """Of the same field, the less legible page gives the lower figure."""
    low, high = sorted((one, other))

    assert raw_of(figure, low) <= raw_of(figure, high) <= figure + 1e-9


def test_a_field_without_a_table_keeps_its_figure() -> None:
    """Only fields with a table are changed, and only their confidence."""
    found = Extraction(vendor=Found("Shop", 0.5), currency=Found("EUR", 0.7))

    assert found == calibrated(found, 0.5, {"total": ((0.1, 0.2), (0.9, 0.8))})
    changed = calibrated(found, 1.0, {"vendor": ((0.1, 0.2), (0.9, 0.8))})
    assert changed.vendor == Found("Shop", 0.5)
    assert changed.currency == found.currency


def test_page_builder_is_seen_as_legible() -> None:
    """The pages of these tests are as legible as an engine's good ones."""
    words = document_of(["Total 5.00"]).pages[0].words

    assert all(word.confidence >= 0.9 for word in words)
