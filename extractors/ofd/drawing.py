"""A page of an OFD file → what is drawn on it, in points, for the readers of pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from extractors.ofd.paths import add_path
from extractors.ofd.structure import OfdPage, Resources
from extractors.ofd.texts import glyphs_of, is_drawn
from extractors.ofd.values import POINTS, after, box, matrix, moved
from extractors.pages.model import Affine, Box
from extractors.pdf.content import PageContent
from extractors.readers.archive import child, local

MAX_OBJECTS = 200_000
"""Objects of one page that are looked at; a page of a report has some hundred."""
MAX_DEPTH = 12
"""Blocks inside blocks, and drawings inside drawings, are looked into no deeper."""


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture on a page: which part of the package it is, and where its unit square lies.

    `glyphs_before` counts the characters drawn before it, which it may cover.
    """

    part: str
    to: Affine
    box: Box
    glyphs_before: int


@dataclass(slots=True)
class Drawn:
    """What is on a page. `content.pictures` stays empty: see `pictures`."""

    content: PageContent
    pictures: list[PlacedPicture] = field(default_factory=list)
    left: int = MAX_OBJECTS
    inside: list[str] = field(default_factory=list)
    """Composite drawings that are being walked through: none holds itself."""


def drawn_on(page: OfdPage) -> Drawn:
    """Return everything on a page; annotations, seals among them, are no part of it."""
    x, y, width, height = page.area
    to = Affine(POINTS, 0.0, -x * POINTS, 0.0, POINTS, -y * POINTS)
    drawn = Drawn(PageContent(width * POINTS, height * POINTS))
    for layer in page.layers:
        _walk(layer, to, page.resources, drawn, 0)
    return drawn


def _walk(block: Any, to: Affine, resources: Resources, drawn: Drawn, depth: int) -> None:
    for element in block:
        if drawn.left <= 0 or depth > MAX_DEPTH:
            return
        drawn.left -= 1
        kind = local(element)
        if not is_drawn(element):
            continue
        if kind in ("PageBlock", "Layer"):
            _walk(element, to, resources, drawn, depth + 1)
            continue
        if kind not in ("TextObject", "PathObject", "ImageObject", "CompositeObject"):
            continue
        own = _own_map(element, to)
        if kind == "TextObject":
            bold = element.get("Font", "") in resources.bold_fonts
            drawn.content.glyphs += glyphs_of(element, own, bold=bold)
        elif kind == "PathObject":
            add_path(element, own, drawn.content.horizontal, drawn.content.vertical)
        elif kind == "ImageObject":
            _picture(element, to, resources, drawn)
        else:
            identity = element.get("ResourceID", "")
            content = child(resources.drawings.get(identity), "Content")
            if content is not None and identity not in drawn.inside:
                drawn.inside.append(identity)
                _walk(content, own, resources, drawn, depth + 1)
                drawn.inside.pop()


def _own_map(element: Any, to: Affine) -> Affine:
    """Return the map from an object's own coordinates: CTM, then the corner of its Boundary."""
    bounds = box(element.get("Boundary"))
    if bounds is not None:
        to = after(to, Affine(1.0, 0.0, bounds[0], 0.0, 1.0, bounds[1]))
    inner = matrix(element.get("CTM"))
    return to if inner is None else after(to, inner)


def _picture(element: Any, to: Affine, resources: Resources, drawn: Drawn) -> None:
    """Note a picture's place: its CTM leads from the unit square, else it fills its Boundary."""
    part = resources.pictures.get(element.get("ResourceID", ""))
    bounds = box(element.get("Boundary"))
    if matrix(element.get("CTM")) is not None:
        to = _own_map(element, to)
    elif bounds is not None:
        x, y, width, height = bounds
        to = after(to, Affine(width, 0.0, x, 0.0, height, y))
    else:
        return
    corners = [moved(to, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    page = drawn.content
    place = Box(
        max(0.0, min(xs)), max(0.0, min(ys)), min(page.width, max(xs)), min(page.height, max(ys))
    )
    if part is not None and place.x0 < place.x1 and place.y0 < place.y1:
        drawn.pictures.append(PlacedPicture(part, to, place, len(page.glyphs)))
