"""What can be bought, with the range of its price in the smallest unit of the currency."""

from __future__ import annotations

from typing import Final

Good = tuple[str, int, int]


def _listed(text: str) -> tuple[Good, ...]:
    goods = []
    for line in text.strip().splitlines():
        name, low, high = line.strip().rsplit(" ", 2)
        goods.append((name, int(low), int(high)))
    return tuple(goods)


GROCERIES: Final = _listed("""
Whole Milk Gal 289 549
Large Eggs 12ct 249 699
Bananas 59 229
Wheat Bread 229 549
Cheddar Cheese 8oz 299 649
Ground Coffee 12oz 599 1499
Paper Towels 6pk 799 1599
Dish Soap 249 599
Roma Tomatoes 119 399
Chicken Breast 599 1899
Olive Oil 500ml 699 1799
Orange Juice 52oz 349 649
Greek Yogurt 99 179
Baby Spinach 249 499
Red Apples 3lb 399 799
Corn Tortillas 199 449
Trash Bags 30ct 699 1399
Sparkling Water 12pk 449 899
Almond Butter 699 1299
Brown Rice 2lb 219 529
Bottle Deposit 5 60
Butter Unsalted 399 699
Frozen Peas 149 349
Dark Chocolate Bar 199 499
""")
HARDWARE: Final = _listed("""
Deck Screws 1lb 799 1499
Wood Glue 8oz 499 899
Paint Roller 9in 399 1299
2x4x8 Stud 298 598
Extension Cord 25ft 1299 3499
LED Bulb 60W 4pk 799 1699
Hammer 16oz 999 2999
Duct Tape 399 899
Furnace Filter 899 2499
Garden Hose 50ft 1999 4999
Drill Bit Set 1499 4499
Work Gloves L 599 1899
Interior Paint 1gal 2499 5499
Keys Cut 199 399
Cable Ties 100pk 399 999
Toilet Flapper 499 999
Propane Exchange 1799 2499
Potting Soil 25qt 699 1499
""")
OFFICE: Final = _listed("""
Copy Paper Ream 499 1099
Ink Cartridge Black 1499 4299
Gel Pens 12ct 599 1499
Notebook A5 299 1299
Stapler 699 1999
File Folders 50ct 899 1799
USB-C Cable 6ft 899 2499
HDMI Adapter 1299 3499
Wireless Mouse 1499 4999
Shipping Labels 999 2499
Desk Lamp 1999 5999
Packing Tape 3pk 699 1499
Birthday Card 299 699
Batteries AA 8pk 699 1599
Phone Case 999 3499
Notary Service 1000 1500
""")
MEALS: Final = _listed("""
House Burger 1195 1895
Caesar Salad 895 1495
Grilled Salmon 1895 3295
Chicken Sandwich 1095 1695
Margherita Pizza 1295 1995
Fish Tacos 1195 1795
Tomato Soup 495 895
Onion Rings 595 995
French Fries 395 695
Ribeye 12oz 2795 4595
Pasta Primavera 1395 2195
Club Sandwich 1095 1595
Iced Tea 275 395
Fountain Soda 250 395
Draft Beer 595 895
House Red Gls 795 1295
Cheesecake 695 1095
Kids Mac & Cheese 595 895
Side Salad 395 695
Eggs Benedict 1195 1795
Pad Thai 1195 1795
Chips & Guac 795 1195
Espresso Martini 1095 1495
""")
COFFEE: Final = _listed("""
Latte 12oz 425 625
Drip Coffee 16oz 275 425
Cappuccino 395 575
Blueberry Muffin 325 495
Plain Croissant 325 475
Avocado Toast 795 1295
Bagel w/ Cream Cheese 395 695
Cold Brew 16oz 425 625
Chai Latte 425 625
Oat Milk 60 100
Breakfast Burrito 795 1195
Cookie 225 395
Hot Chocolate 375 525
""")
ONLINE: Final = _listed("""
Ergonomic Office Chair 12900 48900
Standing Desk Converter 9900 32900
Laser Toner 2-Pack 4900 15900
Annual Domain Registration 1200 2400
Web Hosting, Business Plan 1500 9900
Team Plan, 5 seats 4500 24900
Custom Stickers (250) 4900 12900
Thermal Label Rolls 1900 5900
Safety Vest, Class 2 900 3400
USB Microphone 4900 14900
Corrugated Boxes 12x12x8 (25) 2400 6900
27in Monitor 14900 49900
Stoneware Mug 1200 2400
Hex Bolt M8 x 40 (100) 1200 4200
Online Course Access 2900 19900
Business Cards (500) 2400 8900
Replacement Filter Kit 1900 7900
Cotton Tote Bag 900 2400
""")
CLOTHES: Final = _listed("""
Mens Denim Jean 2999 7999
Crew Sock 3pk 799 1999
Rain Jacket 4999 15999
Cotton T-Shirt 999 2999
Running Shoe 5999 15999
Leather Belt 1999 5999
Knit Beanie 1299 2999
Tent 2-Person 9999 29999
Water Bottle 24oz 1299 3999
Dog Food 30lb 2999 7999
Cat Litter 20lb 899 2499
Vitamin C 100ct 699 1899
Allergy Tabs 24ct 899 2499
Shampoo 12oz 499 1299
Greeting Card 399 699
Paperback Novel 999 1999
""")
#: Wares whose names and measures tell nothing of the country.
ANYWHERE: Final = (
    "Notebook", "Pencil Set", "Candle", "Tea Towel", "Soap Bar", "Coffee Beans", "Olive Oil", "Honey", "Picture Frame",
    "Batteries", "Umbrella", "Gift Wrap", "Hair Brush", "Face Cream", "Light Bulb", "Paint Brush", "Hammer", "Rope",
)  # fmt: skip
FUELS: Final = ("Unleaded", "Regular", "REG 87", "Plus 89", "Premium 93", "Diesel #2", "Super Unl", "UNLD")
CONVENIENCE: Final = _listed("""
Bottled Water 149 299
Energy Drink 249 399
Beef Jerky 499 999
Coffee 16oz 149 249
Car Wash Basic 800 1200
Ice 10lb 249 399
Candy Bar 149 249
""")
ABROAD: Final = {
    "GB": _listed(
        """
Pot of Tea 250 395
Fish and Chips 1250 1795
Cheese Toastie 650 895
Pint of Bitter 450 620
Scone with Jam 295 450
Notebook 350 899
Brown Loaf 180 350
"""
    ),
    "IE": _listed(
        """
Irish Stew 1450 1895
Soda Bread 250 450
Americano 320 420
Pint of Stout 550 680
Seafood Chowder 895 1295
"""
    ),
    "DE": _listed(
        """
Laugenbrezel 90 180
Käsekuchen 320 450
Kaffee Crema 260 390
Mineralwasser 250 380
Schnitzel mit Pommes 1390 1890
Notizbuch A5 399 1299
Apfelschorle 350 450
Roggenbrot 380 560
"""
    ),
    "FR": _listed(
        """
Café crème 350 520
Pain au chocolat 130 220
Plat du jour 1450 1950
Eau minérale 350 490
Tarte aux pommes 590 850
Baguette 110 160
"""
    ),
    "ES": _listed(
        """
Café con leche 150 230
Tortilla 350 650
Menú del día 1200 1650
Agua mineral 150 250
Bocadillo jamón 450 690
Tornillos 50u 250 590
"""
    ),
    "CA": _listed(
        """
Club Sandwich 1495 1995
Maple Donut 249 399
Poutine 899 1499
Draft Lager 750 950
Work Gloves 1299 2499
Winter Gloves 1999 4999
Double Coffee 229 349
"""
    ),
    "JP": _listed(
        """
Shoyu Ramen 850 1300
Gyoza 400 650
Green Tea 150 300
Curry Rice 750 1200
Tempura Set 1400 2600
Notebook 200 800
Draft Beer 500 750
"""
    ),
    "MX": _listed(
        """
Tacos al pastor 9000 18000
Agua fresca 3500 6000
Enchiladas 12500 19500
Café de olla 3500 6500
Refresco 2500 4500
Paquete pilas AA 8900 15900
"""
    ),
}
