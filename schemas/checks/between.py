"""Checks between reports: last year's and this year's, and two documents of one report."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.checks.kind import CheckKind

_LAST_YEAR = "the agency's report of the year before is in the warehouse"

KINDS: tuple[CheckKind, ...] = (
    CheckKind(
        "carry_over_between_years",
        "error",
        "The requests carried over are those that last year's report carried forward",
        "“{column}”列“上年结转政府信息公开申请数量”应为{expected}件"
        "（{year}年度报告“结转下年度继续办理”为{expected}件），报告为{reported}件。",
        "Table 三, per column: 上年结转 of this report, 结转下年度 of last year's",
        _LAST_YEAR,
    ),
    CheckKind(
        "in_force_between_years",
        "warning",
        "What is in force is last year's, with what was issued and without what was repealed",
        "{row}“现行有效件数”应为{expected}件"
        "（{year}年度现行有效{base}件，加本年制发{plus}件，减本年废止{minus}件），报告为{reported}件。",
        "Table 二（一）, form of 2021: 现行有效 against last year's 现行有效 + 制发 − 废止",
        _LAST_YEAR + ", on the same form",
    ),
    CheckKind(
        "public_total_between_years",
        "warning",
        "The total disclosed is last year's with what was newly disclosed",
        "{row}“对外公开总数量”应为{expected}件"
        "（{year}年度对外公开总数量{base}件，加本年新公开{plus}件），报告为{reported}件。",
        "Table 二（一）, form of 2019: 对外公开总数量 against last year's + 本年新公开数量",
        _LAST_YEAR + ", on the same form",
    ),
    CheckKind(
        "items_between_years",
        "warning",
        "The items of the year before are last year's, with last year's change",
        "{row}“上一年项目数量”应为{expected}项"
        "（{year}年度报告为{base}项，本年增/减为{plus}），报告为{reported}项。",
        "Table 二（五）–（八）, form of 2019: 上一年项目数量 against last year's + 本年增/减",
        _LAST_YEAR + ", on the same form",
    ),
    CheckKind(
        "duplicate_submission",
        "warning",
        "The documents that hold one report give the same figures",
        "同一报告的另一份文件“{path}”有{count}处数字与本文件不同：{examples}。请确认以哪一份为准。",
        "Every figure of the tables in the one document and in the other",
        "two documents with the same report are in the folder",
    ),
    CheckKind(
        "text_repeated",
        "warning",
        "The prose is not last year's over again",
        "报告文字与{year}年度报告约{share}%相同，请确认是否为本年度内容。",
        "The prose of both reports without its digits, by the phrases that they share",
        _LAST_YEAR + ", and both have some hundred characters of prose",
    ),
)


@dataclass(frozen=True, slots=True)
class YearlySum:
    """This year's `result` = last year's `base` + the `plus` − the `minus` of `of_last_year`.

    Columns of the row's own codes. `of_last_year` says whose `plus` and `minus` count: last
    year's report, or this year's.
    """

    check: str
    rows: tuple[str, ...]
    result: str
    base: str
    plus: str
    minus: str | None = None
    of_last_year: bool = False


YEARLY_SUMS: tuple[YearlySum, ...] = (
    YearlySum(
        "in_force_between_years",
        ("regulations", "normative_documents"),
        "in_force",
        "in_force",
        "issued",
        "repealed",
    ),
    YearlySum(
        "public_total_between_years",
        ("regulations", "normative_documents"),
        "total_disclosed",
        "total_disclosed",
        "newly_disclosed",
    ),
    YearlySum(
        "items_between_years",
        (
            "administrative_licensing",
            "other_external_services",
            "administrative_penalty",
            "administrative_coercion",
            "administrative_fees",
        ),
        "items_previous_year",
        "items_previous_year",
        "items_change",
        of_last_year=True,
    ),
)
"""The sums over two years in table 二."""

CARRIED_FORWARD = ("requests", "carried_forward")
CARRIED_OVER = ("requests", "carried_over")
"""Rows of table 三: what a year hands on, and what the next one takes over."""

REPEATED_SHARE = 0.9
"""Share of common phrases from which prose counts as last year's over again. The form's own
phrases, which all reports share, make up less than half of any."""
