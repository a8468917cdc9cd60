"""Whose report a document is and of which year: agency, year, title, dates.

A covering letter has a title, an agency and a date of its own, and names an addressee that
is not the agency; the report's own title, the last before the first section, is believed
first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extractors.dates import find_dates, find_period, find_years, lone_date, plain, year_number
from schemas.document import Document, Paragraph
from schemas.labels import TRADITIONAL_TO_SIMPLIFIED

TITLE = re.compile(
    r"""
    (?P<agency> [^，。；：:,;]{0,60}? )
    (?: 关于 )?
    (?P<year> (?:19|20)\d\d | 二[〇○零O][〇○零O一二三四五六七八九]{2} | [12]\d{4,7} )? \s* 年? 度?
    (?P<tail_agency> [^，。；：:,;年]{0,40}? )
    (?: 政府 )? 信息 (?: 和政务 | 与政务 | 及政务 )? 公开
    (?: 工作 )? (?: 情况 )? (?: 的 )? (?: 年度 | 年 )? (?: 工作 )? (?: 情况 )? 报告
    (?: [（(] [^）)]{1,12} [）)] )?
    """,
    re.VERBOSE,
)
"""…局2020年政府信息公开工作年度报告, also 2020年…局政府信息公开年度报告."""

LETTER = re.compile(
    r"(?:报送|呈报|上报|报备|公布|印发|转发|做好|编制) .* (?:函|通知|请示|公告|说明)$", re.VERBOSE
)
"""Titles of covering letters and notices: 关于报送…年度报告的函."""

AGENCY = re.compile(
    r"""
    [一-鿿（）()·]{2,38}
    (?: 局 | 委员会 | 委 | 办公室 | 办 | 政府 | 厅 | 院 | 中心 | 处 | 署 | 站 | 所 | 队
      | 街道 | 办事处 | 管委会 | 协会 | 联合会 | 总会 | 会 | 社 | 馆 | 部 | 公司 | 集团
      | 大学 | 学院 | 学校 | 中学 | 小学 | 医院 | 海关 | 银行 | 园区 | 开发区 | 镇 | 乡 )
    """,
    re.VERBOSE,
)
"""The name of an agency, standing alone in a line."""

PUBLISHED = re.compile(r"(?:发布|公开|发文|成文|生成|更新)(?:时间|日期)[:：]?", re.VERBOSE)
"""What a web page puts before the date when it was published."""

PUBLISHER = re.compile(
    r"""
    (?: 信息来源 | 来源 | 发布机构 | 公开机构 | 发文机关 | 发布单位 ) \s* [:：] \s*
    (?P<agency> [一-鿿]{3,30} )
    """,
    re.VERBOSE,
)
SPOKEN_OF = re.compile(
    r"""
    (?: 公布 | 编制 | 发布 | 公开 )
    (?P<agency> [一-鿿]{3,30}? (?:局|委员会|办公室|政府|厅|院|中心|委|办|处) )
    (?= (?:19|20)\d\d 年 )
    """,
    re.VERBOSE,
)
"""特向社会公布…局2020年度政府信息公开年度报告, in the introduction."""

FRONT = 80
"""So many paragraphs at most may stand before the first section."""
MAX_TITLE_LINES = 4


@dataclass(slots=True)
class ReportIdentity:
    """What a document says of itself. `agency` is "" and `year` 0 where it does not tell."""

    agency: str = ""
    year: int = 0
    title: str | None = None
    submitted_on: date | None = None
    period: tuple[date, date] | None = None


def identify(document: Document, first_section: int | None) -> ReportIdentity:
    """Read a report's identity; `first_section` is the block of its first section's heading."""
    paragraphs = [
        (at, block) for at, block in enumerate(document.blocks) if isinstance(block, Paragraph)
    ]
    stop = first_section if first_section is not None else FRONT
    front = [paragraph for at, paragraph in paragraphs if at < stop][:FRONT]
    everything = [paragraph for _, paragraph in paragraphs]
    found = ReportIdentity()
    title = _find_title(front)
    if title is not None:
        found.title = title.text
    found.period = next(
        (period for p in everything if (period := find_period(p.text)) is not None), None
    )
    found.year = _year(title, found.period, everything)
    found.agency = _agency(title, front, everything)
    found.submitted_on = _submitted(front, everything, found.year)
    return found


@dataclass(frozen=True, slots=True)
class _Title:
    text: str
    agency: str
    year: int
    first: int
    last: int


def _find_title(front: Sequence[Paragraph]) -> _Title | None:
    """Return the report's own title: the last before the first section, lines joined."""
    lines = [plain(paragraph.text) for paragraph in front]
    best: _Title | None = None
    for last in range(len(lines) - 1, -1, -1):
        if "报告" not in lines[last].translate(TRADITIONAL_TO_SIMPLIFIED) or len(lines[last]) > 60:
            continue
        for first in range(last, max(-1, last - MAX_TITLE_LINES), -1):
            if any(len(line) > 60 or lone_date(line) for line in lines[first : last + 1]):
                break
            title = _read_title("".join(lines[first : last + 1]), first, last)
            if title is None:
                continue
            if best is None or _better(title, best):
                best = title
        if best is not None:
            return best
    return best


def _better(title: _Title, best: _Title) -> bool:
    """Prefer a longer title only for the year or the agency that the shorter one lacks."""
    if best.agency and best.year:
        return False
    return (bool(title.agency), bool(title.year)) > (bool(best.agency), bool(best.year)) or (
        bool(title.agency) + bool(title.year) > bool(best.agency) + bool(best.year)
    )


def _read_title(text: str, first: int, last: int) -> _Title | None:
    text = text.strip("《》")
    simplified = text.translate(TRADITIONAL_TO_SIMPLIFIED)  # one character for one
    found = TITLE.fullmatch(simplified)
    if found is None or LETTER.search(simplified):
        return None
    span = found.span("agency") if found["agency"] else found.span("tail_agency")
    agency = text[slice(*span)].removesuffix("关于").removesuffix("關於")
    printed = found["year"] or ""
    year = 0
    if len(printed) == 4:
        year = year_number(printed)
    if agency and not _is_agency(agency):
        if first != last:
            return None
        agency = ""
    return _Title(text, agency, year, first, last)


def _is_agency(text: str) -> bool:
    return AGENCY.fullmatch(text.translate(TRADITIONAL_TO_SIMPLIFIED)) is not None


def _year(
    title: _Title | None, period: tuple[date, date] | None, everything: Sequence[Paragraph]
) -> int:
    """Tell the report's year: by the title, else the period, else the year most spoken of."""
    if title is not None and title.year:
        return title.year
    if period is not None:
        return period[0].year
    years = Counter(year for paragraph in everything for year in find_years(paragraph.text))
    for paragraph in everything[:FRONT]:
        for year in find_years(paragraph.text):
            if "年度报告" in paragraph.text and years[year] > 1:
                return year
    return max(years, key=lambda year: (years[year], year), default=0)


def _agency(
    title: _Title | None, front: Sequence[Paragraph], everything: Sequence[Paragraph]
) -> str:
    """Tell the agency: by the title, the lines about it, the signature, the introduction."""
    if title is not None and title.agency:
        return title.agency
    if title is not None:
        around = [*range(title.first - 1, title.first - 3, -1), title.last + 1]
        for at in around:
            if 0 <= at < len(front) and _is_agency(plain(front[at].text)):
                return plain(front[at].text)
    signed = _signature(everything)
    if signed:
        return signed
    for paragraph in everything:
        for found in (SPOKEN_OF.search(plain(paragraph.text)), PUBLISHER.search(paragraph.text)):
            if found is not None and _is_agency(found["agency"]):
                return found["agency"]
    return ""


def _signature(everything: Sequence[Paragraph]) -> str:
    """Return the agency's name in the line above a lone date."""
    for before, line in zip(everything[-2::-1], everything[:0:-1], strict=True):
        if lone_date(line.text) and _is_agency(plain(before.text)):
            return plain(before.text)
    return ""


def _submitted(
    front: Sequence[Paragraph], everything: Sequence[Paragraph], year: int
) -> date | None:
    """Return the date under the covering letter, else under the report, else of publication."""
    for paragraph in front:
        found = lone_date(paragraph.text)
        if found is not None and _plausible(found, year):
            return found
    for paragraph in reversed(everything):
        found = lone_date(paragraph.text)
        if found is not None and _plausible(found, year):
            return found
    for paragraph in everything:
        marked = PUBLISHED.search(plain(paragraph.text))
        if marked is not None:
            for found in find_dates(plain(paragraph.text)[marked.end() :])[:1]:
                if _plausible(found, year):
                    return found
    return None


def _plausible(day: date, year: int) -> bool:
    """Return whether a report of `year` may bear this date: from its December, for two years."""
    return year == 0 or date(year, 12, 1) <= day <= date(year + 2, 12, 31)
