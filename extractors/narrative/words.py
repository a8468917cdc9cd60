"""Prose between figures, word by word: the longest known word at each place, else a name.

No dictionary of Chinese is needed: what stands between two figures is made of a few hundred
words of the trade (`schemas.prose`), and all that is unknown is part of a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from schemas import prose
from schemas.labels import TRADITIONAL_TO_SIMPLIFIED

Kind = Literal[
    "name", "noun", "verb", "manner", "copula", "skipped", "preposition", "agent", "scope",
    "comparison", "rise", "fall", "of", "joint", "time", "quote", "mark",
]  # fmt: skip
"""name: unknown text; noun: a known name; of: 的; joint: 和; time: a date or period; quote: “…”."""


class Word(NamedTuple):
    """A word of a text, by its place."""

    kind: Kind
    start: int
    end: int


_CLASSES: tuple[tuple[Kind, Iterable[str]], ...] = (
    # Where a word is in two classes, the earlier counts.
    ("noun", prose.NOUNS),
    ("scope", prose.SCOPES),
    ("agent", prose.AGENTS),
    ("manner", prose.MANNERS),
    ("verb", prose.VERBS),
    ("rise", prose.RISES),
    ("fall", prose.FALLS),
    ("comparison", (*prose.COMPARISONS, "相比", "较", "比", "同比", "环比", "相较", "相比较")),
    ("joint", ("和", "与", "及", "以及", "或", "或者", "、", "暨", "并")),
    ("copula", prose.COPULAS),
    ("preposition", prose.PREPOSITIONS),
    ("skipped", prose.SKIPPED),
    ("of", ("的",)),
    ("mark", tuple("，,；;。：:！？!?…\n\t 　")),
)


def _lexicon() -> tuple[dict[str, Kind], dict[str, tuple[int, ...]]]:
    kinds: dict[str, Kind] = {}
    for kind, listed in _CLASSES:
        for word in listed:
            kinds.setdefault(word, kind)
    lengths: dict[str, set[int]] = {}
    for word in kinds:
        lengths.setdefault(word[0], set()).add(len(word))
    return kinds, {first: tuple(sorted(each, reverse=True)) for first, each in lengths.items()}


_KINDS, _LENGTHS = _lexicon()
_TAIL_WORDS = frozenset(prose.NOUN_TAIL_WORDS)
_TAILS = frozenset(prose.NOUN_TAILS)
_TAILS_OF_ACTS = frozenset(prose.NOUN_TAILS_OF_ACTS)
_TAIL_WORDS_OF_ACTS = frozenset(prose.NOUN_TAIL_WORDS_OF_ACTS)
_LINKS = frozenset("由从较比在")
_COMPARED = frozenset(each[:2] for each in prose.COMPARISONS)
_LOOSE = frozenset("的和与及、") | frozenset(
    char for char, kind in _KINDS.items() if kind == "mark"
)
"""Single characters that are words wherever they stand; others would tear a name apart."""


def simplified(text: str) -> str:
    """Return a text in simplified characters, one for one, so that places stay the same."""
    return text.translate(TRADITIONAL_TO_SIMPLIFIED)


def words_of(text: str, start: int, end: int, times: Sequence[tuple[int, int]] = ()) -> list[Word]:
    """Return the words of `text[start:end]`; `times` are the places of dates, in order."""
    found: list[Word] = []
    at = start
    ahead = iter(times)
    time = next(ahead, None)
    while at < end:
        while time is not None and time[1] <= at:
            time = next(ahead, None)
        if time is not None and time[0] <= at:
            at = min(time[1], end)
            found.append(Word("time", max(time[0], start), at))
            continue
        limit = end if time is None else min(end, time[0])
        if text[at] == "“":
            close = text.find("”", at, limit)
            if close > 0:
                found.append(Word("quote", at, close + 1))
                at = close + 1
                continue
        kind, length = _longest(text, at, limit, end, bool(found) and found[-1].kind == "name")
        if kind == "name" and found and found[-1].kind == "name":
            found[-1] = Word("name", found[-1].start, at + length)
        else:
            found.append(Word(kind, at, at + length))
        at += length
    return found


def _longest(text: str, at: int, limit: int, end: int, in_name: bool) -> tuple[Kind, int]:
    for length in _LENGTHS.get(text[at], ()):
        if length > limit - at:
            continue
        kind = _KINDS.get(text[at : at + length])
        if kind is None:
            continue
        after = at + length
        if length == 1 and in_name and after < end and text[at] not in _LOOSE:
            links = after == limit or text[after : after + 2] in _COMPARED
            if text[at] not in _LINKS or not links:
                break
        if kind in ("verb", "rise", "fall") and after < end and _names_on(text, at, after):
            return "name", length
        return kind, length
    return "name", 1


def _names_on(text: str, start: int, end: int) -> bool:
    """Return whether the text behind a verb makes it part of a name (接通率, 办理时限)."""
    if text[end] in _TAILS or text[end : end + 2] in _TAIL_WORDS:
        return True
    if text[start:end] not in prose.ACTS:
        return False
    return text[end] in _TAILS_OF_ACTS or text[end : end + 2] in _TAIL_WORDS_OF_ACTS
