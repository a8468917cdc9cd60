"""Deviations of headings, dates and prose."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from tools.samples.deviation import deviation
from tools.samples.model import Paragraph, SampleReport
from tools.samples.prose import day_text
from tools.samples.traditional import to_traditional


@deviation("heading_slips", "headings", "slips in the headings' numbers (4、 for 四、; 一、 twice)")
def misnumber_headings(report: SampleReport, rng: Random) -> None:
    """Make slips in the numbers of headings, and word one as older reports do."""
    slips = {
        "proactive_disclosure": "一、主动公开政府信息情况",
        "requests": "（三）收到和处理政府信息公开申请情况",
        "proceedings": "4、 政府信息公开行政复议、行政诉讼情况",
        "problems": "五、存在问题及改进措施",
        "other_matters": "六 、其他需要报告的事项",
    }
    for code in rng.sample(sorted(slips), 3):
        report.headings[code] = slips[code]


@deviation("subheading_slips", "prose", "slips within the prose (（1） for （一）, 一是 twice)")
def misnumber_subheadings(report: SampleReport, rng: Random) -> None:
    """Number the overview's parts wrongly."""
    for paragraph in report.prose["overview"]:
        text = paragraph.text.replace("（一）主动", "（1） 主动").replace(
            "（三）政府", "（二）政府"
        )
        paragraph.text = text.replace("二是", "一是", 1)


@deviation("heading_unnumbered", "headings", "headings without numbers")
def unnumber_headings(report: SampleReport, rng: Random) -> None:
    """Leave the numbers of the headings out."""
    for code, text in report.headings.items():
        report.headings[code] = text.split("、", 1)[1]


@deviation("heading_runs_on", "headings", "prose on the line of a heading")
def run_headings_on(report: SampleReport, rng: Random) -> None:
    """Let the prose of the last section follow its heading on the same line."""
    first, *rest = report.prose["other_matters"]
    report.headings["other_matters"] += "。" + first.text
    report.prose["other_matters"] = rest


@deviation("several_dates", "prose", "dates in the prose besides that of submission")
def add_dates(report: SampleReport, rng: Random) -> None:
    """Speak of other days, in the prose before and after the tables."""
    day = report.submitted_on
    later = day_text(day - timedelta(days=9)) if day else f"{report.year}年12月20日"
    report.prose["overview"].append(
        Paragraph(f"{report.year}年3月15日，印发年度工作要点；{later}，召开年终总结会议。")
    )
    report.prose["problems"].append(Paragraph(f"以上措施自{report.year + 1}年5月1日起施行。"))


@deviation("broken_year", "prose", "a broken year in the prose (202020年, 2020你那12月)")
def break_year(report: SampleReport, rng: Random) -> None:
    """Write a year wrongly in two sentences."""
    year = str(report.year)
    report.prose["overview"].append(
        Paragraph(f"20{year}年，信息公开专栏改版上线；{year}你那12月，完成目录编制。")
    )


@deviation("last_year_left", "prose", "last year's year left in a sentence")
def leave_last_year(report: SampleReport, rng: Random) -> None:
    """Begin the overview with the year before."""
    first = report.prose["overview"][0]
    old, new = f"{report.year}年", f"{report.year - 1}年"
    report.prose["overview"][0] = Paragraph(first.text.replace(old, new))
    report.prose["overview"].append(
        Paragraph(f"与{report.year - 1}年相比，主动公开信息数量增长{rng.randint(1, 40)}%。")
    )


@deviation("prose_in_table_section", "prose", "prose in the sections of the tables")
def add_prose_to_tables(report: SampleReport, rng: Random) -> None:
    """Say something above the tables 二 and 三."""
    report.prose["proactive_disclosure"] = [
        Paragraph(
            f"全年制发规范性文件{rng.randint(0, 9)}件，总计公开各类信息{rng.randint(100, 900)}条，"
            "其中行政许可信息占一半以上。"
        )
    ]
    report.prose["requests"] = [
        Paragraph(f"新收申请均已按期答复，上年结转的{rng.randint(0, 3)}件亦已办结。")
    ]


@deviation("several_agencies", "prose", "figures of the agencies below, listed in the prose")
def list_agencies(report: SampleReport, rng: Random) -> None:
    """List what subordinate offices published."""
    parts = "，".join(
        f"{name}{rng.randint(0, 60)}条" for name in ("东城分局", "西城分局", "高新区分局")
    )
    report.prose["overview"].append(Paragraph(f"各单位主动公开信息情况：{parts}。"))


@deviation("traditional", "prose", "the whole report in traditional characters")
def write_traditionally(report: SampleReport, rng: Random) -> None:
    """Write everything but the figures in traditional characters, the agency's name too."""
    report.agency = to_traditional(report.agency)
    report.title = [to_traditional(line) for line in report.title]
    report.headings = {code: to_traditional(text) for code, text in report.headings.items()}
    report.labels = {key: to_traditional(text) for key, text in report.labels.items()}
    for row in report.extra_rows:
        row.label = to_traditional(row.label)
    for part in (report.letter, report.preamble, report.closing, *report.prose.values()):
        for paragraph in part:
            paragraph.text = to_traditional(paragraph.text)


@deviation("unsigned", "prose", "no signature and no date under the report")
def leave_unsigned(report: SampleReport, rng: Random) -> None:
    """Leave the signature and the covering letter out."""
    report.closing, report.letter, report.submitted_on = [], [], None
