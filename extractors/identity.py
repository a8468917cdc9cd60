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
    (?: (?P<first_year> (?:19|20)\d\d ) 年 度?            # 2020年…局
        (?P<late_agency> [^，。；：:,;]{2,40}? )
      | (?P<agency> [^，。；：:,;]{0,60}? )                 # …局2020年
        (?: 关于 )?
        (?P<year> (?:19|20)\d\d | 二[〇○零O][〇○零O一二三四五六七八九]{2} | [12]\d{4,7} )?
        年? 度?
        (?P<tail_agency> [^，。；：:,;年]{0,40}? )
    ) 《?
    (?: (?: 政府 )? 信息 (?: 和政务 | 与政务 | 及政务 )? | 政务 ) 公开
    (?: 工作 )? (?: 情况 )? (?: 的 )?
    (?P<inner_year> (?:19|20)\d\d )? (?: 年度 | 年年度 | 年 )?
    (?: 工作 )? (?: 情况 )? (?: 的 )? 报告 》?
    (?: [（(] [^）)]{1,12} [）)] )?
    """,
    re.VERBOSE,
)
"""…局2020年政府信息公开工作年度报告, also 2020年…局政府信息公开年度报告."""

_AGENCIES = ("late_agency", "agency", "tail_agency")

ABOUT_REPORTS = re.compile(
    r"""
    (?: 做好 | 开展 | 报送 | 编制 | 印发 | 发布 ) [^。]{0,60} 报告 [^。]{0,20} (?:通知|函|公告) $
    | 报告 》? (?: 的 )? (?: 图文 | 文字 )? (?: 解读 | 图解 | 一图读懂 ) $
    """,
    re.VERBOSE,
)
"""Titles of what is about such reports and none: notices, interpretations."""

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
    (?: [（(] [一-鿿·、]{2,30} [）)] )?
    """,
    re.VERBOSE,
)
"""The name of an agency, standing alone in a line."""

PLACE = re.compile(r"[一-鿿]{1,10} (?: 省 | 市 | 州 | 县 | 区 | 旗 | 盟 )", re.VERBOSE)
"""A place standing for its government, or in front of its agency's name."""

PUBLISHED = re.compile(r"(?:发布|公开|发文|成文|生成|更新)\s*(?:时间|日期)\s*[:：]?", re.VERBOSE)
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
MAX_SIGNATURE = 80
"""A longer line is no agency with its date."""
MAX_TITLE_LINES = 4


@dataclass(slots=True)
class ReportIdentity:
    """What a document says of itself. `agency` is "" and `year` 0 where it does not tell.

    `titled_agency` is the agency that the title itself names; `is_about_reports` says that
    there is only the title of a notice or the like.
    """

    agency: str = ""
    year: int = 0
    title: str | None = None
    submitted_on: date | None = None
    period: tuple[date, date] | None = None
    titled_agency: str = ""
    is_about_reports: bool = False


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
        found.titled_agency = title.agency
    found.is_about_reports = title is None and any(
        len(p.text) <= 100 and ABOUT_REPORTS.search(plain(p.text)) for p in front
    )
    found.period = next(
        (period for p in everything if (period := find_period(p.text)) is not None), None
    )
    found.year = _year(title, found.period, everything)
    found.agency = _agency(title, front, everything)
    found.submitted_on = _submitted(front, everything, found.year)
    return found


@dataclass(frozen=True, slots=True)
class _Title:
    """A title. `place` is what it names instead of an agency, such as a county."""

    text: str
    agency: str
    place: str
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
            if best is None or _better(title, best) or _adds_place(lines[first], title, best):
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


def _adds_place(line: str, title: _Title, best: _Title) -> bool:
    """Return whether the title has, in a line above, the place that the agency's name lacks."""
    return PLACE.fullmatch(line) is not None and title.agency == line + best.agency


def _read_title(text: str, first: int, last: int) -> _Title | None:
    if text.startswith("《") and text.endswith("》"):
        text = text[1:-1]
    simplified = text.translate(TRADITIONAL_TO_SIMPLIFIED)  # one character for one
    found = TITLE.fullmatch(simplified)
    if found is None or LETTER.search(simplified):
        return None
    span = next((found.span(name) for name in _AGENCIES if found[name]), (0, 0))
    agency = text[slice(*span)].removesuffix("关于").removesuffix("關於")
    printed = found["first_year"] or found["year"] or found["inner_year"] or ""
    year = year_number(printed) if len(printed) == 4 else 0
    place = ""
    if agency and not _is_agency(agency):
        place = agency if PLACE.fullmatch(agency.translate(TRADITIONAL_TO_SIMPLIFIED)) else ""
        if first != last and not place:
            return None
        agency = ""
    return _Title(text, agency, place, year, first, last)


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
        if "年度报告" not in paragraph.text:
            continue
        for year in find_years(paragraph.text):
            if years[year] > 1:
                return year
    for paragraph in reversed(everything):
        _, day = _signed(paragraph)
        if day is not None and day.year - 1 in years:  # reports are due in the next spring
            return day.year - 1
    return max(years, key=lambda year: (years[year], year), default=0)


def _agency(
    title: _Title | None, front: Sequence[Paragraph], everything: Sequence[Paragraph]
) -> str:
    """Tell the agency: by the title, the lines about it, the signature, the introduction."""
    if title is not None and title.agency:
        return title.agency
    if title is not None:
        for at in range(title.first - 1, max(-1, title.first - 3), -1):
            if _is_agency(plain(front[at].text)):
                return plain(front[at].text)
    signed = _signature(everything)
    if signed:
        return signed
    if title is not None and title.last + 1 < len(front):
        below = plain(front[title.last + 1].text)
        if _is_agency(below):
            return below
    for paragraph in everything:
        for found in (SPOKEN_OF.search(plain(paragraph.text)), PUBLISHER.search(paragraph.text)):
            if found is not None and _is_agency(found["agency"]):
                return found["agency"]
    return title.place if title is not None else ""


def _signature(everything: Sequence[Paragraph]) -> str:
    """Return the agency's name above a lone date, or before it in the same line."""
    for at in range(len(everything) - 1, -1, -1):
        agency, day = _signed(everything[at])
        if day is None:
            continue
        if agency:
            return agency
        if at and _is_agency(plain(everything[at - 1].text)):
            return plain(everything[at - 1].text)
    return ""


def _signed(paragraph: Paragraph) -> tuple[str, date | None]:
    """Return agency ("" if none) and date of a line that holds nothing else."""
    if len(paragraph.text) > MAX_SIGNATURE:
        return "", None
    day = lone_date(paragraph.text)
    if day is not None:
        return "", day
    for at, character in enumerate(text := plain(paragraph.text)):
        if character in "12二" and (day := lone_date(text[at:])) is not None:
            return (text[:at], day) if _is_agency(text[:at]) else ("", None)
    return "", None


def _submitted(
    front: Sequence[Paragraph], everything: Sequence[Paragraph], year: int
) -> date | None:
    """Return the date under the covering letter, else under the report, else of publication."""
    for paragraph in front:
        _, found = _signed(paragraph)
        if found is not None and _plausible(found, year):
            return found
    for paragraph in reversed(everything):
        _, found = _signed(paragraph)
        if found is not None and _plausible(found, year):
            return found
    for paragraph in everything:
        marked = PUBLISHED.search(paragraph.text)
        if marked is not None:
            for found in find_dates(paragraph.text[marked.end() :])[:1]:
                if _plausible(found, year):
                    return found
    return None


def _plausible(day: date, year: int) -> bool:
    """Return whether a report of `year` may bear this date: from its December, for two years."""
    return year == 0 or date(year, 12, 1) <= day <= date(year + 2, 12, 31)
