"""Two readings of a figure, and what its ink says → the text kept, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.ocr.calibration import AGREED, Agreement, Evidence, calibrated
from extractors.ocr.dashes import Stroke
from extractors.ocr.figure_text import FigureText, pointed, understand
from extractors.ocr.rapid import Recognition
from extractors.ocr.tesseract import FigureReading
from schemas.document import Reading
from schemas.doubts import DOUBTS

UNREADABLE = "\ufffd"
BLOT = "blot"
"""Speaks against a figure: some of its ink is thicker than any stroke."""
ILLEGIBLE_PAGE = "illegible page"
"""Speaks against every figure of a page whose print is mostly lost: a dash may be what is
left of a 7."""
UNDER_BLOT = 0.25
"""Share of figures that are right as read under a blot (of 230 drawn ones)."""
SURE = 0.80
"""RapidOCR's weakest character at least, for an agreement that needs no look."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """All that was found out about one figure.

    `second` is tesseract's second look, None where there was none. `against` are the codes
    of `structure.contradictions`, `BLOT`, and of the page's other digits. `lost` says that ink may
    have been lost or added at a border, `marked` that a seal lay over it,
    `flat` that the ink is one flat stroke. `alike` are the digits by their likeness to the
    page's sure ones, empty where that does not tell. `point_seen` says that the ink shows a
    point where RapidOCR read a space. `past_mark` is its reading of the digits without what
    is left of a mark around them, None where it was not asked or saw no plain figure.
    """

    rapid: Recognition
    first: FigureReading
    second: FigureReading | None = None
    against: tuple[str, ...] = ()
    lost: bool = False
    marked: bool = False
    stroke: Stroke | None = None
    alike: str = ""
    point_seen: bool = False
    past_mark: Recognition | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The text kept for a cell, with confidence, doubts and readings as in `PageCell`."""

    text: str
    confidence: float
    doubts: tuple[str, ...]
    readings: tuple[Reading, ...]
    evidence: Evidence


def agreement_of(
    rapid: FigureText, first: FigureText, second: FigureText | None, alike: str = ""
) -> tuple[Agreement, FigureText]:
    """Return how the recognisers agree, and the reading that is kept.

    Where they do not, the likeness to the page's sure digits is a witness for the first, on
    its digits. About a sign or point it knows nothing; and a reading of tesseract's alone,
    which the ink was not held against, becomes better by it but not sure.
    """
    agreement, kept = _agreement(rapid, first, second)
    if not alike or agreement in AGREED:
        return agreement, kept
    others = [each for each in (first, second) if each is not None and each.digits == alike]
    if rapid.digits == alike:
        return ("likeness" if not others else agreement), rapid
    return agreement, others[0] if others else kept


def _agreement(
    rapid: FigureText, first: FigureText, second: FigureText | None
) -> tuple[Agreement, FigureText]:
    seen = second if second is not None and second.key is not None else first
    if rapid.key is None:
        return ("none", rapid) if seen.key is None else ("tesseract_only", seen)
    if rapid.key == first.key:
        return "both", replace(rapid, doubted=rapid.doubted or first.doubted)
    if second is not None and rapid.key == second.key:
        return "second_look", replace(rapid, doubted=rapid.doubted or second.doubted)
    if seen.key is None:
        return "rapid_only", rapid
    plainer = rapid.is_padded and seen.digits and not seen.is_padded
    return "differ", seen if plainer else rapid


def judge(found: Witnesses) -> Verdict:
    """Weigh the witnesses of one figure."""
    rapid = understand(found.rapid.text)
    first = understand(found.first.text)
    second = understand(found.second.text) if found.second is not None else None
    unit, rapid = rapid.unit, replace(rapid, unit="")  # tesseract was shown the digits alone
    agreement, kept = agreement_of(rapid, first, second, found.alike)
    kept = _with_point(found, kept, (first, second))
    if unit or agreement not in AGREED:
        kept = _past_mark(found, agreement, kept, (rapid, first, second))
    is_flat = found.stroke is not None and found.stroke.is_flat
    mark = _mark(found, rapid, first)
    if mark:  # no figure, whatever digit is made of it
        kept = FigureText("-", mark)
        agreement = "stroke"
    elif is_flat:
        kept = FigureText("-", "-")
    spoiled = found.lost or found.marked
    evidence = Evidence(agreement, found.rapid.confidence, bool(found.against), spoiled)
    doubts = _doubts(found, agreement, kept)
    readings = _readings(found)
    text = kept.text
    if agreement == "none" and not is_flat:
        text = kept.text if any(map(str.isalnum, kept.text)) else UNREADABLE
    factor = 1.0
    for doubt in doubts:
        factor *= DOUBTS[doubt].confidence
    # The record multiplies by the doubts' factors; what is calibrated is the product.
    share = calibrated(evidence)
    if BLOT in found.against:
        share = min(share, UNDER_BLOT)
    confidence = min(1.0, share / factor)
    return Verdict(text, round(confidence, 4), doubts, readings, evidence)


def _with_point(
    found: Witnesses, kept: FigureText, others: Sequence[FigureText | None]
) -> FigureText:
    """Return a figure with the point that RapidOCR saw as a space, if another witness sees it."""
    whole = pointed(found.rapid.text)
    if whole is None or whole.digits != kept.digits or "." in (kept.key or ""):
        return kept
    told = found.point_seen or any(each is not None and each.key == whole.key for each in others)
    return whole if told else kept


def _past_mark(
    found: Witnesses,
    agreement: Agreement,
    kept: FigureText,
    readings: Sequence[FigureText | None],
) -> FigureText:
    """Return the figure without what is left of a mark, unless a reading adds a sign or point.

    What both readers agree on is another figure for nobody; only the letters behind it go.
    """
    if found.past_mark is None:
        return kept
    figure = understand(found.past_mark.text)
    if agreement in AGREED and figure.key != kept.key:
        return replace(kept, doubted=True)
    added = [
        each
        for each in readings
        if each is not None and each.digits == figure.digits and each.key != figure.key
    ]
    return kept if added else replace(figure, doubted=True)


def _mark(found: Witnesses, rapid: FigureText, first: FigureText) -> str:
    """Return the mark for nothing that the ink shows without a doubt; empty if none.

    A lone dash that RapidOCR does not see may be what is left of a border.
    What both read as one digit is no slash without a doubt: digits of some faces lean.
    """
    stroke = found.stroke
    if stroke is None or found.marked or stroke.amid or stroke.kind == "rest":
        return ""
    seen = rapid.key == "-" and ILLEGIBLE_PAGE not in found.against
    if stroke.kind == "slash":
        alike = bool(rapid.digits) and rapid.key == first.key
        return "/" if stroke.often and not alike else ""
    return "-" if stroke.often or seen else ""


def _doubts(found: Witnesses, agreement: Agreement, kept: FigureText) -> tuple[str, ...]:
    doubts: list[str] = []
    if agreement == "stroke":
        return ()
    if found.stroke is not None and found.stroke.is_flat:
        doubts.append("reading_weak")
    elif agreement == "none":
        doubts.append("one_reader" if kept.doubted else "unreadable")
    elif agreement == "differ":
        doubts.append("readers_differ")
    elif agreement in ("rapid_only", "tesseract_only"):
        # RapidOCR alone sees a dash as it is; tesseract makes one of whatever is faint. But a
        # stroke of a seal is one to both.
        if kept.key != "-" or found.against or found.marked or agreement == "tesseract_only":
            doubts.append("one_reader")
    elif _is_weak(found, kept):
        doubts.append("reading_weak")
    if BLOT in found.against or ((found.lost or found.marked) and (doubts or found.against)):
        doubts.append("mark_over_cell")
    return tuple(doubts)


def _is_weak(found: Witnesses, kept: FigureText) -> bool:
    # tesseract's own confidence is left out: in a montage it is 0 for most of what is right.
    if found.against or kept.doubted:
        return True
    if kept.key == "-":
        return found.marked
    if found.alike and found.alike == kept.digits:
        return False
    return not kept.sure or found.rapid.confidence < SURE


def _readings(found: Witnesses) -> tuple[Reading, ...]:
    seen = found.first
    if found.second is not None and found.second.text:
        seen = found.second
        if understand(found.first.text).key == understand(found.rapid.text).key:
            seen = found.first
    readings = []
    if found.rapid.text:
        readings.append(Reading("rapidocr", found.rapid.text, round(found.rapid.confidence, 4)))
    if seen.text:
        readings.append(Reading("tesseract", seen.text, round(seen.confidence, 4)))
    past = found.past_mark
    if past is not None:
        readings.append(Reading("rapidocr", past.text, round(past.confidence, 4)))
    return tuple(readings)
