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
        "address": -0.012,
        "after_address": -1.267,
        "after_telephone": -0.647,
        "bare": -1.53,
        "before_number": -0.56,
        "branch": -0.697,
        "depth": -0.648,
        "digits": -0.858,
        "first": 0.731,
        "form_end": 1.452,
        "form_inside": 0.007,
        "generic": -0.529,
        "height": -0.075,
        "join_after_form": -0.313,
        "join_bad": -0.143,
        "join_continues": 1.104,
        "join_form": -0.663,
        "join_full": -0.2,
        "join_open": 0.506,
        "join_sizes": -0.914,
        "join_tail": -0.496,
        "later_form": -0.319,
        "lines2": -0.855,
        "lines3": -0.588,
        "long": -0.372,
        "many_words": -0.434,
        "names_before": -0.633,
        "off_centre": -0.798,
        "open_end": -0.157,
        "other": -0.071,
        "person": 0.162,
        "registered": 0.341,
        "registered_bare": 0.079,
        "row": -0.831,
        "short": -0.368,
        "shortish": -0.375,
        "soft": 0.61,
        "starts_middle": -0.236,
        "strange": -0.593,
        "tail_registered": -0.102,
        "then_address": 0.108,
        "then_contact": 0.715,
        "then_continues": -0.265,
        "then_form": -0.522,
        "then_name": -0.282,
        "then_number": 0.025,
        "then_registration": 0.706,
        "then_repeats": -0.159,
        "to_address": 0.332,
        "trade": 0.174,
        "unsure": -0.336,
        "upper": 0.975,
        "web": 0.182,
        "width": 0.747,
    }
)
#: What each sign says for or against a choice being right.
SURENESS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "address": -0.367,
        "after_address": -0.878,
        "always": 2.026,
        "bare": -0.595,
        "digits": -1.359,
        "form_end": -0.087,
        "lead": 1.083,
        "lines2": -0.738,
        "other": -0.137,
        "row": -2.068,
        "score": -0.102,
        "short": -0.284,
        "strange": -1.75,
        "then_contact": -0.208,
        "trade": 0.563,
        "unsure": -4.405,
    }
)
