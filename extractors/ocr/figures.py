"""The figures in lines of prose, read a second time.

The first recogniser reads whole lines, and reads them well; but a misread figure looks like
any other. So every figure, with a letter or two of what is around it, is cut out and given to
tesseract, all of a page's in one picture; what both agree on is sure, the rest is a doubt.

    line    …收到申请 775 件，其中自然人 761 人…
    cut          ┌申请775件，┐ ┌然人761人┐         one a row in tesseract's picture
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from extractors.numerals import Quantity, read
from extractors.ocr import second_reader
from extractors.ocr.letters import DIGITS, NUMERALS, Letter
from extractors.ocr.model import Gray, PreparedPage
from extractors.ocr.second_reader import SecondReading
from extractors.ocr.tesseract import read_figures
from extractors.pages.model import Box, TextLine
from schemas.document import Reading, Spot

CONTEXT = 2
"""Letters to either side that are shown to the second reader: alone, digits are harder."""
TOGETHER = 4
"""Figures so few letters apart are shown in one piece."""
LONGEST_PIECE = 24
"""Letters after which a piece is not made longer."""

SURE = 0.8
"""The first recogniser's confidence in its weakest digit from which an agreement is sure."""
AGREED = 0.999
"""Confidence of a figure that both read alike, the first of them surely."""
SETTLED = 0.995
"""Confidence of one where tesseract needed a second look."""

FIGURE = re.compile(
    rf"""
    (?<![A-Za-z])
    [{DIGITS}OoIl|]*[{DIGITS}][{DIGITS}OoIl|]*             # digits, and letters like them
    (?:[ ]?[.,，．·:：/～~\-—–－一][ ]?[{DIGITS}OoIl|]+)*  # 1,204  99.79  0900-7182403  3-5
    (?:[%％‰]|[百千万亿]{{1,2}})?
    """,
    re.VERBOSE,
)
"""Digits, what joins them, and what multiplies them."""

HALF_READ = re.compile(
    r"[OoIl|丨](?=[件条次个项份篇起宗人家场期万])|[—–－-](?=[件条次个份篇起宗家场期])"
)
"""A letter or dash where a measure word wants a figure: O件, l条, —件."""

WRITTEN_OUT = re.compile(rf"[{NUMERALS}百分之点]*[{NUMERALS}]")
"""A figure in Chinese numerals."""

NUMERAL_AT_END = re.compile(rf"(?<![{NUMERALS}分之点])[{NUMERALS}分之点]*[{NUMERALS}]$")
"""Chinese numerals whose measure word may stand on the next line."""

_NARROW = str.maketrans("０１２３４５６７８９％．：／～－—–−至到", "0123456789%.:/~------")
_DIGITS_OF = re.compile(r"[0-9]|(?<=[0-9])[.:/~-](?=[0-9])|[%‰]")
_NUMERALS_OF = re.compile(rf"[{NUMERALS}]|百分之|(?<=[{NUMERALS}])点(?=[{NUMERALS}])")
_BARE = re.compile(rf"[{DIGITS}]+(?:[.,][{DIGITS}]+)*")
"""Digits that can be shown alone."""
_STUMBLED = re.compile(r"(?:9?%[0469]{0,2}|96?)$")
"""What becomes of a per cent sign: 94.779%, 94.77%6, 94.7796."""
_IGNORED = re.compile(r"[ ,，]")
"""What makes no difference to a figure's value. A point does."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was recognised: where it stands, its picture, its letters as typed.

    `picture` is what was read; `scale` are its pixels a point, `left` its left edge in points.
    """

    box: Box
    letters: Sequence[Letter]
    picture: Gray
    left: float
    scale: float

    @property
    def text(self) -> str:
        """Return the line's text."""
        return "".join(letter.char for letter in self.letters)

    @property
    def edges(self) -> tuple[float, ...]:
        """Return the letters' left edges and the last one's right edge, in points."""
        middles = [letter.at for letter in self.letters]
        between = [(one + other) / 2 for one, other in pairwise(middles)]
        return (self.box.x0, *between, self.box.x1) if middles else ()

    def pixel(self, at: int) -> int:
        """Return where the letter `at` begins in the picture."""
        place = round((self.edges[at] - self.left) * self.scale)
        return min(max(place, 0), int(self.picture.shape[1]))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line that is read again: its figures, and the context it is shown with."""

    line: int
    start: int
    end: int
    figures: tuple[tuple[int, int], ...]


def check_figures(
    page: PreparedPage, lines: Sequence[Line], layer: Sequence[TextLine] = ()
) -> list[tuple[Spot, ...]]:
    """Read the figures of some lines again; return the spots of each line, in order.

    Every figure has a spot with what each recogniser read, and its doubts where they differ.
    `layer` is an earlier recognition's text: one more opinion, which never outvotes a doubt.
    """
    pieces = [piece for at, line in enumerate(lines) for piece in _pieces(at, line.text)]
    spots = _compare(lines, pieces, CONTEXT)
    spots = _looked_at_again(lines, pieces, spots)
    found: list[list[Spot]] = [[] for _ in lines]
    for piece, own in zip(pieces, spots, strict=True):
        line = lines[piece.line]
        for spot in own:
            found[piece.line].append(_with_marks(page, line, _with_layer(line, spot, layer)))
    return [tuple(own) for own in found]


def figures_in(text: str) -> list[tuple[int, int]]:
    """Return where a line has figures, or what may be one misread, from left to right."""
    spans = [each.span() for pattern in (FIGURE, HALF_READ) for each in pattern.finditer(text)]
    for each in read(text):
        numerals = WRITTEN_OUT.search(text, each.start, each.end)
        if isinstance(each, Quantity) and numerals:
            spans.append(numerals.span())
    if at_end := NUMERAL_AT_END.search(text):
        spans.append(at_end.span())
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def canonical(text: str) -> str:
    """Return what a figure's value hangs on: its digits, points and joints, its numerals.

    Where there are digits, the Chinese numerals beside them are words: 二是, 一次.
    """
    plain = _IGNORED.sub("", text.translate(_NARROW))
    if any(char.isdigit() for char in plain):
        return "".join(_DIGITS_OF.findall(plain)) + "".join(re.findall("[百千万亿]", plain))
    return "".join(_NUMERALS_OF.findall(plain))


def _pieces(number: int, text: str) -> list[Piece]:
    """Return the pieces of a line that are read again, figures close to each other in one."""
    pieces: list[Piece] = []
    for start, end in figures_in(text):
        last = pieces[-1] if pieces else None
        if last and start - last.end <= TOGETHER and end - last.start <= LONGEST_PIECE:
            pieces[-1] = Piece(number, last.start, end, (*last.figures, (start, end)))
        else:
            pieces.append(Piece(number, start, end, ((start, end),)))
    return pieces


def _compare(lines: Sequence[Line], pieces: Sequence[Piece], context: int) -> list[list[Spot]]:
    pictures = [_picture(lines[piece.line], piece, context) for piece in pieces]
    readings = second_reader.read_pieces(pictures) if pictures else []
    return [
        _spots(lines[piece.line], piece, context, reading)
        for piece, reading in zip(pieces, readings, strict=True)
    ]


def _picture(line: Line, piece: Piece, context: int) -> Gray:
    """Cut a piece with its context out of its line, between the letters."""
    first, last = piece.start - context, piece.end + context
    width = int(line.picture.shape[1])
    left = 0 if first <= 0 else line.pixel(first)
    right = width if last >= len(line.letters) else line.pixel(last)
    return line.picture[:, left : max(right, left + 1)]


def _spots(line: Line, piece: Piece, context: int, reading: SecondReading) -> list[Spot]:
    offset = max(0, piece.start - context)
    shown = line.text[offset : piece.end + context]
    return [
        _spot(
            line,
            start,
            end,
            _counterpart(shown, start - offset, end - offset, reading.text),
            reading.confidence,
        )
        for start, end in piece.figures
    ]


def _counterpart(shown: str, start: int, end: int, other: str) -> str:
    """Return what stands in `other` between the letters next to `shown[start:end]`.

    Letters inserted at either side belong to it: they may be digits that are missing here.
    """
    low, high = 0, len(other)
    for block in SequenceMatcher(None, shown, other, autojunk=False).get_matching_blocks():
        if block.a < start:
            low = block.b + min(block.size, start - block.a)
        if block.size and block.a + block.size > end:
            high = block.b + max(0, end - block.a)
            break
    return other[low:high] if low <= high else ""


def _spot(line: Line, start: int, end: int, other: str, confidence: float) -> Spot:
    own = line.text[start:end]
    score = min(
        (each.score for each in line.letters[start:end] if not _IGNORED.fullmatch(each.char)),
        default=0.0,
    )
    readings = (
        Reading("rapidocr", own, round(score, 4)),
        Reading("tesseract", other, round(confidence, 4)),
    )
    if not canonical(other):
        return Spot(start, end, round(score, 4), ("one_reader",), readings)
    if canonical(own) != canonical(other):
        return Spot(start, end, round(score, 4), ("readers_differ",), readings)
    if score < SURE:
        return Spot(start, end, round(score, 4), ("reading_weak",), readings)
    return Spot(start, end, AGREED, (), readings)


def _looked_at_again(
    lines: Sequence[Line], pieces: Sequence[Piece], spots: Sequence[list[Spot]]
) -> list[list[Spot]]:
    """Show the bare digits to tesseract where, with letters around, it was led astray.

    It takes a lone 1 for 工 or I, and 94.77% for 94.779%: only such doubts can be settled so.
    One that says which digit is another, or that one more stands before, remains.
    """
    open_: list[tuple[int, int]] = []
    pictures: list[Gray] = []
    for at, own in enumerate(spots):
        line = lines[pieces[at].line]
        for number, spot in enumerate(own):
            bare = _BARE.match(line.text, spot.start, spot.end)
            if bare and _is_led_astray(spot):
                open_.append((at, number))
                pictures.append(line.picture[:, line.pixel(bare.start()) : line.pixel(bare.end())])
    settled = [list(own) for own in spots]
    readings = read_figures(pictures) if pictures else []
    for (at, number), reading in zip(open_, readings, strict=True):
        spot = settled[at][number]
        first = spot.readings[0]
        bare = _BARE.match(first.text)
        if bare and first.confidence >= SURE and canonical(bare.group()) == canonical(reading.text):
            again = Reading("tesseract", reading.text, round(reading.confidence, 4))
            settled[at][number] = Spot(spot.start, spot.end, SETTLED, (), (first, again))
    return settled


def _is_led_astray(spot: Spot) -> bool:
    """Return whether tesseract saw no figure at all, or stumbled over the per cent sign."""
    if "one_reader" in spot.doubts:
        return True
    if "readers_differ" not in spot.doubts:
        return False
    own, other = (canonical(reading.text) for reading in spot.readings[:2])
    return own.endswith("%") and _STUMBLED.sub("", other) == own[:-1]


def _with_layer(line: Line, spot: Spot, layer: Sequence[TextLine]) -> Spot:
    """Add what an earlier recognition made of the figure's place, where it knows."""
    for other in layer:
        middle = (other.box.y0 + other.box.y1) / 2
        if not other.text or not line.box.y0 <= middle <= line.box.y1:
            continue
        text = _counterpart(line.text, spot.start, spot.end, other.text)
        if not canonical(text):
            continue
        spot = replace(spot, readings=(*spot.readings, Reading("text_layer", text, 0.5)))
        if canonical(text) != canonical(line.text[spot.start : spot.end]) and not spot.doubts:
            spot = replace(spot, doubts=("readers_differ",))
        break
    return spot


def _with_marks(page: PreparedPage, line: Line, spot: Spot) -> Spot:
    """Note that a seal or the like was taken away from under a figure."""
    if page.marks is None:
        return spot
    place = line.box._replace(x0=line.edges[spot.start], x1=line.edges[spot.end])
    left, upper, right, lower = page.pixels(place)
    if not page.marks[upper:lower, left:right].any():
        return spot
    return replace(spot, doubts=tuple(dict.fromkeys((*spot.doubts, "mark_over_cell"))))
