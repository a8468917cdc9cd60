"""Mentions to records: the rows of `quantities`."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from fractions import Fraction

from extractors.narrative.clauses import SENTENCE_ENDS
from extractors.narrative.mention import Mention
from schemas.document import Paragraph
from schemas.doubts import confidence_of, review_of
from schemas.records import DECIMAL_PRECISION, DECIMAL_SCALE, Quantity

_EXACT = Context(prec=DECIMAL_PRECISION + DECIMAL_SCALE, rounding=ROUND_HALF_EVEN)
_STEP = Decimal(1).scaleb(-DECIMAL_SCALE)
_LARGEST = Decimal(10) ** (DECIMAL_PRECISION - DECIMAL_SCALE)

LONGEST_SENTENCE = 600
SENTENCE_END = re.compile(f"[{''.join(sorted(SENTENCE_ENDS))}]")
BROKEN_DIGITS = re.compile(r"[0-9０-９][ 　\t]+[0-9０-９]")
UNSURE_COMMA = re.compile(r"[0-9０-９][，][0-9０-９]")


def stored(value: Decimal | Fraction | None) -> Decimal | None:
    """Return a value as the tables hold it: decimal(30, 8).

    A fraction that has no such decimal is rounded half to even: 三分之二 is 0.66666667, the
    words stay in `surface`. None for what does not fit.
    """
    if value is None:
        return None
    if isinstance(value, Fraction):
        value = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    try:
        rounded = value.quantize(_STEP, context=_EXACT)
    except InvalidOperation:
        return None
    if abs(rounded) >= _LARGEST:
        return None
    plain = rounded.normalize(_EXACT)
    exponent = plain.as_tuple().exponent
    return plain.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else plain


def doubts_of(mention: Mention) -> list[str]:
    """Return the codes of what makes a figure of the prose doubtful (`schemas.doubts`)."""
    found = list(mention.doubts)
    if mention.kind == "zero_statement":
        return found
    if BROKEN_DIGITS.search(mention.surface):
        found.append("digits_joined")
    if UNSURE_COMMA.search(mention.surface):
        found.append("separator_unclear")
    value = mention.value
    if stored(value) is None:
        found.append("precision_exceeded")
    elif isinstance(value, Decimal) and stored(value) != value:
        found.append("fraction_rounded")
    return found


def sentence_at(text: str, start: int, end: int) -> str:
    """Return the sentence around `text[start:end]`, its full stop included.

    A sentence without an end is cut off `LONGEST_SENTENCE` characters to either side.
    """
    floor, ceiling = max(0, start - LONGEST_SENTENCE), min(len(text), end + LONGEST_SENTENCE)
    low = max(text.rfind(mark, floor, start) for mark in SENTENCE_ENDS) + 1
    stop = SENTENCE_END.search(text, end, ceiling)
    return text[max(low, floor) : stop.end() if stop else ceiling].strip()


def record_of(
    printed: Paragraph, mention: Mention, *, section: str, paragraph: int, reader: str
) -> Quantity:
    """Return the record of a mention in its paragraph, the document's `paragraph`th."""
    text = printed.text
    spots = [s for s in printed.spots if s.start < mention.end and mention.start < s.end]
    doubts = list(dict.fromkeys([doubt for spot in spots for doubt in spot.doubts]))
    doubts += doubts_of(mention)
    place = printed.place_of(mention.start, mention.end)
    certainty = min([spot.confidence for spot in spots], default=printed.confidence)
    return Quantity(
        section=section,
        paragraph=paragraph,
        start=mention.start,
        end=mention.end,
        surface=mention.surface,
        sentence=sentence_at(text, mention.start, mention.end),
        value=stored(mention.value),
        value_max=stored(mention.value_max),
        unit=mention.unit,
        kind=mention.kind,
        approximate=mention.approximate,
        bound=mention.bound,
        subject=mention.subject,
        role=mention.role,
        part_of=_start(mention.part_of),
        part_group=mention.part_group if mention.role == "part" else None,
        change_of=_start(mention.change_of),
        direction=mention.direction,
        rate_numerator=_start(mention.numerator),
        rate_denominator=_start(mention.denominator),
        scope=mention.scope,
        reference_year=mention.year,
        metric=mention.metric,
        page=place.page,
        x0=place.x0,
        y0=place.y0,
        x1=place.x1,
        y1=place.y1,
        confidence=confidence_of(doubts, certainty),
        needs_review=review_of(doubts),
        doubts=doubts,
        reader=reader,
        readings=[str(reading) for spot in spots for reading in spot.readings] or None,
    )


def _start(mention: Mention | None) -> int | None:
    return mention.start if mention is not None else None
