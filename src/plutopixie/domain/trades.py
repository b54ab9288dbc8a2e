"""Trades: from what kind of business a receipt comes, and what organizations call the category of such expenses.

The laws:

- Only words of the document and names of the organization's own categories count. Nothing is looked up elsewhere.
- A word in the vendor's name says more than a word in the text. A trade is named only when it leads clearly.
- A category is suggested only if the organization has one of a fitting name that is in use.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from attrs import frozen

from plutopixie.domain.catalog import Category

TEXT_LENGTH_MAX: Final = 20_000
_IN_VENDOR: Final = 3
_IN_TEXT_MAX: Final = 4
_ENOUGH: Final = 2
_LEAD: Final = 2
#: How often a trade that leads this clearly was right on synthetic receipts of known kinds (docs/reading.md).
_SURE: Final = 0.9
_LIKELY: Final = 0.75
_SURE_POINTS: Final = 4


class Trade(enum.StrEnum):
    """A kind of business."""

    MEALS = "meals"
    GROCERIES = "groceries"
    FUEL = "fuel"
    LODGING = "lodging"
    TRANSPORT = "transport"
    AIR_TRAVEL = "air travel"
    PARKING = "parking"
    OFFICE_SUPPLIES = "office supplies"
    HARDWARE = "hardware"
    HEALTH = "health"
    POSTAGE = "postage"
    TELECOMMUNICATION = "telecommunication"
    SOFTWARE = "software"
    PRINTING = "printing"
    BOOKS = "books"
    UTILITIES = "utilities"
    CLOTHING = "clothing"
    INSURANCE = "insurance"


@frozen
class Judged:
    """The trade that a document shows, and how sure that is (0 to 1)."""

    trade: Trade
    confidence: float


#: Words of each trade, without accents, as beginnings of words unless `$` ends them.
_WORDS: Final[dict[Trade, str]] = {
    Trade.MEALS: (
        "restaurant restoran ristorante gaststatte gasthaus cafe$ caffe coffee kopitiam bistro pizz burger grill$ "
        "diner$ tavern$ pub$ bar$ sushi noodle bakery bakeries backerei boulangerie steakhouse kitchen$ eatery "
        "catering food$ server$ table$ guests$ tip$ gratuity dine$ takeaway appetizer entree dessert espresso latte "
        "cappuccino sandwich"
    ),
    Trade.GROCERIES: (
        "supermarket superstore grocer groceries market$ markt$ lebensmittel mart$ minimart hypermarket foods$ runcit "
        "milk$ milch bread$ brot$ eggs$ bananas organic produce$ cheese yogurt joghurt butter$ tomato vegetable fruit"
    ),
    Trade.FUEL: (
        "petrol gasoline tankstelle fuel$ gallons$ gal$ litres$ liter$ pump$ unleaded diesel benzin super95 ron95 "
        "ron97 service-station"
    ),
    Trade.LODGING: (
        "hotel motel hostel inn$ resort$ suites$ lodge$ pension$ ubernachtung folio room$ zimmer check-in check-out "
        "nights$ nightly occupancy arrival$ departure$ guesthouse"
    ),
    Trade.TRANSPORT: (
        "taxi cab$ ride$ rides$ trip$ fare$ driver$ pickup dropoff rideshare railway bahn$ train$ metro$ bus$ ticket$ "
        "fahrkarte toll$ tolls$ transit"
    ),
    Trade.AIR_TRAVEL: "airline airways flight boarding airfare passenger baggage itinerary e-ticket",
    Trade.PARKING: "parking parkhaus garage$ parkplatz parkgebuhr parken valet",
    Trade.OFFICE_SUPPLIES: (
        "stationery stationary office-supplies burobedarf papeterie papier stapler toner$ ink$ pens$ notebook envelope "
        "folder$ binder paper$ alat-tulis"
    ),
    Trade.HARDWARE: (
        "hardware baumarkt bauhaus tools$ lumber plumbing paint$ electrical timber screw nails$ cement$ drill perkakas "
        "trading-hardware"
    ),
    Trade.HEALTH: "pharmacy apotheke farmacia pharmacie farmasi clinic klinik dental drugstore prescription medic",
    Trade.POSTAGE: "postage post-office courier parcel shipping-label briefmarke porto$ stamps$ express-mail kurier",
    Trade.TELECOMMUNICATION: "telecom telekom mobile-plan broadband internet$ roaming sim-card prepaid-top",
    Trade.SOFTWARE: (
        "software$ subscription saas cloud$ hosting domain$ license$ licence$ web-services usage-charges api$"
    ),
    Trade.PRINTING: "printing druckerei copies$ photocop copyshop imprimerie banner$ brochure cetak",
    Trade.BOOKS: "book$ books$ bookstore bookshop buchhandlung librairie libreria isbn magazine",
    Trade.UTILITIES: "electricity strom$ water-bill kwh stadtwerke utility utilities meter-reading",
    Trade.CLOTHING: "clothing apparel fashion shoes$ schuhe textil boutique$ garment",
    Trade.INSURANCE: "insurance versicherung assurance premium$ takaful",
}

#: What organizations call the category of such expenses, as beginnings; the closest name first.
_CATEGORIES: Final[dict[Trade, tuple[str, ...]]] = {
    Trade.MEALS: ("meal", "restaurant", "food", "dining", "entertainment", "bewirtung", "verpflegung", "cafe"),
    Trade.GROCERIES: ("grocer", "food", "supermarket", "lebensmittel", "supplies", "verpflegung"),
    Trade.FUEL: ("fuel", "gas", "petrol", "vehicle", "car", "auto", "kraftstoff", "tank", "mileage", "travel"),
    Trade.LODGING: ("lodging", "hotel", "accommodation", "ubernachtung", "travel", "reise"),
    Trade.TRANSPORT: ("transport", "taxi", "ride", "travel", "reise", "fahrt"),
    Trade.AIR_TRAVEL: ("air", "flight", "travel", "reise", "flug"),
    Trade.PARKING: ("parking", "vehicle", "car", "auto", "travel", "reise"),
    Trade.OFFICE_SUPPLIES: ("office", "stationery", "supplies", "buro"),
    Trade.HARDWARE: ("hardware", "repair", "maintenance", "tools", "material", "supplies", "instandhaltung"),
    Trade.HEALTH: ("health", "medical", "pharmacy", "gesundheit"),
    Trade.POSTAGE: ("postage", "post", "shipping", "courier", "porto", "versand"),
    Trade.TELECOMMUNICATION: ("tele", "phone", "internet", "communication"),
    Trade.SOFTWARE: ("software", "subscription", "cloud", "it ", "hosting", "edv"),
    Trade.PRINTING: ("print", "marketing", "advert", "druck", "werbung"),
    Trade.BOOKS: ("book", "literature", "education", "training", "bucher", "fachliteratur"),
    Trade.UTILITIES: ("utilit", "electric", "energy", "strom", "nebenkosten"),
    Trade.CLOTHING: ("cloth", "uniform", "apparel", "kleidung"),
    Trade.INSURANCE: ("insur", "versicherung"),
}


def trade_of(vendor: str | None, text: str) -> Judged | None:
    """The trade that a receipt shows, or None when none leads clearly.

    Args:
        vendor: the vendor as it was read; None if it was not.
        text: the recognized text; what is beyond `TEXT_LENGTH_MAX` characters is not looked at.
    """
    named, said = _plain(vendor or ""), _plain(text[:TEXT_LENGTH_MAX])
    points = {trade: _points(pattern, named, said) for trade, pattern in _PATTERNS.items()}
    (best, most), (_, second) = sorted(points.items(), key=lambda item: -item[1])[:2]
    if most < _ENOUGH or most - second < _LEAD:
        return None
    return Judged(best, _SURE if most >= _SURE_POINTS else _LIKELY)


def category_for(trade: Trade, categories: Iterable[Category]) -> Category | None:
    """The organization's category for a trade: of those in use the one whose name fits best, or None."""
    named = [(_plain(category.name) + " ", category) for category in categories if not category.archived]
    for beginning in _CATEGORIES[trade]:
        for name, category in named:
            if re.search(rf"\b{re.escape(beginning)}", name):
                return category
    return None


def _points(pattern: re.Pattern[str], vendor: str, text: str) -> int:
    in_text = len({match.group() for match in pattern.finditer(text)})
    return _IN_VENDOR * bool(pattern.search(vendor)) + min(_IN_TEXT_MAX, in_text)


def _plain(text: str) -> str:
    """Lower case without accents; what is no letter or digit becomes a space."""
    split = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in split if not unicodedata.combining(character))
    return re.sub(r"[\W_]+", " ", bare)


def _pattern(words: str) -> re.Pattern[str]:
    parts = (word.replace("-", " ").replace("$", r"\b") for word in words.split())
    return re.compile(rf"\b(?:{'|'.join(parts)})")


_PATTERNS: Final = {trade: _pattern(words) for trade, words in _WORDS.items()}
