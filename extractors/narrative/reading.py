"""A paragraph's figures, each with what it counts: the way from numerals to mentions.

Figures and dates come from `extractors.numerals`; here they get clauses, words, names, roles,
links, scope, year and metric, in that order, each step in its own module.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction

from extractors.narrative import changes, metrics, naming, parts, rates, subjects, times
from extractors.narrative.clauses import SENTENCE_ENDS, Clause, clauses_of
from extractors.narrative.mention import Mention
from extractors.narrative.words import simplified, words_of
from extractors.narrative.zero import TRIGGER, Zero, find_zeros
from extractors.numerals import Quantity, Span, read

LONGEST_LEAD = 120
"""No further from a figure are the words that name it looked for."""

MOST_FIGURES = 200
"""So many figures of one sentence are looked at together; a longer list is cut."""

PROBLEMS = "problems"
"""The section in which 没有 tells of something wanting, not of a count."""


def read_paragraph(text: str, *, section: str = "", year: int = 0) -> list[Mention]:
    """Return the figures and statements of zero of one paragraph, in order.

    `section` is the code of the section that it stands in, `year` the report's (0: not told).
    """
    plain = simplified(text)
    found = read(plain)
    figures = [each for each in found if isinstance(each, Quantity)]
    if not figures and TRIGGER.search(plain) is None:
        return []
    spans = [each for each in found if isinstance(each, Span)]
    return describe(text, figures, spans, section=section, year=year)


def describe(
    text: str,
    figures: Sequence[Quantity],
    spans: Sequence[Span],
    *,
    section: str = "",
    year: int = 0,
) -> list[Mention]:
    """Return the mentions of a paragraph whose figures and other spans are known."""
    plain = simplified(text)
    markers = [(each.start, each.end) for each in spans if each.type == "list_marker"]
    clauses = clauses_of(plain, [(each.start, each.end) for each in figures], markers)
    mentions = _mentions(plain, text, clauses, figures, section)
    if not mentions:
        return []
    moments = times.years_in(plain, spans)
    places = [(each.start, each.end) for each in moments]
    breaks = sorted(
        (each.start, each.end)
        for each in spans
        if each.type in ("hotline", "telephone", "document_number", "time", "list_marker", "code")
    )
    _set_words(plain, clauses, mentions, places, breaks)
    about_requests = False
    for group in _statements(plain, clauses, mentions):
        _describe_statement(plain, clauses, group, moments, year)
        about_requests = metrics.set_metrics(
            plain, clauses, group, moments, section, about_requests=about_requests
        )
    if plain != text:
        _restore_subjects(plain, text, mentions)
    return mentions


def _restore_subjects(plain: str, text: str, mentions: Sequence[Mention]) -> None:
    """Give names and scopes back in the characters that the text has."""
    for mention in mentions:
        for name in ("subject", "scope"):
            words = getattr(mention, name)
            at = plain.find(words) if words else -1
            if at >= 0:
                setattr(mention, name, text[at : at + len(words)])


def _mentions(
    plain: str, text: str, clauses: Sequence[Clause], figures: Sequence[Quantity], section: str
) -> list[Mention]:
    starts = [clause.start for clause in clauses]
    found = [
        Mention(
            start=each.start,
            end=each.end,
            surface=text[each.start : each.end],
            value=each.value,
            value_max=each.value_max,
            unit=_unit_as_printed(plain, text, each),
            kind=each.kind,
            approximate=each.approximate,
            bound=each.bound,
            clause=max(0, bisect_right(starts, each.start) - 1),
        )
        for each in figures
    ]
    if TRIGGER.search(plain) is None:
        return found
    ends = {mention.clause: mention.end for mention in found}
    for at, clause in enumerate(clauses):
        start = ends.get(at, clause.start)
        # 93%以上未发生…的情形: behind a figure only at once, where a scan has lost the comma.
        if start > clause.start and TRIGGER.match(plain, start) is None:
            continue
        for zero in find_zeros(plain, start, clause.end, core_only=section == PROBLEMS):
            found.append(_zero_mention(text, zero, at))
    found.sort(key=lambda each: each.start)
    return found


def _unit_as_printed(plain: str, text: str, figure: Quantity) -> str | None:
    """Return a figure's unit in the characters that the text has (條 beside 条)."""
    unit = figure.unit
    if plain is text or unit is None:
        return unit
    at = plain.rfind(unit, figure.start, figure.end)
    return text[at : at + len(unit)] if at >= 0 else unit


def _zero_mention(text: str, zero: Zero, clause: int) -> Mention:
    mention = Mention(
        start=zero.start,
        end=zero.end,
        surface=text[zero.start : zero.end],
        value=Fraction(0),
        value_max=None,
        unit=None,
        kind="zero_statement",
        clause=clause,
        subject=zero.subject,
    )
    if zero.subject:
        mention.named = naming.Named(zero.subject, "object", zero.verb)
    return mention


def _set_words(
    plain: str,
    clauses: Sequence[Clause],
    mentions: Sequence[Mention],
    places: Sequence[tuple[int, int]],
    breaks: Sequence[tuple[int, int]],
) -> None:
    """Set where each figure's words begin and end, and the words themselves."""
    ends = [end for _, end in breaks]
    for at, mention in enumerate(mentions):
        clause = clauses[mention.clause]
        low, high = clause.start, clause.end
        if at and mentions[at - 1].end > low:
            low = mentions[at - 1].end
        if at + 1 < len(mentions) and mentions[at + 1].start < high:
            high = mentions[at + 1].start
        last = bisect_right(ends, mention.start) - 1
        if last >= 0 and ends[last] > low:
            low = ends[last]
        mention.lead_start = max(min(low, mention.start), mention.start - LONGEST_LEAD)
        mention.tail_end = min(max(high, mention.end), mention.end + LONGEST_LEAD)
        near = _near(places, mention.lead_start, mention.tail_end)
        mention.lead = words_of(plain, mention.lead_start, mention.start, near)
        mention.tail = words_of(plain, mention.end, mention.tail_end, near)


def _near(places: Sequence[tuple[int, int]], low: int, high: int) -> Sequence[tuple[int, int]]:
    if not places:
        return ()
    first = max(0, bisect_right(places, (low, low)) - 1)
    last = bisect_right(places, (high, high))
    return places[first:last]


def _statements(
    plain: str, clauses: Sequence[Clause], mentions: Sequence[Mention]
) -> list[list[Mention]]:
    """Return the mentions by sentence; a sentence that begins with 其中 goes on with the last."""
    sentence_of: list[int] = []
    number = 0
    for at, clause in enumerate(clauses):
        opens = at == 0 or clause.opened_by in SENTENCE_ENDS
        if opens and not plain.startswith("其中", _first_word(plain, clause)):
            number += 1
        sentence_of.append(number)
    groups: list[list[Mention]] = []
    last = -1
    for mention in mentions:
        sentence = sentence_of[mention.clause]
        if sentence != last or len(groups[-1]) >= MOST_FIGURES:
            groups.append([])
            last = sentence
        groups[-1].append(mention)
    return groups


def _first_word(plain: str, clause: Clause) -> int:
    at = clause.start
    while at < clause.end and plain[at] in " 　\t\n":
        at += 1
    return at


def _describe_statement(
    plain: str,
    clauses: Sequence[Clause],
    group: Sequence[Mention],
    moments: Sequence[times.Moments],
    year: int,
) -> None:
    subjects.set_roles(plain, group)
    subjects.set_names(plain, clauses, group)
    times.set_years(plain, clauses, group, moments, year)
    counted = [each for each in group if each.kind != "zero_statement"]
    parts.link_parts(plain, counted, _marks_between(clauses, counted))
    subjects.name_parts_by_means(counted)
    subjects.inherit(plain, clauses, counted)
    changes.link_changes(plain, counted)
    rates.link_rates(plain, counted)
    subjects.name_rates_and_changes(plain, clauses, counted)
    times.set_scopes(plain, clauses, group)


def _marks_between(clauses: Sequence[Clause], counted: Sequence[Mention]) -> list[list[str]]:
    """Return, for each figure, the marks between it and the figure before."""
    between: list[list[str]] = []
    for at, mention in enumerate(counted):
        first = counted[at - 1].clause + 1 if at else mention.clause
        between.append(
            [clauses[index].opened_by for index in range(first, mention.clause + 1)] if at else []
        )
    return between
