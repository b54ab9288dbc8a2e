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
    "address": -0.226,
    "after_address": -1.458,
    "after_telephone": -0.607,
    "bare": -1.521,
    "before_number": -0.396,
    "branch": -0.584,
    "depth": -0.678,
    "digits": -1.461,
    "first": 1.132,
    "form_end": 1.216,
    "form_inside": 0.143,
    "generic": -0.464,
    "height": 0.005,
    "join_after_form": -0.022,
    "join_bad": -0.276,
    "join_bracket": 0.299,
    "join_continues": 1.285,
    "join_form": -0.427,
    "join_full": -0.172,
    "join_open": 0.441,
    "join_sizes": -1.102,
    "join_tail": -0.517,
    "later_form": -0.348,
    "lines2": -0.892,
    "lines3": -0.568,
    "long": -0.616,
    "many_words": -0.49,
    "names_before": -0.696,
    "off_centre": -0.783,
    "open_end": -0.153,
    "other": -0.972,
    "person": -0.014,
    "registered": 0.393,
    "registered_bare": 0.051,
    "row": -0.837,
    "short": -0.403,
    "shortish": -0.305,
    "soft": 0.536,
    "starts_middle": -0.358,
    "strange": -0.866,
    "tail_registered": -0.101,
    "then_address": 0.161,
    "then_contact": 0.58,
    "then_continues": -0.214,
    "then_form": -0.51,
    "then_name": -0.466,
    "then_number": -0.089,
    "then_registration": 0.674,
    "then_repeats": -0.241,
    "to_address": 0.3,
    "trade": 0.295,
    "unsure": -0.309,
    "upper": 1.028,
    "web": 0.098,
    "width": 0.771,
}
#: What each sign says for or against a choice being right.
SURENESS: Final = {
    "address": -0.358,
    "after_address": -1.064,
    "always": 1.467,
    "bare": 0.01,
    "digits": -1.196,
    "form_end": 0.141,
    "lead": 1.454,
    "lines2": -0.557,
    "other": 0.0,
    "row": -2.054,
    "score": 0.121,
    "short": -0.25,
    "strange": -2.703,
    "then_contact": -0.052,
    "trade": 0.425,
    "unsure": -4.113,
}
