"""Lines of items: what one row says of a thing that was bought, before rows are put together.

The laws:

- The amount of a line is the last price on its row; prices before it are unit prices, prices without tax, and the like.
- A row that only says how often a price was counted ("2 @ 3.50") is no line of its own.
- A quantity is believed where quantity times a printed price is the amount, give or take the rounding of that price;
  a lone number before or after the words counts only where the lines of the document agree on that column.
- What names the line is left of its amount, without the numbers' columns, article codes and running numbers; a number
  as long as a card's is never part of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.amounts import MARKS, parse_number
from plutopixie.domain.reading.entries import Entry
from plutopixie.domain.reading.extraction import ITEM_CHARS_MAX
from plutopixie.domain.reading.rows import Row

_MARK: Final = "|".join(re.escape(mark) for mark in sorted(MARKS, key=len, reverse=True))
_UNITS: Final = (
    "g|ea|each|per|pc|pcs|pce|unit|units|kg|lbs?|oz|gal|gals?|ltr?|litres?|liters?|st|stk|stück|stuck|rolle|pack|pkg|btl|"
    "ctn|uni|pkt|set|roll|box|bag|can|nos|dz|u|m|hrs?|hours?|nights?|days?|je|at|qty|x"
)
_SIZE: Final = r" ?(?:mm|cm|m|ml|l|cl|g|oz|ft|in)\b"
_COUNTED: Final = r"(?<![\w.,])(?P<quantity>\d{1,5}(?:[.,]\d{1,4})?)"
_PRICE: Final = rf"(?:(?:{_MARK})\.? ?)?(?P<price>\d[\d.,]{{0,9}}\d|[.,]\d\d|\d)(?![\d%]|[.,]\d|{_SIZE})"
_TIMES: Final = re.compile(
    rf"{_COUNTED} {{0,2}}(?:(?:{_UNITS})\b\.? {{0,2}})?(?:[x\u00d7*@]|at\b|je\b) {{0,2}}{_PRICE}", re.IGNORECASE
)
_TIMES_BEHIND: Final = re.compile(
    rf"{_PRICE} {{0,2}}(?:/ ?(?:{_UNITS}) )?[x\u00d7*] {{0,2}}(?P<quantity>\d{{1,4}})(?![\w.,])", re.IGNORECASE
)
_UNIT_PRICE: Final = re.compile(
    rf"@ ?(?:(?:{_MARK}) ?)?[\d.,]+$|[\d.,]+ ?(?:/|per ) ?(?:{_UNITS})\b|"
    r"(?:einzel|stück|stueck|unit ?|je )(?:preis|price)|preis ?/",
    re.IGNORECASE,
)
_LEADING: Final = re.compile(r"^(?P<count>[1-9]\d?)(?P<times> ?[x\u00d7*](?= ))? {1,6}(?=\S*[^\W\d_])", re.IGNORECASE)
_LEADING_TIGHT: Final = re.compile(r"^(?P<count>[1-9]\d?)(?P<times>[x\u00d7*])(?=[^\W\d_]{3})", re.IGNORECASE)
_PUMP: Final = re.compile(r"^pump\W{0,3}\d{1,2}\W+(?=\S)", re.IGNORECASE)
_LEADING_TIMES: Final = re.compile(r"^[1-9]\d? ?[x\u00d7*] +(?=[^\W\d_]{2})", re.IGNORECASE)
_TRAILING: Final = re.compile(
    r"(?: {2,}(?P<count>\d{1,3})| (?P<times>[x\u00d7*]) ?(?P<times_count>\d{1,3}))$", re.IGNORECASE
)
_RUNNING: Final = re.compile(r"^\d{1,3}[.)] *(?=\S)")
_CODE: Final = re.compile(r"^(?:[#*]? ?\d{4,14}[A-Z]?\b[ \-]*)+(?=.*[^\W\d_]{2})")
_CODE_BEHIND: Final = re.compile(r"(?<=[^\W\d_]) +\d{8,14} ?[A-Z]{0,2}$")
_PARTED: Final = re.compile(r"[.,]\d{2,4}(?!\d)")
_LONG_NUMBER: Final = re.compile(r"\d(?:[ \-]?\d){11,}")
_WORD: Final = re.compile(r"[^\W\d_]{2,}|[\u3040-\u9fff]")
_NO_WORD: Final = re.compile(rf"\W*(?:{_UNITS}|{_MARK}|SR|ZR|ZRL|OS|TX|DISC)\W*", re.IGNORECASE)
_UNIT_NAME: Final = re.compile(r"(?:roll|bag|box|can|set|pack|bottle)s?", re.IGNORECASE)
_PRICED: Final = re.compile(r"\d[.,]\d{2}(?!\d)|^\W*[.,]\d{2}\b")
_NUMERIC: Final = re.compile(
    rf"[(]?(?:{_MARK})?\.?[@x\u00d7*]?[-\d.,]*%?(?:{_MARK})?[)]?|[x\u00d7*@=|_.\-]+|{_MARK}", re.IGNORECASE
)
_LONE: Final = re.compile(r"-?\d{1,5}(?:[.,]\d{1,4})?")
_BEFORE_AMOUNT: Final = re.compile(rf"(?:(?<![^\W\d_])(?:{_MARK})\.?|[-(=]|\s)+$", re.IGNORECASE)
_CENT: Final = Decimal("0.01")
_HALF_CENT: Final = Decimal("0.005")
_COUNT_MAX: Final = Decimal(99_999)


@frozen(eq=False)
class Line:
    """A row with a price: its last one, the text before it, and its proven quantity.

    `is_detail` says that it only counts the price of another row, `is_counted` that it counts its own. `amount` is the
    entry's value, or its opposite where what is printed was taken off.
    """

    entry: Entry
    amount: Decimal
    left: str
    quantity: Decimal | None
    is_detail: bool
    is_counted: bool

    @property
    def index(self) -> int:
        """Where its row stands in the document."""
        return self.entry.index

    @property
    def row(self) -> Row:
        """Its row."""
        return self.entry.row

    @property
    def edge(self) -> int:
        """Where its amount ends to the right, in pixels."""
        return self.entry.place.box.right

    @property
    def leading(self) -> re.Match[str] | None:
        """The lone number before the words, also behind the code of an article."""
        text = _CODE.sub("", self.left)
        return _LEADING.match(text) or _LEADING_TIGHT.match(text)

    @property
    def trailing(self) -> re.Match[str] | None:
        """The lone number in the column behind the words."""
        return _TRAILING.search(self.left)


def lines_of(entries: Iterable[Entry], mark: str, *, whole: bool) -> tuple[Line, ...]:
    """The rows that hold a price, from top to bottom, with what each says of itself.

    Args:
        entries: the labelled amounts of one receipt, from top to bottom.
        mark: the decimal mark of the document.
        whole: whether the currency has no smaller unit, so that bare whole numbers are prices too.
    """
    last: dict[int, list[Entry]] = {}
    for entry in entries:
        if _is_price(entry, whole=whole):
            last.setdefault(entry.index, []).append(entry)
    return tuple(_line(priced, mark) for priced in last.values())


def _is_price(entry: Entry, *, whole: bool) -> bool:
    """Whether an amount is a price; a lone `Y` is a misread yen sign only where amounts are whole."""
    amount = entry.amount
    return (amount.is_priced and not (amount.mark == "Y" and not whole)) or (whole and amount.decimals == 0)


def is_wordy(text: str) -> bool:
    """Whether a text names something: it has a word that is neither a unit nor a currency nor a tax code."""
    return any(map(_is_word, text.split())) or _is_unit_alone(text)


def described(text: str, quantity: Decimal | None = None, *, leading: bool = False, trailing: bool = False) -> str:
    """What names a line: the text without its columns of numbers, codes and running numbers.

    Args:
        text: what stands left of the amount, or the row that names it.
        quantity: the proven quantity, which is no part of the name where it stands behind it.
        leading: whether a lone number before the words is a quantity.
        trailing: whether a lone number behind the words is a quantity.
    """
    text = _TIMES.sub(_unless_unpriced, text)
    text = _LEADING_TIMES.sub("", _CODE.sub("", _PUMP.sub("", text.strip())))
    if trailing:
        text = _TRAILING.sub("", text.rstrip())
    if leading:
        text = _LEADING_TIGHT.sub("", _LEADING.sub("", text.strip()))
    text = _CODE.sub("", _RUNNING.sub("", text.strip()))
    if quantity is not None:
        text = _without_quantity(text, quantity)
    kept = _LONG_NUMBER.sub("", _CODE_BEHIND.sub("", _without_columns(text))).strip(" -:;*.|=_#\u2022@")
    return " ".join(kept.split())[:ITEM_CHARS_MAX].strip() if is_wordy(kept) else ""


def _without_quantity(text: str, quantity: Decimal) -> str:
    """The text without this number, with its unit, where nothing but a price follows it."""
    printed = re.escape(f"{quantity:f}")
    return re.sub(
        rf"(?<=\w) +[xX\u00d7*]? ?{printed}(?: ?(?:{_UNITS})\b\.?)?(?= +\D{{0,4}}[\d.,]+$| *$)",
        "",
        text,
        flags=re.IGNORECASE,
    )


def _unless_unpriced(times: re.Match[str]) -> str:
    """Nothing in the place of a count of a price; sizes ("90x200") stay."""
    return "" if _PRICED.search(times["price"]) or _PRICED.search(times["quantity"]) else times.group()


def code_of(text: str) -> str:
    """What is left of a text without its quantity and price: the code of an article."""
    return " ".join(_TIMES.sub("", text).split())[:ITEM_CHARS_MAX]


def counted(text: str, amount: Decimal, mark: str) -> Decimal | None:
    """The quantity in a text that, times a price in it, makes the amount."""
    for pattern in (_TIMES, _TIMES_BEHIND):
        for match in pattern.finditer(text):
            quantity, price = _number(match["quantity"], mark), _number(match["price"], mark)
            if _names_price_first(match):
                quantity, price = price, quantity
            if quantity and price and _makes(quantity, price, amount):
                return quantity
    return None


def _names_price_first(times: re.Match[str]) -> bool:
    """Whether it says "3.29 x 2" or, weighed, "10.99 x 1.306"."""
    weighed = re.search(r"[.,]\d{3}$", times["price"])
    return bool(_PRICED.search(times["quantity"])) and (times["price"].isdigit() or weighed is not None)


def _line(priced: Sequence[Entry], mark: str) -> Line:
    entry = priced[-1]
    left = _BEFORE_AMOUNT.sub("", entry.row.text[: entry.amount.start])
    whole_row = entry.row.text.strip()
    quantity = counted(left, entry.value, mark) or _in_columns(left, [one.value for one in priced[:-1]], entry, mark)
    bare = not any(one.value == entry.value for one in priced[:-1])
    is_detail = (
        quantity is None
        and bare
        and len(priced) == 1
        and (_only_counts(whole_row) or bool(_UNIT_PRICE.search(whole_row)))
    )
    return Line(entry, entry.value, left, quantity, is_detail, bool(_TIMES.search(left)))


def _only_counts(text: str) -> bool:
    """Whether a row says how often a price was counted, and nothing behind it."""
    match = _TIMES.search(text)
    return match is not None and not re.search(r"\d", text[match.end() :]) and not is_wordy(text[: match.start()])


def _in_columns(left: str, prices: Sequence[Decimal], entry: Entry, mark: str) -> Decimal | None:
    """The quantity that stands in a column of its own, proven by a price in another."""
    tokens = [token for token in left.split() if _LONE.fullmatch(token)]
    counts = [token for token in reversed(tokens) if "." not in token and "," not in token]
    parted = [token for token in tokens if token not in counts]
    for token in (*counts, *parted):
        quantity = _number(token, mark)
        others = (*prices, *(_number(other, mark) for other in parted if other is not token))
        if quantity and any(price and _makes(quantity, price, entry.value) for price in others):
            return quantity
    return None


def _number(text: str, mark: str) -> Decimal | None:
    parsed = parse_number(text.removeprefix("-"), mark)
    if parsed is None or parsed[0] > _COUNT_MAX:
        return None
    return -parsed[0] if text.startswith("-") else parsed[0]


def _makes(quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Whether quantity times price is the amount, within what the rounding of the price explains."""
    return abs(abs(quantity * price) - abs(amount)) <= max(_CENT, min(abs(quantity) * _HALF_CENT, abs(amount) / 50))


def _is_word(token: str) -> bool:
    """Whether a token is a word: two letters at least, and no unit, currency, tax code or code with more digits."""
    if not _WORD.search(token) or _NO_WORD.fullmatch(token) or _NUMERIC.fullmatch(token):
        return False
    return sum(map(str.isdigit, token)) <= sum(map(str.isalpha, token))


def _is_unit_alone(text: str) -> bool:
    """Whether a unit is the whole name, as of a roll or a bag: then no number stands beside it."""
    return bool(_UNIT_NAME.fullmatch(text.strip()))


def _without_columns(text: str) -> str:
    """The text up to its last word, and what follows until the columns of numbers begin."""
    if _is_unit_alone(text):
        return text
    tokens = text.split(" ")
    last = max((at for at, token in enumerate(tokens) if _is_word(token)), default=-1)
    kept = tokens[: last + 1]
    for before, token in pairwise(tokens[last:] if last >= 0 else ()):
        numeric = bool(token) and bool(_NUMERIC.fullmatch(token))
        if numeric and (not before or _PARTED.search(token)):
            break
        kept.append(token)
    return " ".join(kept)
