"""The usual subjects of the reports' figures, each under a code.

A metric says what a figure counts in words that do not depend on the report's: the code goes
into `quantities.metric`, so that one number can be followed through agencies and years. To
add one, add a row to `_METRICS`. `words` are the subject's usual wordings, the most usual
first; where one wording may mean several metrics (答复, 行政复议), the sentence decides.
A figure that states a rate, a change or a plan has no metric: it would be added up with the
counts.
"""

from __future__ import annotations

from dataclasses import dataclass


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


@dataclass(frozen=True, slots=True)
class Metric:
    """A subject that reports usually count: code, meaning, unit, and its usual words.

    A figure has the metric where its subject ends in one of `words` and all that is given
    besides holds: one of `beside` stands before it, or one of `behind` behind it; none of
    `unless` stands before it; its unit is one of `units`; it is a part of (or comes behind) a
    figure of one of `within`. `whole` asks that the subject be the word alone. Of several that
    fit, one that `beside` confirms comes first, then the longest word, then the table's order.
    """

    code: str
    meaning: str
    unit: str
    words: tuple[str, ...]
    beside: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    whole: bool = False


PEOPLE = ("人", "人次", "名", "位", "人·次", "人/次", "余人")
EVENTS = ("场", "次", "期", "班次", "个", "回", "轮", "次/年", "场次", "期次", "届", "批", "批次")
PIECES = _words("条 件 篇 则 条次 项 份 次 期 张 幅 篇次 件次 个 部 余条 条目 宗")
CHANNEL_UNITS = ("条", "件", "篇", "则", "条次", "项", "份", "篇次", "张")
CASES = ("件", "起", "宗", "项", "例", "次", "案", "件次", "案次", "余件", "项次", "条")
REQUESTS = ("申请", "依申请公开", "公开申请", "申请量", "申请数量", "申请总量", "申请件")
"""Ends of subjects by which a sentence is known to be about requests."""


_METRICS = (
    # 依申请公开: table 三 in words
    Metric(
        "requests_carried_forward",
        "Requests carried forward to the next year",
        "件",
        _words("结转下年 结转下年度 结转下年度继续办理 结转至下年 结转下一年度 申请 依申请公开"),
        beside=("结转下", "结转至", "结转到", "转入下"),
        behind=("结转下", "结转至", "结转到", "转入下"),
        units=CASES,
    ),
    Metric(
        "requests_carried_over",
        "Requests carried over from the year before",
        "件",
        ("上年结转", "上年度结转", "结转上年", "上年结转申请", "申请", "依申请公开", "结转"),
        beside=("上年结转", "上年度结转", "结转的", "上一年结转", "年结转", "年度结转"),
        units=CASES,
    ),
    Metric(
        "requests_answered",
        "Requests answered (dealt with to an end) in the year",
        "件",
        _words(
            "答复 办结 办理 按时答复 按期答复 按时办结 按期办结 已答复 已办结 及时答复 答复申请 "
            "办结申请 申请 依申请公开"
        ),
        beside=("答复", "办结", "办理", "办复", "回复"),
        units=CASES,
    ),
    Metric(
        "requests_received",
        "Requests for information newly received in the year",
        "件",
        _words(
            "政府信息公开申请 依申请公开 信息公开申请 公开申请 新收申请 申请 新收 申请量 申请数量 "
            "申请总量 申请件 依申请公开件 依申请公开事项 申请总数 依申请公开政府信息 受理"
        ),
        units=CASES,
    ),
    Metric(
        "requests_granted",
        "Requests granted in full",
        "件",
        ("予以公开", "同意公开", "全部公开", "准予公开"),
        whole=True,
    ),
    Metric(
        "requests_partially_granted",
        "Requests granted in part",
        "件",
        ("部分公开", "予以部分公开", "同意部分公开"),
        whole=True,
    ),
    Metric("requests_denied", "Requests denied", "件", ("不予公开", "不同意公开"), whole=True),
    Metric(
        "requests_unable",
        "Requests that the agency was unable to meet",
        "件",
        ("无法提供", "信息不存在", "本机关不掌握相关政府信息", "不掌握相关信息"),
        whole=True,
    ),
    Metric("requests_not_processed", "Requests not dealt with", "件", ("不予处理",)),
    Metric("requests_other", "Requests ended in another way", "件", ("其他处理", "其他处理情况")),
    Metric(
        "requests_natural_person",
        "Requests received from natural persons",
        "件",
        ("自然人", "自然人申请", "公民", "公民申请", "个人申请"),
        units=CASES,
    ),
    Metric(
        "requests_organisation",
        "Requests received from legal persons and other organisations",
        "件",
        _words(
            "法人或其他组织 法人 法人和其他组织 法人申请 企业申请 组织申请 法人或其他组织申请 "
            "法人和其他组织申请"
        ),
        units=CASES,
    ),
    Metric(
        "processing_fees",
        "Fees charged for processing requests",
        "元",
        ("信息处理费", "政府信息处理费", "政府信息公开处理费", "依申请公开费用", "收费", "费用"),
        units=("元", "万元"),
    ),
    # 主动公开
    Metric(
        "information_disclosed_total",
        "Pieces of information disclosed on the agency's own initiative, by all channels",
        "条",
        _words(
            "政府信息 主动公开政府信息 各类政府信息 各类信息 公开信息 发布信息 信息 信息公开 "
            "主动公开数 信息发布量 公开量 主动公开信息 政务信息 政府信息公开"
        ),
        units=PIECES,
        unless=_words("审查 审核 报送 上报 更正 清理 采纳 征集 整改 每个 平均 抽查 检查 监测 巡查"),
        whole=True,
    ),
    Metric(
        "information_disclosed_website",
        "Pieces of information disclosed on the agency's or the government's web site",
        "条",
        ("门户网站", "政府网站", "网站发布信息", "官网", "部门网站", "网站"),
        units=CHANNEL_UNITS,
    ),
    Metric(
        "information_disclosed_wechat",
        "Pieces of information disclosed through WeChat",
        "条",
        ("微信公众号", "政务微信", "微信", "官方微信", "公众号"),
        units=CHANNEL_UNITS,
    ),
    Metric(
        "information_disclosed_weibo",
        "Pieces of information disclosed through Weibo",
        "条",
        ("微博", "政务微博", "官方微博", "新浪微博"),
        units=CHANNEL_UNITS,
    ),
    Metric(
        "information_disclosed_other",
        "Pieces of information disclosed by other channels",
        "条",
        _words("其他方式 其他渠道 公开栏 公示栏 报刊 广播电视 抖音 客户端 抖音号 显示屏"),
        units=CHANNEL_UNITS,
    ),
    Metric(
        "policy_interpretations",
        "Policy interpretations published",
        "条",
        ("政策解读", "解读材料", "政策解读材料", "解读稿件", "解读信息", "图解", "解读"),
        units=PIECES,
    ),
    Metric(
        "guides_published",
        "Disclosure guides, catalogues and service guides published",
        "份",
        ("办事指南", "服务指南", "政府信息公开指南", "信息公开指南"),
        units=("份", "册", "本", "部", "张", "个", "套", "项"),
    ),
    Metric(
        "documents_normative_in_force",
        "Normative documents in force",
        "件",
        ("现行有效规范性文件", "现行有效", "规范性文件", "对外公开总数量"),
        beside=("现行有效", "对外公开总数量"),
    ),
    Metric(
        "documents_normative_issued",
        "Normative documents (行政规范性文件) issued in the year",
        "件",
        ("规范性文件", "行政规范性文件", "制发规范性文件"),
        unless=("清理", "废止", "失效", "修改", "修订", "审查", "梳理", "宣布"),
        units=CASES,
    ),
    Metric(
        "administrative_licensing",
        "Administrative licensing decisions, or pieces of information on them",
        "件",
        ("行政许可", "行政许可信息", "行政许可决定", "行政许可处理决定"),
        units=CASES,
    ),
    Metric(
        "administrative_penalty",
        "Administrative penalty decisions, or pieces of information on them",
        "件",
        ("行政处罚", "行政处罚信息", "行政处罚决定", "处罚案件", "行政处罚处理决定"),
        units=CASES,
    ),
    Metric(
        "administrative_coercion",
        "Administrative coercion decisions, or pieces of information on them",
        "件",
        _words("行政强制 行政强制信息 行政强制决定 行政强制措施 行政强制事项 行政强制处理决定"),
        units=CASES,
    ),
    Metric(
        "administrative_fees",
        "Administrative charges: items in the 2019 form, amount in the 2021 form",
        "万元",
        ("行政事业性收费", "行政事业性收费项目", "收费项目"),
    ),
    Metric(
        "procurement_amount",
        "Amount of the government procurement",
        "万元",
        ("政府集中采购金额", "采购总金额", "采购金额", "政府采购金额", "政府集中采购"),
        units=("元", "万元", "亿元"),
    ),
    # 平台
    Metric(
        "website_visits",
        "Visits to the web site",
        "次",
        ("访问量", "网站访问量", "点击量", "浏览量", "总访问量", "页面浏览量"),
    ),
    Metric(
        "website_columns",
        "Columns (sections) of the web site",
        "个",
        ("栏目", "专栏", "专题专栏", "网站栏目", "专题"),
        units=("个",),
        beside=("开设", "设立", "设置", "建立", "新建", "现有", "新增", "建设", "共有"),
    ),
    Metric(
        "new_media_accounts",
        "Accounts on new media that the agency keeps",
        "个",
        ("政务新媒体", "政务新媒体账号", "新媒体账号", "政务新媒体帐号"),
        units=("个", "家"),
        unless=("抽查", "检查", "关停", "注销", "整合", "监测"),
    ),
    Metric(
        "followers",
        "Followers of the agency's new media",
        "人",
        ("粉丝", "关注人数", "粉丝数", "订阅用户", "关注用户", "订阅数"),
        units=(*PEOPLE, "个"),
    ),
    # 回应关切
    Metric(
        "hotline_answered",
        "Hotline calls put through or answered",
        "件",
        ("接通", "接听", "人工接听", "来电", "群众来电", "热线来电", "来电来信"),
        beside=("接通", "接听"),
    ),
    Metric(
        "hotline_calls",
        "Calls and letters received by the hotline",
        "件",
        _words("来电 热线来电 群众来电 来电来信 热线电话 热线工单 热线转办 热线转办件"),
    ),
    Metric(
        "letters_and_visits",
        "Letters and visits (信访) received",
        "件",
        ("来信来访", "信访件", "信访事项", "群众信访", "来信", "来访"),
    ),
    Metric(
        "online_consultations",
        "Questions and messages received over the net",
        "条",
        _words("网上咨询 网民留言 在线咨询 网上留言 留言 领导信箱 网民提问 网民咨询 网友留言"),
    ),
    Metric(
        "proposals_answered",
        "Proposals of deputies and members (建议提案) answered",
        "件",
        ("建议提案", "人大代表建议", "政协提案", "人大建议", "人大代表建议和政协委员提案", "提案"),
    ),
    Metric(
        "press_conferences",
        "Press conferences held or attended",
        "场",
        ("新闻发布会", "发布会", "新闻通气会"),
        units=EVENTS,
    ),
    # 监督保障
    Metric(
        "trainings",
        "Training courses on disclosure held",
        "场",
        ("培训", "业务培训", "专题培训", "培训班", "培训会", "以会代训", "培训班次", "培训讲座"),
        units=EVENTS,
    ),
    Metric(
        "training_participants",
        "People who took part in trainings",
        "人次",
        _words(
            "参训人员 培训人员 参训 参加培训人员 参训人数 培训 业务培训 信息员 干部 工作人员 结业 "
            "人员"
        ),
        units=PEOPLE,
        beside=("培训", "参训"),
    ),
    Metric(
        "meetings",
        "Meetings held on disclosure",
        "次",
        ("会议", "专题会", "专题会议", "工作会议", "推进会", "局务会", "工作例会"),
        units=EVENTS,
    ),
    Metric(
        "inspections",
        "Inspections and self-inspections of disclosure",
        "次",
        ("检查", "督查", "自查", "督导检查", "监督检查", "专项检查"),
        units=(*EVENTS, "家次"),
    ),
    Metric(
        "staff",
        "People who work on disclosure",
        "人",
        ("工作人员", "专职人员", "兼职人员", "专职工作人员", "人员"),
        units=PEOPLE,
        beside=("政务公开", "信息公开", "配备"),
    ),
    # 复议诉讼: table 四 in words
    Metric(
        "reviews",
        "Administrative reviews (行政复议) over disclosure",
        "件",
        ("行政复议", "行政复议案件", "复议案件", "复议", "行政复议答复"),
        units=CASES,
    ),
    Metric(
        "reviews_upheld",
        "Administrative reviews in which the agency's decision was upheld",
        "件",
        ("结果维持", "维持", "复议维持"),
        within=("reviews",),
    ),
    Metric(
        "reviews_corrected",
        "Administrative reviews in which the agency's decision was corrected",
        "件",
        ("结果纠正", "纠正", "复议纠正"),
        within=("reviews",),
    ),
    Metric(
        "litigations",
        "Administrative litigations (行政诉讼) over disclosure",
        "件",
        ("行政诉讼", "行政诉讼案件", "诉讼案件", "行政应诉", "诉讼"),
        units=CASES,
    ),
    Metric(
        "litigations_upheld",
        "Administrative litigations in which the agency's decision was upheld",
        "件",
        ("结果维持", "维持", "诉讼维持", "胜诉"),
        within=("litigations",),
    ),
    Metric(
        "litigations_corrected",
        "Administrative litigations in which the agency's decision was corrected",
        "件",
        ("结果纠正", "纠正", "诉讼纠正", "败诉", "败诉案件"),
        within=("litigations",),
    ),
)

CHANNELS: dict[str, tuple[str, ...]] = {
    "": ("新媒体",),
    "information_disclosed_website": ("网站", "官网"),
    "information_disclosed_wechat": ("微信", "公众号"),
    "information_disclosed_weibo": ("微博",),
    "information_disclosed_other": _words(
        "公示栏 公开栏 宣传栏 显示屏 电子屏 抖音 报刊 广播 电视 头条 客户端 公告栏 其他渠道 "
        "其他方式"
    ),
}
"""Words of the channels: information counted beside one of them alone was disclosed by it.

New media are channels without a metric of their own: mostly WeChat, not always.
"""

CHANNEL_PIECES = _words(
    "信息 政府信息 图文 推文 稿件 文章 公示 图文信息 政务信息 各类信息 动态信息"
)
"""What is disclosed, where the channel tells the metric."""

METRICS: dict[str, Metric] = {each.code: each for each in _METRICS}
