"""Deviations of labels: broken, spaced, reworded, misnumbered, cut, in other characters."""

from __future__ import annotations

from random import Random

from tools.samples import labels as keys
from tools.samples.deviation import deviation
from tools.samples.model import LabelKey, SampleReport
from tools.samples.traditional import to_traditional

_BROKEN = {
    "商业企业": "商业\n企业",
    "科研机构": "科研\n机构",
    "社会公益组织": "社会\n公益\n组织",
    "法律服务机构": "法律\n服务\n机构",
    "自然人": "自然\n人",
    "结果维持": "结果\n维持",
    "结果纠正": "结果\n纠正",
    "其他结果": "其他\n结果",
    "尚未审结": "尚未\n审结",
    "本年处理决定数量": "本年处理\n决定数量",
    "处理决定数量": "处理决定\n数量",
    "本年新制作数量": "本年新\n制作数量",
    "本年新公开数量": "本年新\n公开数量",
    "本年收费金额（单位：万元）": "本年收费金额\n（单位：万元）",
    "三、本年度办理结果": "三、\n本年\n度办\n理结\n果",
    "（三）不予公开": "（三）不\n予公开",
    "（五）不予处理": "（五）不\n予处理",
}
_SPACED = {
    "自然人": "自然 人",
    "总计": "总  计",
    "其他": "其 他",
    "规章": "规  章",
    "（七）总计": "（七）总 计",
    "信息内容": "信 息 内 容",
    "商业企业": "商业 企业",
    "行政许可": "行政　许可",
    "（一）予以公开": "（一） 予以公开",
    "（三）不予公开": "（三） 不予公开",
    "1.属于国家秘密": "1. 属于国家秘密",
    "3.危及“三安全一稳定”": "3. 危及“三安全一稳定” ",
    "行政复议": "行 政 复 议",
    "四、结转下年度继续办理": "四、 结转下年度继续办理",
    "第二十条第（一）项": "第二十条  第（一）项",
    "第二十条第（五）项": "第二十条 第（五）项",
}
_REWORDED = {
    "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
    "（三）不予公开": "（三）不于公开",
    "（五）不予处理": "（五）不与处理",
    "（四）无法提供": "（四）无法提供情况",
    "行政事业性收费": "行政事业型收费",
    "处理决定数量": "处理绝对数量",
    "本年处理决定数量": "本年处理绝对数量",
    "本年制发件数": "本年度制发数",
    "本年废止件数": "本年度废止数",
    "现行有效件数": "现行有效数量",
    "本年新制作数量": "本年新制发数量",
    "对外公开总数量": "对外公开数量合计",
    "上一年项目数量": "上年项目数量",
    "本年增/减": "本年增减",
    "其他对外管理服务事项": "其他对外管理服务",
    "社会公益组织": "社会公益机构",
    "法律服务机构": "法律服务组织",
    "商业企业": "商业性企业",
    "本年收费金额（单位：万元）": "本年收费金额（万元）",
    "一、本年新收政府信息公开申请数量": "一、本年新收申请数量",
    "二、上年结转政府信息公开申请数量": "二、上年结转申请数量",
    "四、结转下年度继续办理": "四、结转下一年度继续办理",
    "3.危及“三安全一稳定”": "3.危及三安全一稳定",
    "5.要求行政机关确认或重新出具已获取信息": "5.要求行政机关确认或重新出具信息",
    "尚未审结": "未审结",
    "未经复议直接起诉": "未经复议，直接起诉",
    "采购总金额": "采购金额",
}
_MISNUMBERED = {
    "（三）不予公开": "（3） 不予公开",
    "1.属于国家秘密": "1、属于国家秘密",
    "7.属于行政执法案卷": "6.属于行政执法案卷",
    "（四）无法提供": "四、无法提供",
    "2.重复申请": "2，重复申请",
    "（六）其他处理": "(六)其他处理",
    "（七）总计": "七、总计",
    "四、结转下年度继续办理": "（四）结转下年度继续办理",
    "3.补正后申请内容仍不明确": "３．补正后申请内容仍不明确",
    "二、上年结转政府信息公开申请数量": "2、上年结转政府信息公开申请数量",
}


def _replace(report: SampleReport, table: dict[str, str], rng: Random, share: float) -> None:
    """Replace a share of the labels that the table knows, at least one."""
    known = [key for key, text in report.labels.items() if text in table]
    chosen = [key for key in known if rng.random() < share] or [rng.choice(known)]
    for key in chosen:
        report.labels[key] = table[report.labels[key]]


@deviation("label_line_break", "labels", "labels broken by line breaks (商业⏎企业)")
def break_labels(report: SampleReport, rng: Random) -> None:
    """Break labels into lines."""
    _replace(report, _BROKEN, rng, 0.8)


@deviation("label_space", "labels", "labels with spaces inside (总 计, 自然 人)")
def space_labels(report: SampleReport, rng: Random) -> None:
    """Put spaces into labels."""
    _replace(report, _SPACED, rng, 0.7)


@deviation("label_reworded", "labels", "labels reworded or mistyped (处理绝对数量, 不于公开)")
def reword_labels(report: SampleReport, rng: Random) -> None:
    """Reword or mistype some labels."""
    _replace(report, _REWORDED, rng, 0.35)


@deviation("label_numbering", "labels", "slips in the numbering of row labels (（3） for （三）)")
def misnumber_labels(report: SampleReport, rng: Random) -> None:
    """Make slips in the numbers of labels."""
    _replace(report, _MISNUMBERED, rng, 0.5)


@deviation("label_traditional", "labels", "labels in traditional characters (總計, 商業企業)")
def write_labels_traditionally(report: SampleReport, rng: Random) -> None:
    """Write all labels in traditional characters."""
    for key, text in report.labels.items():
        report.labels[key] = to_traditional(text)


@deviation("header_cut", "headers", "two columns bear one name (本年新, 本年新)", ("2019",))
def cut_header(report: SampleReport, rng: Random) -> None:
    """Cut two headers to 本年新; only their order tells which is which."""
    table, article = "proactive_disclosure", "第二十条第（一）项"
    cut = ("newly_made", "newly_disclosed")
    for column in cut:
        key: LabelKey = (table, "column", article, column)
        report.labels[key] = "本年新"
        for row in ("regulations", "normative_documents"):
            report.figures[table, row, column].review = True


@deviation("note_lost", "headers", "the note in the corner of table 三 is lost, the corner blank")
def lose_note(report: SampleReport, rng: Random) -> None:
    """Blank the corner of table 三."""
    report.labels[keys.NOTE] = ""
