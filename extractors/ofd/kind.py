"""Is a page of an OFD file to be read by its text, or by its pictures?"""

from __future__ import annotations

from typing import Literal

from extractors.ofd.drawing import Drawn, PlacedPicture
from extractors.ofd.texts import PLACEHOLDER
from extractors.pdf.kind import (
    FEW_CHARACTERS,
    FULL_PAGE,
    HALF_PAGE,
    MAX_UNMAPPED,
    MIN_FAMILIAR,
    MIN_UNMAPPED,
    is_familiar,
    is_unmapped,
)

Kind = Literal["text", "picture", "unreadable"]


def kind_of(drawn: Drawn) -> Kind:
    """Tell a page's kind.

    unreadable: there is text, but its characters mean nothing outside the file's own fonts,
    and no picture shows what they look like.
    """
    letters = [glyph.text for glyph in drawn.content.glyphs if glyph.text.strip()]
    area = drawn.content.width * drawn.content.height
    covered = min(1.0, sum(_area(each) for each in drawn.pictures) / area)
    if not letters:
        return "picture" if drawn.pictures else "text"
    if covered >= FULL_PAGE:
        # Over a scan lies at most a date or a number; text upon a picture of the whole page
        # has that for a background.
        last = max(each.glyphs_before for each in drawn.pictures if _area(each) >= HALF_PAGE * area)
        above = [each for each in drawn.content.glyphs[last:] if each.text.strip()]
        if len(above) < FEW_CHARACTERS:
            return "picture"
    if len(letters) < FEW_CHARACTERS and covered >= HALF_PAGE:
        return "picture"
    codes = [ord(letter) for letter in letters]
    unmapped = sum(is_unmapped(code) or chr(code) == PLACEHOLDER for code in codes)
    if unmapped >= max(MIN_UNMAPPED, MAX_UNMAPPED * len(codes)):
        return "unreadable"
    if sum(map(is_familiar, codes)) < MIN_FAMILIAR * len(codes):
        return "unreadable"
    return "text"


def _area(picture: PlacedPicture) -> float:
    box = picture.box
    return (box.x1 - box.x0) * (box.y1 - box.y0)
