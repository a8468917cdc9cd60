"""Words beside a figure that make it approximate or a bound: 近, 余, 以上, 不少于.

近, 约, 余, 多, 左右 make it approximate; 超过 and the like bound it. Neither sort may stand in
an equation. Those right beside the figure are part of its surface.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.numerals.model import Bound

_WORDS_BEFORE: dict[Bound | None, str] = {
    None: "近 约 約 大约 大約 约为 约有 约计 大概 将近 將近 接近 几近 约达 近达 上 好",
    "more_than": "超 超过 超過 超出 多于 多於 大于 高于 突破 逾 已超 超越 破 过 高出 优于 长于",
    "at_least": "至少 不少于 不少於 不低于 不低於 不小于 最少 最低 不下 不下于 起码",
    "less_than": "不足 不到 未满 不满 低于 低於 少于 少於 小于 未达 未达到 未到 短于 不及",
    "at_most": "不超过 不超過 不多于 不高于 不大于 最多 至多 未超过 不长于 不逾",
}
"""None: approximate. 上 and 好 only in 上千, 好几百."""

_WORDS_AFTER: dict[Bound | None, str] = {
    None: "左右 上下 多 余 餘 之多 有余 有餘",
    "more_than": "+ ＋",
    "at_least": "以上 及以上 或以上 之上 起步",
    "at_most": "以下 及以下 或以下 以内 以內 之内 之下",
}

BEFORE = {word: bound for bound, words in _WORDS_BEFORE.items() for word in words.split()}
AFTER = {word: bound for bound, words in _WORDS_AFTER.items() for word in words.split()}

_NOT_THESE = re.compile(
    r"(?:附|邻|就|靠|临|最|亲|远|新|相|贴|预|节|签|制|条|合|违|公|契|大纲|特|解|爽|失|要|邀|隐|简|婉|赴|践|履)(?:近|约)$"
    r"|(?:高|反|赶|恶)超$|(?:以|之|网|晚|早|马|线|掌|路|墙|身|向|加|网络)上$|(?:友|做|办|搞|良|更|最|较|美)好$"
    r"|(?:打|侦|攻|爆|冲|告|难)破$"
)
"""Words that end in a modifier and are none: 附近, 预约, 反超, 网上."""

_ONLY_BEFORE = {"上": "百千万亿几幾", "好": "几幾", "过": "百千万亿半"}
"""上千, 好几百, 过万: modifiers before these characters alone."""

_BEFORE_GUO = frozenset("通经不越渡度")
"""通过, 经过 are not 过百."""

_LONGEST = max(map(len, BEFORE))
_LAST = frozenset(word[-1] for word in BEFORE)
_WORDS = re.compile("(?:" + "|".join(sorted(BEFORE, key=len, reverse=True)) + r")\ ?$", re.VERBOSE)

_AFTER_WORDS = re.compile(
    "(?P<word>" + "|".join(map(re.escape, sorted(AFTER, key=len, reverse=True))) + ")", re.VERBOSE
)
_AFTER_FIRST = frozenset(word[0] for word in AFTER)
_AFTER_NOT = re.compile(
    r"[+＋][0-9A-Za-z０-９一二三四五六七八九]|多(?:种|元|样|个|次|项|渠|方|部|层|家|媒|年|形|为|数|维|发|部门|跨|点|平台|是)"
    r"|余(?:额|下|热|项|件|条|款|杭|姚|干|人|均|为)|来(?:电|信|访|源|自|函|文|到|说|看|人|宾|稿|件|年)|上下(?:级|联|游|班)"
)
MORE = frozenset("余餘馀多来")
"""Between number and unit: 2000余件, 十来个."""


class Modifier(NamedTuple):
    """A modifier that begins (before a figure) or ends (behind one) at `at`."""

    at: int
    bound: Bound | None


def before(text: str, at: int, floor: int) -> Modifier | None:
    """Return the modifier that ends where a figure begins, not reaching below `floor`."""
    if at <= floor:
        return None
    last = text[at - 1]
    if last == " " and at - 1 > floor:
        last = text[at - 2]
    if last not in _LAST:
        return None
    low = max(floor, at - _LONGEST - 1)
    window = text[low:at]
    found = _WORDS.search(window)
    if found is None or _NOT_THESE.search(text[max(0, at - 4) : at].rstrip()):
        return None
    word = found[0].rstrip()
    if word == "过" and text[at - 2 : at - 1] in _BEFORE_GUO:
        return None
    if word in _ONLY_BEFORE and text[at] not in _ONLY_BEFORE[word]:
        return None
    return Modifier(low + found.start(), BEFORE[word])


def after(text: str, at: int) -> Modifier | None:
    """Return the modifier that begins where a figure ends."""
    if at >= len(text) or text[at] not in _AFTER_FIRST:
        return None
    found = _AFTER_WORDS.match(text, at)
    if found is None or _AFTER_NOT.match(text, at):
        return None
    return Modifier(found.end(), AFTER[found["word"]])
