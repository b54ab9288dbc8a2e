"""How each kind of receipt is printed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from benchmarks.synthetic_receipts.facts import Facts, Kind
from benchmarks.synthetic_receipts.layouts import pages, style, till
from benchmarks.synthetic_receipts.layouts.style import Style
from benchmarks.synthetic_receipts.sheet import Sheet

_PAGES: Final = frozenset({Kind.HOTEL, Kind.ONLINE, Kind.RIDE})
_LAYOUTS: Final[dict[Kind, Callable[[Sheet, random.Random, Facts, Style], None]]] = {
    Kind.SHOP: till.shop,
    Kind.RESTAURANT: till.restaurant,
    Kind.CARD_SLIP: till.card_slip,
    Kind.FUEL: till.fuel,
    Kind.HOTEL: pages.hotel,
    Kind.RIDE: pages.ride,
    Kind.ONLINE: pages.online,
    Kind.FOREIGN: till.shop,
    Kind.REFUND: till.refund,
}


def laid_out(rng: random.Random, facts: Facts) -> Sheet:
    """The sheet on which these facts stand."""
    sheet = Sheet(is_page=facts.kind in _PAGES)
    _LAYOUTS[facts.kind](sheet, rng, facts, style.drawn(rng, facts.country, facts.currency))
    return sheet
