"""Names of vendors, put together by chance from words: thousands of different ones, none of them meant.

A name says its trade more often than not, as names of shops do; some are made of syllables and say nothing.
"""

from __future__ import annotations

import random
from typing import Final

from attrs import frozen

FAMILIES: Final = (
    "Abbott Alder Arden Ashby Barlow Beckham Bellamy Birch Bishop Blythe Boland Bowen Brandt Brennan Briggs Calder "
    "Carver Castell Chandler Colby Conway Corbin Dalton Darby Decker Delgado Dempsey Devlin Dorsey Draper Eastman "
    "Ellery Emmons Everly Farley Farrow Fenton Finch Fontana Foster Gallo Garner Gibbs Grady Grantham Greer Hadley "
    "Halsey Harlow Hartley Hobbs Holloway Huxley Ingram Jarvis Jensen Keating Keller Kendrick Kirby Lambert Landry "
    "Larkin Lennox Lombard Lowell Maddox Marlow Mercer Merritt Moreno Nash Nolan Norwood Oakley Ogden Okafor Osborn "
    "Paxton Pell Pruitt Quimby Quinlan Ramsey Reyes Ridley Rourke Rowan Sandoval Sawyer Selby Sheldon Sloan Sutter "
    "Tanner Thorne Tilden Tran Tully Upton Vance Vargas Vickers Wade Walton Weaver Whitaker Wilder Winslow Wren Yates "
    "York Zeller"
).split()
_FIRST: Final = (
    "Amber Ash Bay Bear Birch Blue Bright Brook Canyon Cedar Clear Copper Coral Cotton Crescent Crystal Eagle East "
    "Elm Ember Falcon Fern Fox Golden Granite Green Grey Harbor Hawk Hickory High Hill Iron Ivy Juniper Lake Laurel "
    "Lone Maple Meadow Mesa Midtown Mill Moon North Oak Old Olive Orchard Pearl Pepper Pine Prairie Quail Red River "
    "Rock Rose Sage Salt Silver South Spring Stone Sugar Summit Sun Timber Valley Violet West White Wild Willow"
).split()
_SECOND: Final = (
    "Acre Anchor Arch Barrel Bell Bend Bluff Branch Bridge Corner Creek Crest Crossing Dale Door Fields Gate Glen "
    "Grove Hollow Home Horse House Isle Junction Key Knoll Lantern Leaf Lodge Mill Moon Owl Park Path Peak Pier Place "
    "Plate Point Pond Porch Post Quarter Ranch Ridge Rooster Row Run Shore Sparrow Spoon Square Star Stop Street Table "
    "Terrace Trail Tree Vista Wagon Walk Way Wheel Yard"
).split()
_HEADS: Final = (
    "bel dor fen gar hol jun kes lum mar nor pel quin ras sel tam ul ven wes yor zan bri cla dru fro".split()
)
_MIDDLES: Final = "a o i e u ari eno ilo ova".split()
_TAILS: Final = "bry dane fex gro lio mont nix ra sko tiva vano wick zen dra kora lita mera pont quo stel".split()

TRADES: Final = {
    "shop": (
        "Market|Foods|Grocery|Supermarket|Hardware|Home Center|Pharmacy|Drugs|Pet Supply|Books|Sporting Goods|"
        "Office Supply|Liquors|Wine & Spirits|Auto Parts|Garden Center|Nursery|Outfitters|Shoes|Toys|Hobby|"
        "Electronics|Farm & Feed|Lumber|Paint|Fabrics|Florist|Jewelers|Thrift Store|Dollar Mart|Mini Mart|Produce|"
        "Butcher Shop|Health Foods|Cleaners|Tire & Auto|Furniture|Gifts|Bicycles|Music|Kitchen Supply|Salon|Optical|"
        "Print & Copy|Vapor|Trading Post|General Store|Wholesale|Beauty Supply|Seafood Market|Variety|Outlet"
    ).split("|"),
    "restaurant": (
        "Grill|Diner|Cafe|Coffee|Coffee Roasters|Bakery|Bistro|Kitchen|Pizza|Pizzeria|Tavern|Pub|Brewing Co.|"
        "Steakhouse|BBQ|Smokehouse|Burgers|Deli|Sandwiches|Noodle House|Sushi|Ramen|Taqueria|Cantina|Thai Kitchen|"
        "Curry House|Pancake House|Creamery|Juice Bar|Tea House|Bagels|Donuts|Seafood|Oyster Bar|Wings|Chophouse|"
        "Trattoria|Bar & Grill|Wine Bar|Taproom|Cookhouse|Eatery|Food Truck|Chicken"
    ).split("|"),
    "fuel": "Fuel|Gas & Go|Travel Center|Truck Stop|Service Station|Gas Mart|Fuels|Quick Stop|Petroleum|Oil".split("|"),
    "hotel": "Inn|Hotel|Suites|Lodge|Motel|Inn & Suites|Resort|Guest House|Hotel & Spa|Motor Lodge".split("|"),
    "ride": "Rides|Cab|Taxi|Cab Co.|Car Service|Limo|Mobility|Shuttle|Transport|Yellow Cab|Airport Taxi".split("|"),
    "online": (
        "Supply|Direct|Goods|Outfitters|Software|Hosting|Parts|Labs|Media|Print|Design|Tools|Studio|Components|Paper|"
        "Cloud|Safety Supply|Packaging|Books|Electronics|Furnishings|Trading|Analytics|Learning|Optics"
    ).split("|"),
}
_FORMS: Final = ("LLC", "Inc.", "Inc", "Corp.", "Co.", "L.L.C.", "Company", "Ltd.", "Group LLC", "Enterprises Inc")
_FOREIGN: Final = {
    "GB": (
        "The {a} {b}",
        "{f} & Sons Ltd",
        "{f}'s Bakery",
        "{f} Stores Ltd",
        "{f} & {g} Booksellers",
        "The {a} {b} Inn",
    ),
    "IE": ("{f}'s Pub", "{f} & Sons Ltd", "The {a} {b}", "{f} Pharmacy Ltd"),
    "DE": (
        "Bäckerei {f}",
        "Gasthaus {f}",
        "{f} GmbH",
        "Hotel {f}",
        "{f} Getränke GmbH",
        "Café {f}",
        "Buchhandlung {f}",
    ),
    "FR": ("Boulangerie {f}", "Brasserie {f}", "{f} SARL", "Hôtel {f}", "Librairie {f}", "Le Petit {f}", "Café {f}"),
    "ES": ("Panadería {f}", "Bar {f}", "Restaurante {f} S.L.", "Hostal {f}", "Ferretería {f} S.L."),
    "CA": ("{f} Hardware Ltd.", "{f}'s Grill", "{a} {b} Foods", "{a} {b} Cafe", "{f} & {g} Outfitters"),
    "JP": ("{h} Shokudo", "{h} Ramen", "Hotel {h}", "{h} Books", "Cafe {h}", "{h} Sushi"),
    "MX": ("Taquería {f}", "Abarrotes {f}", "Hotel {f} S.A. de C.V.", "Restaurante {f}", "Farmacia {f}"),
}
_JAPANESE: Final = (
    "Asahara Fujimoto Hanamura Hayakawa Iwamura Kanazaki Kirishima Kurokawa Minazuki Mizushima Nagasawa Okabe Sakuragi "
    "Shiomi Takamine Tsubaki Umehara Wakaba Yamabuki Yukimura"
).split()


@frozen
class Named:
    """A trade name, and the company behind it where another one is printed."""

    name: str
    legal: str | None = None


def composed(rng: random.Random, trade: str) -> Named:
    """A name of somebody in this trade (a key of `TRADES`)."""
    name = _name(rng, rng.choice(TRADES[trade]))
    chance = rng.random()
    if chance < (0.45 if trade == "online" else 0.1) and not name.endswith("Co."):
        return Named(f"{name}{rng.choice((' ', ', ', ' '))}{rng.choice(_FORMS)}")
    if chance > 0.965:
        return Named(name, f"{rng.choice(FAMILIES)} {rng.choice(('Foods', 'Retail', 'Holdings', 'Ventures'))} LLC")
    return Named(name)


def foreign(rng: random.Random, country: str) -> str:
    """A name as in another country (a key of `_FOREIGN`)."""
    family, other = rng.sample(FAMILIES, 2)
    return rng.choice(_FOREIGN[country]).format(
        f=family, g=other, h=rng.choice(_JAPANESE), a=rng.choice(_FIRST), b=rng.choice(_SECOND)
    )


def coined(rng: random.Random) -> str:
    """A name of syllables that says nothing of its trade."""
    return (rng.choice(_HEADS) + rng.choice(_MIDDLES) + rng.choice(_TAILS)).capitalize()


def _name(rng: random.Random, trade: str) -> str:
    family, other = rng.sample(FAMILIES, 2)
    nature, thing = rng.choice(_FIRST), rng.choice(_SECOND)
    return rng.choice(
        (
            f"{family}'s {trade}",
            f"{family}'s {trade}",
            f"{family}'s",
            f"{family} & {other} {trade}",
            f"{family} {trade}",
            f"{family} {trade}",
            f"{family} Bros. {trade}",
            f"{family} Family {trade}",
            f"{nature} {thing} {trade}",
            f"{nature} {thing} {trade}",
            f"{nature} {thing} {trade}",
            f"{nature} {thing}",
            f"The {nature} {thing}",
            f"The {thing} {trade}",
            f"{nature}{thing.lower()} {trade}",
            f"{nature}{thing.lower()}",
            f"{coined(rng)}",
            f"{coined(rng)} {trade}",
            f"{family[0]} & {other[0]} {trade}",
            f"{family[0]}.{other[0]}. {family} {trade}",
            f"{nature} {trade}",
            f"Route {rng.randrange(2, 99)} {trade}",
            f"{thing} {rng.randrange(2, 60)} {trade}",
        )
    )
