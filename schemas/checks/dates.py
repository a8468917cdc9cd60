"""Checks of dates, periods and years."""

from __future__ import annotations

from schemas.checks.kind import CheckKind

KINDS: tuple[CheckKind, ...] = (
    CheckKind(
        "year_mismatch",
        "error",
        "The period and the prose speak of the year that the report is about",
        "统计期限为{start}至{end}，与报告年度{year}年不一致。",
        "The report's year (the title's, where it tells one) with the period's; with the years in"
        " headings and in the names of the report before the first section; with a sentence that"
        " opens with the year before or after and compares nothing. Only the period's is an error",
        "The report tells its year",
    ),
    CheckKind(
        "date_invalid",
        "error",
        "Every date in the prose is a day of the calendar",
        "“{text}”不是有效的日期。",
        "Days, months and years: 2月30日, 13月, 202020年, a period that ends before it begins."
        " A warning where the text was read from a picture",
        "Always",
    ),
    CheckKind(
        "report_period",
        "warning",
        "The period is the whole of the report's year",
        "统计期限为{start}至{end}，不是完整的{year}年度。",
        "The period that the prose gives for its figures with 1 January to 31 December",
        "The report tells its year and the period of its figures",
    ),
    CheckKind(
        "submission_date",
        "error",
        "The report is dated after its year, and not too late",
        "落款日期{day}早于{year}年度结束之日。",
        "The dates under the covering letter and the report with the end of the report's year,"
        " and with 31 March, when reports are due (政府信息公开条例, articles 49 and 50). A"
        " warning in the year's last month and after the due day",
        "The report tells its year and bears a date",
    ),
)

# Sentences beside the kinds' own.

HEADING_YEAR = "标题“{text}”中的年份为{found}年，报告年度为{year}年。"
NAMED_YEAR = "“{text}”中的年份为{found}年，报告年度为{year}年。"
SENTENCE_YEAR = "“{text}”所述为{found}年，报告年度为{year}年，疑似沿用其他年度的文字。"
PERIOD_REVERSED = "期限“{text}”的截止日期早于起始日期。"
LATE = "落款日期{day}晚于{year}年3月31日的规定期限。"

YEAR_UNKNOWN = "无法判断报告年度，无法核对。"
NO_PERIOD = "报告未说明统计期限，无法核对。"
NO_DATE = "报告没有落款日期，无法核对。"

PERIOD_WORDS = ("统计", "期限", "时限", "数据", "起止", "截止")
"""What a sentence says that gives the period of the report's figures."""

COMPARING = (
    "相比", "同比", "环比", "比上", "比去", "相较", "较上", "较去", "较20", "同期", "上年", "去年",
    "以来", "至今", "年起", "日起", "结转", "截至", "截止",
    "将", "计划", "拟于", "预计", "打算", "力争", "下一步", "今后",
)  # fmt: skip
"""Words of sentences that rightly open with another year: they compare, or plan."""

HAPPENING = (
    "印发", "制定", "出台", "修订", "颁布", "施行", "成立", "组建", "挂牌", "机构改革", "启动",
    "荣获", "获评", "被评", "授予", "上线", "开通", "试点",
)  # fmt: skip
"""Words of sentences that may tell of something of another year; at the opening of a section
they tell of the reported year all the same."""
