"""The public readers of Chinese numerals, each brought to one shape: what it found, and where.

They are optional (`pip install nianbao[peers]`); one that is not installed is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation
from difflib import SequenceMatcher
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from extractors.numerals import Quantity, read
from schemas.measures import SCALES


class Hit(NamedTuple):
    """A number found: text[start:end], its value and, of a range, its upper end."""

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    kind: str


Reader = Callable[[str], list[Hit]]

_NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?(?:/\d+)?%?")


def ours(text: str) -> list[Hit]:
    """Our quantities, and the ordinals among our spans; money without its scale (万元)."""
    hits = []
    for item in read(text):
        if isinstance(item, Quantity):
            scale = 1
            if item.kind == "money" and item.unit:
                for character in item.unit:
                    scale *= SCALES.get(character, 1)
            upper = None if item.value_max is None else _decimal(item.value_max) * scale
            hits.append(Hit(item.start, item.end, _decimal(item.value) * scale, upper, item.kind))
        elif item.type == "ordinal" and isinstance(item.value, int):
            hits.append(Hit(item.start, item.end, Decimal(item.value), None, "ordinal"))
    return hits


def _decimal(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    return Decimal(value.numerator) / Decimal(value.denominator)


def _parse(text: str) -> Decimal | None:
    """Return the value of what a peer gives out: 8% is 8, 1/2 is 0.5."""
    above, _, below = text.replace("−", "-").rstrip("%").replace(",", "").partition("/")
    try:
        return Decimal(above) / Decimal(below or "1")
    except (InvalidOperation, DivisionByZero):
        return None


def cn2an_reader() -> tuple[Reader, Callable[[str], object]]:
    """`transform` returns the text with its numerals rewritten; where, a comparison tells."""
    transform = import_module("cn2an").transform

    def read_text(text: str) -> list[Hit]:
        try:
            after = transform(text, "cn2an")
        except Exception:  # noqa: BLE001 - a peer that raises has found nothing
            return []
        blocks = SequenceMatcher(None, text, after, autojunk=False).get_opcodes()
        hits = []
        for found in _NUMBER.finditer(after):
            value = _parse(found[0])
            places = [
                (max(a, a + found.start() - b), min(c, a + found.end() - b))
                if tag == "equal"
                else (a, c)
                for tag, a, c, b, d in blocks
                if b < found.end() and d > found.start()
            ]
            if value is not None and places:
                kind = "percent" if found[0].endswith("%") else "count"
                hits.append(Hit(places[0][0], places[-1][1], value, None, kind))
        return hits

    return read_text, lambda text: transform(text, "cn2an")


def chinese2digits_reader() -> tuple[Reader, Callable[[str], object]]:
    """`takeNumberFromString` lists surfaces and digits, in order, without places."""
    take = import_module("chinese2digits").takeNumberFromString

    def read_text(text: str) -> list[Hit]:
        try:
            found = take(text)
        except Exception:  # noqa: BLE001 - a peer that raises has found nothing
            return []
        hits, at = [], 0
        for surface, digits in zip(
            found["CHNumberStringList"], found["digitsStringList"], strict=False
        ):
            start = text.find(surface, at)
            value = _parse(digits)
            if start < 0 or value is None:
                continue
            at = start + len(surface)
            share = "%" in surface or "％" in surface or "百分之" in surface
            hits.append(
                Hit(
                    start,
                    at,
                    value * 100 if share else value,
                    None,
                    "percent" if share else "count",
                )
            )
        return hits

    return read_text, take


def recognizers_reader() -> tuple[Reader, Callable[[str], object]]:
    """Numbers, percentages and ordinals of recognizers-text, the longest at each place."""
    module = import_module("recognizers_number")
    culture = module.Culture.Chinese
    readers = {
        "percent": module.recognize_percentage,
        "ordinal": module.recognize_ordinal,
        "count": module.recognize_number,
    }

    def read_text(text: str) -> list[Hit]:
        hits: list[Hit] = []
        for kind, recognise in readers.items():
            for result in recognise(text, culture):
                value = _parse(str((result.resolution or {}).get("value", "")))
                start, end = result.start, result.end + 1
                if value is not None and not any(h.start < end and start < h.end for h in hits):
                    hits.append(Hit(start, end, value, None, kind))
        return sorted(hits)

    return read_text, read_text


_PEERS = {
    "cn2an": ("cn2an", cn2an_reader),
    "chinese2digits": ("chinese2digits", chinese2digits_reader),
    "recognizers-text": ("recognizers_number", recognizers_reader),
}


def peers() -> dict[str, tuple[Reader, Callable[[str], object]]]:
    """Return the peers that are installed: a reader of hits, and what to time of each."""
    return {
        name: reader() for name, (module, reader) in _PEERS.items() if find_spec(module) is not None
    }
