"""Statements that there was none: 未收到政府信息公开申请, 无行政复议、行政诉讼, 无。

Such a statement is a figure, 0, with no numeral in it. 无法提供, 未及时更新 and 没有形成合力
are none: what was not there must be a thing that is counted (`prose.ZERO_SUBJECT_HEADS`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.narrative.naming import name_before, tidy, words_of
from schemas import prose


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


NEGATION = re.compile(
    rf"""
    (?P<not> (?:尚|从|暂|并|均)? (?: 未曾? | 没有 | 没 ) )
    (?P<cause> 因 [^，。；]{{1,30}}? )?
    (?P<verb> {_either(prose.ZERO_VERBS)} )
    (?! 的 )
  | (?P<none> (?: 暂|均|尚|并)? (?: 没有 | 不存在 | 无 ) )
    (?! 法 | 需 | 须 | 论 | 关 | 偿 | 效 | 线 | 障碍 | 缝 | 正当 | 人 | 锡 | 不 | 理 | 故 | 纸
      | 条件 | 证 | 形 | 疑 | 差别 | 犯罪 | 微不至 | 一 | 到 | 及时 | 完全 | 真正 )
  """,
    re.VERBOSE,
)
"""未 or 没有 with what was not done; 无 or 没有 with what there was not."""

TRIGGER = re.compile(r"[未没无]|不存在")

_BEFORE = re.compile(r"有$|毫$|从$|并非$|是否$|如$|若$|凡$|因$|对$|的$|经$|不得$")
_SOME = re.compile(r"部分|有的|个别|少数|一些|有些|尚有|仍有|如果|若|凡|对于|针对|如有|逾期")
_HEAD = re.compile(rf"(?:{_either(prose.ZERO_SUBJECT_HEADS)})$")
_STATE = re.compile(r"的?(?:情况|情形|现象|行为)$")
JOINTS = re.compile(r"(、|和|及|与|或|以及)")
HAPPENING = ("发生", "出现", "产生", "存在", "有", "因")
_LONGEST = 60

CORE = re.compile(r"申请|复议|诉讼|收费|费用|结转|事项|败诉")
"""Among the problems, only of these is 没有 a count; else it says what is wanting."""


@dataclass(frozen=True, slots=True)
class Zero:
    """A statement of zero: `text[start:end]`, what there was none of, the verb, if any."""

    start: int
    end: int
    subject: str | None
    verb: str | None = None


def find_zeros(text: str, start: int, end: int, *, core_only: bool = False) -> list[Zero]:
    """Return the statements of zero in `text[start:end]`, a clause without a figure.

    `core_only` takes only what the statutory tables count (`CORE`).
    """
    if TRIGGER.search(text, start, end) is None:
        return []
    at = NEGATION.search(text, start, end)
    if at is None or at.start() - start > _LONGEST or _BEFORE.search(text, start, at.start()):
        return []
    if _SOME.search(text, start, at.start()):
        return []
    found = _statement(text, start, end, at)
    if core_only:
        found = [each for each in found if each.subject and CORE.search(each.subject)]
    return found


def _statement(text: str, start: int, end: int, match: re.Match[str]) -> list[Zero]:
    verb = match["verb"]
    rest_start = match.end()
    high = end
    while high > rest_start and text[high - 1] in ' 　\t”"':
        high -= 1
    if high - rest_start > _LONGEST:
        return []
    rest = text[rest_start:high]
    if rest in ("增减", "变化", "变动", "增加", "减少"):
        return _said_of_before(text, start, high, match, any_name=True)
    if not rest.strip("过任何情况的"):
        return _said_of_before(text, start, high, match)
    if not verb and _HEAD.search(rest) is None and _STATE.search(rest) is None:
        return []
    if rest.endswith(("的情况", "的情形")):
        high -= len("的情况")
        if not text[rest_start:high]:
            return []
    items = JOINTS.split(rest)
    if len(items) > 1 and all(_HEAD.search(each) and len(each) <= 12 for each in items[::2]):
        return _chain(text, match, items)
    subject = _subject(text, match.start("cause") if match["cause"] else match.start(), high, verb)
    if subject is None:
        return []
    state = _STATE.search(rest)
    happened = (verb in HAPPENING or match["none"] == "不存在") and state is not None
    if not happened and _HEAD.search(subject) is None and _HEAD.search(rest) is None:
        return []
    return [Zero(match.start(), high, subject, verb)]


def _subject(text: str, start: int, high: int, verb: str | None) -> str | None:
    core_end = high
    state = _STATE.search(text, start, high)
    if state is not None and high - start > len(state[0]) + 2:
        core_end = state.start()
    negation = NEGATION.match(text, start, core_end)
    low = negation.end() if negation and not negation["cause"] else start
    if core_end <= low:
        core_end = high
    named = name_before(text, words_of(text, low, core_end))
    if named is None:
        return tidy(text[low:core_end]) or None
    return named.name


def _said_of_before(
    text: str, start: int, high: int, match: re.Match[str], *, any_name: bool = False
) -> list[Zero]:
    """Return 行政诉讼均未发生, 行政强制：无, and 无 alone."""
    low = match.start()
    named = name_before(text, words_of(text, start, low))
    if named is None or not named.name:
        alone = match["none"] is not None and not text[start:low].strip() and high == match.end()
        return [Zero(low, high, None)] if alone else []
    if not any_name and _HEAD.search(named.name) is None:
        return []
    return [Zero(low, high, named.name, match["verb"])]


def _chain(text: str, match: re.Match[str], items: list[str]) -> list[Zero]:
    """Return one zero for each of 无行政复议、行政诉讼."""
    found = []
    at = match.end()
    for index, item in enumerate(items):
        if index % 2:
            at += len(item)
            continue
        start = at if index else match.start()
        named = name_before(text, words_of(text, at, at + len(item)))
        found.append(Zero(start, at + len(item), named.name if named else item, match["verb"]))
        at += len(item)
    return found
