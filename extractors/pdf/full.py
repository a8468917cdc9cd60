"""A page's characters and borders by pdfplumber, for pages with rules.

pdfplumber parses the page; its objects are taken as pdfminer lays them out, because turning
each into pdfplumber's dictionary costs a third of the time again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import hypot
from typing import Any

from pdfminer.layout import LTChar, LTContainer, LTCurve

from extractors.pages.model import Affine
from extractors.pdf.borders import Borders
from extractors.pdf.content import Glyph, PageContent
from extractors.pdf.letters import digits_of, printed
from extractors.pdf.lines import RAISED_SIZE, printed_once

SAME_PLACE, MAX_RISE = 0.1, 1.5
"""In ems: how far apart the two programs may draw a character, along the line and across."""
MAX_DEPTH = 12
"""Forms inside forms are looked into no deeper."""


class ReadingsDifferError(Exception):
    """pdfplumber and pypdfium2 read different digits on a page."""


def full_content(
    page: Any,
    to: Affine,
    size: tuple[float, float],
    digits: Counter[str],
    drawn: Callable[[], Sequence[Glyph]],
) -> PageContent:
    """Return what is on a page of pdfplumber, in the coordinates of a viewer.

    `to` leads there from the file's coordinates, `size` is that of the page as shown,
    `digits` counts the digits that pypdfium2 finds on it, `drawn` gives its characters, which
    are asked for only where a small digit may be raised. Raises `ReadingsDifferError` where
    the two programs read other digits: fonts that lie about their characters are what they
    disagree on, and a figure must not depend on that.
    """
    try:
        to = _after(to, _undone(page.page_obj))
        borders = Borders(to)
        glyphs: list[Glyph] = []
        for item in _items(page.layout, 0):
            if isinstance(item, LTChar):
                glyphs.append(_glyph(item, to))
            elif isinstance(item, LTCurve):
                borders.add(item)
    finally:
        page.close()
    _compare(glyphs, digits)
    _raise_digits(glyphs, drawn)
    return PageContent(*size, glyphs, borders.horizontal, borders.vertical)


def _compare(glyphs: list[Glyph], digits: Counter[str]) -> None:
    """Raise where the digits differ; what is printed twice in one place may count once."""
    figures = [glyph for glyph in glyphs if any(map(str.isdigit, glyph.text))]
    for seen in (figures, printed_once(figures)):
        ours = digits_of("".join(printed(glyph.text) for glyph in seen))
        if ours == digits:
            return
    raise ReadingsDifferError(f"digits: {dict(ours - digits)} beside {dict(digits - ours)}")


def _raise_digits(glyphs: list[Glyph], drawn: Callable[[], Sequence[Glyph]]) -> None:
    """Set the baseline of small digits to where they are drawn, in place.

    pdfminer leaves the text's rise (PDF 32000-1, 9.3.7) out of a character's place, so that
    the mark of a note, 17¹, stands on the baseline with the figure.
    """
    small = [at for at, glyph in enumerate(glyphs) if _may_be_raised(glyphs, at)]
    if not small:
        return
    others: dict[str, list[Glyph]] = {}
    for glyph in drawn():
        others.setdefault(glyph.text, []).append(glyph)
    for at in small:
        glyph = glyphs[at]
        near = [
            other
            for other in others.get(glyph.text, ())
            if abs(other.x - glyph.x) <= SAME_PLACE * glyph.size
            and abs(other.y - glyph.y) <= MAX_RISE * glyph.size
        ]
        if near:
            glyphs[at] = glyph._replace(y=min(near, key=lambda o: abs(o.x - glyph.x)).y)


def _may_be_raised(glyphs: list[Glyph], at: int) -> bool:
    """Tell whether a digit is smaller than a character beside it, on what seems one baseline."""
    glyph = glyphs[at]
    return glyph.text.isdigit() and any(
        glyph.size <= RAISED_SIZE * other.size and glyph.y == other.y
        for other in glyphs[max(0, at - 1) : at + 2]
    )


def _items(container: Any, depth: int) -> Iterator[Any]:
    for item in container:
        if isinstance(item, LTContainer):
            if depth < MAX_DEPTH:
                yield from _items(item, depth + 1)
        else:
            yield item


def _glyph(item: LTChar, to: Affine) -> Glyph:
    a, b, _, _, e, f = item.matrix
    dx, dy = item.adv * a, item.adv * b
    upright = abs(a) >= abs(b)
    size = item.height if upright else item.width
    if b == 0 and item.width > 0 and abs(item.x0 - min(e, e + dx)) > 0.3 * size:
        # Written from top to bottom (PDF 32000-1, 9.7.4.3): the origin is above the middle.
        e, dx, dy, size = item.x0, item.width, 0.0, item.width
        f = item.y0 + 0.12 * size
    elif not (dx or dy):
        length = hypot(a, b) or 1.0
        dx, dy = 0.01 * a / length, 0.01 * b / length
    return Glyph(
        item.get_text(),
        to.a * e + to.b * f + to.c,
        to.d * e + to.e * f + to.f,
        to.a * dx + to.b * dy,
        to.d * dx + to.e * dy,
        size or 1.0,
        "bold" in str(item.fontname).lower(),
    )


def _undone(page: Any) -> Affine:
    """Return the map from pdfminer's coordinates, which are turned, to the file's own."""
    x0, y0, x1, y1 = page.mediabox
    if page.rotate == 90:
        return Affine(0, -1, x1, 1, 0, y0)
    if page.rotate == 180:
        return Affine(-1, 0, x1, 0, -1, y1)
    if page.rotate == 270:
        return Affine(0, 1, x0, -1, 0, y1)
    return Affine(1, 0, x0, 0, 1, y0)


def _after(second: Affine, first: Affine) -> Affine:
    """Return the map that does `first`, then `second`."""
    return Affine(
        second.a * first.a + second.b * first.d,
        second.a * first.b + second.b * first.e,
        second.a * first.c + second.b * first.f + second.c,
        second.d * first.a + second.e * first.d,
        second.d * first.b + second.e * first.e,
        second.d * first.c + second.e * first.f + second.f,
    )
