"""Rules → which borders are really there, piece by piece between crossings.

┌───┬───┬───┐      Rules cross in nodes; between two neighbouring nodes lies an edge.
│   ╎   │   │      Of each edge the ink is measured. An edge without any ink joins two
├───┼───┴───┤      cells into a merged one; an edge of which something is left is a
│   │       │      border that was broken, and is restored with a doubt on its cells.
└───┴───────┘
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.borders import Evidence
from extractors.ocr.model import Gray
from extractors.ocr.pale_ink import reaches_borders
from extractors.ocr.rules import Rule

Shares = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BAND_MM = 0.5
"""How far from its rule an edge's ink may lie."""

BESIDE_MM = 1.0
"""How far from its rule ink makes a short piece suspect of being part of a letter."""

SCRAPS_LESS = 0.25
"""What short pieces must have more than long ones to show the same."""

TIP_MM = 0.6
"""Length of an edge's tips: a whole border has ink in both, letters seldom."""

WORN, WORN_SHARE = 0.9, 0.25
"""A table is worn if more than this share of its borders have less ink than the first."""

STRAIGHT_MM, STRETCH_MM = 0.4, 25.0
"""Within a stretch a border keeps to a strip so narrow; a bracket's bow does not."""

FAINT, WINDOW_MM, FAINT_SHARE, FAINT_PIECES = 7.0, 1.5, 0.75, 0.5
"""Grey levels by which a worn border is on average darker than both sides, in windows of so
many millimetres, in at least this share of them; the last is the share from which it is what
remains of a border. Noise is averaged to 2 or 3 levels."""

EVEN = 0.4
"""A window that shows so little of what others show has no line, but the tip of a letter."""

DARKEST = 60
"""No pixel counts as darker by more levels, or a speck would make a window dark."""

PAPER, CROSSED, ALL_CLEAR = 210.0, 0.4, 0.85
"""A window whose sides are darker has letters beside it and says nothing; if more than this
share of an edge's windows do, the edge isn't judged so. Of an edge that shows in part, at
least the last must be clear: letters' strokes are in part like borders."""

MOSTLY_ALONE = 0.75
"""Share of an incomplete edge's ink that must be alone for it to be a broken border."""

END_MM = 0.35
"""Left out at both ends of an edge, where the crossing borders are."""

WHOLE = 0.6
"""Share of an edge's length from which it is a border without doubt."""

SOLID = 0.9
"""Share from which nothing more needs to be looked at."""

PALE_INK = 0.35
"""Share of a pale border's length that may be as dark as ink: where more is, a bracket of a title
over all columns stands between two rows' borders. Brackets have half, pale borders 0.05."""

ISLAND, ISLANDS = 0.2, 3
"""An edge of which so much has ink, but neither end, looks like a dash amid its cell; so many
on a rule, more than edges that have all, are a row of dashes."""

PIECES = 0.35
"""Share from which it is what remains of a border, if the border goes on beyond it. On clean
pages borders have 1.0, and edges across the text of merged cells up to 0.3."""

ALONE_MM = 15.0
"""Where no edge of so long a stretch has more than that, it is what remains all the same."""


@dataclass(slots=True)
class Lattice:
    """The rules of a table, its nodes and how much ink each edge has.

    `nodes[i, j]` is (x, y) of row rule i and column rule j in pixels. `level[i, j]` is the
    edge on row rule i from column rule j to j + 1, `upright[i, j]` that on column rule j
    from row rule i to i + 1: shares of their length with the ink of a border. `worn`: the
    borders are broken all over.
    """

    rows: list[Rule]
    columns: list[Rule]
    nodes: npt.NDArray[np.float64]
    level: Shares
    upright: Shares
    worn: bool = False


def lattice_of(
    rows: list[Rule], columns: list[Rule], level: Evidence, upright: Evidence, dpi: float
) -> Lattice:
    """Return the lattice of a table's rules with its edges measured."""
    nodes = np.zeros((len(rows), len(columns), 2))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            nodes[i, j] = _crossing(row, column)
    # Two measures of each edge: strict, and one that believes short pieces.
    across = np.zeros((2, len(rows), len(columns) - 1))
    down = np.zeros((2, len(rows) - 1, len(columns)))
    for i, row in enumerate(rows):
        shares, islands = _shares(row, nodes[i, :, 0], level, dpi)
        across[:, i] = 0.0 if _are_dashes(shares[0], islands) else shares
        pale = _pale_edges(across[0, i], row, nodes[i, :, 0], level, dpi)
        cells = [(nodes[i, k, 0], nodes[i, k + 1, 0]) for k in pale]
        if len(cells) < ISLANDS or reaches_borders(row, cells, level.gray, dpi):
            across[:, i, pale] = WHOLE
    for j, column in enumerate(columns):
        # Islands on an upright rule are letters of rows merged across it, and mean nothing.
        down[:, :, j], _ = _shares(column, nodes[:, j, 1], upright, dpi)
        down[:, _pale_edges(down[0, :, j], column, nodes[:, j, 1], upright, dpi), j] = WHOLE
    worn = _is_worn(np.concatenate([across[1].ravel(), down[1].ravel()]))
    return Lattice(rows, columns, nodes, across[int(worn)], down[int(worn)], worn)


def _is_worn(shares: Shares) -> bool:
    """Tell whether a table's borders are broken all over, so that short pieces are borders.

    On a clean page an edge has its ink or has none; text crossing an edge is an exception.
    """
    something = shares[shares >= PIECES]
    return bool(something.size) and float((something < WORN).mean()) > WORN_SHARE


def _crossing(row: Rule, column: Rule) -> tuple[float, float]:
    y = float(np.median(row.places))
    for _ in range(2):
        x = column.at(y)
        y = row.at(x)
    return x, y


def _are_dashes(shares: Shares, islands: Flags) -> bool:
    """Tell a rule of dashes, one in each cell, from a border: it counts for nothing.

    │  ——   │  ——   │ ——  │  ——  │
    """
    return bool(islands.sum() >= max(ISLANDS, 1 + int((shares[~islands] >= WHOLE).sum())))


def _shares(
    rule: Rule, stops: npt.NDArray[np.float64], ink: Evidence, dpi: float
) -> tuple[Shares, Flags]:
    """Return for each stretch between stops along a rule how much of it has border ink.

    Short pieces count less than long ones. An edge that is not whole or does not reach both
    crossing borders counts only if nearly all of its ink has bare paper on both sides:
    letters are seldom alone. With it comes which edges have ink, but at neither end.
    """
    pixels_mm = dpi / 25.4
    band, end = max(1, round(BAND_MM * pixels_mm)), END_MM * pixels_mm
    beside = np.arange(band + 1, max(band + 2, round(BESIDE_MM * pixels_mm)) + 1)
    near, far = np.arange(-band, band + 1), np.concatenate([-beside, beside])
    height, width = ink.runs.shape
    shares = np.zeros((2, len(stops) - 1))
    islands: Flags = np.zeros(len(stops) - 1, dtype=np.bool_)
    for k, (first, last) in enumerate(pairwise(stops)):
        margin = min(end, (last - first) / 4)
        along = np.arange(round(first + margin), round(last - margin) + 1)
        along = along[(along >= 0) & (along < width)]
        if not along.size:
            continue
        across = np.rint(rule.along(along.astype(np.float64))).astype(np.int64)
        reach = np.clip(across + near[:, None], 0, height - 1)
        sides = np.clip(across + far[:, None], 0, height - 1)
        alone = ~ink.dark[sides, along].any(axis=0)
        runs = _straight(ink.runs[reach, along], dpi)
        scraps = _straight(ink.runs[reach, along] | (ink.scraps[reach, along] & alone), dpi)
        tip = max(2, round(TIP_MM * pixels_mm))
        strict = max((runs.mean() + scraps.mean()) / 2, scraps.mean() - SCRAPS_LESS)
        tips = (scraps[:tip].mean(), scraps[-tip:].mean())
        islands[k] = max(tips) == 0.0 and scraps.mean() >= ISLAND
        lonely = (scraps & alone).mean() >= MOSTLY_ALONE * scraps.mean()
        lonely = lonely and max(tips) >= 0.5  # of a broken border an end is left
        if strict < SOLID or min(tips) < 0.5:
            faint, reaches, clear = _faint_share(ink.gray, across, along, dpi)
            if faint >= FAINT_SHARE and reaches:  # a dash amid its cell does not
                shares[:, k] = max(faint, strict)
                continue
        else:
            faint, reaches, clear = 0.0, False, False
        if strict < WHOLE or min(tips) < 0.5:
            strict = min(strict, WHOLE - 0.01) if lonely else 0.0
        if reaches and clear and faint >= FAINT_PIECES:
            strict = max(strict, min(faint, WHOLE - 0.01))
        shares[:, k] = strict, max(strict, scraps.mean() if lonely else strict)
    return shares, islands


def _pale_edges(
    shares: Shares, rule: Rule, stops: npt.NDArray[np.float64], ink: Evidence, dpi: float
) -> list[int]:
    """Return which edges of a rule are pale ridges, of those whose share doesn't make a border."""
    band = max(1, round(BAND_MM * dpi / 25.4))
    near = np.arange(-band, band + 1)[:, None]
    height, width = ink.pale.shape
    found: list[int] = []
    for k in np.flatnonzero(shares < WHOLE).tolist():
        along = np.arange(max(0, round(stops[k])), min(width, round(stops[k + 1]) + 1))
        if along.size:
            across = np.rint(rule.along(along.astype(np.float64))).astype(np.int64)
            reach = np.clip(across + near, 0, height - 1)
            inked = float(ink.dark[reach, along].any(axis=0).mean())
            if inked <= PALE_INK and _straight(ink.pale[reach, along], dpi).mean() >= WHOLE:
                found.append(k)
    return found


def _straight(hits: npt.NDArray[np.uint8], dpi: float) -> Flags:
    """Return which places along an edge have ink in the strip that has most of it.

    `hits` is ink across (rows, from above to below the rule) and along (columns).
    """
    strip = max(3, round(STRAIGHT_MM * dpi / 25.4) | 1)
    near = cv2.dilate(hits, np.ones((strip, 1), np.uint8)).astype(np.bool_)
    found: Flags = np.zeros(hits.shape[1], dtype=np.bool_)
    stretch = max(1, round(STRETCH_MM * dpi / 25.4))
    for start in range(0, len(found), stretch):
        part = near[:, start : start + stretch]
        found[start : start + stretch] = part[part.sum(axis=1).argmax()]
    return found


def _faint_share(
    gray: Gray, across: npt.NDArray[np.int64], along: npt.NDArray[np.int64], dpi: float
) -> tuple[float, bool, bool]:
    """Return in how much of an edge a line shows, however faint, thin or dotted; whether it
    does at one of the edge's ends, as what is left of a border does; and whether nearly all
    of the edge has bare paper at its sides.

        paper   ────╮   ╭────      On average over a window along the edge the line is darker
        line        ╰───╯          than the paper on both sides of it.
    """
    pixels_mm = dpi / 25.4
    window = max(4, round(WINDOW_MM * pixels_mm))
    count = round(len(along) / window)
    if not count:
        return 0.0, False, False
    band = max(1, round(BAND_MM * pixels_mm))
    beside = max(band + 3, round(2 * BAND_MM * pixels_mm) + 1)
    offsets = np.arange(-beside, beside + 1)
    taken = np.linspace(0, len(along) - 1, count * window).round().astype(np.int64)
    places = np.clip(across[taken] + offsets[:, None], 0, gray.shape[0] - 1)
    strips = gray[places, along[taken]].reshape(len(offsets), count, window)
    sides = beside - band - 1
    paper = np.minimum(strips[:sides].mean(axis=(0, 2)), strips[-sides:].mean(axis=(0, 2)))
    clear = paper >= PAPER
    if clear.sum() < max(1.0, (1 - CROSSED) * count):
        return 0.0, False, False
    profile = np.maximum(strips, 255 - DARKEST).mean(axis=2)
    dips = (paper - profile)[beside - band : beside + band + 1][:, clear]
    best = int(np.median(dips, axis=1).argmax())
    line = dips[max(0, best - 1) : best + 2].max(axis=0)
    shown = line >= max(FAINT, EVEN * float(line.max()))
    return float(shown.mean()), bool(shown[0] or shown[-1]), bool(clear.mean() >= ALL_CLEAR)


def edges_present(lattice: Lattice, dpi: float) -> tuple[tuple[Flags, Flags], tuple[Flags, Flags]]:
    """Return `borders_present` of a lattice's row rules and of its column rules."""
    mm = 25.4 / dpi
    across = np.abs(np.diff(lattice.nodes[:, :, 0], axis=1)) * mm
    down = np.abs(np.diff(lattice.nodes[:, :, 1], axis=0)) * mm
    return borders_present(lattice.level, across), borders_present(lattice.upright.T, down.T)


def borders_present(shares: Shares, lengths: Shares) -> tuple[Flags, Flags]:
    """Return which edges are borders, and which of them were broken and are restored.

    `shares` has one row of edges per rule, in order along it, and so has `lengths` in
    millimetres. A broken edge is a border where it continues one, or many broken ones do.
    """
    whole = shares >= WHOLE
    remains = ~whole & (shares >= PIECES)
    present = whole | _long_runs(remains, lengths)
    while True:
        beyond = np.zeros_like(whole)
        beyond[:, 1:] |= present[:, :-1]
        beyond[:, :-1] |= present[:, 1:]
        more = present | (remains & beyond)
        if (more == present).all():
            return present, present & ~whole
        present = more


def _long_runs(edges: Flags, lengths: Shares) -> Flags:
    """Return those of some edges that follow each other over `ALONE_MM`."""
    found: Flags = np.zeros_like(edges)
    for rule, flags in enumerate(edges):
        ends = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
        for start, end in ends.reshape(-1, 2).tolist():
            found[rule, start:end] = lengths[rule, start:end].sum() >= ALONE_MM
    return found
