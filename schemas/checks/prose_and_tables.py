"""Checks of the prose against the statutory tables: which figure of the prose is which cell.

A `Counterpart` says what a figure of the prose must be about; its readings say which cells it
may mean, the likeliest first. A row or column is given by its code; that of a header
(`denied`) or of a group (`organisation`) means the sum of all that is under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.checks.kind import CheckKind

KINDS: tuple[CheckKind, ...] = (
    CheckKind(
        "narrative_vs_table",
        "error",
        "A figure of the prose is that of the statutory table",
        "正文“{quoted}”为{reported}，表中“{cell}”为{expected}，相差{difference}。",
        "Figures of the prose on requests, reviews, litigations, decisions, normative documents,"
        " charges and procurement, and the cells of the tables that hold the same",
        "Where the figure is of the report's year and agency, and the cell holds a figure; where"
        " several cells may be meant, it passes if it agrees with one",
    ),
)

TOO_LARGE = "正文“{quoted}”为{reported}，大于表中“{cell}”的{expected}。"
FACTOR = "正文“{quoted}”与表中“{cell}”的{expected}相差一万倍，疑为“元”与“万元”混用。"
ALL_UPHELD = "正文称“{quoted}”，表中“{cell}”为{expected}。"
AGREES_WITH = "与表中“{cell}”一致。"
AGREES_ROUNDED = "与表中“{cell}”一致（按所报数字的精度）。"
EMPTY = "表中“{cell}”未填数字，无法核对。"
NO_TABLE = "报告缺少“{cell}”所在的表或行，无法核对。"
PROSE_AND_TABLE_DOUBTS: dict[str, str] = {
    "other_notion": "两处口径可能不同",
    "several": "正文另有同一事项的数字与表一致",
    "no_unit": "表中未注明单位，按万元或元都不相符",
    "wider": "正文数字的范围为“{scope}”",
    "to_review": "所涉数字的读取本身存疑",
    "approximate": "含约数，按区间核对",
    "tied_by_sum": "原文未写明各项即为总数的组成部分",
}
DOUBTFUL = "可能有误：{message}（{doubts}）"

Cells = tuple[tuple[str, str], ...]
"""Rows and columns whose figures are added up."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Cells that a figure may mean, and their name for a message.

    `units`: the measure words of figures that may mean them; empty for any.
    """

    name: str
    cells: Cells
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A kind of figure of the prose that a table has as well.

    A figure is of it where its metric is one of `metrics`, or its subject contains one of
    `subjects`; and, if given, one of `beside` stands in its clause, none of `unless` does, and
    its total (or, without one, the figure before) has a metric of `within` or a subject with a
    word of `within_words`.
    `plain` lists the subjects that mean all of it: with another (网上申请) a figure is only a
    part of the cell's. `sure_beside`: words in the clause or subject without which a
    difference is only a doubt; None: every difference is an error.
    """

    code: str
    table: str
    readings: tuple[Reading, ...]
    metrics: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    within_words: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    sure_beside: tuple[str, ...] | None = None
    kind: Literal["count", "money"] = "count"


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_NEW, _OLD, _DONE, _NEXT = "new_received", "carried_over", "results_total", "carried_forward"
_REQUEST_WORDS = _words(
    "政府信息公开申请 依申请公开政府信息申请 依申请公开 信息公开申请 公开申请 新收申请 申请 新收"
    " 申请量 申请数量 申请总量 申请件 依申请公开件 依申请公开事项 申请总数 受理 依申请公开申请"
    " 公众政府信息公开申请 公民、法人或其他组织的政府信息公开申请 政府信息依申请公开"
    " 依申请公开政府信息 依申请公开数量 依申请公开政府信息的申请 政府信息公开申请数量"
)
_OF_REQUESTS = (
    "requests_received", "requests_answered", "requests_carried_over", "requests_denied",
    "requests_unable", "requests_not_processed", "requests_other", "requests_granted",
)  # fmt: skip


def _columns_of(code: str, label: str, column: str, subjects: tuple[str, ...],
                metrics: tuple[str, ...] = ()) -> Counterpart:  # fmt: skip
    """Return the counterpart of a kind of applicant: a column of table 三."""
    return Counterpart(
        code,
        "requests",
        (
            Reading(f"本年新收·{label}", ((_NEW, column),)),
            Reading(f"办理结果总计·{label}", ((_DONE, column),)),
            Reading(f"本年新收与上年结转·{label}", ((_NEW, column), (_OLD, column))),
        ),
        metrics=metrics,
        subjects=subjects,
        within=("requests_received", "requests_answered"),
        plain=(*subjects, *(f"{each}申请" for each in subjects)),
    )


def _result(code: str, label: str, row: str, subjects: tuple[str, ...],
            metrics: tuple[str, ...] = ()) -> Counterpart:  # fmt: skip
    """Return the counterpart of a result: a row of table 三, in the column of totals."""
    return Counterpart(
        code,
        "requests",
        (Reading(f"{label}·总计", ((row, "total"),)),),
        metrics=metrics,
        subjects=subjects,
        within=() if metrics else _OF_REQUESTS,
        plain=subjects if not metrics else (),
    )


_REQUESTS = (
    Counterpart(
        "requests_received",
        "requests",
        (
            Reading("本年新收·总计", ((_NEW, "total"),)),
            Reading("本年新收与上年结转·总计", ((_NEW, "total"), (_OLD, "total"))),
        ),
        metrics=("requests_received",),
        plain=_REQUEST_WORDS,
    ),
    Counterpart(
        "requests_carried_over",
        "requests",
        (Reading("上年结转·总计", ((_OLD, "total"),)),),
        metrics=("requests_carried_over",),
    ),
    Counterpart(
        "requests_answered",
        "requests",
        (Reading("办理结果总计", ((_DONE, "total"),)),),
        metrics=("requests_answered",),
        unless=("结转的", "结转申请"),
        plain=(
            *_words("答复 办结 办理 已答复 已办结 答复申请 办结申请 办理申请"),
            *_REQUEST_WORDS,
        ),
        sure_beside=("办结", "办理"),
    ),
    Counterpart(
        "requests_carried_forward",
        "requests",
        (Reading("结转下年度·总计", ((_NEXT, "total"),)),),
        metrics=("requests_carried_forward",),
    ),
    _columns_of("natural_person", "自然人", "natural_person", _words("自然人 公民 个人申请"),
                ("requests_natural_person",)),
    _columns_of("commercial_enterprise", "商业企业", "commercial_enterprise", ("商业企业",)),
    _columns_of("research_institution", "科研机构", "research_institution", ("科研机构",)),
    _columns_of("public_welfare_org", "社会公益组织", "public_welfare_org", ("社会公益组织",)),
    _columns_of("legal_service_org", "法律服务机构", "legal_service_org", ("法律服务机构",)),
    _columns_of("organisation", "法人或其他组织", "organisation",
                _words("法人或其他组织 法人和其他组织 法人及其他组织 法人、其他组织 法人"),
                ("requests_organisation",)),
    _result("granted", "予以公开", "granted", (), ("requests_granted",)),
    _result("partially_granted", "部分公开", "partially_granted", (),
            ("requests_partially_granted",)),
    _result("denied_state_secret", "属于国家秘密", "denied_state_secret",
            _words("属于国家秘密 国家秘密")),
    _result("denied_other_law", "其他法律行政法规禁止公开", "denied_other_law",
            _words("其他法律行政法规禁止公开 法律行政法规禁止公开 法律、行政法规禁止公开")),
    _result("denied_security_stability", "危及“三安全一稳定”", "denied_security_stability",
            _words("危及“三安全一稳定” “三安全一稳定” 三安全一稳定")),
    _result("denied_third_party_rights", "保护第三方合法权益", "denied_third_party_rights",
            _words("保护第三方合法权益 第三方合法权益")),
    _result("denied_internal_affairs", "属于三类内部事务信息", "denied_internal_affairs",
            _words("属于三类内部事务信息 三类内部事务信息 内部事务信息")),
    _result("denied_process_information", "属于四类过程性信息", "denied_process_information",
            _words("属于四类过程性信息 四类过程性信息 过程性信息")),
    _result("denied_enforcement_files", "属于行政执法案卷", "denied_enforcement_files",
            _words("属于行政执法案卷 行政执法案卷")),
    _result("denied_administrative_query", "属于行政查询事项", "denied_administrative_query",
            _words("属于行政查询事项 行政查询事项")),
    _result("unable_not_held", "本机关不掌握相关政府信息", "unable_not_held",
            _words("本机关不掌握相关政府信息 不掌握相关政府信息 本机关不掌握")),
    _result("unable_needs_creation", "没有现成信息需要另行制作", "unable_needs_creation",
            _words("没有现成信息需要另行制作 没有现成信息")),
    _result("unable_unclear_after_correction", "补正后申请内容仍不明确",
            "unable_unclear_after_correction",
            _words("补正后申请内容仍不明确 补正后仍不明确")),
    _result("not_processed_petition", "信访举报投诉类申请", "not_processed_petition",
            _words("信访举报投诉类申请 信访举报投诉类 信访、举报、投诉类申请")),
    _result("not_processed_repeat", "重复申请", "not_processed_repeat", ("重复申请",)),
    _result("not_processed_publication", "要求提供公开出版物", "not_processed_publication",
            _words("要求提供公开出版物 公开出版物")),
    _result("not_processed_excessive", "无正当理由大量反复申请", "not_processed_excessive",
            _words("无正当理由大量反复申请 大量反复申请")),
    _result("not_processed_confirm_reissue", "要求行政机关确认或重新出具已获取信息",
            "not_processed_confirm_reissue",
            _words("要求行政机关确认或重新出具已获取信息 确认或重新出具已获取信息")),
    _result("denied", "不予公开", "denied", (), ("requests_denied",)),
    _result("unable", "无法提供", "unable", (), ("requests_unable",)),
    _result("not_processed", "不予处理", "not_processed", (), ("requests_not_processed",)),
    _result("other_handling", "其他处理", "other_handling", (), ("requests_other",)),
)  # fmt: skip

_OUTCOMES = (
    ("upheld", "结果维持", _words("结果维持 维持"), "upheld"),
    ("corrected", "结果纠正", _words("结果纠正 纠正"), "corrected"),
    ("other", "其他结果", ("其他结果",), None),
    ("pending", "尚未审结", _words("尚未审结 未审结"), None),
)
_KINDS_OF_PROCEEDINGS = (
    ("litigation_direct", "未经复议直接起诉", (("litigation_direct"),), (),
     _words("未经复议直接起诉 直接起诉")),
    ("litigation_after_review", "复议后起诉", ("litigation_after_review",), (),
     ("复议后起诉",)),
    ("review", "行政复议", ("review",), ("reviews",), ()),
    ("litigation", "行政诉讼", ("litigation_direct", "litigation_after_review"),
     ("litigations",), ()),
)  # fmt: skip

REVIEW_AUTHORITY = ("受理行政复议", "审理", "办理行政复议", "复议机关", "出庭")
"""Beside reviews that an agency decides on, not that are brought against it."""


def _proceedings() -> tuple[Counterpart, ...]:
    found = []
    for kind, label, rows, metrics, subjects in _KINDS_OF_PROCEEDINGS:
        found.append(
            Counterpart(
                kind,
                "proceedings",
                (Reading(f"{label}·总计", tuple((row, "total") for row in rows)),),
                metrics=metrics,
                subjects=subjects,
                unless=REVIEW_AUTHORITY,
            )
        )
        for code, outcome, words, suffix in _OUTCOMES:
            found.append(
                Counterpart(
                    f"{kind}_{code}",
                    "proceedings",
                    (Reading(f"{label}·{outcome}", tuple((row, code) for row in rows)),),
                    metrics=tuple(f"{each}_{suffix}" for each in metrics) if suffix else (),
                    subjects=words,
                    within=metrics,
                    within_words=subjects,
                    unless=REVIEW_AUTHORITY,
                )
            )
    return tuple(found)


ITEM_UNITS = ("项", "个", "类")
"""Measure words of items of power (事项); decisions are counted by 件."""


def _decisions(code: str, label: str, metric: str, subjects: tuple[str, ...]) -> Counterpart:
    """Return the counterpart of a kind of decisions, or (2019) of the items of its power."""
    before, change = (code, "items_previous_year"), (code, "items_change")
    return Counterpart(
        code,
        "proactive_disclosure",
        (
            Reading(f"{label}·处理决定数量", ((code, "decisions"),)),
            Reading(f"{label}·上一年项目数量", (before,), ITEM_UNITS),
            Reading(f"{label}·上一年项目数量与本年增减", (before, change), ITEM_UNITS),
        ),
        metrics=(metric,) if metric else (),
        subjects=subjects,
        plain=(
            *subjects,
            *(label + end for end in ("", "信息", "决定", "处理决定", "事项", "事项信息")),
            f"{label}本年处理决定数量",
        ),
        unless=("职权", "事项清单", "项目较"),
        sure_beside=("决定",),
    )


_PROACTIVE = (
    Counterpart(
        "normative_documents_repealed",
        "proactive_disclosure",
        (Reading("行政规范性文件·本年废止件数", (("normative_documents", "repealed"),)),),
        subjects=("规范性文件", "废止"),
        beside=("废止",),
        unless=("清理", "失效", "修改", "建议", "宣布"),
        within=("documents_normative_issued", "documents_normative_in_force"),
        sure_beside=(),
    ),
    Counterpart(
        "normative_documents_repealed",
        "proactive_disclosure",
        (Reading("行政规范性文件·本年废止件数", (("normative_documents", "repealed"),)),),
        subjects=("规范性文件",),
        beside=("废止规范性文件", "废止行政规范性文件"),
        unless=("清理", "失效", "修改", "建议", "宣布"),
        sure_beside=(),
    ),
    Counterpart(
        "normative_documents_issued",
        "proactive_disclosure",
        (
            Reading("规范性文件·本年制发", (("normative_documents", "issued"),)),
            Reading("规范性文件·本年新制作", (("normative_documents", "newly_made"),)),
            Reading("规范性文件·本年新公开", (("normative_documents", "newly_disclosed"),)),
            Reading("规范性文件·现行有效", (("normative_documents", "in_force"),)),
            Reading("规范性文件·对外公开总数", (("normative_documents", "total_disclosed"),)),
        ),
        metrics=("documents_normative_issued",),
        plain=_words("规范性文件 行政规范性文件 制发规范性文件"),
        sure_beside=("制发", "制作"),
    ),
    Counterpart(
        "normative_documents_in_force",
        "proactive_disclosure",
        (
            Reading("规范性文件·现行有效", (("normative_documents", "in_force"),)),
            Reading("规范性文件·对外公开总数", (("normative_documents", "total_disclosed"),)),
        ),
        metrics=("documents_normative_in_force",),
        unless=("规章",),
    ),
    Counterpart(
        "regulations",
        "proactive_disclosure",
        (
            Reading("规章·本年制发", (("regulations", "issued"),)),
            Reading("规章·本年新制作", (("regulations", "newly_made"),)),
            Reading("规章·本年新公开", (("regulations", "newly_disclosed"),)),
            Reading("规章·现行有效", (("regulations", "in_force"),)),
            Reading("规章·对外公开总数", (("regulations", "total_disclosed"),)),
            Reading("规章·本年废止", (("regulations", "repealed"),)),
        ),
        subjects=_words("政府规章 现行有效规章 规章"),
        plain=_words("政府规章 现行有效规章 规章 制定规章 行政规章"),
        sure_beside=(),
    ),
    _decisions("administrative_licensing", "行政许可", "administrative_licensing", ()),
    _decisions("other_external_services", "其他对外管理服务事项", "",
               _words("其他对外管理服务事项 其他对外管理服务事项信息 对外管理服务事项")),
    _decisions("administrative_penalty", "行政处罚", "administrative_penalty", ()),
    _decisions("administrative_coercion", "行政强制", "administrative_coercion", ()),
    Counterpart(
        "administrative_fees",
        "proactive_disclosure",
        (Reading("行政事业性收费·本年收费金额", (("administrative_fees", "fee_amount"),)),),
        metrics=("administrative_fees",),
        kind="money",
    ),
    Counterpart(
        "administrative_fee_items",
        "proactive_disclosure",
        (
            Reading("行政事业性收费·上一年项目数量与本年增减",
                    (("administrative_fees", "items_previous_year"),
                     ("administrative_fees", "items_change"))),
            Reading("行政事业性收费·上一年项目数量",
                    (("administrative_fees", "items_previous_year"),)),
        ),
        metrics=("administrative_fees",),
        sure_beside=(),
    ),
    Counterpart(
        "procurement_amount",
        "proactive_disclosure",
        (Reading("政府集中采购·采购总金额", (("central_procurement", "procurement_amount"),)),),
        metrics=("procurement_amount",),
        kind="money",
        sure_beside=("集中采购", "采购总金额"),
    ),
    Counterpart(
        "procurement_items",
        "proactive_disclosure",
        (Reading("政府集中采购·采购项目数量", (("central_procurement", "procurement_items"),)),),
        subjects=_words("采购项目 集中采购项目 政府集中采购项目 政府集中采购"),
        plain=_words("采购项目 集中采购项目 政府集中采购项目 政府集中采购"),
        sure_beside=("集中采购",),
    ),
)  # fmt: skip

COUNTERPARTS: tuple[Counterpart, ...] = (*_REQUESTS, *_proceedings(), *_PROACTIVE)
"""In this order the first that fits is the one that a figure is of."""

ORGANISATION = (
    "commercial_enterprise", "research_institution", "public_welfare_org", "legal_service_org",
    "other_org",
)  # fmt: skip
COLUMN_GROUPS: dict[str, tuple[str, ...]] = {"organisation": ORGANISATION}

ABOUT_DISCLOSURE = ("公开", "复议数", "诉讼数")
"""In a sentence on reviews and litigations that are about disclosure."""

OWN_SCOPES = _words("本机关 全局 全办 全院 全校 全厅 全街道 全镇 全乡 局机关")
"""Scopes that are the reporting agency itself."""
GOVERNMENT_SCOPES = _words("全国 全省 全市 全区 全县 全镇 全乡 全州 全盟 全旗 全街道")
"""Scopes that are a whole government's, whose report may be of just that."""
GOVERNMENT_NAMES = ("人民政府", "政府办公室", "政府办公厅", "街道办事处", "管理委员会", "管委会")
"""In names of agencies whose report may cover a whole government."""

PART_OF_ALL = _words(
    "通过 网上 网络 信函 当面 邮箱 邮件 邮寄 窗口 线上 线下 平台 传真 现场 书面 按期 按时 及时"
    " 当场 季度 上半年 下半年 月 涉及 关于 每 平均 日均 月均 年均"
)
"""Before a figure: it counts only some of what the table counts."""
BEFORE_AGENCY_VERBS = _words("收到 受理 接收 新收 接到 答复 办结 公开 办理 作出")
AGENCY_ENDS = _words("局 委 办 厅 镇 乡 街道 政府 院 中心 分局 部门 街道办 公司 学校 大队 支队")
OWN_NAMES = ("我", "本", "该")
"""In names by which a report calls its own agency."""
MANY_NAMES = ("各", "全")
"""In names of many agencies: 各部门, 全区各单位."""
WHOLE_YEAR = r"1月(?:1日)?[至到—–-]{1,2}12月(?:31日)?"

UPHELD_SUBJECTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("复议", ("review",), "行政复议·结果纠正"),
    ("诉讼", ("litigation_direct", "litigation_after_review"), "行政诉讼·结果纠正"),
)
"""Words for proceedings, the rows of table 四 that they are, and those rows' 结果纠正."""
