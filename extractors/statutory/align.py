"""Printed labels against the form's labels, both in order: which is which.

Labels decide; order only breaks ties and fills gaps. A label that is exactly one of the
form's is taken wherever it stands. What is left between two such anchors is aligned by
likeness, keeping the order (a small dynamic programme, as in sequence alignment:
Needleman & Wunsch 1970).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from extractors.statutory.labels import LIKELY, likeness

SURE = 0.85
"""Likeness from which a label may be taken out of order."""


RIVAL = 0.05
"""A label left over that is so little less like a code than the one chosen puts it in doubt."""


@dataclass(frozen=True, slots=True)
class Match:
    """A printed label's code (None: the form has no such label) and its likeness to it.

    doubtful: another label might as well have been chosen, or the label is a slip and its
    place decided. again: an earlier label names the same code as exactly.
    """

    code: str | None
    likeness: float
    doubtful: bool = False
    again: bool = False


def align(
    printed: Sequence[tuple[str, frozenset[str]]],
    expected: Sequence[tuple[str, tuple[str, ...]]],
    headings: Container[str] = (),
) -> list[Match]:
    """Match printed labels with expected ones.

    `printed` holds each label's core and the codes that it names exactly; `expected` each
    code, in the form's order, with its wordings; `headings` the codes that hold no figures.
    Returns one Match a printed label. No code is given twice, but with `again`.
    """
    position = {code: at for at, (code, _) in enumerate(expected)}
    matches: list[Match | None] = [None] * len(printed)
    taken: set[str] = set()
    claims = _claims([exact & position.keys() for _, exact in printed])
    slips = _slips(claims, printed, expected, headings)
    for at, code in slips.items():
        matches[at] = Match(code, 1.0, doubtful=True)
        taken.add(code)
    for at, code in _anchors(claims, position):
        if code not in taken:
            matches[at] = Match(code, 1.0)
            taken.add(code)
    for code, places in claims.items():
        for at in places:
            matches[at] = matches[at] or Match(code, 1.0, again=True)
    start = 0
    while start < len(printed):
        if matches[start] is not None:
            start += 1
            continue
        stop = start
        while stop < len(printed) and matches[stop] is None:
            stop += 1
        low = _code_position(matches, position, range(start - 1, -1, -1), -1)
        high = _code_position(matches, position, range(stop, len(printed)), len(expected))
        gap = [each for each in expected[low + 1 : high] if each[0] not in taken]
        for offset, match in _align_gap([core for core, _ in printed[start:stop]], gap):
            matches[start + offset] = match
            taken.add(str(match.code))
        start = stop
    for at, (core, _) in enumerate(printed):
        if matches[at] is None:
            match = _out_of_order(core, [each for each in expected if each[0] not in taken])
            matches[at] = match
            if match.code is not None:
                taken.add(match.code)
    wordings = dict(expected)
    left = [core for (core, _), m in zip(printed, matches, strict=True) if m and m.code is None]
    return [
        _doubted(match, core, left, wordings) if match is not None else Match(None, 0.0)
        for match, (core, _) in zip(matches, printed, strict=True)
    ]


def _doubted(
    match: Match, own: str, left: list[str], wordings: dict[str, tuple[str, ...]]
) -> Match:
    """Doubt an inexact match that a label left over might have as well, or that rests on
    the end of a label (a page's end cut it) which other labels have too."""
    if match.code is None or match.likeness == 1.0:
        return match
    rivals = (likeness(core, wordings[match.code]) for core in left)
    others = (wording for code, each in wordings.items() if code != match.code for wording in each)
    rest = any(wording.endswith(own) for wording in others)
    if rest or any(rival >= match.likeness - RIVAL for rival in rivals):
        return Match(match.code, match.likeness, doubtful=True)
    return match


_Claims = dict[str, list[int]]
"""The places of the labels that name a code exactly, and no other, by code."""


def _claims(exact: list[frozenset[str]]) -> _Claims:
    claims: _Claims = {}
    for at, codes in enumerate(exact):
        if len(codes) == 1:
            claims.setdefault(next(iter(codes)), []).append(at)
    return claims


def _slips(
    claims: _Claims,
    printed: Sequence[tuple[str, frozenset[str]]],
    expected: Sequence[tuple[str, tuple[str, ...]]],
    headings: Container[str],
) -> dict[int, str]:
    """Find labels printed twice, one under the other, where the form has two different ones.

    The one of the two whose place is that of a label printed nowhere is taken for it:

        form: a b c d    printed: a b b d  →  a b c d
    """
    position = {code: at for at, (code, _) in enumerate(expected)}
    inexact = [core for core, exact in printed if core and not exact & position.keys()]
    codes = {at: code for code, places in claims.items() for at in places}
    found: list[tuple[str, dict[int, str]]] = []
    for code, places in claims.items():
        if len(places) != 2 or places[1] != places[0] + 1:
            continue
        fits: list[tuple[str, dict[int, str]]] = []
        for step, place in ((-1, places[0]), (1, places[1])):
            at = position[code] + step
            if not 0 <= at < len(expected):
                continue
            other, wordings = expected[at]
            beyond = codes.get(place + step)
            if other in claims or other in headings:
                continue
            if beyond is not None and (position[beyond] - position[code]) * step < 0:
                continue
            if any(likeness(core, wordings) >= LIKELY for core in inexact):
                continue
            kept = places[0] if step > 0 else places[1]
            fits.append((other, {place: other, kept: code}))
        if len(fits) == 1:
            found += fits
    slips: dict[int, str] = {}
    taken = [other for other, _ in found]
    for other, slip in found:
        if taken.count(other) == 1:  # of two that may be it neither is
            slips |= slip
    return slips


def _anchors(claims: _Claims, position: dict[str, int]) -> list[tuple[int, str]]:
    """Choose the exactly named labels; of two that name one code, the one in order."""
    chosen = []
    for code, places in claims.items():
        if len(places) == 1:
            chosen.append((places[0], code))
            continue

        def in_order(at: int, code: str = code) -> int:
            """Count the neighbours' anchors that agree in order with this one."""
            return sum(
                (other < at) == (position[each] < position[code])
                for each, others in claims.items()
                if each != code and len(others) == 1
                for other in others
            )

        chosen.append((max(places, key=lambda at: (in_order(at), -at)), code))
    return chosen


def _code_position(
    matches: list[Match | None], position: dict[str, int], places: range, default: int
) -> int:
    for at in places:
        match = matches[at]
        if match is not None and match.code is not None:
            return position[match.code]
    return default


def _align_gap(
    cores: list[str], gap: Sequence[tuple[str, tuple[str, ...]]]
) -> list[tuple[int, Match]]:
    """Align labels with the expected ones between two anchors, keeping the order."""
    if not gap or not cores:
        return []
    scores = [[likeness(core, wordings) for _, wordings in gap] for core in cores]
    best = [[0.0] * (len(gap) + 1) for _ in range(len(cores) + 1)]
    for i in range(len(cores) - 1, -1, -1):
        for j in range(len(gap) - 1, -1, -1):
            paired = scores[i][j] + best[i + 1][j + 1] if scores[i][j] >= LIKELY else -1.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found = []
    i = j = 0
    while i < len(cores) and j < len(gap):
        score = scores[i][j]
        if score >= LIKELY and best[i][j] == score + best[i + 1][j + 1]:
            found.append((i, Match(gap[j][0], score)))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _out_of_order(core: str, free: Sequence[tuple[str, tuple[str, ...]]]) -> Match:
    """Match a label with the one expected that it is surely like, wherever that stands."""
    scored = sorted(((likeness(core, wordings), code) for code, wordings in free), reverse=True)
    if not scored or scored[0][0] < SURE:
        return Match(None, scored[0][0] if scored else 0.0)
    if len(scored) > 1 and scored[1][0] > scored[0][0] - 0.1:
        return Match(None, scored[0][0])
    return Match(scored[0][1], scored[0][0])
