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
    "address": -0.45,
    "after_address": -1.417,
    "after_telephone": -0.634,
    "bare": -1.456,
    "before_number": -0.394,
    "branch": -0.652,
    "depth": -0.646,
    "digits": -1.466,
    "first": 0.861,
    "form_end": 1.324,
    "form_inside": 0.053,
    "generic": -0.513,
    "height": -0.025,
    "join_after_form": -0.065,
    "join_bad": -0.142,
    "join_bracket": 0.201,
    "join_continues": 1.211,
    "join_form": -0.655,
    "join_full": -0.305,
    "join_open": 0.496,
    "join_sizes": -1.121,
    "join_tail": -0.547,
    "later_form": -0.339,
    "lines2": -0.81,
    "lines3": -0.673,
    "long": -0.524,
    "many_words": -0.301,
    "names_before": -0.683,
    "off_centre": -0.747,
    "open_end": -0.152,
    "other": -0.098,
    "person": 0.019,
    "registered": 0.345,
    "registered_bare": 0.054,
    "row": -0.808,
    "short": -0.435,
    "shortish": -0.346,
    "soft": 0.593,
    "starts_middle": -0.24,
    "strange": -0.804,
    "tail_registered": -0.083,
    "then_address": 0.159,
    "then_contact": 0.683,
    "then_continues": -0.206,
    "then_form": -0.631,
    "then_name": -0.369,
    "then_number": -0.114,
    "then_registration": 0.626,
    "then_repeats": -0.176,
    "to_address": 0.378,
    "trade": 0.153,
    "unsure": -0.306,
    "upper": 0.968,
    "web": 0.141,
    "width": 0.85,
}
#: What each sign says for or against a choice being right.
SURENESS: Final = {
    "address": -0.424,
    "after_address": -0.926,
    "always": 1.703,
    "bare": -0.302,
    "digits": -1.209,
    "form_end": 0.063,
    "lead": 1.137,
    "lines2": -0.727,
    "other": -0.135,
    "row": -2.0,
    "score": 0.094,
    "short": -0.223,
    "strange": -1.944,
    "then_contact": 0.051,
    "trade": 0.413,
    "unsure": -4.451,
}
