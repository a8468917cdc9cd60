"""The words before and behind a figure that name what it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractors.narrative.words import Kind, Word, words_of
from schemas import prose

How = Literal["object", "channel", "verb", "name", "scope"]
"""How the words before a figure name it.

object   behind a verb: 收到政府信息公开申请 36件
channel  the means, before a verb: 通过政府网站公开 627条
verb     what was done, no more: 按期办结 50522件
name     a name alone: 工作动态 339条
scope    only whose it is: 区本级 627件
"""

_EMPTY_ENDS: frozenset[Kind] = frozenset(
    ("copula", "skipped", "of", "time", "mark", "joint", "comparison", "preposition")
)
_EMPTY_STARTS: frozenset[Kind] = frozenset(
    ("copula", "skipped", "of", "time", "mark", "joint", "comparison", "agent", "scope")
)
_NAMING: frozenset[Kind] = frozenset(("name", "noun", "quote"))
_PARTS_OF_NAME: frozenset[Kind] = frozenset(
    (
        "name",
        "noun",
        "quote",
        "manner",
        "joint",
        "scope",
        "rise",
        "fall",
        "skipped",
        "agent",
        "preposition",
    )
)

AGENCY = re.compile(
    r"(?: 局 | 委 | 委员会 | 办 | 办公室 | 厅 | 政府 | 中心 | 法?院 | 科 | 机关 | 部门 | 单位"
    r"| 街道 | 办事处 | 镇 | 乡 | 区 | 县 | 市 | 省 | 窗口 | 大厅 )$",
    re.VERBOSE,
)
"""The end of an agency's name."""

QUOTED = re.compile(r"^[“\"‘](?P<inner>[^“”\"‘’]+)[”\"’]$")
QUOTED_AIM = re.compile(
    r"(?: 事项 | 服务 )? 已? (?: (?:能够|可以|可|能)? (?:实现|做到|达到) | 能够 | 可以 ) 了?"
    r"[“\"](?P<inner>[^“”\"]{1,20})[”\"]",
    re.VERBOSE,
)
"""720项 实现“网上可办”."""


WHEN = frozenset(("全年", "累计", "共", "共计", "每年", "每月", "日均", "年均", "月均"))
ENTITY = re.compile("|".join(sorted(prose.ENTITIES, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Named:
    """A name, how it was found, and the verb beside it."""

    name: str
    how: How
    verb: str | None = None
    means: str | None = None
    """Of an object: the channel before the verb (门户网站 发布信息)."""


EXAMPLES = re.compile(r"^.*(?:”|、[^、]{1,20})等(?![级待于候])(?=..)")
"""“稳岗就业”“疫情防控”等 专题专栏: the name stands behind the examples."""

BRACKETED = re.compile(r"[（(][^（）()]*[）)]$")
QUOTED_FIRST = re.compile(r"^(?:“[^”]*”)+(?=..)")
OF_A_CHANNEL = re.compile(
    r"^.*(?:网站|公众号|微博|微信|平台)(?=(?:页面|总)?(?:访问量|浏览量|点击量|粉丝|关注))"
)
TOPIC = re.compile(
    rf"^(?:{'|'.join(prose.TOPICS)})(?=行政|复议|案件|诉讼|应诉|维持|纠正|关注|粉丝|培训|工作人员)"
)
"""What goes before a name without telling more: a channel's 粉丝, 政府信息公开 行政复议."""


def tidy(name: str) -> str:
    """Return a name without the marks, particles and idle attributes round it."""
    name = name.strip(" 　\t、，,：:").removesuffix("各")
    quoted = QUOTED.match(name)
    if quoted:
        return quoted["inner"]
    if name.startswith("等") and name[1:2] not in ("待", "级"):
        name = name[1:]
    for idle in (EXAMPLES, OF_A_CHANNEL, TOPIC):
        name = idle.sub("", name)
    bare = QUOTED_FIRST.sub("", name)
    return name if bare.endswith(prose.CHANNELS) else bare


def _text(text: str, words: Sequence[Word]) -> str:
    return tidy(text[words[0].start : words[-1].end]) if words else ""


def _strip(words: list[Word], starts: frozenset[Kind], ends: frozenset[Kind]) -> list[Word]:
    low, high = 0, len(words)
    while high > low and words[high - 1].kind in ends:
        high -= 1
    while low < high and words[low].kind in starts:
        low += 1
    return words[low:high]


def _after_of(text: str, words: list[Word]) -> list[Word]:
    """Return what stands behind the last 的, where that is a name of its own."""
    for at in range(len(words) - 1, -1, -1):
        if words[at].kind == "of":
            rest = words[at + 1 :]
            if rest and rest[-1].end - rest[0].start >= 2:
                return _strip(rest, _EMPTY_STARTS, _EMPTY_ENDS) or rest
            break
    return words


def name_before(text: str, words: list[Word]) -> Named | None:
    """Return what the words before a figure name; None where they name nothing."""
    rest = _strip(words, frozenset(), _EMPTY_ENDS)
    described = len(rest) < len(words) and words[len(rest)].kind == "of"
    verbs = [at for at, word in enumerate(rest) if word.kind == "verb"]
    while verbs and _is_attribute(text, rest, verbs[-1]):
        verbs.pop()
    if not verbs:
        # Behind a date, a new statement begins.
        times = [at for at, word in enumerate(rest) if word.kind == "time"]
        rest = rest[times[-1] + 1 :] if times else rest
        core = _strip(rest, _EMPTY_STARTS | {"preposition"}, _EMPTY_ENDS)
        if core:
            return Named(_text(text, _after_when(text, _after_of(text, core))), "name")
        scopes = [word for word in rest if word.kind in ("scope", "agent")]
        return Named(_text(text, scopes), "scope") if scopes else None
    at = verbs[-1]
    previous = verbs[-2] if len(verbs) > 1 else -1
    if (
        previous >= 0
        and text[rest[at].start : rest[at].end] in prose.ACTS
        and (
            at == len(rest) - 1
            or text[rest[previous].start : rest[previous].end] in prose.LIGHT_VERBS
        )
    ):
        # 开展 政务公开督查: what was done is itself a name.
        between = rest[previous + 1 : at]
        if not any(word.kind in ("time", "preposition", "copula") for word in between):
            at = previous
    how: How = "object"
    if at == previous and text[rest[at].start : rest[at].end] not in prose.LIGHT_VERBS:
        how = "verb"
    verb = text[rest[at].start : rest[at].end]
    thing = _strip(rest[at + 1 :], _EMPTY_STARTS, _EMPTY_ENDS)
    if thing and described:
        # 设立政务公开专区的42家: those that did so.
        return Named(text[rest[at].start : thing[-1].end], "verb", verb)
    if thing:
        return Named(_text(text, _after_of(text, thing)), how, verb, _means(text, rest[:at]))
    return _done(text, rest, at, verb)


def _is_attribute(text: str, words: list[Word], at: int) -> bool:
    """Return whether a verb's word stands within a name: 法律 服务 机构."""
    if not 0 < at < len(words) - 1 or words[at - 1].kind not in ("name", "noun"):
        return False
    if text[words[at].start : words[at].end] not in prose.ATTRIBUTES:
        return False
    before = text[words[at - 1].start : words[at - 1].end]
    return AGENCY.search(before) is None and not before.endswith(prose.CHANNELS)


def _after_when(text: str, words: list[Word]) -> list[Word]:
    """Return what stands behind 全年 or 累计 within a name: 政府网站 全年 总访问量."""
    for at in range(len(words) - 1, 0, -1):
        if text[words[at].start : words[at].end] in WHEN:
            return words[at + 1 :] or words
    return words


def _means(text: str, before: list[Word]) -> str | None:
    """Return the channel that stands before a verb: 其中局门户网站共计 发布…"""
    core = _strip(before, _EMPTY_STARTS | {"preposition"}, _EMPTY_ENDS)
    if not core or any(word.kind in ("verb", "time", "mark") for word in core):
        return None
    name = BRACKETED.sub("", _text(text, core))
    return name if name.endswith(prose.CHANNELS) else None


def _done(text: str, rest: list[Word], at: int, verb: str) -> Named:
    """Return the name of what ends in a verb: its means, or what was done."""
    low = at
    while low and rest[low - 1].kind == "manner":
        low -= 1
    # Serial verbs, 受理办结: the last says it; what stands before the first is the doer or means.
    first = low
    while first and rest[first - 1].kind == "verb":
        first -= 1
    before = rest[:first]
    by = [index for index, word in enumerate(before) if word.kind == "preposition"]
    if by:
        means = _strip(before[by[-1] + 1 :], _EMPTY_STARTS, _EMPTY_ENDS)
        if means:
            return Named(_text(text, means), "channel", verb)
    times = [index for index, word in enumerate(before) if word.kind in ("time", "verb")]
    doer = _strip(before[times[-1] + 1 :] if times else before, _EMPTY_STARTS, _EMPTY_ENDS)
    doing = text[rest[first].start : rest[at].end]
    if not doer:
        return Named(doing, "verb", verb)
    name = _text(text, doer)
    if name.endswith(prose.CHANNELS):
        return Named(name, "channel", verb)
    if AGENCY.search(name):
        return Named(doing, "verb", verb)
    return Named(tidy(text[doer[0].start : rest[at].end]), "verb", verb)


def name_behind(text: str, words: list[Word]) -> str | None:
    """Return the name that follows a figure directly: 7个 主频道, 84件 申请 中."""
    if not words:
        return None
    quoted = QUOTED_AIM.match(text, words[0].start, words[-1].end)
    if quoted:
        return quoted["inner"]
    if words[0].kind == "copula" and text[words[0].start : words[0].end] in ("为", "是"):
        words = words[1:]  # 其中8个 为 重点领域
        if not words:
            return None
    if words[0].kind == "of" and len(words) > 1:
        words = words[1:]
    run: list[Word] = []
    for at, word in enumerate(words):
        last = at + 1 == len(words) or words[at + 1].kind == "mark"
        next_names = not last and words[at + 1].kind in _NAMING
        act = word.kind == "verb" and (
            last or (next_names and text[word.start : word.end] in prose.ATTRIBUTES)
        )
        whole = word.kind == "scope" and word.end - word.start > 3
        if word.kind in _NAMING or act or whole or (run and word.kind == "joint"):
            run.append(word)
        elif word.kind == "of" and run:
            run = []
        else:
            break
    run = _strip(run, frozenset(("joint",)), frozenset(("joint",)))
    if not run:
        return None
    name = _text(text, run).rstrip("中内等里")
    entity = ENTITY.match(name) if len(run) == 1 else None
    if entity:
        return entity[0]
    return name if len(name) > 1 else None


def names_listed(text: str, words: list[Word]) -> list[str]:
    """Return the names in a chain, 甲、乙和丙."""
    names: list[str] = []
    run: list[Word] = []
    for word in (*words, Word("joint", 0, 0)):
        if word.kind == "joint":
            if run:
                names.append(_text(text, run))
            run = []
        elif word.kind in _PARTS_OF_NAME or word.kind == "verb":
            run.append(word)
    return [name for name in names if name]


__all__ = ["Named", "name_before", "name_behind", "names_listed", "tidy", "words_of"]
