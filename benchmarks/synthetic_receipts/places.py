"""Addresses and telephones put together by chance. Towns are composed; states and postcodes have their true shapes."""

from __future__ import annotations

import random
from typing import Final

_STREETS: Final = (
    "Main Oak Maple Cedar Elm Washington Lake Hill Park Pine Walnut Spring Ridge Church Willow Mill Sunset Railroad "
    "Jefferson Center Highland Franklin Union Prospect Chestnut Canal Harbor Foothill Orchard College Market Commerce"
).split()
_WAYS: Final = ("St", "Street", "Ave", "Avenue", "Blvd", "Rd", "Road", "Dr", "Ln", "Way", "Pkwy", "Hwy", "Ct", "Plaza")
_TOWNS: Final = (
    "Ashford Brookdale Cedarville Clearfield Cresthaven Eastbrook Edgewater Elmhaven Fairmead Fallbrook Glenwood "
    "Greenridge Hartsville Hillcrest Kingsbury Lakemont Larkspur Maplewood Marshfield Millbrook Northgate Oakdale "
    "Pinehurst Ridgeway Riverton Rockport Rosedale Silverton Springdale Stonebridge Summerfield Westbrook Willowdale"
).split()
#: The first digit of a postcode goes with the state.
_STATES: Final = (
    "MA0 CT0 NJ0 NY1 PA1 DE1 VA2 MD2 NC2 SC2 GA3 FL3 TN3 AL3 OH4 IN4 MI4 KY4 WI5 MN5 IA5 IL6 MO6 KS6 NE6 TX7 OK7 LA7 "
    "AR7 CO8 AZ8 UT8 NV8 NM8 CA9 OR9 WA9"
).split()
#: By country: forms of the street, of the town, and what stands below.
_FORMS: Final = {
    "GB": (("{n} High Street", "{n} {street} Road", "{n} {street} Lane"), ("{town} LS# #@@", "{town} M## #@@"), ""),
    "IE": (("{n} {street} Street",), ("Dublin, Ireland", "Co. Cork, Ireland", "Co. Galway, Ireland"), ""),
    "DE": (("Lindenstraße {n}", "Bahnhofstraße {n}", "Schulstr. {n}"), ("7#### Neustadt", "8#### Altenberg"), ""),
    "FR": (("{n} rue de la Gare", "{n} rue Centrale"), ("6#### Villeneuve", "3#### Beaumont"), "FRANCE"),
    "ES": (("C/ Mayor {n}", "C/ del Sol {n}"), ("2#### Villanueva", "4#### Villanueva"), "España"),
    "CA": (("{n} {street} St", "{n} {street} Ave"), ("{town}, ON K#@ #@#", "{town}, BC V#@ #@#"), ""),
    "JP": (("#-##-# Sakuramachi", "#-# Honcho"), ("Tokyo ###-####", "Osaka ###-####"), "JAPAN"),
    "MX": (("Av. Juárez {n}", "Av. Hidalgo {n}"), ("Col. Centro, C.P. #####",), "México"),
}
_AREAS: Final = (212, 213, 303, 312, 404, 415, 503, 512, 602, 615, 617, 702, 713, 818, 913)


def us_address(rng: random.Random) -> tuple[str, ...]:
    """Two or three lines, as US receipts print them."""
    number, side = rng.randrange(10, 9999), rng.choice(("", "", "N ", "S. ", "West "))
    street = f"{number} {side}{rng.choice(_STREETS)} {rng.choice(_WAYS)}"
    if rng.random() < 0.15:
        street += f"{rng.choice((', Ste ', ' #', ' Unit '))}{rng.randrange(1, 400)}"
    state = rng.choice(_STATES)
    zipped = f"{state[2]}{rng.randrange(10_000):04d}" + (f"-{rng.randrange(1000, 9999)}" if rng.random() < 0.1 else "")
    town = f"{rng.choice(_TOWNS)}{rng.choice((', ', ', ', ' '))}{state[:2]} {zipped}"
    if rng.random() < 0.08:
        return (f"{street}, {town}",)
    return (street, town)


def us_phone(rng: random.Random) -> str:
    """A number of the range 555-0100 to 555-0199, in one of the usual forms."""
    area, last = rng.choice(_AREAS), f"01{rng.randrange(100):02d}"
    form = rng.choice(
        ("({a}) 555-{b}", "({a})555-{b}", "{a}-555-{b}", "{a}.555.{b}", "Tel: {a}-555-{b}", "PH: ({a}) 555-{b}")
    )
    return form.format(a=area, b=last)


def web(rng: random.Random, name: str) -> str:
    """An address below the top-level domain that is kept for examples."""
    plain = "".join(char for char in name.lower() if char.isascii() and char.isalnum())[:30]
    return rng.choice(("www.{}.example", "{}.example", "https://{}.example")).format(plain)


def foreign_address(rng: random.Random, country: str) -> tuple[str, ...]:
    """Two lines or three, in the form of another country (a key of `_FORMS`)."""
    words = {"n": rng.randrange(2, 190), "town": rng.choice(_TOWNS), "street": rng.choice(_STREETS)}
    streets, towns, last = _FORMS[country]
    lines = (rng.choice(streets), rng.choice(towns), last)
    return tuple(_filled(rng, line.format(**words)) for line in lines if line)


def _filled(rng: random.Random, form: str) -> str:
    """The form with a digit for each `#`, and a letter that postcodes have for each `@`."""
    return "".join(
        rng.choice("123456789") if char == "#" else rng.choice("ABEGHJLNPRST") if char == "@" else char for char in form
    )
