"""Other wordings under which the forms' labels are met, and the labels that hold no figure.

The forms' own labels stand in `schemas/data/form_*.json`; here is only what reports print
instead of them often enough to be taken as the same (slips of the pen are matched by
likeness, and need no entry).
"""

from __future__ import annotations

ROW_ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "proactive_disclosure": {
        "regulations": ("规章", "行政规章", "政府规章"),
        "normative_documents": ("规范性文件", "行政规范性文件"),
        "administrative_licensing": ("行政许可", "行政许可事项"),
        "other_external_services": ("其他对外管理服务事项", "其他对外服务管理事项"),
        "administrative_penalty": ("行政处罚", "行政处罚事项"),
        "administrative_coercion": ("行政强制", "行政强制事项"),
        "administrative_fees": ("行政事业性收费", "行政事业性收费项目"),
        "central_procurement": ("政府集中采购", "政府采购", "集中采购"),
    },
    "requests": {
        "new_received": ("本年新收政府信息公开申请数量", "本年新收申请数量", "本年新收"),
        "carried_over": ("上年结转政府信息公开申请数量", "上年结转申请数量", "上年结转"),
        "results": ("本年度办理结果", "办理结果"),
        "partially_granted": ("部分公开",),
        "denied_security_stability": ("危及三安全一稳定", "危及三安全一稳定的"),
        "denied_other_law": ("其他法律行政法规禁止公开", "其他法律法规禁止公开"),
        "unable_not_held": ("本机关不掌握相关政府信息", "本机关不掌握"),
        "other_overdue_correction": ("申请人无正当理由逾期不补正",),
        "other_overdue_fee": ("申请人逾期未按收费通知要求缴纳费用",),
        "results_total": ("总计", "合计"),
        "carried_forward": ("结转下年度继续办理", "结转下年度"),
    },
    "proceedings": {
        "review": ("行政复议",),
        "litigation_direct": ("未经复议直接起诉", "未经复议直接起诉的"),
        "litigation_after_review": ("复议后起诉", "复议后起诉的"),
    },
}
"""Row labels, numbering left out, by table and row code."""

COLUMN_ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "proactive_disclosure": {
        "newly_made": ("本年新制作数量", "本年制作数量", "新制作数量", "制作数量"),
        "newly_disclosed": ("本年新公开数量", "本年公开数量", "新公开数量"),
        "total_disclosed": ("对外公开总数量", "公开总数量", "对外公开总数"),
        "issued": ("本年制发件数", "本年度制发件数", "本年制发数", "本年制发数量", "制发件数"),
        "repealed": ("本年废止件数", "本年度废止件数", "本年废止数", "本年废止数量", "废止件数"),
        "in_force": ("现行有效件数", "现行有效数", "现行有效数量"),
        "items_previous_year": ("上一年项目数量", "上年项目数量", "上一年度项目数量"),
        "items_change": ("本年增减", "本年度增减", "增减"),
        "decisions": ("处理决定数量", "本年处理决定数量", "本年度处理决定数量"),
        "fee_amount": (
            "本年收费金额单位万元",
            "本年收费金额",
            "本年度收费金额",
            "本年收费金额万元",
        ),
        "procurement_items": ("采购项目数量",),
        "procurement_amount": ("采购总金额", "采购金额"),
    },
    "requests": {
        "natural_person": ("自然人",),
        "commercial_enterprise": ("商业企业",),
        "research_institution": ("科研机构",),
        "public_welfare_org": ("社会公益组织",),
        "legal_service_org": ("法律服务机构",),
        "other_org": ("其他",),
        "total": ("总计", "合计"),
    },
    "proceedings": {
        "upheld": ("结果维持",),
        "corrected": ("结果纠正",),
        "other": ("其他结果",),
        "pending": ("尚未审结",),
        "total": ("总计", "合计"),
    },
}
"""Column labels by table and column code."""

HEADER_LABELS: dict[str, tuple[str, ...]] = {
    "proactive_disclosure": ("信息内容",),
    "requests": (
        "申请人情况",
        "法人或其他组织",
        "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和",
    ),
    "proceedings": ("行政诉讼",),
}
"""Labels that only head others, by table."""

CAPTIONS: dict[str, tuple[str, ...]] = {
    "proactive_disclosure": ("主动公开政府信息情况", "行政机关主动公开政府信息情况"),
    "requests": (
        "收到和处理政府信息公开申请情况",
        "行政机关收到和处理政府信息公开申请情况",
        "依申请公开情况",
    ),
    "proceedings": (
        "政府信息公开行政复议行政诉讼情况",
        "因政府信息公开工作被申请行政复议提起行政诉讼情况",
    ),
}
"""Captions that stand over, or as first row in, a statutory table."""

_TRADITIONAL = (
    "業业為为舉举會会體体務务動动區区單单發发對对屬属廢废開开強强當当總总執执護护報报據据"
    "無无時时機机權权條条沒没現现確确種种類类糾纠組组織织經经結结繼继續续維维繳缴罰罚獲获"
    "補补規规計计認认議议許许訟讼訪访訴诉詢询請请購购費费轉转過过這这進进採采問问項项題题"
    "額额關关內内決决況况減减處处國国復复複复數数穩稳範范審审辦办與与於于書书錄录係系個个"
    "險险營营縣县鄉乡鎮镇廳厅黨党戶户財财環环測测衛卫醫医產产農农學学門门網网點点線线開开"
    "傳传頁页專专領领導导標标準准質质監监督督聯联務务園园達达閱阅讀读長长後后來来間间歸归"
    "檔档統统級级應应實实際际並并將将從从訂订訊讯論论設设說说誌志證证責责資资選选適适還还"
    "邊边鑒鉴難难電电頻频類类驗验麗丽齊齐龍龙貿贸運运輸输鐵铁銀银銷销鋼钢隊队陽阳陰阴雲云"
    "壹壹貳贰參参萬万億亿兩两圓圆條条號号層层屆届幹干庫库彙汇徵征態态慶庆戰战擇择擔担擴扩"
    "昇升曆历樂乐橋桥檢检歷历歲岁殘残滿满漢汉濟济灣湾煙烟熱热營营獎奖畫画異异療疗盡尽監监"
    "禮礼積积稱称窮穷競竞節节簡简簽签籌筹糧粮紅红約约納纳紀纪級级純纯終终給给絡络綠绿綜综"
    "緊紧緣缘編编緩缓練练縮缩績绩繫系罷罢義义習习聖圣聞闻職职聽听肅肃脫脱腦脑臨临舊旧艦舰"
    "訓训覽览員员瀏浏餘余眾众諮咨佈布週周誤误談谈幾几筆笔場场賬账評评郵邮"
)

TRADITIONAL_TO_SIMPLIFIED: dict[int, str] = {
    ord(traditional): simplified
    for traditional, simplified in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)
}
"""For `str.translate`: the traditional characters met in labels, headings and agencies' names."""

SECTION_WORDINGS: dict[str, tuple[str, ...]] = {
    "overview": ("总体情况", "概述", "总体情况概述", "基本情况"),
    "proactive_disclosure": (
        "主动公开政府信息情况",
        "行政机关主动公开政府信息情况",
        "主动公开政府信息的情况",
        "主动公开情况",
    ),
    "requests": (
        "收到和处理政府信息公开申请情况",
        "行政机关收到和处理政府信息公开申请情况",
        "依申请公开政府信息情况",
        "依申请公开情况",
    ),
    "proceedings": (
        "政府信息公开行政复议行政诉讼情况",
        "因政府信息公开工作被申请行政复议提起行政诉讼情况",
        "行政复议行政诉讼情况",
        "复议诉讼情况",
    ),
    "problems": (
        "存在的主要问题及改进情况",
        "存在问题及改进措施",
        "存在的主要问题和改进措施",
        "政府信息公开工作存在的主要问题及改进情况",
        "存在的问题及改进情况",
    ),
    "other_matters": ("其他需要报告的事项", "其他需要报告事项", "需要报告的其他事项"),
}
"""Wordings of the sections' headings, numbering and punctuation left out, by section code."""
