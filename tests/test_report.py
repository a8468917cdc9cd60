"""What is a report and what is none, and what is noted on it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from extractors import extract_report
from schemas.errors import DocumentError

TITLE = "青岚县财政局2021年政府信息公开工作年度报告"
SECTIONS = """一、总体情况
我局认真落实。
二、主动公开政府信息情况
公开12条。
三、收到和处理政府信息公开申请情况
未收到申请。
"""

NOT_REPORTS = {
    "notice": "青岚县人民政府办公室关于做好2021年政府信息公开工作年度报告编制工作的通知\n"
    "各单位：\n一、总体要求\n二、主要内容\n年度报告应包括：（一）总体情况。\n三、报送时间\n",
    "notice that lists the sections": "关于做好2021年政府信息公开年度报告编制工作的通知\n"
    + SECTIONS,
    "interpretation": "《青岚县2021年政府信息公开工作年度报告》解读\n" + SECTIONS,
    "budget": "青岚县财政局2021年部门预算公开\n一、部门概况\n"
    "二、收支总表\n收入\t支出\t总计\n1\t2\t3\n",
    "final account": "青岚县财政局2021年度部门决算公开报告\n第一部分 部门概况\n一、基本情况\n"
    "二、其他需要说明的情况\n行政许可\t12\n行政处罚\t3\n行政强制\t4\n",
    "work report": "青岚县财政局2021年工作总结\n一、总体情况\n二、存在的主要问题及改进措施\n"
    "三、其他需要报告的事项\n",
    "news": "青岚县召开年度报告工作会议\n1月10日，青岚县部署2021年政府信息公开工作年度报告"
    "编制，会议听取了总体情况。\n",
    "guide": "青岚县政府信息公开指南\n一、主动公开\n二、依申请公开\n三、监督\n",
    "list of reports": f"政府信息公开年报\n{TITLE}\n青岚县教育局2021年政府信息公开工作年度报告\n",
    "empty page": f"<html><head><title>{TITLE}</title></head><body></body></html>",
    "page without a report": "<html><body><div>首页</div><p>政府信息公开年报</p></body></html>",
}


@pytest.mark.parametrize("text", NOT_REPORTS.values(), ids=NOT_REPORTS)
def test_what_is_no_report(text: str) -> None:
    with pytest.raises(DocumentError) as raised:
        extract_report(text.encode())
    assert raised.value.code == "not_a_report"


REPORTS = {
    "title and sections": f"{TITLE}\n{SECTIONS}",
    "sections alone": SECTIONS,
    "title and one section": f"{TITLE}\n一、总体情况\n我局认真落实。\n",
    "headings run on": f"{TITLE}\n" + SECTIONS.replace("情况\n", "情况。"),
    "no headings at all": f"{TITLE}\n" + "2021年，我局主动公开政府信息12条，未收到申请。\n" * 12,
}


@pytest.mark.parametrize("text", REPORTS.values(), ids=REPORTS)
def test_a_report_without_tables_is_extracted_with_a_note(text: str) -> None:
    found = extract_report(text.encode())
    assert [note.code for note in found.notes] == ["missing_table"]
    assert found.cells == []
    assert found.report.form is None
    assert {check.status for check in found.checks if check.check == "missing_table"} == {"fail"}
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_path_and_its_bytes_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "年报.txt"
    path.write_text(TITLE + "\n" + SECTIONS, encoding="utf-8")
    found = extract_report(path)
    assert found == extract_report(path.read_bytes(), name="年报.txt")
    assert (found.name, found.agency, found.report_year) == ("年报.txt", "青岚县财政局", 2021)


def test_a_name_of_another_kind_is_noted() -> None:
    found = extract_report((TITLE + "\n" + SECTIONS).encode(), name="年报.pdf")
    assert [note.code for note in found.notes] == ["name_mismatch", "missing_table"]
