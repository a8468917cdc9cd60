"""The analysts' tables: the statutory figures laid out wide, current reports only.

One dataclass a table, as in `schemas.records`. A column of figures bears the code that the
form's row or column has, so that one may go from here to `statutory_cells` and back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schemas.records import declare

BLANK_RULE = """\
A blank or a dash counts as 0 where its table has a figure at all, nothing about the cell is in
doubt, and every sum of the form that the cell stands in then holds (with all that is no figure
counted as 0 in it). Any other blank stays null, as do words and cells that the document does
not have. Each row counts the former in `filled` and the latter in `unknown`."""
"""The one rule by which blanks become zeros: in these tables and in the roll-up."""

REQUESTS = "requests (件)"
CASES = "cases (件)"
DOCUMENTS = "documents (件)"
ITEMS = "items (项)"
AMOUNT = "万元"
SHARE = "share of 1"
CELLS = "cells"


def _figure(description: str, unit: str) -> float | None:
    return declare("float64", description, unit, null=True)  # type: ignore[no-any-return]


@dataclass(slots=True, kw_only=True)
class WideCounts:
    """How far the figures of a row may be relied upon."""

    filled: int = declare("int32", "Blanks and dashes that count as 0, by the rule above", CELLS)
    unknown: int = declare("int32", "Cells of the form that hold no figure and stay null", CELLS)
    doubted: list[str] = declare(
        "list<string>",
        "Columns whose figure, or a part of it, a person should look at before it is used",
    )


@dataclass(slots=True, kw_only=True)
class RequestsFigures:
    """One kind of applicant in the requests table of one current report."""

    applicant: str = declare(
        "string",
        "Code of the applicants' column: natural_person, commercial_enterprise,"
        " research_institution, public_welfare_org, legal_service_org, other_org, or total, which"
        " is what the report prints as 总计",
    )
    new_received: float | None = _figure(
        "本年新收政府信息公开申请数量: received this year", REQUESTS
    )
    carried_over: float | None = _figure("上年结转: carried over from last year", REQUESTS)
    granted: float | None = _figure("（一）予以公开: granted", REQUESTS)
    partially_granted: float | None = _figure("（二）部分公开: granted in part", REQUESTS)
    denied: float | None = _figure(
        "（三）不予公开: denied. The form has no figure for it: the sum of the eight denied_…,"
        " null where one of them is",
        REQUESTS,
    )
    denied_state_secret: float | None = _figure("属于国家秘密: state secret", REQUESTS)
    denied_other_law: float | None = _figure("其他法律行政法规禁止公开: forbidden by law", REQUESTS)
    denied_security_stability: float | None = _figure(
        "危及“三安全一稳定”: endangers security or stability", REQUESTS
    )
    denied_third_party_rights: float | None = _figure(
        "保护第三方合法权益: rights of others", REQUESTS
    )
    denied_internal_affairs: float | None = _figure(
        "属于三类内部事务信息: internal affairs", REQUESTS
    )
    denied_process_information: float | None = _figure(
        "属于四类过程性信息: information of a process", REQUESTS
    )
    denied_enforcement_files: float | None = _figure(
        "属于行政执法案卷: files of enforcement", REQUESTS
    )
    denied_administrative_query: float | None = _figure(
        "属于行政查询事项: matter of another inquiry", REQUESTS
    )
    unable: float | None = _figure(
        "（四）无法提供: cannot be given. The sum of the three unable_…, null where one of them is",
        REQUESTS,
    )
    unable_not_held: float | None = _figure("本机关不掌握相关政府信息: not held", REQUESTS)
    unable_needs_creation: float | None = _figure(
        "没有现成信息需要另行制作: would have to be made", REQUESTS
    )
    unable_unclear_after_correction: float | None = _figure(
        "补正后申请内容仍不明确: unclear even after correction", REQUESTS
    )
    not_processed: float | None = _figure(
        "（五）不予处理: not dealt with. The sum of the five not_processed_…, null where one is",
        REQUESTS,
    )
    not_processed_petition: float | None = _figure("信访举报投诉类申请: a petition", REQUESTS)
    not_processed_repeat: float | None = _figure("重复申请: a repetition", REQUESTS)
    not_processed_publication: float | None = _figure(
        "要求提供公开出版物: asks for a publication", REQUESTS
    )
    not_processed_excessive: float | None = _figure(
        "无正当理由大量反复申请: excessive without reason", REQUESTS
    )
    not_processed_confirm_reissue: float | None = _figure(
        "要求行政机关确认或重新出具已获取信息: asks to confirm or give again", REQUESTS
    )
    other_handling: float | None = _figure(
        "（六）其他处理: dealt with otherwise. As printed on the form of 2019; on that of 2021 the"
        " sum of the three other_…, null where one of them is",
        REQUESTS,
    )
    other_overdue_correction: float | None = _figure(
        "申请人无正当理由逾期不补正: not corrected in time; form of 2021", REQUESTS
    )
    other_overdue_fee: float | None = _figure(
        "申请人逾期未按收费通知要求缴纳费用: fee not paid in time; form of 2021", REQUESTS
    )
    other_other: float | None = _figure("其他: otherwise; form of 2021", REQUESTS)
    results_total: float | None = _figure(
        "（七）总计: all results, as the report prints them", REQUESTS
    )
    carried_forward: float | None = _figure("结转下年度继续办理: carried to next year", REQUESTS)


@dataclass(slots=True, kw_only=True)
class ProactiveDisclosureFigures:
    """One matter in the proactive disclosure table of one current report."""

    matter: str = declare(
        "string",
        "Code of the form's row: regulations, normative_documents, administrative_licensing,"
        " other_external_services, administrative_penalty, administrative_coercion,"
        " administrative_fees or central_procurement. What the form asks of it, and no other"
        " column, has a figure",
    )
    newly_made: float | None = _figure("本年新制作数量; form of 2019", DOCUMENTS)
    newly_disclosed: float | None = _figure("本年新公开数量; form of 2019", DOCUMENTS)
    total_disclosed: float | None = _figure("对外公开总数量; form of 2019", DOCUMENTS)
    issued: float | None = _figure("本年制发件数; form of 2021", DOCUMENTS)
    repealed: float | None = _figure("本年废止件数; form of 2021", DOCUMENTS)
    in_force: float | None = _figure("现行有效件数; form of 2021", DOCUMENTS)
    items_previous_year: float | None = _figure("上一年项目数量; form of 2019", ITEMS)
    items_change: float | None = _figure("本年增/减, with its sign; form of 2019", ITEMS)
    decisions: float | None = _figure("处理决定数量: decisions of the year", CASES)
    fee_amount: float | None = _figure(
        "本年收费金额; form of 2021. In 万元, whatever the unit printed", AMOUNT
    )
    procurement_items: float | None = _figure("采购项目数量; form of 2019", ITEMS)
    procurement_amount: float | None = _figure(
        "采购总金额; form of 2019. In 万元; null where no unit is printed, for the form has none",
        AMOUNT,
    )


@dataclass(slots=True, kw_only=True)
class ProceedingsFigures:
    """One kind of proceedings against the agency in one current report."""

    procedure: str = declare(
        "string",
        "Code of the kind: review (行政复议), litigation_direct (未经复议直接起诉) or"
        " litigation_after_review (复议后起诉)",
    )
    upheld: float | None = _figure("结果维持: upheld", CASES)
    corrected: float | None = _figure("结果纠正: corrected", CASES)
    other: float | None = _figure("其他结果: another result", CASES)
    pending: float | None = _figure("尚未审结: not decided yet", CASES)
    total: float | None = _figure("总计, as the report prints it", CASES)


@dataclass(slots=True, kw_only=True)
class PanelFigures:
    """One agency in one year: the usual indicators of its current report."""

    form: str | None = declare(
        "string", "Version of the form: 2019, 2021, or mixed; null without a table", null=True
    )
    status: str = declare("string", "As in reports: incomplete, flagged or clean")
    submitted_on: date | None = declare("date", "Date under the letter or the report", null=True)
    failed_checks: int = declare("int32", "Checks of the report that fail", "checks")
    cells_to_review: int = declare("int32", "Statutory cells with needs_review", CELLS)
    filled: int = declare(
        "int32", "Blanks that count as 0, in all three tables, by the rule above", CELLS
    )
    unknown: int = declare(
        "int32", "Cells of the three tables that hold no figure and stay null", CELLS
    )
    doubted: list[str] = declare(
        "list<string>",
        "Columns of this row that come, in part or whole, from a figure which a person should"
        " look at first",
    )
    new_received: float | None = _figure("本年新收, of all applicants", REQUESTS)
    carried_over: float | None = _figure("上年结转, of all applicants", REQUESTS)
    granted: float | None = _figure("予以公开", REQUESTS)
    partially_granted: float | None = _figure("部分公开", REQUESTS)
    denied: float | None = _figure("不予公开, summed", REQUESTS)
    unable: float | None = _figure("无法提供, summed", REQUESTS)
    not_processed: float | None = _figure("不予处理, summed", REQUESTS)
    other_handling: float | None = _figure("其他处理, printed or summed", REQUESTS)
    results_total: float | None = _figure("办理结果总计, as printed", REQUESTS)
    carried_forward: float | None = _figure("结转下年度, of all applicants", REQUESTS)
    received_from_persons: float | None = _figure("本年新收 of natural persons", REQUESTS)
    reviews: float | None = _figure("行政复议总计, as printed", CASES)
    reviews_corrected: float | None = _figure("行政复议, 结果纠正", CASES)
    lawsuits: float | None = _figure("行政诉讼总计: both kinds together", CASES)
    lawsuits_corrected: float | None = _figure("行政诉讼, 结果纠正: both kinds", CASES)
    reviews_concluded: float | None = _figure(
        "Reviews decided: 结果维持 + 结果纠正 + 其他结果, summed", CASES
    )
    lawsuits_concluded: float | None = _figure("Lawsuits decided, in the same way", CASES)
    regulations_in_force: float | None = _figure("规章现行有效件数; form of 2021", DOCUMENTS)
    normative_documents_in_force: float | None = _figure(
        "行政规范性文件现行有效件数; form of 2021", DOCUMENTS
    )
    licensing_decisions: float | None = _figure("行政许可处理决定数量", CASES)
    penalty_decisions: float | None = _figure("行政处罚处理决定数量", CASES)
    coercion_decisions: float | None = _figure("行政强制处理决定数量", CASES)
    fee_amount: float | None = _figure("行政事业性收费金额; form of 2021", AMOUNT)
    granted_share: float | None = _figure("予以公开率: granted / results_total", SHARE)
    disclosed_share: float | None = _figure(
        "公开率, 部分公开 included: (granted + partially_granted) / results_total", SHARE
    )
    denied_share: float | None = _figure("不予公开率: denied / results_total", SHARE)
    unable_share: float | None = _figure("无法提供率: unable / results_total", SHARE)
    not_processed_share: float | None = _figure("不予处理率: not_processed / results_total", SHARE)
    answered_per_received: float | None = _figure(
        "答复与新收之比: results_total / new_received; above 1 where last year's are worked off",
        SHARE,
    )
    finished_share: float | None = _figure(
        "办结率: results_total / (new_received + carried_over)", SHARE
    )
    persons_share: float | None = _figure(
        "自然人申请占比: received_from_persons / new_received", SHARE
    )
    reviews_corrected_share: float | None = _figure(
        "复议纠错率: reviews_corrected / reviews_concluded", SHARE
    )
    lawsuits_corrected_share: float | None = _figure(
        "诉讼纠错率: lawsuits_corrected / lawsuits_concluded", SHARE
    )
    corrected_share: float | None = _figure(
        "纠错率: (reviews_corrected + lawsuits_corrected)"
        " / (reviews_concluded + lawsuits_concluded)",
        SHARE,
    )
    proceedings_per_result: float | None = _figure(
        "争议率: (reviews + lawsuits) / results_total", SHARE
    )
    has_last_year: bool = declare(
        "bool", "Whether a current report of the same agency's name for the year before is there"
    )
    new_received_growth: float | None = _figure(
        "新收同比: (new_received − last year's) / last year's; null where that is 0 or unknown",
        SHARE,
    )
    results_total_growth: float | None = _figure("办理同比, in the same way", SHARE)
    granted_growth: float | None = _figure("予以公开同比, in the same way", SHARE)
    reviews_growth: float | None = _figure("复议同比, in the same way", SHARE)
    lawsuits_growth: float | None = _figure("诉讼同比, in the same way", SHARE)
