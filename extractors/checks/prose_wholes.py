"""Whether the parts that a total is followed by are all of it, or only some."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.checks.prose_figures import Prose, name_of
from schemas.checks.prose import (
    NEW_MEDIA,
    NEW_MEDIA_NAME,
    OPPOSITES,
    PARTIAL_OPENERS,
    REST_WORDS,
    WHOLE_FAMILIES,
    WHOLE_OPENERS,
    WHOLE_SETS,
)
from schemas.records import Quantity

PARTIAL = re.compile(rf"(?<!不)(?:{'|'.join(PARTIAL_OPENERS)})|中[，,：:]?")
WHOLE = re.compile("|".join(WHOLE_OPENERS))
LISTING = re.compile(r"[：:（(]")
LONGEST_OPENER = 30
"""So far behind a total may the words stand that open its parts."""


def is_whole(prose: Prose, whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Return whether the wording or the parts' names say that the parts are all of the total."""
    if parts[0].start < whole.start:
        return True  # 甲3件、乙2件，共5件
    names = [name_of(each) for each in parts]
    if _closed(names) or _named_before(prose, whole, names):
        return True
    gap = prose.text[whole.end : parts[0].start]
    if (parts[0].part_group or 1) > 1:
        gap = gap[-LONGEST_OPENER:]
    if PARTIAL.search(gap) is not None:
        return False
    return WHOLE.search(gap) is not None or LISTING.match(gap.lstrip()) is not None


def _closed(names: Sequence[str]) -> bool:
    """Return whether parts are all by their names: the last is the rest, or two opposites."""
    if names[-1].startswith(REST_WORDS):
        return True
    for words in WHOLE_SETS:
        if all(any(word in name for name in names) for word in words):
            return True
    for name in names:
        for other in names:
            if name == other:
                continue
            if other and any(name == word + other for word in OPPOSITES):
                return True
            if any(
                one in name and two in other and one not in other for one, two in WHOLE_FAMILIES
            ):
                return len(names) == 2 or "组织" in other
    return False


def _named_before(prose: Prose, whole: Quantity, names: Sequence[str]) -> bool:
    """Return whether the sentence names each part before the total.

    通过门户网站和政务新媒体发布信息1204条，其中门户网站627条，微信公众号577条
    """
    lead = prose.text[prose.sentence_start(whole.start) : whole.start]
    if not any(name and (name in lead or name[-4:] in lead) for name in names):
        return False  # 新媒体4个，其中微信2个、微博1个: named as what is counted, not as its parts
    return all(name and _is_named(lead, name) for name in names)


def _is_named(lead: str, name: str) -> bool:
    if name in lead or name[-4:] in lead:
        return True
    return NEW_MEDIA_NAME in lead and any(word in name for word in NEW_MEDIA)
