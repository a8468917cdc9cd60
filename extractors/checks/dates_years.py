"""Years that are not the report's where the report's should stand: last year's text left in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.checks.dates_text import alike, written
from extractors.checks.reported import Reported
from extractors.dates import find_years
from extractors.outline import PREAMBLE, ProseParagraph
from schemas.checks import dates as words

NAMED_REPORT = re.compile(
    r"""
    (?<! [\d〔（(] ) (?P<year> 20\d\d ) \s? 年 度? [^，。；,;《》\d]{0,40}?
    (?: 信息 | 政务 ) 公开 (?: 工作 )? (?: 年度 )? (?: 工作 )? (?: 情况 )? 报告
    (?! [^。；]{0,15} (?: 通知 | 格式 | 要求 | 事项 | 函〔 ) )
    """,
    re.VERBOSE,
)
"""2020年度…政府信息公开年度报告, by which a letter or an introduction names the report."""

OPENING = re.compile(
    r"""
    (?: ^ | (?<= [。；！：\n] ) ) \s{0,4}
    (?: [（(]? [一二三四五六七八九十\d]{1,2} [）)、.．] \s? )?
    (?P<year> 20\d\d ) \s? 年 (?: 度 | 来 )? (?! \s? \d )
    (?= [，,] | 全?年 | 我 | 本 | 全
      | [一-鿿]{1,12} (?: 局 | 委 | 办 | 政府 | 街道 | 镇 | 乡 | 中心 )
    )
    """,
    re.VERBOSE,
)
"""A sentence that opens with a year: 2020年，我局…"""

QUOTATION = re.compile(r"《[^》]{0,80}》|“[^”]{0,80}”|〔\d{4}〕")
"""Titles, quotations and document numbers have years of their own."""

SENTENCE_END = re.compile(r"[。；！\n]")

PLANNING_SECTION = "problems"
"""Where a sentence may well open with next year."""

QUOTED = 24
"""So many characters of a sentence are quoted."""


@dataclass(frozen=True, slots=True)
class OtherYear:
    """A year that is not the report's: where it stands (a heading has no paragraph), and what
    there is to say."""

    paragraph: ProseParagraph | None
    start: int
    end: int
    message: str


def other_years(reported: Reported) -> Iterator[OtherYear]:
    """Yield the years in headings, in names of the report and at sentences' openings."""
    year = reported.report_year
    for section in reported.sections:
        if section.heading is None or "年" not in section.heading:
            continue
        for found in find_years(section.heading):
            if found != year:
                message = words.HEADING_YEAR.format(text=section.heading, found=found, year=year)
                yield OtherYear(None, 0, 0, message)
    # A quick look, so that only few paragraphs are translated and searched.
    wanted = [form for other in (year - 1, year + 1) for form in written(other)]
    opened: set[str] = set()
    for paragraph in reported.paragraphs:
        if paragraph.section == PREAMBLE:
            if "20" in paragraph.text or "２０" in paragraph.text:
                yield from _names(paragraph, year)
        elif any(each in paragraph.text for each in wanted):
            opens = paragraph.section not in opened
            yield from _openings(paragraph, alike(paragraph.text), year, opens)
        opened.add(paragraph.section)


def _names(paragraph: ProseParagraph, year: int) -> Iterator[OtherYear]:
    for found in NAMED_REPORT.finditer(alike(paragraph.text)):
        if int(found["year"]) != year:
            printed = paragraph.text[found.start() : found.end()]
            message = words.NAMED_YEAR.format(
                text="".join(printed.split()), found=found["year"], year=year
            )
            yield OtherYear(paragraph, *found.span(), message)


def _openings(
    paragraph: ProseParagraph, text: str, year: int, opens_section: bool
) -> Iterator[OtherYear]:
    """Yield sentences that open with the year before or after and tell of it as the reported.

    Those that compare or plan do so rightly, and those that tell what happened that year,
    unless it is a section's first sentence.
    """
    for found in OPENING.finditer(text):
        other = int(found["year"])
        if abs(other - year) != 1:
            continue
        if other > year and paragraph.section == PLANNING_SECTION:
            continue
        start = found.start("year")
        stop = SENTENCE_END.search(text, start)
        end = stop.start() if stop else len(text)
        said = QUOTATION.sub("", text[start:end])
        is_first = opens_section and found.start() == 0
        excused = words.COMPARING if is_first else (*words.COMPARING, *words.HAPPENING)
        if str(year) in said or any(word in said for word in excused):
            continue
        quoted = paragraph.text[start : min(end, start + QUOTED)]
        if end - start > QUOTED:
            quoted += "…"
        message = words.SENTENCE_YEAR.format(text=quoted, found=other, year=year)
        yield OtherYear(paragraph, start, end, message)
