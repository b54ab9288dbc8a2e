"""What was learned of vendors: the weights of their ranking. Written by scripts/train_vendor_ranking.py alone.

Learned from public and invented receipts only; docs/model-card.md says which, and how.
"""

from __future__ import annotations

from typing import Final

#: SHA-256 of what was learned from, and of the list of receipts that were left out.
INPUTS: Final = {
    "text.jsonl": "147b1a78d8fedff98eb9f368e4fa4376295d79226e523c4673c8cb4f8aad9d6a",
    "labels.jsonl": "ed55fe5229bcfe3d240d1afcf2b3b2319aed30f266e2e77d298fdcdf5f1e3668",
}
#: What each feature of a name says for or against its being the vendor.
RANKING: Final = {
    "address": -0.004,
    "after_address": -1.401,
    "after_telephone": -0.653,
    "bare": -1.458,
    "before_number": -0.459,
    "branch": -0.663,
    "depth": -0.671,
    "digits": -0.777,
    "first": 0.777,
    "form_end": 1.385,
    "form_inside": 0.02,
    "generic": -0.551,
    "height": -0.074,
    "join_after_form": -0.302,
    "join_bad": -0.162,
    "join_continues": 1.09,
    "join_form": -0.67,
    "join_full": -0.305,
    "join_open": 0.529,
    "join_sizes": -1.043,
    "join_tail": -0.529,
    "later_form": -0.3,
    "lines2": -0.725,
    "lines3": -0.609,
    "long": -0.47,
    "many_words": -0.383,
    "names_before": -0.688,
    "off_centre": -0.791,
    "open_end": -0.161,
    "other": -0.076,
    "person": -0.041,
    "registered": 0.4,
    "registered_bare": 0.144,
    "row": -0.84,
    "short": -0.447,
    "shortish": -0.317,
    "soft": 0.581,
    "starts_middle": -0.203,
    "strange": -0.679,
    "tail_registered": -0.096,
    "then_address": 0.09,
    "then_contact": 0.695,
    "then_continues": -0.219,
    "then_form": -0.608,
    "then_name": -0.255,
    "then_number": -0.024,
    "then_registration": 0.786,
    "then_repeats": -0.163,
    "to_address": 0.325,
    "trade": 0.12,
    "unsure": -0.347,
    "upper": 0.911,
    "web": 0.171,
    "width": 0.817,
}
#: What each sign says for or against a choice being right.
SURENESS: Final = {
    "address": -0.513,
    "after_address": -1.081,
    "always": 1.893,
    "bare": -0.47,
    "digits": -1.385,
    "form_end": 0.005,
    "lead": 1.116,
    "lines2": -0.628,
    "other": -0.134,
    "row": -2.08,
    "score": -0.136,
    "short": -0.136,
    "strange": -2.047,
    "then_contact": -0.075,
    "trade": 0.478,
    "unsure": -4.34,
}
