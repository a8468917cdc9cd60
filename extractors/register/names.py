"""An agency's name taken apart: the places in front, and the body in its short form.

湖北省 武汉市 江岸区 | 教育局          places ("湖北省", "武汉市", "江岸区"), body "教育局"
武汉市 | 人力资源和社会保障局          places ("武汉市",), body "人社局"
武汉市 | 人民政府, 武汉市              places ("武汉市",), body "政府"
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from schemas.agencies import (
    GOVERNMENT,
    NO_PLACES,
    PLACE_ENDINGS,
    SHORT_FORMS,
    SIMPLIFIED,
    STREET,
    STREET_OFFICES,
)

MAX_PLACE = 16
"""Characters of the longest name of a place; autonomous ones of several peoples are long."""
OTHER_NAME = re.compile(r"\( (?P<inside> [^()]* ) \) $", re.VERBOSE)
"""A second name on the door: 行政审批局（政务服务管理局）."""
_NO_LETTER = re.compile(r"[^\w()]+")
SHORT_PLACE = 3
"""Characters of a place whose last may be a part of its name: 广州, 景德镇."""
RELATIVE = frozenset("省市县区旗州")
"""A level of government in front of a body, instead of the place's name."""
_SINGLE = frozenset(each for each in PLACE_ENDINGS if len(each) == 1)


@dataclass(frozen=True, slots=True)
class Name:
    """A name's places, widest first, and what is behind them in short form."""

    places: tuple[str, ...]
    body: str


def plain(name: str) -> str:
    """Return a name in simplified characters, without spaces and punctuation but brackets."""
    text = unicodedata.normalize("NFKC", name).translate(SIMPLIFIED)
    return _NO_LETTER.sub("", text)


@lru_cache(maxsize=1 << 16)
def split(name: str) -> Name:
    """Take a plain name apart. A place alone means its government.

    Of 市教育局 the place is 市: one of that level, which does not say its name.
    """
    places: list[str] = []
    rest = name
    while place := _leading_place(rest):
        places.append(place)
        rest = rest[len(place) :]
    if not places and rest[:1] in RELATIVE and len(rest) > 2 and not _is_inside_a_word(rest, 1):
        places, rest = [rest[0]], rest[1:]
    if not rest or (places and places[-1].endswith(STREET) and rest in STREET_OFFICES):
        rest = GOVERNMENT
    return Name(tuple(places), short(rest))


def _leading_place(text: str) -> str:
    for end in range(2, min(len(text), MAX_PLACE) + 1):
        ending = _ending(text[:end])
        if not ending or end == len(ending) or _is_inside_a_word(text, end):
            continue
        # 广州市, 沙市区, 景德镇市: what looks like an ending belongs to the name.
        following = text[end : end + 1]
        if (
            end <= SHORT_PLACE
            and following in _SINGLE
            and following != text[end - 1]
            and not _is_inside_a_word(text, end + 1)
        ):
            end += 1
        return text[:end]
    return ""


def _ending(text: str) -> str:
    return next((each for each in PLACE_ENDINGS if text.endswith(each)), "")


def _is_inside_a_word(text: str, end: int) -> bool:
    """Tell whether what ends at `end` is no place's ending but a part of a word of the body."""
    for word in NO_PLACES:
        if word == STREET and text[:end].endswith(STREET) and end > len(STREET) + 1:
            continue  # 民权街道, but not 街道 alone
        for start in range(max(0, end - len(word)), end):
            if text.startswith(word, start):
                return True
    return False


def short(body: str) -> str:
    """Return a body's name with its words in their short forms."""
    for long, brief in SHORT_FORMS:
        body = body.replace(long, brief)
    return body.replace("和", "").replace("与", "") if len(body) > 3 else body


def key(text: str) -> str:
    """Return the text by which names are compared."""
    return short(text)


def stem(place: str) -> str:
    """Return a place without 市, 县 and the like, where at least two characters are left."""
    ending = _ending(place)
    return place[: -len(ending)] if ending and len(place) - len(ending) >= 2 else place
