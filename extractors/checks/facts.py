"""What a report is remembered by when others are compared with it: figures and a sketch.

A night compares ten thousand reports with those of the year before. So the facts of one are
a short text each, of which single figures are drawn when they are wanted.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from schemas.forms import FORM_VERSIONS, load_form

Address = tuple[str, str, str]
"""Codes of table, row and column."""

UNSURE = "?"
"""Before a figure that a person should look at."""
BLANK, DASH, WORDS = "", "-", "w"
MISSING = "m"

SKETCH_SIZE = 64
"""Hashes kept of a text: the share of common phrases is then known to about 0.05."""
PHRASE = 8
"""Characters of a phrase: longer than the set expressions that all reports share."""
MIN_PHRASES = 300
"""A text with fewer phrases has no sketch: short ones are alike by chance."""
_NOT_COUNTED = re.compile(r"[\s\d０-９,，.．%％]+")


@cache
def addresses() -> dict[Address, int]:
    """Return the place of every figure of both forms in the text of facts."""
    found = {figure.address: None for v in FORM_VERSIONS for figure in load_form(v).figures()}
    return {address: at for at, address in enumerate(found)}


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as a report tells it. `value` is None where the cell holds none."""

    value: Decimal | None
    blank: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """A report's figures, as text separated by semicolons, and the sketch of its prose."""

    figures: str
    sketch: tuple[int, ...] = ()

    def told(self) -> dict[Address, Told]:
        """Return the figures that the report prints, by their addresses."""
        parts = self.figures.split(";")
        return {
            address: _told(parts[at]) for address, at in addresses().items() if parts[at] != MISSING
        }


def _told(part: str) -> Told:
    sure = not part.startswith(UNSURE)
    plain = part.removeprefix(UNSURE)
    if plain in (BLANK, DASH, WORDS):
        return Told(None, plain != WORDS, sure)
    return Told(Decimal(plain), False, sure)


Cell = tuple[Address, Decimal | str | None, str, bool]
"""Address, value, state and needs_review of a cell."""


def facts_of(cells: Iterable[Cell], prose: Iterable[str]) -> Facts:
    """Return the facts of a report from its cells and the texts of its sections.

    Cells that have no place on the form are left out.
    """
    parts = [MISSING] * len(addresses())
    for address, value, state, needs_review in cells:
        at = addresses().get(address)
        if at is not None and state != "missing":
            parts[at] = _figure_text(value, state, needs_review)
    return Facts(";".join(parts), sketch_of("\n".join(prose)))


def _figure_text(value: Decimal | str | None, state: str, needs_review: bool) -> str:
    text = {"blank": BLANK, "dash": DASH}.get(state, WORDS) if value is None else str(value)
    return UNSURE + text if needs_review else text


def sketch_of(text: str) -> tuple[int, ...]:
    """Return the smallest hashes of a text's phrases, digits left out (bottom-k sketch).

    Broder, On the resemblance and containment of documents (1997): the share of common
    hashes among the smallest of both is an estimate of the share of common phrases.
    """
    plain = _NOT_COUNTED.sub("", text)
    count = len(plain) - PHRASE + 1
    if count < MIN_PHRASES:
        return ()
    hashes = {zlib.crc32(plain[at : at + PHRASE].encode()) for at in range(count)}
    return tuple(sorted(hashes)[:SKETCH_SIZE])


def resemblance(one: tuple[int, ...], other: tuple[int, ...]) -> float | None:
    """Return the share of phrases that two texts have in common; None where one is short."""
    if not one or not other:
        return None
    smallest = sorted({*one, *other})[:SKETCH_SIZE]
    both = set(one) & set(other)
    return sum(each in both for each in smallest) / len(smallest)
