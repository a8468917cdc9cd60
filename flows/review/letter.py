"""The letter that sends a report back: what is wrong in it, for the agency to mend.

The letter says what the failing checks say, in their own sentences, and what a person noted as
the report's own errors. Readings that a person has mended fail no check and are not in it.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date

from flows.corrections import REPORT_PLACE
from flows.review.figures import Figures, places_of
from flows.review.shelf import Book

TITLE = "政府信息公开工作年度报告退回修改意见"
OPENING = (
    "你单位报送的《{title}》收悉。经核对，存在以下问题，请于收到本意见之日起五个工作日内"
    "核实修改并重新报送；经核实无误的，请书面说明理由。"
)
NOTHING = "经核对，未发现需要退回修改的问题。"
ERRORS_HEADING = "应当修改的问题"
NOTES_HEADING = "审核人员指出的问题"
WARNINGS_HEADING = "请核实的问题"
CLOSING = "以上意见所列数字均为报告原有数字，未作改动。"
NUMBERS = "一二三四五六"

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and line marks that Word would obey."""

FONT, HEAVY_FONT = "仿宋", "黑体"
"""Of official letters; where they are wanting, the reader's program takes another."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the letter: its heading and its points, each a sentence or more."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter, in words. `open_questions`: figures that nobody has looked at yet."""

    agency: str
    opening: str
    parts: tuple[Part, ...]
    general: str
    written_on: date
    open_questions: int

    @property
    def title(self) -> str:
        """Return its title."""
        return TITLE

    @property
    def closing(self) -> str:
        """Return its last sentence; "" where nothing is wrong."""
        return CLOSING if self.parts else ""

    @property
    def dated(self) -> str:
        """Return its date as letters print it."""
        day = self.written_on
        return f"{day.year}年{day.month}月{day.day}日"


def write_letter(book: Book, figures: Figures, today: date) -> Letter:
    """Return the letter on a report as it stands now."""
    noted = {place: act for place, act in book.acts.items() if act.act == "report_error"}
    general = noted.pop(REPORT_PLACE).note if REPORT_PLACE in noted else ""
    notes = []
    for place, act in noted.items():
        figure = figures.at(place)
        if figure is not None:
            notes.append(f"{figure.section}{figure.name}（报告为{figure.shown}）：{act.note}")
    told = {
        severity: tuple(
            dict.fromkeys(each.message for each in book.failing if each.severity == severity)
        )
        for severity in ("error", "warning")
    }
    parts = [
        (ERRORS_HEADING, told["error"]),
        (NOTES_HEADING, tuple(notes)),
        (WARNINGS_HEADING, told["warning"]),
    ]
    filled = [(heading, points) for heading, points in parts if points]
    title = book.extraction.report.title or f"{book.entry.report_year}年政府信息公开工作年度报告"
    wrong = bool(filled or general)
    return Letter(
        agency=book.entry.agency or "（报告未写明机关名称）",
        opening=OPENING.format(title=title) if wrong else NOTHING,
        parts=tuple(
            Part(f"{NUMBERS[at]}、{heading}", points) for at, (heading, points) in enumerate(filled)
        ),
        general=general,
        written_on=today,
        open_questions=len(book.to_review),
    )


def places_in_letter(book: Book) -> set[str]:
    """Return the places that the letter speaks of."""
    return {place for check in book.failing for place in places_of(check)}


def as_docx(letter: Letter) -> bytes:
    """Return the letter as a Word file."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
        section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(16)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    style.paragraph_format.line_spacing = Pt(28)
    style.paragraph_format.space_after = Pt(0)

    def paragraph(text: str, *, indent: bool = True, heavy: bool = False) -> object:
        added = document.add_paragraph()
        run = added.add_run(_CONTROL.sub("", text))
        if heavy:
            run.font.name = HEAVY_FONT
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEAVY_FONT)
        if indent:
            added.paragraph_format.first_line_indent = Pt(32)
        return added

    heading = paragraph(letter.title, indent=False, heavy=True)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER  # type: ignore[attr-defined]
    paragraph("", indent=False)
    paragraph(f"{letter.agency}：", indent=False)
    paragraph(letter.opening)
    for part in letter.parts:
        paragraph(part.heading, heavy=True)
        for number, point in enumerate(part.points, 1):
            paragraph(f"{number}. {point}")
    if letter.general:
        paragraph("其他意见：" + letter.general)
    if letter.closing:
        paragraph(letter.closing)
    paragraph("", indent=False)
    signed = paragraph(f"（审核机关）\n{letter.dated}", indent=False)
    signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # type: ignore[attr-defined]
    document.core_properties.title = letter.title
    document.core_properties.author = ""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
