"""Changes: how much more or less than before, and from which figure to which.

2020年收到申请100件，2021年收到申请120件，同比增长20%
              └ base          └ now        └ change, up
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.narrative.mention import Direction, Mention
from extractors.narrative.words import Word

COMPARED = re.compile(r"较|比|同比|环比|相比|上年|去年|平均|净")
FROM = re.compile(r"(?:由|从)[^，。；]{0,24}$")
_PASSED = frozenset(("copula", "skipped", "mark"))
_OBJECT = frozenset(("name", "noun", "of", "joint"))


def direction_of(text: str, lead: Sequence[Word]) -> tuple[Direction, int] | None:
    """Return which way a change goes that the words before a figure tell, and where its word is.

    None where the words tell none: 增加到 and 提高至 give the new figure, no change.
    """
    words = list(lead)
    while words and words[-1].kind in _PASSED:
        if words[-1].kind == "copula" and _says_the_end(text[words[-1].start : words[-1].end]):
            return None
        words.pop()
    last = len(words) - 1
    while last >= 0 and words[last].kind in _OBJECT:
        last -= 1
    if last < 0 or words[last].kind not in ("rise", "fall"):
        return None
    word = text[words[last].start : words[last].end]
    if len(word) == 1 and word != "翻":
        compared = COMPARED.search(text, lead[0].start, words[last].start)
        if last + 1 < len(words) or compared is None:
            return None
    way: Direction = "up" if words[last].kind == "rise" else "down"
    return way, words[last].start


def _says_the_end(copula: str) -> bool:
    """Return whether 增加到, 提高至 or 压缩为 gives the new figure."""
    return copula[-1] in "到至在" or (copula[-1] == "为" and len(copula) > 2)


def link_changes(text: str, statement: Sequence[Mention]) -> None:
    """Set `part_of` (the base) and `change_of` of the changes in one statement."""
    for at, change in enumerate(statement):
        if change.role != "change":
            continue
        before = [
            each
            for each in reversed(statement[max(0, at - 6) : at])
            if each.role != "change" and _comparable(change, each)
        ]
        now = next((each for each in before if not _is_base(text, each)), None)
        base = next((each for each in before if _is_base(text, each)), None)
        if base is not None and now is not None and base.unit != now.unit:
            base = None
        name = (now and now.subject) or (base and base.subject)
        if now is not None and not _one_thing(change.subject, name or None):
            now = None
        change.change_of = now
        change.part_of = base if now is not None else None


def _one_thing(name: str | None, other: str | None) -> bool:
    """Return whether two names may name one thing: they share two characters in a row."""
    if not name or not other:
        return True
    return any(name[at : at + 2] in other for at in range(len(name) - 1))


def _comparable(change: Mention, figure: Mention) -> bool:
    if change.kind == "percentage_point":
        return figure.kind == "percent"
    if figure.kind not in ("count", "money", "percent", "duration"):
        return False
    if change.kind in ("percent", "multiple", "fraction"):
        return figure.kind != "percent" or change.kind != "percent"
    return change.kind == figure.kind and change.unit == figure.unit


def _is_base(text: str, figure: Mention) -> bool:
    """Return whether a figure is that of before: of another year, or behind 由 or 从."""
    if figure.year is not None:
        return True
    return FROM.search(text, figure.lead_start, figure.start) is not None
