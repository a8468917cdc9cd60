"""Chinese names on the review pages. Codes and figures are the tables' own."""

from __future__ import annotations

STATUSES: dict[str, str] = {
    "incomplete": "不完整",
    "flagged": "待处理",
    "clean": "无问题",
}
"""`reports.status`, the worst first."""

STATUS_MARKS: dict[str, str] = {"incomplete": "✖", "flagged": "▲", "clean": "✔"}
"""Beside the colour, never the colour alone."""

SEVERITIES: dict[str, str] = {"error": "错误", "warning": "提醒"}

STATES: dict[str, str] = {
    "number": "数字",
    "blank": "空白",
    "dash": "横线",
    "text": "文字",
    "missing": "未找到",
}

READERS: dict[str, str] = {
    "word": "Word 文件",
    "html": "网页",
    "text": "文本",
    "pdf": "PDF 文字",
    "ocr": "图像识别",
    "ofd": "OFD 文件",
    "sheet": "电子表格",
    "person": "人工更正",
}

ACTS: dict[str, str] = {
    "accept": "确认读数",
    "correct": "更正误读",
    "report_error": "报告本身有误",
    "withdraw": "撤销处理",
}

STANDINGS: dict[str, str] = {
    "in_force": "有效",
    "replaced": "已被后来的处理取代",
    "withdrawn": "已撤销",
    "stale": "读数已变，请重新核对",
}

SECTIONS: dict[str, str] = {
    "preamble": "正文之前",
    "overview": "一、总体情况",
    "proactive_disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "proceedings": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other_matters": "六、其他需要报告的事项",
}

CHECKS: dict[str, str] = {
    "missing_table": "缺少表格",
    "missing_row": "缺少行",
    "extra_row": "多出行",
    "form_mismatch": "格式版本不符",
    "requests_balance": "新收、结转不平衡",
    "requests_results_sum": "办理结果合计不符",
    "requests_row_sum": "申请人合计不符",
    "proceedings_row_sum": "复议诉讼合计不符",
    "all_blank": "全表空白",
    "only_totals": "只填总计",
    "cell_not_a_number": "应填数字",
    "negative_figure": "不应为负数",
    "fraction_of_count": "应为整数",
    "unit_mismatch": "单位不符",
    "regulations_by_agency": "无规章制定权",
    "narrative_sum": "正文合计不符",
    "narrative_balance": "正文收支不平衡",
    "narrative_rate": "正文比例不符",
    "narrative_percentage": "百分比超过100%",
    "narrative_change": "正文增减不符",
    "narrative_count": "列举数目不符",
    "narrative_vs_table": "正文与表格不一致",
    "year_mismatch": "年度不符",
    "date_invalid": "日期不存在",
    "report_period": "统计期限不完整",
    "submission_date": "落款日期不当",
    "carry_over_between_years": "与上年结转不衔接",
    "in_force_between_years": "与上年现行有效数不衔接",
    "public_total_between_years": "与上年公开总数不衔接",
    "items_between_years": "与上年项目数不衔接",
    "duplicate_submission": "重复报送且数字不同",
    "text_repeated": "文字照抄上年",
}

DOUBTS: dict[str, str] = {
    "words_in_cell": "单元格中有文字",
    "digits_joined": "数字之间有空隙，已合并",
    "separator_unclear": "逗号或点可能是分隔符",
    "leading_zero": "数字以0开头",
    "fraction_of_count": "件数带小数",
    "precision_exceeded": "数字位数超出存储范围",
    "fraction_rounded": "小数位数过多，已取舍",
    "sign_unexpected": "件数带正负号",
    "hidden_text": "单元格显示为空，但含有未显示的数字",
    "shown_rounded": "电子表格显示的位数少于实际数值",
    "readers_differ": "两个识别程序读数不同",
    "one_reader": "只有一个识别程序读出",
    "reading_weak": "识别把握不大",
    "mark_over_cell": "单元格上有印章、污渍或线条",
    "unreadable": "有字迹但无法识别",
    "sum_broken": "识别所得，且合计不符",
    "settled_by_identity": "按勾稽关系在几种读数中选定",
    "line_restored": "图像中断开的表格线已补全",
    "grid_unclear": "表格线磨损或压字",
    "not_in_picture": "图像中没有找到该数字",
    "text_layer": "取自以前识别时写入的文字",
    "row_cut": "该行被分页切断，两部分都有数字",
    "tied_by_sum": "仅凭合计推断其组成",
    "label_inexact": "行列名称与格式略有出入",
    "label_doubtful": "行列名称与格式相差较大，按位置判断",
    "label_missing": "没有行列名称，按位置判断",
    "header_missing": "没有表头，按格式次序判断",
    "placed_by_order": "文本没有表格线，按格式次序判断",
    "order_unclear": "行列名称次序异常，数字可能属于别处",
    "blanks_by_lines": "空白单元格仅由空行推断",
    "spans_disagree": "表头与数据的列数不一致",
    "merged_figure": "一个单元格对应几个指标",
    "repeated_figure": "同一指标出现两次且数字不同",
    "cells_lost": "该行单元格数与表头不符",
    "unplaced": "格式中没有这一行或列",
}
"""By the codes of `schemas.doubts`."""

ROLES: dict[str, str] = {
    "total": "总数",
    "part": "其中",
    "rate": "比例",
    "change": "增减",
    "plain": "单独数字",
}

DOCUMENT_STATUSES: dict[str, str] = {
    "extracted": "已读取",
    "failed": "读取失败",
    "duplicate": "重复文件",
    "unsupported": "不支持的文件",
    "ignored": "不是年报",
}

ERRORS: dict[str, str] = {
    "empty_file": "文件是空的。请机关重新报送。",
    "not_a_word_document": "是压缩包，不是 Word 文件。请打开后把报告另存为 .docx。",
    "damaged_archive": "Word 文件不完整或已损坏。请重新复制，或请机关重新报送。",
    "damaged_document": "文件内容无法解析。请用 Word 或 WPS 打开后另存，再放回文件夹。",
    "encrypted_document": "文件有密码。请机关报送不加密码的文件。",
    "binary_content": "不是已知种类的文件。请查明由什么程序生成，另存为 .docx。",
    "undecodable_text": "文字编码无法识别。请另存为 UTF-8。",
    "unsupported_kind": "尚不支持这种文件。请把报告另存为 .docx。",
    "too_large": "文件超过该种类的大小限制。请去掉其中的图片，或放宽限制。",
    "damaged_pdf": "PDF 不完整或已损坏。请重新复制，或请机关重新报送。",
    "damaged_picture": "图片不完整或已损坏。请重新复制，或重新扫描。",
    "recognition_unavailable": "是扫描件或图片，而本机没有安装识别程序。请安装后重新运行。",
    "needs_conversion": "这种文件须先转换为 .docx。请用 nianbao 读取，或另存为 .docx。",
    "converter_unavailable": "须由 LibreOffice 转换，而本机没有安装。请安装后重新运行。",
    "conversion_failed": "LibreOffice 无法转换。请用 Word 或 WPS 另存为 .docx，再放回文件夹。",
    "unreadable_file": "文件无法打开。请检查权限和所在的共享文件夹。",
    "file_not_answering": "文件读取无响应。下次运行会再试；一直如此，请检查文件服务器。",
    "no_room": "磁盘空间不足。请清理临时文件夹，下次运行会再试。",
    "reader_failed": "读取程序遇到不认识的内容。请把文件交给维护人员，可先另存为 .docx 再试。",
    "reader_died": "读取程序意外终止。请把文件交给维护人员。",
    "deadline_exceeded": "读取超过时限。请放宽时限，或把文件交给维护人员。",
    "silent_too_long": "读取程序停住不动。以后的运行会再试；一直如此，请把文件交给维护人员。",
    "memory_exceeded": "读取占用内存过多。请去掉图片或另存为 .docx，或放宽限制。",
    "unpacks_too_large": "文件解开后大得不正常，可能有害。请不要打开，请机关重新报送。",
    "nested_too_deep": "压缩包或邮件套在另一层压缩包或邮件之内。请解开后把其中的报告放进文件夹。",
}
"""Why a file could not be read, and what to do: of the codes that leave it unread."""

OUTCOME_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("granted", "予以公开", ("granted",)),
    ("partially_granted", "部分公开", ("partially_granted",)),
    (
        "denied",
        "不予公开",
        (
            "denied_state_secret", "denied_other_law", "denied_security_stability",
            "denied_third_party_rights", "denied_internal_affairs",
            "denied_process_information", "denied_enforcement_files",
            "denied_administrative_query",
        ),
    ),
    (
        "unable",
        "无法提供",
        ("unable_not_held", "unable_needs_creation", "unable_unclear_after_correction"),
    ),
    (
        "not_processed",
        "不予处理",
        (
            "not_processed_petition", "not_processed_repeat", "not_processed_publication",
            "not_processed_excessive", "not_processed_confirm_reissue",
        ),
    ),
    (
        "other",
        "其他处理",
        ("other_handling", "other_overdue_correction", "other_overdue_fee", "other_other"),
    ),
)  # fmt: skip
"""Code, name, and rows of table 三 on either form, of the six kinds of outcomes."""


def doubts_in_words(codes: list[str] | None) -> list[str]:
    """Return what makes a reading doubtful, in Chinese."""
    return [DOUBTS.get(code, code) for code in codes or ()]
