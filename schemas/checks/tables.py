"""Checks within the statutory tables: sums, states, signs, units, and who may make what."""

from __future__ import annotations

from decimal import Decimal

from schemas.checks.kind import CheckKind

_SUMS_ASSESSABLE = (
    "Every cell of the sum is there and readable, and one of them at least holds a figure. A"
    " blank or a dash then counts as 0. Not assessable: all blank; parts left blank under a"
    " total; a cell that is missing or holds words without a figure. Where a cell of a failing"
    " sum is to be reviewed, it is a warning."
)

KINDS: tuple[CheckKind, ...] = (
    CheckKind(
        "requests_balance",
        "error",
        "New and carried over requests are those dealt with and those carried forward",
        "“{place}”一列：新收与上年结转之和为{expected}件（{left}），"
        "总计与结转下年度之和为{reported}件（{right}），两者应当相等{doubtful}。",
        "In every column of table 三 `new_received` + `carried_over` with `results_total` +"
        " `carried_forward`: the note on the form itself",
        _SUMS_ASSESSABLE,
    ),
    CheckKind(
        "requests_results_sum",
        "error",
        "The results add up to their total",
        "“{place}”一列：“{total}”应为{expected}件（{left}），报告为{reported}件{doubtful}。",
        "In every column of table 三 the rows of results with `results_total`; a row that the"
        " form does not have may count among them",
        _SUMS_ASSESSABLE,
    ),
    CheckKind(
        "requests_row_sum",
        "error",
        "Natural persons and organisations add up to the total",
        "“{place}”一行：总计列应为{expected}件（{left}），报告为{reported}件{doubtful}。",
        "In every row of table 三 the six kinds of applicants with `total`",
        _SUMS_ASSESSABLE,
    ),
    CheckKind(
        "proceedings_row_sum",
        "error",
        "The outcomes of reviews and lawsuits add up to the total",
        "“{place}”：总计应为{expected}件（{left}），报告为{reported}件{doubtful}。",
        "In every group of table 四 the four outcomes with `total`",
        _SUMS_ASSESSABLE,
    ),
    CheckKind(
        "all_blank",
        "warning",
        "The table holds something",
        "“{table}”表全部为空白，没有数字时应填报0。",
        "All figures of one table",
        "The table is there",
    ),
    CheckKind(
        "only_totals",
        "warning",
        "Totals come with what they are made of",
        "“{table}”表有总计而未填报其组成（{places}），无法核对。",
        "The totals of table 三 or 四 that are not 0 with their parts",
        "The table holds a figure",
    ),
    CheckKind(
        "cell_not_a_number",
        "error",
        "The cell holds a number, or nothing",
        "{cell}应填报数字，报告为“{raw}”。",
        "Each cell's text; a warning where a figure can be made out all the same, or where the"
        " cell was read from a picture",
        "The table is there",
    ),
    CheckKind(
        "negative_figure",
        "error",
        "The figure is not below 0",
        "{cell}不应为负数，报告为{reported}。",
        "Each figure, but for the columns 本年增/减",
        "The table is there",
    ),
    CheckKind(
        "fraction_of_count",
        "error",
        "A count is a whole number",
        "{cell}应为整数，报告为{reported}。",
        "Each figure, but for amounts of money",
        "The table is there",
    ),
    CheckKind(
        "unit_mismatch",
        "error",
        "The figure is in the unit of its header",
        "{cell}报告为{reported}，表头单位为{unit}；正文所述为{told}，相差一万倍，疑似以元填报。",
        "Each figure's printed unit with the form's; an amount under 万元 without a unit with the"
        " amounts of money that the prose tells of the same thing, and with what is likely."
        " An error only where the prose tells that the amount is in 元",
        "The table is there; an amount under a header without a unit has one of its own",
    ),
    CheckKind(
        "regulations_by_agency",
        "warning",
        "Who reports 规章 of its own may make them",
        "“{row}”一行报告为{told}：规章由国务院部门、省级政府、设区的市和自治州政府制定，"
        "{agency}似无制定权，请核对是否应为行政规范性文件。",
        "The row 规章 (what was made, issued, repealed and in force) with the agency's name:"
        " townships, counties, districts and departments make none"
        " (立法法, articles on 规章)",
        "The agency's name tells what it is",
    ),
)

# Sentences beside the kinds' own. `{doubtful}` is DOUBTFUL or nothing.

DOUBTFUL = "（其中{cells}待核对）"
DOUBTFUL_MANY = "（其中{count}个数字待核对）"
CELL = "“{row}”行“{column}”列"
SIDE_BLANK = "“{place}”：{blank}为空白，而{filled}合计{told}件{doubtful}。"
LEFT_AND_RIGHT = {
    "requests_balance": ("新收与上年结转", "总计与结转下年度"),
    "requests_results_sum": ("各项办理结果", "总计"),
    "requests_row_sum": ("各类申请人", "总计"),
    "proceedings_row_sum": ("各类结果", "总计"),
}
"""What the two sides of a sum are called."""
ALL_ZERO = "各项均为0"
WITH_EXTRA_ROW = "计入规定格式之外的“{row}”后核对无误。"

NO_TABLE = "缺少该表，无法核对。"
NO_ROW = "缺少“{row}”一行，无法核对。"
NO_CELL = "缺少{cell}，无法核对。"
NO_FIGURE = "{cell}（“{raw}”）不能识别为数字，无法核对。"
NOTHING_FILLED = "“{place}”所需的数字均为空白，无法核对。"
ONLY_TOTAL = "“{place}”只填报了总计（{reported}件），未填报其组成，无法核对。"
NO_FIGURES = "该表没有数字，无法核对。"

UNIT_IN_CELL = "{cell}报告为{reported}，规定单位为{unit}，折合{converted}{unit}。"
UNIT_OF_OTHER_KIND = "{cell}报告为{reported}，规定单位为{unit}。"
AMOUNT_UNLIKELY = "{cell}报告为{reported}万元（{billions}亿元），数额过大，疑似以元填报，请核对。"
UNIT_NOT_TOLD = "{cell}报告为{reported}，未注明单位，无法核对。"

AGENCY_UNKNOWN = "无法判断该机关有无规章制定权。"

LARGEST_OF_AGENCY = Decimal(100_000)
"""万元. A department or township that takes more than 10亿元 of fees a year is unlikely; in
元 it would be 10万元 and more, as is usual."""
LARGEST_OF_GOVERNMENT = Decimal(2_000_000)
"""万元. The same of a government, which reports for all its departments: 200亿元."""
LEAST_TO_COMPARE = Decimal(1_000)
"""A smaller figure in 元 equals one of the prose by chance."""

SUBJECTS_OF_AMOUNTS = {"fee_amount": "收费", "procurement_amount": "采购"}
"""The word by which a sentence tells that it speaks of a column's amounts."""

PEOPLE_AND_HOUSES = frozenset({"人", "人次", "名", "位", "户", "家"})
"""Measure words that count something else than the form's cases (件, 项 and their like)."""

MAKING_COLUMNS = ("newly_made", "issued", "repealed", "in_force")
"""Columns of 规章 that only their maker fills in; 2019's others count what was made public."""
