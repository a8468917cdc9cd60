"""Checks of a report's dates: its year, its period, its signature, impossible days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from extractors.checks import evidence
from extractors.checks.dates_impossible import find_impossible
from extractors.checks.dates_text import alike
from extractors.checks.dates_years import other_years
from extractors.checks.reported import Reported
from extractors.checks.results import result
from extractors.dates import find_dates, find_period, plain
from extractors.outline import PREAMBLE, ProseParagraph
from schemas.checks import CHECKS, Severity
from schemas.checks import dates as words
from schemas.records import Check

SIGNATURE = re.compile(
    r"[^，。；：,;:、]{0,40} \d日 | [^，。；：,;:、]{0,40} [一二三四五六七八九十]日", re.VERBOSE
)
"""A short line that ends with a day: the agency and the date, or the date alone."""

MAX_SIGNATURE = 80
"""A longer line is no agency with its date."""
LAST_SECTION = "other_matters"
"""The section that a signature under the report falls into."""


def check_dates(reported: Reported) -> Iterator[Check]:
    """Check a report's dates; what nothing speaks against is told once a check."""
    year, period = reported.report_year, _period(reported)
    yield from _years(reported, period)
    impossible = [
        result(
            "date_invalid",
            "fail",
            message,
            severity=severity_of(paragraph),
            evidence=[evidence.of_prose(paragraph, start, end)],
        )
        for paragraph in reported.paragraphs
        for start, end, message in find_impossible(paragraph.text)
    ]
    yield from impossible or [result("date_invalid", "pass")]
    if not year:
        yield result("report_period", "not_assessable", words.YEAR_UNKNOWN)
        yield result("submission_date", "not_assessable", words.YEAR_UNKNOWN)
        return
    yield _whole_year(year, period)
    yield from _submission(reported)


def severity_of(paragraph: ProseParagraph) -> Severity | None:
    """Return warning for a paragraph read from a picture; None (the kind's own) for others."""
    printed = paragraph.printed
    is_read = printed.reader == "ocr" or printed.confidence < 1 or bool(printed.spots)
    return "warning" if is_read else None


_Period = tuple[date, date, ProseParagraph]


def _period(reported: Reported) -> _Period | None:
    """Return the period that the report gives for its figures, and where."""
    for paragraph in reported.paragraphs:
        if paragraph.text.count("日") < 2:
            continue
        for sentence in re.split(r"[。；]", alike(paragraph.text)):
            if not any(word in sentence for word in words.PERIOD_WORDS):
                continue
            found = find_period(sentence)
            if found is not None:
                return (*found, paragraph)
    return None


def _years(reported: Reported, period: _Period | None) -> Iterator[Check]:
    if not reported.report_year:
        yield result("year_mismatch", "not_assessable", words.YEAR_UNKNOWN)
        return
    faults = [
        result(
            "year_mismatch",
            "fail",
            other.message,
            severity="warning",
            evidence=[evidence.of_prose(other.paragraph, other.start, other.end)]
            if other.paragraph is not None
            else [],
        )
        for other in other_years(reported)
    ]
    if period is not None:
        start, end, paragraph = period
        # A period that ends in another year may only be miswritten in its end.
        if reported.report_year not in (start.year, end.year) or start.year != end.year:
            message = CHECKS["year_mismatch"].message.format(
                start=_day(start), end=_day(end), year=reported.report_year
            )
            faults.insert(
                0,
                result(
                    "year_mismatch",
                    "fail",
                    message,
                    severity=severity_of(paragraph),
                    evidence=[str(paragraph.paragraph)],
                ),
            )
    yield from faults or [result("year_mismatch", "pass")]


def _whole_year(year: int, period: _Period | None) -> Check:
    if period is None:
        return result("report_period", "not_assessable", words.NO_PERIOD)
    start, end, paragraph = period
    at = [str(paragraph.paragraph)]
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return result("report_period", "pass", evidence=at)
    message = CHECKS["report_period"].message.format(start=_day(start), end=_day(end), year=year)
    return result("report_period", "fail", message, evidence=at)


def _submission(reported: Reported) -> Iterator[Check]:
    code, year = "submission_date", reported.report_year
    signed = list(_signed(reported))
    if not signed:
        told = reported.report.submitted_on
        yield result(code, "pass") if told else result(code, "not_assessable", words.NO_DATE)
        return
    last, due = date(year, 12, 31), date(year + 1, 3, 31)
    faults: list[Check] = []
    for day, paragraph in signed:
        severity: Severity | None = severity_of(paragraph)
        if day <= last:
            message = CHECKS[code].message.format(day=_day(day), year=year)
            severity = "warning" if day.year == year and day.month == 12 else severity
        elif day > due:
            message = words.LATE.format(day=_day(day), year=due.year)
            severity = "warning"
        else:
            continue
        at = evidence.of_prose(paragraph, 0, len(paragraph.text))
        faults.append(result(code, "fail", message, severity=severity, evidence=[at]))
    yield from faults or [result(code, "pass")]


def _signed(reported: Reported) -> Iterator[tuple[date, ProseParagraph]]:
    """Yield the dates in lines of their own, under the letter and under the report."""
    for paragraph in reported.paragraphs:
        if paragraph.section not in (PREAMBLE, LAST_SECTION):
            continue
        if len(paragraph.text) > MAX_SIGNATURE or "日" not in paragraph.text:
            continue
        if SIGNATURE.fullmatch(plain(paragraph.text)):
            found = find_dates(paragraph.text)
            if len(found) == 1:
                yield found[0], paragraph


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
