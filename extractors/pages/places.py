"""Boxes on a page as it was read → places on the page as a viewer shows it."""

from __future__ import annotations

from extractors.pages.model import IDENTITY, Box, Page
from schemas.document import Place


def place_on(page: Page, box: Box) -> Place:
    """Return where a box of an upright, straightened page stands in the viewer's page.

    Of a box that the page's view turns, the box around it; within the hundredth of a point.
    """
    if page.view == IDENTITY:
        return Place(page.number, *(round(edge, 2) for edge in box))
    a, b, c, d, e, f = page.view
    corners = [(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    xs = [a * x + b * y + c for x, y in corners]
    ys = [d * x + e * y + f for x, y in corners]
    return Place(page.number, *(round(edge, 2) for edge in (min(xs), min(ys), max(xs), max(ys))))


def edges_on(page: Page, edges: tuple[float, ...], y: float) -> tuple[float, ...]:
    """Return the edges of a line's characters in the viewer's page.

    `y` is the height of the line's middle, which matters where the page was straightened.
    Of a page that lies on its side there are none: its lines run up or down.
    """
    if page.view == IDENTITY or not edges:
        return edges
    a, b, c, _, _, _ = page.view
    if abs(a) < abs(b):
        return ()
    return tuple(round(a * x + b * y + c, 2) for x in edges)
