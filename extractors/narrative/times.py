"""Which year a figure speaks of, where it is not the report's; and whose figure it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extractors.narrative.clauses import SENTENCE_ENDS, Clause
from extractors.narrative.mention import Mention
from extractors.narrative.words import Word, words_of
from extractors.numerals.model import Moment, PartialDate, Span
from schemas import prose

TITLE = re.compile(r"《[^《》]{1,120}》")
SINCE = re.compile(r"(?:自|从)$")
SINCE_THEN = re.compile(r"[^，。；]{0,16}以来")
LAST_YEAR = re.compile("|".join(f"(?:{each})" for each in prose.LAST_YEAR))
THIS_YEAR = re.compile(r"本年|当年|今年|全年|报告期")
CARRIED = re.compile(r"结转|转入")

SCOPE = re.compile(
    r"""
    全(?:国|省|市|区|县|镇|乡|州|盟|旗|局|办|院|校|厅|街道|系统)
  | [省市区县州镇] 本级
  | 本机关 (?! 不 )
  | 代表? [^，。；、\d]{0,8}? 政府
  | 受 [^，。；、\d]{0,8}? 政府 委托
    """,
    re.VERBOSE,
)
"""Whose figures follow: the whole city's, the agency's own, those on behalf of a government."""

LONGEST_SCOPE = 24
_BEFORE_SCOPE = frozenset(("time", "skipped", "mark", "comparison", "copula"))


@dataclass(frozen=True, slots=True)
class Moments:
    """A year that is said in the text, at its place."""

    start: int
    end: int
    year: int | None
    since: bool = False


def years_in(text: str, spans: Sequence[Span]) -> list[Moments]:
    """Return the dates and periods of a text with the one year that each is in, if it is one."""
    titles = [match.span() for match in TITLE.finditer(text)] if "《" in text else []
    ends = [end for _, end in titles]
    found = []
    for span in spans:
        if span.type not in ("date", "period"):
            continue
        title = bisect_left(ends, span.end)
        if title < len(titles) and titles[title][0] < span.start:
            continue  # 《2020年工作要点》 says nothing of the figures
        since = bool(SINCE.search(text, max(0, span.start - 1), span.start)) and bool(
            SINCE_THEN.match(text, span.end)
        )
        found.append(Moments(span.start, span.end, _year(span.value), since))
    return found


def _year(value: object) -> int | None:
    ends: tuple[Moment, ...]
    if isinstance(value, tuple):
        ends = value
    elif isinstance(value, date | PartialDate):
        ends = (value,)
    else:
        return None
    years = {each.year for each in ends if each.year is not None}
    return years.pop() if len(years) == 1 else None


def scope_in(text: str, words: Sequence[Word]) -> str | None:
    """Return the scope that a clause begins with: 全市各级行政机关…, 其中代表区政府受理…"""
    at = 0
    while at < len(words) and words[at].kind in _BEFORE_SCOPE:
        at += 1
    if at == len(words):
        return None
    found = SCOPE.match(text, words[at].start, words[-1].end)
    return found[0] if found else None


def set_years(
    text: str,
    clauses: Sequence[Clause],
    group: Sequence[Mention],
    moments: Sequence[Moments],
    report_year: int,
) -> None:
    """Set `year` of the figures of one statement that are of another year than the report's."""
    current: int | None = None
    passed = clauses[_sentence_start(clauses, group[0].clause)].start
    starts = [each.start for each in moments]
    for mention in group:
        low = min(passed, mention.lead_start)
        first, last = bisect_left(starts, low), bisect_left(starts, mention.start)
        near = moments[first:last]
        passed = mention.end
        lead = text[mention.lead_start : mention.start]
        if near:
            current = None if near[-1].since else near[-1].year
        elif THIS_YEAR.search(lead):
            current = None
        if mention.role == "change":
            continue
        said = LAST_YEAR.search(lead)
        if CARRIED.search(text, mention.lead_start, mention.tail_end):
            mention.year = current = None
        elif said is not None and report_year:
            mention.year = report_year - 1
        elif current is not None and current != report_year:
            mention.year = current
        if near and _only_compared(text, near[-1], mention):
            current = None


def _only_compared(text: str, moment: Moments, mention: Mention) -> bool:
    """Whether a year is named only for the one figure behind it: 较2022年的2万增长1倍."""
    return text[max(0, moment.start - 1) : moment.start] in ("较", "比", "由", "从", "是")


def set_scopes(text: str, clauses: Sequence[Clause], group: Sequence[Mention]) -> None:
    """Set `scope` of the figures of one statement: that of their clause, or of the one before."""
    current: str | None = None
    whole: str | None = None
    passed = -1
    for mention in group:
        first = passed + 1 if passed >= 0 else _sentence_start(clauses, mention.clause)
        for index in range(max(first, 0), mention.clause + 1):
            clause = clauses[index]
            high = min(clause.end, clause.start + LONGEST_SCOPE)
            if SCOPE.search(text, clause.start, high) is not None:
                own = index == mention.clause
                words = mention.lead if own else words_of(text, clause.start, high)
                current = scope_in(text, words) or current
        if mention.clause == passed:
            current = scope_in(text, mention.lead) or current
        mention.scope = current
        if mention.role == "part":
            # 其中市本级8.4万条: of this part alone.
            current = whole
        else:
            whole = current
        passed = mention.clause


def _sentence_start(clauses: Sequence[Clause], at: int) -> int:
    while at > 0 and clauses[at].opened_by not in SENTENCE_ENDS:
        at -= 1
    return at
