"""Which of the usual subjects (`schemas.metrics`) a figure counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.narrative.clauses import SENTENCE_ENDS, Clause
from extractors.narrative.mention import Mention
from extractors.narrative.times import Moments
from extractors.narrative.words import simplified
from schemas import prose
from schemas.metrics import CHANNEL_PIECES, CHANNELS, METRICS, REQUESTS, Metric

PLAN = re.compile("|".join(prose.PLAN_WORDS))
ANSWERS = frozenset(("答复", "办结", "办理", "按时答复", "按期答复", "受理", "新收", "结转"))
"""Words that are about requests only where requests are spoken of."""

EACH = re.compile(r"[日月年周人户件期]均|平均|每[^，。；、]{0,6}$|每[日天周月季年]")
"""Not the year's count: 年均3213条, 每年收到申请30件."""

GENERIC_END = re.compile(
    r"(?:处理决定|本年|总|的)*(?:数量|总数|总量|数|量|金额|情况|收取情况|件数|项目数量)$"
)
"""Left off where the subject's own words name no metric: 依申请公开 数量."""

BRACKETS = re.compile(r"[（(][^（）()]*[）)]|“[^”]*”")
AT_FIRST = "年初"
"""The count before the year's own."""

OF_REQUESTS = re.compile(r"申请[件量]?[中里内]")
"""Says that what follows is of the requests: 在办结的政府信息公开申请中，予以公开51件."""

_TOTAL_INFORMATION = "information_disclosed_total"
WHOLE_COUNTS = frozenset(("requests_received", "requests_answered", _TOTAL_INFORMATION))
_TABLE_CODES = ("requests",)


def _index() -> dict[str, list[Metric]]:
    found: dict[str, list[Metric]] = {}
    for metric in METRICS.values():
        for word in metric.words:
            found.setdefault(word, []).append(metric)
    return found


_BY_WORD = _index()
_LONGEST = max(map(len, _BY_WORD))


def set_metrics(
    text: str,
    clauses: Sequence[Clause],
    group: Sequence[Mention],
    moments: Sequence[Moments],
    section: str,
    *,
    about_requests: bool,
) -> bool:
    """Set `metric` of the figures of one statement.

    `about_requests` says that the statement before was about requests, so that 办结 and 答复
    are of them; whether this one is, is returned.
    """
    start = _statement_start(clauses, group[0].clause)
    planned = PLAN.search(text, start, group[0].start) is not None
    since = any(each.since and start <= each.start < group[0].start for each in moments)
    named = any(mention.subject and mention.subject.endswith(REQUESTS) for mention in group)
    named = named or OF_REQUESTS.search(text, start, group[0].start) is not None
    about_requests = about_requests or named or section in _TABLE_CODES
    previous: Mention | None = None
    passed = start
    for mention in _totals_first(group):
        if mention.role in ("rate", "change") or planned:
            continue
        if (since and mention is group[0]) or AT_FIRST in text[mention.lead_start : mention.start]:
            continue
        if mention.kind not in ("count", "money", "zero_statement") or mention.subject is None:
            continue
        low = previous.end if previous and previous.end <= mention.start else passed
        mention.metric = _metric_of(text, mention, max(low, start), group, about_requests)
        previous = mention
    _clear_sums(group)
    return named


def _statement_start(clauses: Sequence[Clause], at: int) -> int:
    while at > 0 and clauses[at].opened_by not in SENTENCE_ENDS:
        at -= 1
    return clauses[at].start


def _totals_first(group: Sequence[Mention]) -> list[Mention]:
    """Return the figures so that each total comes before its parts."""
    late = [each for each in group if each.part_of is not None and each.part_of.start > each.start]
    if not late:
        return list(group)
    return [each for each in group if each not in late] + late


def _metric_of(
    text: str, mention: Mention, low: int, group: Sequence[Mention], about_requests: bool
) -> str | None:
    subject = mention.subject or ""
    several = all(len(each) > 2 for each in BRACKETS.sub("", subject).split("、"))
    if EACH.search(text, mention.lead_start, mention.start) or ("、" in subject and several):
        return None
    beside = subject + text[mention.lead_start : mention.start]
    behind = text[mention.end : mention.tail_end]
    if mention.kind == "zero_statement":
        beside += mention.surface
    if (
        subject in CHANNEL_PIECES
        and mention.part_of is None
        and not any(word in beside for word in METRICS[_TOTAL_INFORMATION].unless)
    ):
        channel = _channel(text, low, mention)
        if channel is not None:
            return channel or None
    found = _best(subject, mention, beside, behind, group, about_requests)
    if found is None:
        bare = GENERIC_END.sub("", subject)
        if bare != subject:
            found = _best(bare, mention, beside, behind, group, about_requests)
    if found is None:
        return None
    total = mention.part_of
    if total is None or total.start > mention.start or _of_another(mention):
        return found.code
    # A part counts less than its total, so it has not its metric; nor that of all requests.
    if found.code == total.metric or found.code in WHOLE_COUNTS:
        return None
    return found.code


def _best(
    subject: str,
    mention: Mention,
    beside: str,
    behind: str,
    group: Sequence[Mention],
    about_requests: bool,
) -> Metric | None:
    """Return the metric whose words the subject ends in: one that a word beside confirms first."""
    plain: Metric | None = None
    for length in range(min(len(subject), _LONGEST), 1, -1):
        for metric in _BY_WORD.get(subject[-length:], ()):
            if length != len(subject) and (metric.whole or subject[-length:] in ANSWERS):
                continue
            if _fits(metric, mention, beside, behind, group, about_requests):
                if metric.beside:
                    return metric
                plain = plain or metric
    return plain


def _of_another(mention: Mention) -> bool:
    """Return whether a part is the same thing as its total, of one agency or level."""
    total = mention.part_of
    return total is not None and mention.scope is not None and mention.scope != total.scope


def _fits(
    metric: Metric,
    mention: Mention,
    beside: str,
    behind: str,
    group: Sequence[Mention],
    about_requests: bool,
) -> bool:
    confirmed = any(word in beside for word in metric.beside) or any(
        word in behind for word in metric.behind
    )
    if metric.beside and not confirmed:
        return False
    if metric.unless and any(word in beside for word in metric.unless):
        return False
    if metric.units and mention.unit is not None and simplified(mention.unit) not in metric.units:
        return False
    if metric.code.startswith("requests_") and not about_requests:
        return False
    if metric.code == "requests_carried_over" and mention.part_of is not None:
        # 答复46件（含上年结转4件）: those of them that were answered.
        return mention.part_of.start > mention.start
    if metric.within:
        return _above(mention, group) in metric.within or (
            mention.kind == "zero_statement" and mention.part_of is None
        )
    return True


def _above(mention: Mention, group: Sequence[Mention]) -> str | None:
    """Return the metric of a figure's total, or of the last review or litigation before it."""
    if mention.part_of is not None:
        return mention.part_of.metric
    before = [each.metric for each in group if each.start < mention.start]
    return next((each for each in reversed(before) if each in ("reviews", "litigations")), None)


def _channel(text: str, low: int, mention: Mention) -> str | None:
    """Return the metric of the one channel named beside a figure, "" where it has none.

    None where no channel is named, or more than one.
    """
    units = METRICS[_TOTAL_INFORMATION].units
    if mention.unit is not None and simplified(mention.unit) not in units:
        return None
    found = {
        code
        for code, words in CHANNELS.items()
        if any(text.find(word, low, mention.start) >= 0 for word in words)
    }
    return found.pop() if len(found) == 1 else None


def _clear_sums(group: Sequence[Mention]) -> None:
    """Take the metric from a sum of unlike things: 新收15件、上年结转2件，共计17件."""
    for mention in group:
        if mention.role == "total" and (mention.metric or "").startswith("requests_"):
            below = {each.metric for each in group if each.part_of is mention}
            if "requests_carried_over" in below:
                mention.metric = None
