"""A roll-up as an Excel workbook. Nothing in it is a formula, whatever a report's text is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from flows.register import unplaced_sentence
from flows.review.words import CHECKS, STATUSES
from flows.rollup.layout import place
from flows.rollup.sums import Paper, Rollup, Sum
from flows.warehouse.atomic import replace, sync_file
from schemas.forms import StatutoryTable

FONT = "宋体"
DOUBTED = PatternFill("solid", start_color="FFF2B3")
UNKNOWN = PatternFill("solid", start_color="E0E0E0")
DIFFERENT = PatternFill("solid", start_color="F8C9C4")
_THIN = Side(style="thin", color="606060")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
TEXT = Alignment(vertical="top", wrap_text=True)

MAX_TEXT = 32_000
"""Characters that a cell may hold, a little below Excel's 32,767."""
MAX_NAMES = 12
"""Agencies named in a cell's note; the sheet 存疑与缺项 has them all."""
ABOUT_WIDTHS = (34, 90)
LONG_LABEL = 30
"""Letters that two lines of the widest label column of table 三 hold."""
LINE_HEIGHT, MAX_HEIGHT = 14.0, 400.0
"""Points of a line of text, and of the highest row that Excel allows, nearly."""
_NOT_IN_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

SHEETS = ("说明", "主动公开", "依申请公开", "复议诉讼", "各机关数据", "校验不符", "报送情况")
_TITLES = {"proactive_disclosure": SHEETS[1], "requests": SHEETS[2], "proceedings": SHEETS[3]}
COMPARISON, DOUBTS = "与本级比较", "存疑与缺项"

RULE = (
    "空白和横线：该表至少有一个数字、该格阅读无疑问，且按0计后其所在的各勾稽关系都成立时，按0计入；"
    "否则视为未知，不计入，并在单元格批注和“存疑与缺项”中列明。"
)
MARKS = "合计后的“*”（灰色）：有机关的该项未知，未计入；“?”（黄色）：含有存疑、应先核对原件的数字。"
SEVERITIES = {"error": "错误", "warning": "提示"}


def write_workbook(rollup: Rollup, path: Path) -> None:
    """Write the workbook, whole or not at all. Raises OSError."""
    book = Workbook()
    _about(book.active, rollup)
    for table in rollup.form.tables:
        _table(book.create_sheet(_TITLES[table.code]), table, rollup)
    _figures(book.create_sheet(SHEETS[4]), rollup)
    _failures(book.create_sheet(SHEETS[5]), rollup)
    _submissions(book.create_sheet(SHEETS[6]), rollup)
    if rollup.gathered.own is not None:
        _comparison(book.create_sheet(COMPARISON), rollup)
    _doubts(book.create_sheet(DOUBTS), rollup)
    partial = path.with_name(f".{path.name}.partial")
    try:
        book.save(partial)
        sync_file(partial)
        replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


# Cells


def _put(sheet: Worksheet, row: int, column: int, value: Any, **style: Any) -> Any:
    """Write a cell: a number as a number, anything else as text, never as a formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, int | float):
        cell.value = int(value) if float(value).is_integer() else value
        cell.number_format = "General"
    elif value is not None:
        text = _text(value)
        cell.value = text
        cell.data_type = "s"  # or what starts with = would be a formula
        if text[:1] in ("=", "+", "-", "@"):
            cell.style = "Normal"
            cell._style.quotePrefix = 1  # so that it stays text when a person edits it
    cell.font = style.pop("font", Font(name=FONT, size=10))
    for name, what in style.items():
        setattr(cell, name, what)
    return cell


def _text(value: object) -> str:
    return _NOT_IN_XML.sub("\ufffd", str(value))[:MAX_TEXT]


def _lines(
    sheet: Worksheet,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[float],
) -> None:
    """Write a plain list under a header that stays in sight; landscape, a page wide."""
    _widths(sheet, *widths)
    _fit(sheet, landscape=True)
    for at, text in enumerate(header, start=1):
        _put(sheet, 1, at, text, font=Font(name=FONT, size=10, bold=True), border=BORDER)
    for number, row in enumerate(rows, start=2):
        for at, value in enumerate(row, start=1):
            _put(sheet, number, at, value, alignment=TEXT, border=BORDER)
        sheet.row_dimensions[number].height = _height(row, widths)
    sheet.freeze_panes = "A2"


def _height(row: Sequence[Any], widths: Sequence[float]) -> float:
    """Return how high a row must be for all its text to show: spreadsheets do not see to it."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        characters = sum(2 if ord(each) > 0xFF else 1 for each in str(value or ""))
        lines = max(lines, -(-characters // max(int(width) - 1, 1)))
    return min(LINE_HEIGHT * lines, MAX_HEIGHT)


def _widths(sheet: Worksheet, *widths: float) -> None:
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def _fit(sheet: Worksheet, *, landscape: bool) -> None:
    """Print on A4, as wide as one page."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


# The sheets


def _about(sheet: Worksheet, rollup: Rollup) -> None:
    gathered = rollup.gathered
    sheet.title = SHEETS[0]
    whose = f"{gathered.parent}所属机关" if gathered.parent else "各机关"
    doubted = sum(bool(each.doubted) for each in rollup.sums.values())
    unknown = sum(bool(each.unknown) for each in rollup.sums.values())
    lines: list[tuple[str, Any]] = [
        ("年度", gathered.year),
        ("范围", whose),
        ("版式", f"{rollup.form.version}年格式（{rollup.form.notice}）"),
        ("计入报告数", len(gathered.papers)),
        ("其他版式的报告", "、".join(rollup.other_forms) or "无"),
        ("按0计入的空白", sum(paper.filled for paper in gathered.papers)),
        ("含存疑数字的合计（黄色）", doubted),
        ("有机关未知、不完整的合计（灰色）", unknown),
        ("标记", MARKS),
        ("空白的处理", RULE),
        ("数字", "均为合计时的数值，不是公式；各报告的数字照原文，未作更改。金额以万元计。"),
    ]
    if standing := gathered.standing:
        lines += [
            ("应报送机关", standing.agencies),
            ("未报送", len(standing.missing)),
            ("重复报送（两份均有效而未能确定的，未计入）", len(standing.twice)),
            ("名称不在名录中的报告（未计入）", len(standing.unplaced)),
        ]
    title = Font(name=FONT, size=14, bold=True)
    _put(sheet, 1, 1, f"{gathered.year}年政府信息公开工作年度报告汇总", font=title)
    for row, (name, value) in enumerate(lines, start=3):
        _put(sheet, row, 1, name, alignment=TEXT, border=BORDER)
        _put(sheet, row, 2, value, alignment=Alignment(
            horizontal="left", vertical="top", wrap_text=True), border=BORDER)  # fmt: skip
        sheet.row_dimensions[row].height = _height((name, value), ABOUT_WIDTHS)
    _widths(sheet, *ABOUT_WIDTHS)
    _fit(sheet, landscape=True)


def _table(sheet: Worksheet, table: StatutoryTable, rollup: Rollup) -> None:
    first = 3
    placed = place(table)
    width = max(each.column + each.columns for each in placed)
    section = next(s for s in rollup.form.sections if s.number == table.section)
    _put(sheet, 1, 1, section.label, font=Font(name=FONT, size=14, bold=True), alignment=CENTRED)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    for each in placed:
        row, column = first + each.row, each.column + 1
        cell = _put(sheet, row, column, each.label or None, alignment=CENTRED)
        if each.address is not None:
            _put_sum(cell, rollup.sums[each.address])
        last_row, last_column = row + each.rows - 1, column + each.columns - 1
        for line in sheet.iter_rows(row, last_row, column, last_column):
            for inside in line:
                inside.border = BORDER
        if (last_row, last_column) != (row, column):
            sheet.merge_cells(
                start_row=row, start_column=column, end_row=last_row, end_column=last_column
            )
    if table.code == "requests":
        _widths(sheet, 9, 14, 34, *[11] * 7)
        for row in range(first, first + max(each.row for each in placed) + 1):
            sheet.row_dimensions[row].height = 30
        for each in placed:  # the longest labels are of three lines and more
            if each.rows == each.columns == 1 and len(each.label) > LONG_LABEL:
                sheet.row_dimensions[first + each.row].height = 56
    elif table.code == "proceedings":
        _widths(sheet, *[8] * width)
        for row, height in enumerate((20, 20, 34, 24), start=first):
            sheet.row_dimensions[row].height = height
    else:
        _widths(sheet, 26, *[20] * (width - 1))
    _fit(sheet, landscape=table.code == "proceedings")


def _put_sum(cell: Any, total: Sum) -> None:
    if total.counted:
        number = int(total.value) if total.value.is_integer() else total.value
        cell.value = number
        mark = ("*" if total.unknown else "") + ("?" if total.doubted else "")
        cell.number_format = f'General"{mark}"' if mark else "General"
    if total.unknown:
        cell.fill = UNKNOWN
    if total.doubted:
        cell.fill = DOUBTED
    if total.unknown or total.doubted:
        words = [f"计入{total.counted}家"]
        words += [f"未知{len(total.unknown)}家：{_few(total.unknown)}"] if total.unknown else []
        words += [f"存疑{len(total.doubted)}家：{_few(total.doubted)}"] if total.doubted else []
        cell.comment = Comment(_text("。\n".join(words)), "nianbao", height=160, width=320)


def _few(names: list[str]) -> str:
    more = f"等{len(names)}家" if len(names) > MAX_NAMES else ""
    return "、".join(names[:MAX_NAMES]) + more


def _figures(sheet: Worksheet, rollup: Rollup) -> None:
    """A line an agency, a column a figure, the sums below."""
    figures = rollup.form.figures()
    bold = Font(name=FONT, size=10, bold=True)
    heads = [("表", "行", "列"), ("", "", "")]
    for row in range(3):
        _put(sheet, row + 1, 1, heads[0][row], font=bold)
        _put(sheet, row + 1, 2, heads[1][row], font=bold)
    for at, figure in enumerate(figures, start=3):
        column = "／".join(filter(None, (figure.column.group, figure.column.label)))
        for row, text in enumerate((_TITLES[figure.table], figure.row.label, column), start=1):
            _put(sheet, row, at, text, font=bold, alignment=CENTRED, border=BORDER)
    _put(sheet, 3, 1, "机关", font=bold, border=BORDER)
    _put(sheet, 3, 2, "状态", font=bold, border=BORDER)
    for number, paper in enumerate(rollup.gathered.papers, start=4):
        _put(sheet, number, 1, paper.agency, border=BORDER)
        _put(sheet, number, 2, STATUSES.get(paper.status, paper.status), border=BORDER)
        for at, figure in enumerate(figures, start=3):
            _put_figure(sheet, number, at, paper, figure.address)
    last = 4 + len(rollup.gathered.papers)
    _put(sheet, last, 1, "合计", font=bold, border=BORDER)
    _put(sheet, last, 2, None, border=BORDER)
    for at, figure in enumerate(figures, start=3):
        cell = _put(sheet, last, at, None, font=bold, border=BORDER)
        _put_sum(cell, rollup.sums[figure.address])
        cell.comment = None
    sheet.freeze_panes = "C4"
    _widths(sheet, 32, 12, *[12] * len(figures))
    for row, height in ((2, 75), (3, 45)):  # the longest labels, in columns so narrow
        sheet.row_dimensions[row].height = height
    # Some two hundred columns: over as many pages as they take, the names on each.
    _fit(sheet, landscape=True)
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.print_title_rows, sheet.print_title_cols = "1:3", "A:B"


def _put_figure(
    sheet: Worksheet, row: int, column: int, paper: Paper, address: tuple[str, str, str]
) -> None:
    value = paper.values.get(address)
    cell = _put(sheet, row, column, value, border=BORDER)
    if value is None:
        cell.fill = UNKNOWN
    if address in paper.doubted:
        cell.fill = DOUBTED


def _failures(sheet: Worksheet, rollup: Rollup) -> None:
    _lines(
        sheet,
        ("机关", "程度", "校验", "问题", "文件"),
        (
            (each.agency, SEVERITIES.get(each.severity, each.severity),
             CHECKS.get(each.check, each.check), each.message, each.source_path)
            for each in rollup.gathered.failures
        ),
        (30, 8, 24, 80, 40),
    )  # fmt: skip


def _submissions(sheet: Worksheet, rollup: Rollup) -> None:
    standing = rollup.gathered.standing
    rows: list[Sequence[Any]] = []
    if standing is None:
        rows.append(("", "未指定机关名录，无法判断哪些机关未报送", "", ""))
    else:
        rows += [("未报送", each.name, each.parent, "") for each in standing.missing]
        for each in standing.twice:
            papers = "；".join(paper.source_path for paper in each.submissions)
            counting = sum(paper.is_current for paper in each.submissions)
            note = "未计入，请确定以哪份为准" if counting > 1 else "以有效的一份计入"
            rows.append(("重复报送", each.agency.name, each.agency.parent, f"{note}：{papers}"))
        rows += [
            ("名称未能对应", each.submission.printed, "", f"未计入：{unplaced_sentence(each)}")
            for each in standing.unplaced
        ]
        rows = rows or [("", "全部机关均已报送", "", "")]
    _lines(sheet, ("情况", "机关", "上级", "说明"), rows, (14, 36, 30, 80))


def _comparison(sheet: Worksheet, rollup: Rollup) -> None:
    labels = _labels(rollup)
    header = ("表", "行", "列", "本级报告", "所属机关合计", "相差", "合计是否完整")
    comparisons = rollup.comparisons()
    _lines(
        sheet,
        header,
        (
            (*labels[each.address], each.own, each.total, each.difference,
             "完整" if each.complete else "有机关未知")
            for each in comparisons
        ),
        (14, 44, 24, 14, 14, 12, 14),
    )  # fmt: skip
    for number, each in enumerate(comparisons, start=2):
        if each.difference:
            for at in range(1, len(header) + 1):
                sheet.cell(number, at).fill = DIFFERENT


def _doubts(sheet: Worksheet, rollup: Rollup) -> None:
    labels = _labels(rollup)
    rows = [
        (*labels[address], what, agency)
        for address, total in rollup.sums.items()
        for what, agencies in (("存疑", total.doubted), ("未知", total.unknown))
        for agency in agencies
    ]
    nothing = [("", "", "", "无", "")]
    _lines(sheet, ("表", "行", "列", "情况", "机关"), rows or nothing, (14, 44, 24, 8, 36))


def _labels(rollup: Rollup) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    return {
        figure.address: (
            _TITLES[figure.table],
            figure.row.label,
            "／".join(filter(None, (figure.column.group, figure.column.label))),
        )
        for figure in rollup.form.figures()
    }
