"""Which of the usual subjects (`schemas.metrics`) a figure counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.narrative.clauses import SENTENCE_ENDS, Clause
from extractors.narrative.mention import Mention
from extractors.narrative.times import Moments
from schemas import prose
from schemas.metrics import CHANNEL_PIECES, CHANNELS, METRICS, REQUESTS, Metric

PLAN = re.compile("|".join(prose.PLAN_WORDS))
ANSWERS = frozenset(("答复", "办结", "办理", "按时答复", "按期答复", "受理", "新收", "结转"))
"""Words that are about requests only where requests are spoken of."""

_TABLE_CODES = ("requests",)
_TOTAL_INFORMATION = "information_disclosed_total"


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
) -> None:
    """Set `metric` of the figures of one statement."""
    start = _statement_start(clauses, group[0].clause)
    planned = PLAN.search(text, start, group[0].start) is not None
    since = any(each.since and start <= each.start < group[0].start for each in moments)
    about_requests = section in _TABLE_CODES or any(
        mention.subject is not None and mention.subject.endswith(REQUESTS) for mention in group
    )
    previous: Mention | None = None
    passed = start
    for mention in _totals_first(group):
        if mention.role in ("rate", "change") or planned:
            continue
        if since and mention is group[0]:
            continue
        if mention.kind not in ("count", "money", "zero_statement") or mention.subject is None:
            continue
        low = previous.end if previous and previous.end <= mention.start else passed
        mention.metric = _metric_of(text, mention, max(low, start), group, about_requests)
        previous = mention
    _clear_sums(group)


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
    if subject in CHANNEL_PIECES and mention.part_of is None:
        channel = _channel(text, low, mention)
        if channel is not None:
            return channel
    beside = text[mention.lead_start : mention.tail_end]
    for length in range(min(len(subject), _LONGEST), 1, -1):
        for metric in _BY_WORD.get(subject[-length:], ()):
            if metric.whole and length != len(subject):
                continue
            if _fits(metric, mention, beside, group, about_requests):
                above = mention.part_of.metric if mention.part_of else None
                return None if above == metric.code else metric.code
    return None


def _fits(
    metric: Metric, mention: Mention, beside: str, group: Sequence[Mention], about_requests: bool
) -> bool:
    if metric.beside and not any(word in beside for word in metric.beside):
        return False
    if metric.units and mention.unit is not None and mention.unit not in metric.units:
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
    if mention.unit is not None and mention.unit not in METRICS[_TOTAL_INFORMATION].units:
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
