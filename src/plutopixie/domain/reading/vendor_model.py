"""What was learned of vendors: the weights of their ranking.

Written by scripts/train_vendor_ranking.py alone.

Learned from public and invented receipts only; docs/model-card.md says which, and how.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: SHA-256 of what was learned from, and of the list of receipts that were left out.
INPUTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "labels.jsonl": "ed55fe5229bcfe3d240d1afcf2b3b2319aed30f266e2e77d298fdcdf5f1e3668",
        "text.jsonl": "147b1a78d8fedff98eb9f368e4fa4376295d79226e523c4673c8cb4f8aad9d6a",
    }
)
#: What each feature of a name says for or against its being the vendor.
RANKING: Final[Mapping[str, float]] = MappingProxyType(
    {
        "address": -0.014,
        "after_address": -1.202,
        "after_telephone": -0.671,
        "bare": -1.537,
        "before_number": -0.536,
        "branch": -0.696,
        "depth": -0.654,
        "digits": -0.827,
        "first": 0.718,
        "form_end": 1.364,
        "form_inside": 0.086,
        "generic": -0.531,
        "height": -0.075,
        "join_after_form": -0.22,
        "join_bad": -0.062,
        "join_continues": 1.1,
        "join_form": -0.67,
        "join_full": -0.16,
        "join_open": 0.512,
        "join_sizes": -0.941,
        "join_tail": -0.497,
        "later_form": -0.287,
        "lines2": -0.811,
        "lines3": -0.575,
        "long": -0.379,
        "many_words": -0.444,
        "names_before": -0.586,
        "off_centre": -0.798,
        "open_end": -0.159,
        "other": -0.052,
        "person": 0.122,
        "registered": 0.362,
        "registered_bare": 0.065,
        "row": -0.848,
        "short": -0.372,
        "shortish": -0.382,
        "soft": 0.539,
        "starts_middle": -0.224,
        "strange": -0.598,
        "tail_registered": -0.1,
        "then_address": -0.011,
        "then_contact": 0.818,
        "then_continues": -0.256,
        "then_form": -0.482,
        "then_name": -0.247,
        "then_number": 0.043,
        "then_registration": 0.719,
        "then_repeats": -0.188,
        "to_address": 0.342,
        "trade": 0.171,
        "unsure": -0.33,
        "upper": 0.98,
        "web": 0.193,
        "width": 0.753,
    }
)
#: What each sign says for or against a choice being right.
SURENESS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "address": -0.395,
        "after_address": -0.819,
        "always": 1.895,
        "bare": -0.68,
        "digits": -1.377,
        "form_end": 0.002,
        "lead": 1.045,
        "lines2": -0.752,
        "other": -0.145,
        "row": -2.167,
        "score": -0.237,
        "short": -0.296,
        "strange": -1.757,
        "then_contact": 0.143,
        "trade": 0.542,
        "unsure": -4.381,
    }
)
