"""Table borders in the styles that Word, WPS and printers leave in a PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tools.samples.pdf_sheet import Area, Fill, Rule

Borders = Literal[
    "normal", "open", "double", "double_outside", "dashed", "dashed_pieces", "dotted",
    "dotted_pieces", "thick", "rectangles", "cell_rectangles", "hairline", "none",
]  # fmt: skip
"""normal: solid lines of half a point. open: without the left and right side. double,
double_outside: two lines side by side, everywhere or round the table only. dashed, dotted:
by a dash pattern; *_pieces: drawn as that many short lines. thick: 1.5 pt inside, 2.25 pt
outside. rectangles: long, thin, filled ones; cell_rectangles: four to a cell, as Word makes
them. hairline: the thinnest that a device can draw. none: nothing but alignment.
"""
BORDERS: tuple[Borders, ...] = (
    "normal", "open", "double", "double_outside", "dashed", "dashed_pieces", "dotted",
    "dotted_pieces", "thick", "rectangles", "cell_rectangles", "hairline", "none",
)  # fmt: skip

Edge = tuple[float, float, float, float]

_LINE = 0.5
_THICK, _THICKER = 1.5, 2.25
_HAIR = 0.0
_APART = 1.5
_NEAR = 0.01


@dataclass(frozen=True, slots=True)
class CellArea:
    """A cell's rectangle on a page; an open side has no border, as where a page's end cuts."""

    area: Area
    open_top: bool = False
    open_bottom: bool = False


def edges_of(cells: Iterable[CellArea]) -> list[Edge]:
    """Return the borders of cells, each as one line as long as it goes on."""
    across: dict[float, list[tuple[float, float]]] = defaultdict(list)
    down: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for cell in cells:
        x0, y0, x1, y1 = (round(value, 2) for value in cell.area)
        if not cell.open_top:
            across[y0].append((x0, x1))
        if not cell.open_bottom:
            across[y1].append((x0, x1))
        down[x0].append((y0, y1))
        down[x1].append((y0, y1))
    edges = [(x0, y, x1, y) for y, spans in sorted(across.items()) for x0, x1 in _joined(spans)]
    edges += [(x, y0, x, y1) for x, spans in sorted(down.items()) for y0, y1 in _joined(spans)]
    return edges


def _joined(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + _NEAR:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def draw_borders(cells: list[CellArea], style: Borders) -> tuple[list[Rule], list[Fill]]:
    """Return the lines and filled rectangles that make the borders of a table's cells."""
    if style == "none" or not cells:
        return [], []
    if style == "cell_rectangles":
        return [], [Fill(area) for cell in cells for area in _rectangles_of(cell)]
    edges = edges_of(cells)
    outside = Area(
        min(cell.area.x0 for cell in cells), min(cell.area.y0 for cell in cells),
        max(cell.area.x1 for cell in cells), max(cell.area.y1 for cell in cells),
    )  # fmt: skip
    if style == "rectangles":
        return [], [Fill(_thin(edge)) for edge in edges]
    if style == "open":
        edges = [edge for edge in edges if not _is_side(edge, outside)]
    return [rule for edge in edges for rule in _rules(edge, style, outside)], []


def _rules(edge: Edge, style: Borders, outside: Area) -> Iterator[Rule]:
    is_outside = _is_outside(edge, outside)
    match style:
        case "double":
            yield from _two(edge, outside, is_outside)
        case "double_outside" if is_outside:
            yield from _two(edge, outside, is_outside)
        case "dashed":
            yield Rule(*edge, _LINE, (3, 2))
        case "dotted":
            yield Rule(*edge, _LINE, (0.6, 1.2))
        case "dashed_pieces":
            yield from _pieces(edge, 3, 2)
        case "dotted_pieces":
            yield from _pieces(edge, 0.6, 1.4)
        case "thick":
            yield Rule(*edge, _THICKER if is_outside else _THICK)
        case "hairline":
            yield Rule(*edge, _HAIR)
        case _:
            yield Rule(*edge, _LINE)


def _two(edge: Edge, outside: Area, is_outside: bool) -> Iterator[Rule]:
    """A line and a second one: towards the outside at the edge, else half to either side."""
    x0, y0, x1, y1 = edge
    near, far = (0.0, _APART) if is_outside else (-_APART / 2, _APART / 2)
    if y0 == y1:
        sign = -1 if abs(y0 - outside.y0) < _NEAR else 1
        for shift in (near, far):
            yield Rule(x0, y0 + sign * shift, x1, y0 + sign * shift, _LINE)
    else:
        sign = -1 if abs(x0 - outside.x0) < _NEAR else 1
        for shift in (near, far):
            yield Rule(x0 + sign * shift, y0, x0 + sign * shift, y1, _LINE)


def _pieces(edge: Edge, on: float, off: float) -> Iterator[Rule]:
    x0, y0, x1, y1 = edge
    length = max(x1 - x0, y1 - y0)
    at = 0.0
    while at < length:
        end = min(at + on, length)
        if y0 == y1:
            yield Rule(x0 + at, y0, x0 + end, y0, _LINE)
        else:
            yield Rule(x0, y0 + at, x0, y0 + end, _LINE)
        at += on + off


def _thin(edge: Edge) -> Area:
    x0, y0, x1, y1 = edge
    half = _LINE / 2
    return Area(x0 - half, y0 - half, x1 + half, y1 + half)


def _rectangles_of(cell: CellArea) -> Iterator[Area]:
    """The four borders of one cell with a square at each corner, as Word writes them."""
    x0, y0, x1, y1 = cell.area
    half = _LINE / 2
    if not cell.open_top:
        yield Area(x0 + half, y0 - half, x1 - half, y0 + half)
    if not cell.open_bottom:
        yield Area(x0 + half, y1 - half, x1 - half, y1 + half)
    yield Area(x0 - half, y0 + half, x0 + half, y1 - half)
    yield Area(x1 - half, y0 + half, x1 + half, y1 - half)
    for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1)):
        yield Area(x - half, y - half, x + half, y + half)


def _is_side(edge: Edge, outside: Area) -> bool:
    x0, _, x1, _ = edge
    return x0 == x1 and (abs(x0 - outside.x0) < _NEAR or abs(x0 - outside.x1) < _NEAR)


def _is_outside(edge: Edge, outside: Area) -> bool:
    _, y0, _, y1 = edge
    level = y0 == y1 and (abs(y0 - outside.y0) < _NEAR or abs(y0 - outside.y1) < _NEAR)
    return level or _is_side(edge, outside)
