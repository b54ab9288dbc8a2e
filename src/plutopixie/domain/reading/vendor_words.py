"""Words that mark a line of a receipt as a name, or as something that is no name.

The laws:

- A form of company (SDN BHD, GmbH, Inc, Ltd …) marks a name more surely than anything else; a word of trade
  (restaurant, bakery, hardware …) marks it somewhat.
- An address, a telephone number, a tax number, a date, an amount, a greeting or the kind of the document is no name.
- A label may say who sells and who is billed; what it says outweighs where the name stands.
"""

from __future__ import annotations

import re
from typing import Final

#: Forms of company, as printed and as engines misread them.
FORMS: Final = (
    r"s[dobeiu]?[nmwh][.,'\u2019]{0,2},? ?\.?[b8][hnm][doq0b]\.?|s ?/ ?b|5/b|sb|berhad|bhd\.?|plt|pte\.? ?ltd\.?|"
    r"pty\.? ?ltd\.?|pvt\.? ?ltd\.?|ltd\.?|limited|llc|l\.l\.c\.|llp|"
    r"inc\.?|incorporated|corp\.?|corporation|plc|gmbh(?: ?& ?co\.? ?k\.?g\.?(?:aa)?)?|mbh|ag|kg|ohg|e\.? ?k\.?|gbr|"
    r"ug|e\.g\.|eg|se|"
    r"sarl|s\.a\.r\.l\.|eurl|sasu?|s\.a\.s\.?|s\.a\.|s\.l\.u?\.?|s\.r\.l\.?|srl|s\.p\.a\.?|spa|b\.v\.|bv|n\.v\.|nv|"
    r"oy|ab|a/s|aps|as|"
    r"sp\. z o\.o\.|s\.a\. de c\.v\.|ltda\.?|株式会社|有限会社|有限公司|a\. ?g\.|k\.k\.|"
    r"aktiengesellschaft|v\.?v\.?a\.?g\."
)
SOFT_FORMS: Final = (
    r"enterprises?|trading|holdings?|company|co\.?|group|marketing|industries|& ?co\.?|& ?sons?|"
    r"brothers|bros\.?|ventures?|services?|ent\.?"
)
TRADES: Final = (
    r"restoran|restaurants?|restaurante|ristorante|café|cafe|coffee|kopitiam|bistro|diner|grill|kitchen|pizza|"
    r"pizzeria|bakery|bakeries|"
    r"bäckerei|konditorei|boulangerie|cake house|confectionery|seafood|noodles?|stationery|stationers?|bookstores?|"
    r"books?|hardware|electrical|mart|"
    r"minimart|market|markt|supermarket|supermarkt|supermarché|hypermarket|shop|store|stores|boutique|pharmacy|"
    r"farmasi|apotheke|"
    r"pharmacie|farmacia|clinic|dental|klinik|kedai|pasar|pasaraya|syarikat|perniagaan|hotel|inn|pub|bar|salon|"
    r"saloon|florist|motors?|auto|garage|"
    r"petrol|petroleum|station|tankstelle|parking|furniture|furnishing|gallery|studio|centre|center|house|deli|"
    r"butcher|metzgerei|"
    r"optik|optical|workshop|tyres?|supply|supplies|maker|machinery|foods?|baumarkt|drogerie|buchhandlung|drugs?|"
    r"depot|outlet|tavern|brewery|steakhouse|bbq|taqueria|cantina|cleaners|laundry|fitness|gym|spa|nursery|"
    r"gifts?|fashion|apparel|jewel(?:l?ers?|l?ery|ry)|beauty|health|healthcare|medical|hospital|toys?|sports?|"
    r"electronics?|"
    r"computers?|telecom|printing|advertising|engineering|construction|distributors?|retail|retailers?|travel|tours?|"
    r"logistics|express|fuels?|gas|oil|energy|tea|sushi|ramen|burgers?|chicken|donuts?|doughnuts?|ice cream|tacos?|"
    r"vegetarian|village|restau|brasserie|trattoria|imbiss|gasthaus|fleischerei|versicherungs\w*|verkehrs\w*|verlag|"
    r"reisen|getränke\w*|carwash|car wash|rental|rent-?a-?car|airlines?|airways|taxi|cab|"
    r"suites|resort|lodge|motel|cash ?& ?carry"
)
FORM: Final = re.compile(rf"(?<![\w/])(?<!\d )(?:{FORMS})(?![\w/])", re.IGNORECASE)
FORM_AT_END: Final = re.compile(rf"(?<![\w/])(?<!\d )(?:{FORMS})[ .,:;)]*$", re.IGNORECASE)
SOFT_FORM: Final = re.compile(rf"(?<!\w)(?:{SOFT_FORMS})(?!\w)", re.IGNORECASE)
TRADE: Final = re.compile(rf"(?<!\w)(?:{TRADES})(?!\w)", re.IGNORECASE)
CONTINUES: Final = re.compile(
    rf"^(?:\([^()]{{1,20}}\) ?)?(?:{FORMS}|enterprise|trading|holdings?|marketing|versicherungsverein|"
    r"& .{1,30}|and .{1,30})(?!\w)",
    re.IGNORECASE,
)
OPEN_END: Final = re.compile(r"(?:&|\band|\bof|-|,)$", re.IGNORECASE)
_GENERIC_PART: Final = re.compile(
    rf"\([^()]{{1,20}}\)|(?<!\w)(?:{FORMS}|{SOFT_FORMS}|{TRADES}|and|of|the)(?!\w)", re.IGNORECASE
)

_ADDRESS: Final = re.compile(
    r"\b(?:jalan|jln|jin|lorong|taman|tmn|lot|persiaran|lebuh|seksyen|section|sek|bandar|kampung|kg\.|wisma|plaza|"
    r"blok|block|tingkat|"
    r"no\.? ?\d+|no\.? ?[a-z]?-?\d|unit|suite|floor|flr|level|street|st\.?|avenue|ave|road|rd|blvd|boulevard|drive|"
    r"lane|highway|hwy|parkway|"
    r"p\.?o\.? ?box|rue|chemin|avenida|calle|via|piazza|platz|allee|selangor|johor|kuala lumpur|k\.?l\.?|penang|"
    r"perak|melaka|"
    r"batu|mukim|shah alam|petaling|wilayah|square|mall|building|bldg|ground|autoroute|zone|city centre|usj|km)\b"
    r"|\w(?:str(?:\.|aße|asse)|weg|gasse|platz|allee|straat)\b|\b\d{5}\b|\b[A-Z]{2} \d{5}\b|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|^\d+[-/\w]*, ?",
    re.IGNORECASE,
)
#: A town and its state; without a comma only by states that end no name otherwise (not "Trading CO").
_US_TOWN: Final = re.compile(
    r"^[A-Z][\w .'-]{2,30}(?:, ?[A-Z]{2}|,? (?:AK|AR|AZ|CA|CT|DC|FL|GA|IA|IL|KS|KY|MD|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|"
    r"NV|NY|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY))(?: \d{5}(?:-\d{4})?)?(?: STORE| Store)?$"
)
_US_STREET: Final = re.compile(r"^\d{1,5} .{2,30}\b(?:dr|ln|ct|pl|pkwy|hwy|cir|ter|trl|pike|loop)\b", re.IGNORECASE)
_TELEPHONE: Final = re.compile(r"\b(?:tel|phone|fax|telefon|tél|telp)\b|^\+?\d[\d ()./-]{7,}$", re.IGNORECASE)
_WEB: Final = re.compile(r"\S@\S|\bwww\.|https?:", re.IGNORECASE)
_NOT_NAME: Final = re.compile(
    r"\b(?:tel|phone|ph|fax|mobile|h/?p|hotline|whats ?apps?|telefon|telp|tél|gst|vat|sst|tin|ust|steuer|siret|rcs|"
    r"roc|reg(?:istration)?|"
    r"reg\.? ?no|co\.? ?(?:reg\.?)? ?no|company (?:no|reg)|brn|license|tax|invoice|receipt|rechnung|quittung|kassenbon|"
    r"facture|factura|factuur|kopie|bill|cash ?sales?|order|"
    r"table|cashier|kasse|kassierer|server|waiter|guest|pax|covers|counter|pos|terminal|trans(?:action)?|check|"
    r"ticket|queue|"
    r"date|datum|time|uhr|customer|kunde|client|member|salesperson|sales ?person|sold to|bill to|ship to|deliver|attn|"
    r"welcome|willkommen|bienvenue|bienvenidos?|welkom|thanks?|danke|merci|gracias|bedankt|obrigado|grazie|sale|"
    r"please|visit|copy|duplicate|reprint|page|seite|description|item|qty|amount|price|"
    r"open(?:ing)?|hours|öffnungszeiten|mon|monday|daily|refund|exchange|goods|wifi|password|survey|e-?mail|website|"
    r"^(?:grand |sub)?total|slip|simplified|original|approved|statement|credit note|debit|delivery|document|doc|ref|"
    r"no\.?:?$|id|pump|station id|account|posted|stylesheet|currency|währung|devise|"
    r"herr|herrn|frau|monsieur|madame|t\.a\.v|z\.h\.|"
    r"netto\w*|brutto\w*|positions?\w*|umsatzsteuer\w*|zahlungs\w*|menge|einzelpreis|beschreibung|bezeichnung|betrag|"
    r"subtotal|quantity|unit price|désignation|quantité|montant|summe|bemerkung\w*|iban|bic|kontoname|kontoinhaber|"
    r"cantidad|importe|omschrijving|aantal|bedrag|"
    r"licensed|formerly|nummer|number|numéro|número|anschrift|address|betreff|subject|gln|gtin|ean|duns)\b|"
    r"@|www\.|https?:|\.com\b|\.de\b|\.my\b|\d{1,2}:\d{2}|"
    r"\d+[.,]\d{2}\b|^\d+ ?(?:kg|g|stk|st|pcs|ea|l|ml|x)\b|#|\bno ?[.:]|\(c\)|©",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    r"^\W*(?:(?:simplified|retail|commercial|original|kopie|copy|sales?|tax|vat|gst|cash|guest|official|proforma|"
    r"handels|duplicate)[ -]?)*"
    r"(?:invoices?|receipts?|bills?|checks?|rechnung|quittung|beleg|kassenbon|kassabon|facture|factuur|factura|ticket|"
    r"addition|copy)(?=\W*$|\W*(?:no|nr|num\w*|copy|original|adjustment|simplificada|de caisse|"
    r"à|for)\b|\W*\d|\W*[/:#-])",
    re.IGNORECASE,
)
BILLED: Final = re.compile(
    r"^\W{0,3}(?:bill(?:ed|ing)?(?: to| address)|sold to|ship(?:ping|ped)?(?: to| address)|"
    r"deliver(?:ed|y)?(?: to| address)|"
    r"invoice to|customer|attn|m/s|kunden?|käufer|rechnungsempfänger|leistungsempfänger|rechnungsadresse|"
    r"lieferadresse|rechnung an|client|messrs|buyer|purchaser|acheteur|adresse de (?:livraison|facturation)|"
    r"destinataire|factuuradres|afleveradres|klant|koper|comprador|cliente|acquirente|destinatario|"
    r"direcci[oó]n de (?:env[ií]o|facturaci[oó]n))\b(?! ?(?:copy|service|care|hotline|receipt))",
    re.IGNORECASE,
)
#: Labels before, or above, the name of who sells.
SELLER: Final = re.compile(
    r"^\W{0,2}(?:(?:verkäufer(?:in)?|rechnungs(?:er)?steller(?:in)?|seller|vendor|supplier|"
    r"merchant(?: name)?|vendeur|fournisseur|"
    r"émetteur|emetteur|verkoper|leverancier|lieferant|vendedor|proveedor|venditore|fornitore)(?: ?[:\uff1a]|$)|"
    r"(?:sold by|issued by|vendu par)\b ?[:\uff1a]?)",
    re.IGNORECASE,
)
#: Labels before the name of who owns the shop whose own name stands above.
OWNER: Final = re.compile(
    r"^\W{0,2}(?:dimiliki(?: oleh)?|own(?:ed|er) by|operated by|managed by|a (?:franchise|division) of|inhaber(?:in)?|"
    r"inh\.)(?!\w) ?[:\uff1a]?",
    re.IGNORECASE,
)
#: Labels before the name on the account that is paid to.
_PAYEE: Final = re.compile(
    r"\b(?:titulaire du compte|account (?:holder|name)|kontoinhaber(?:in)?|kontoname|beneficiary|payee|"
    r"titular de la cuenta|"
    r"intestatario|rekeninghouder|make checks? payable to|zahlungsempfänger)\b ?[:\uff1a]? ?(?P<name>.*)$",
    re.IGNORECASE,
)
NAME_LABEL: Final = re.compile(
    r"^(?:name|nom|naam|nombre|nome|firma|company name|raison sociale) ?[:\uff1a] ?", re.IGNORECASE
)
WELCOME: Final = re.compile(r"^(?:welcome to|willkommen bei|bienvenue chez|bienvenidos? a)\s+", re.IGNORECASE)
LETTERS: Final = re.compile(r"[^\W\d_]")


def is_generic(text: str) -> bool:
    """Whether a line holds nothing but forms of company and words of trade: a part of a name, never a whole one."""
    return bool(text) and not re.search(r"\w", _GENERIC_PART.sub("", text))


def is_address(text: str) -> bool:
    """Whether a line looks like a part of an address."""
    return bool(_ADDRESS.search(text) or _US_TOWN.search(text)) or is_street(text)


def is_street(text: str) -> bool:
    """Whether a line begins with a number and holds the short word for a street, as addresses of the US do."""
    return bool(_US_STREET.search(text))


def is_telephone(text: str) -> bool:
    """Whether a line gives a telephone number."""
    return bool(_TELEPHONE.search(text))


def is_other(text: str) -> bool:
    """Whether a word marks a line as something other than a name: a label, a greeting, a date, an amount."""
    return bool(_NOT_NAME.search(text))


def is_web(text: str) -> bool:
    """Whether a line gives an address of mail or web."""
    return bool(_WEB.search(text))


def is_title(text: str) -> bool:
    """Whether a line says which kind of document this is."""
    return bool(_TITLE.search(text))


def payee(text: str) -> str | None:
    """The name on the account that is paid to, where a line says it."""
    said = _PAYEE.search(text)
    return said["name"].strip() if said else None
