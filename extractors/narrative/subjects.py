"""What each figure counts, and whether it is a rate or a change.

The name stands before the figure (政府信息公开申请36件) or behind it (7个主频道); a figure
without one takes that of the figure before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.narrative.changes import direction_of
from extractors.narrative.clauses import SENTENCE_ENDS, Clause
from extractors.narrative.mention import Mention
from extractors.narrative.naming import (
    Named,
    name_before,
    name_behind,
    names_listed,
    tidy,
)
from extractors.narrative.rates import SHARE
from extractors.narrative.words import Word, words_of
from schemas import prose
from schemas.metrics import CHANNEL_PIECES

WITHIN = re.compile(
    r"""
    (?: 之?内 | 以内 | 后 )?
    (?: 予以 | 作出 | 重新 | 及时 | 完成 | 给予 | 进行 | 同步 | 提供 )*
    (?P<done> [^，。；、]+ )
    """,
    re.VERBOSE,
)
"""Behind a duration: 20个工作日 内予以答复."""

RATIO_WORDS = ("占比", "比例", "比重")
RESPECTIVELY = re.compile(r"分别")
LEVELS = re.compile(r"[两三四]级$")
LONGEST_TOPIC = 30
FARTHEST_TOPIC = 4
"""Clauses: so far from its figures may a sentence say what it is about."""

TREND = re.compile(r"(?:持续|逐年|不断|大幅|稳步|有所|明显|呈|总体|保持).*$")
JOINED = re.compile(r"[、，和及与\s]*")


def set_roles(text: str, group: Sequence[Mention]) -> None:
    """Tell rates and changes from the rest, by the figures' kinds and the words before them."""
    for mention in group:
        if mention.kind == "zero_statement":
            continue
        found = direction_of(text, mention.lead)
        if found is None and mention.kind not in ("percentage_point", "multiple"):
            mention.role = "rate" if mention.kind in ("percent", "fraction") else "plain"
            continue
        mention.role = "change"
        mention.direction = found[0] if found else "up"
        if mention.value < 0:
            mention.direction = "down"


def set_names(text: str, clauses: Sequence[Clause], group: Sequence[Mention]) -> None:
    """Set `named` and `subject` from the words beside each figure, where they have a name."""
    for at, mention in enumerate(group):
        if mention.kind == "zero_statement":
            continue
        before = group[at - 1] if at else None
        if mention.role == "change":
            mention.subject = _name_of_change(text, mention)
        elif mention.role == "rate":
            mention.subject = _name_of_rate(text, clauses, mention, before)
        elif mention.kind == "duration":
            mention.subject = _name_of_duration(text, mention)
        else:
            _name_count(text, clauses, mention, before)
    _share_out(text, group)


def _name_count(
    text: str, clauses: Sequence[Clause], mention: Mention, before: Mention | None
) -> None:
    _drop_claimed(text, mention, before)
    named = name_before(text, mention.lead)
    if named is None:
        named = _name_in_clause_before(text, clauses, mention, before)
    weak = named is None or named.how in ("scope", "verb", "channel") or _ends_in_of(mention.lead)
    behind = name_behind(text, mention.tail) if weak else None
    if behind is not None:
        means = named.name if named is not None and named.how == "channel" else None
        mention.named = Named(behind, "object", named.verb if named else None, means)
        mention.claimed = max(text.find(behind, mention.end, mention.tail_end), 0) + len(behind)
    else:
        mention.named = named
    mention.subject = mention.named.name if mention.named else None


def _drop_claimed(text: str, mention: Mention, before: Mention | None) -> None:
    """Leave out of a figure's lead what belongs to the figure before: 23个部门、14个镇街."""
    if before is None or before.clause != mention.clause:
        return
    low = before.claimed
    listed = text.find("、", mention.lead_start, mention.start)
    if 0 <= listed - before.end <= 12:
        low = max(low, listed + 1)
    if low > mention.lead_start:
        mention.lead = [word for word in mention.lead if word.start >= low]


def _ends_in_of(lead: Sequence[Word]) -> bool:
    return bool(lead) and lead[-1].kind in ("of", "joint")


def _name_in_clause_before(
    text: str, clauses: Sequence[Clause], mention: Mention, before: Mention | None
) -> Named | None:
    """Return the name before the colon or bracket that the clause begins with: 微信：35."""
    clause = clauses[mention.clause]
    if clause.opened_by not in ("：", "（") or mention.lead_start > clause.start:
        return None
    previous = clauses[mention.clause - 1]
    low = max(previous.start, before.end if before else 0)
    return name_before(text, words_of(text, low, previous.end)) if low < previous.end else None


def _name_of_change(text: str, mention: Mention) -> str | None:
    found = direction_of(text, mention.lead)
    at = found[1] if found else mention.start
    before = [word for word in mention.lead if word.start < at]
    for index, word in enumerate(before):
        if word.kind == "comparison" or (word.kind == "time" and index):
            before = before[:index]
            break
    named = name_before(text, before)
    if named is not None and (
        named.how in ("object", "name") or (named.how == "verb" and named.name != named.verb)
    ):
        return named.name
    behind = [word for word in mention.lead if word.start > at]
    named = name_before(text, behind) if behind else None
    if named is not None and named.how in ("object", "name"):
        return named.name
    return None


def _name_of_rate(
    text: str, clauses: Sequence[Clause], mention: Mention, before: Mention | None
) -> str | None:
    if SHARE.search(text, mention.lead_start, mention.start) and not any(
        word in text[mention.lead_start : mention.start] for word in RATIO_WORDS
    ):
        return None
    named = name_before(text, mention.lead)
    if named is None:
        named = _name_in_clause_before(text, clauses, mention, before)
        if named is not None and not named.name.endswith(prose.RATE_NAMES):
            named = None
    if named is None or named.how == "scope":
        return name_behind(text, mention.tail)
    for word in RATIO_WORDS:
        if named.name.endswith(word):
            return word
    return _short_rate(text, named.name)


def _short_rate(text: str, name: str) -> str:
    """Return a rate's name without the thing that it is a rate of: 信访事项按期答复率."""
    words = words_of(name, 0, len(name))
    if "、" in name:
        return name
    for at in range(len(words) - 1, 0, -1):
        if words[at].kind == "manner" and words[at - 1].kind in ("name", "noun"):
            return name[words[at].start :]
        if words[at - 1].kind == "noun" and len(name) - words[at].start >= 3:
            return name[words[at].start :]
    return name


def _name_of_duration(text: str, mention: Mention) -> str | None:
    behind = WITHIN.match(text, mention.end, mention.tail_end)
    named = name_before(text, mention.lead)
    if behind is not None and text[mention.end] in "内以之后":
        words = words_of(text, behind.start("done"), behind.end("done"))
        cut = next((at for at, word in enumerate(words) if word.kind == "joint"), len(words))
        done = name_before(text, words[:cut])
        if done is not None:
            return done.name
    if named is not None and named.how != "scope":
        return named.name
    return name_behind(text, mention.tail)


def _share_out(text: str, group: Sequence[Mention]) -> None:
    """Give the names of a list to the figures of another: 甲、乙分别公开 3条、5条."""
    for at, first in enumerate(group):
        found = RESPECTIVELY.search(text, first.lead_start, first.start)
        if found is None:
            continue
        words = [word for word in first.lead if word.end <= found.start()]
        verbs = [index for index, word in enumerate(words) if word.kind == "verb"]
        if verbs:
            words = words[verbs[-1] + 1 :]
        names = [LEVELS.sub("", name) for name in names_listed(text, words)]
        row = [first]
        for other in group[at + 1 :]:
            gap = text[row[-1].end : other.start]
            if not JOINED.fullmatch(gap):
                break
            row.append(other)
        if len(names) > 1 and len(names) == len(row):
            for mention, name in zip(row, names, strict=True):
                if mention.role != "rate" or name.endswith(prose.RATE_NAMES):
                    mention.subject = tidy(name)


def name_parts_by_means(group: Sequence[Mention]) -> None:
    """Name parts that count what their total counts by their channel: 其中门户网站发布信息627条."""
    for mention in group:
        total, named = mention.part_of, mention.named
        if (
            total is not None
            and named is not None
            and named.means
            and (mention.subject == total.subject or mention.subject in CHANNEL_PIECES)
        ):
            mention.subject = named.means


def inherit(text: str, clauses: Sequence[Clause], group: Sequence[Mention]) -> None:
    """Give figures without a name of their own that of their parts, or of the figure before."""
    last: Mention | None = None
    parts_of: dict[int, list[Mention]] = {}
    for mention in group:
        if mention.part_of is not None:
            parts_of.setdefault(id(mention.part_of), []).append(mention)
    first = next((each for each in group if each.countable), None)
    if first is not None and first.subject is None:
        first.subject = topic_of(text, clauses, group)
    for mention in group:
        if not mention.countable and mention.kind != "duration":
            continue
        how = mention.named.how if mention.named else None
        parts = parts_of.get(id(mention), [])
        follows = bool(parts) and parts[0].start < mention.start
        if mention.subject is None and follows:
            mention.subject = _common_end([each.subject or "" for each in parts]) or _common_end(
                [each.named.name if each.named else "" for each in parts[:1]]
                if RESPECTIVELY.search(text, parts[0].lead_start, parts[0].start)
                else []
            )
        if how == "scope" and mention.role != "part":
            mention.subject = last.subject if last else mention.subject
        if mention.subject is None:
            mention.subject = last.subject if last is not None and not follows else None
        if mention.subject is None and follows:
            mention.subject = _sum_word(text, mention)
        if mention.countable and mention.subject:
            last = mention


def topic_of(text: str, clauses: Sequence[Clause], group: Sequence[Mention]) -> str | None:
    """Return what the sentence is about, told in a clause of a trend: 申请量持续上升，…"""
    low = group[0].clause
    floor = max(0, low - FARTHEST_TOPIC)
    while low > floor and clauses[low].opened_by not in SENTENCE_ENDS:
        low -= 1
    high = group[-1].clause
    ceiling = min(len(clauses) - 1, high + FARTHEST_TOPIC)
    while high < ceiling and clauses[high].closed_by not in SENTENCE_ENDS:
        high += 1
    taken = {mention.clause for mention in group}
    for index in range(low, high + 1):
        clause = clauses[index]
        if index in taken or clause.end - clause.start > LONGEST_TOPIC:
            continue
        words = words_of(text, clause.start, clause.end)
        trend = next((at for at, word in enumerate(words) if word.kind in ("rise", "fall")), 0)
        named = name_before(text, [word for word in words[:trend] if word.kind in ("name", "noun")])
        if named is not None:
            return TREND.sub("", named.name)
    return None


def _common_end(names: Sequence[str]) -> str | None:
    shortest = min(names, key=len) if names else ""
    for length in range(len(shortest), 1, -1):
        end = shortest[-length:]
        if all(name.endswith(end) for name in names):
            return end
    return None


def _sum_word(text: str, mention: Mention) -> str | None:
    lead = text[mention.lead_start : mention.start]
    return next((word for word in prose.TOTAL_WORDS if word in lead), None)


def name_rates_and_changes(text: str, clauses: Sequence[Clause], group: Sequence[Mention]) -> None:
    """Name shares after what they are a share of, changes after what has changed."""
    last: Mention | None = None
    topic: str | None = None
    sought = False
    for mention in group:
        if mention.subject is None:
            source: Mention | None = last
            if mention.role == "rate" and mention.numerator is not None:
                source = mention.numerator
            elif mention.role == "change" and mention.change_of is not None:
                source = mention.change_of
            mention.subject = source.subject if source is not None else None
            if mention.subject is None:
                named = name_before(text, _before_share(text, mention))
                mention.subject = named.name if named else topic
                if mention.subject is None and not sought:
                    sought = True
                    mention.subject = topic = topic_of(text, clauses, group)
        if mention.subject is not None:
            last = mention


def _before_share(text: str, mention: Mention) -> list[Word]:
    share = SHARE.search(text, mention.lead_start, mention.start)
    return [word for word in mention.lead if share and word.end <= share.start()]
