"""Checks of dates: other years' text, impossible days, periods, signatures."""

from __future__ import annotations

import re
import time

import pytest

from extractors.checks import dates_impossible, dates_years
from extractors.checks.dates import SIGNATURE, check_dates
from extractors.checks.dates_impossible import find_impossible
from schemas.records import Check
from tests.checks_builder import failing, reported, zeros

PERIOD = "本年度报告的统计期限为2020年1月1日至2020年12月31日。"


def checks(year: int = 2020, headings: dict[str, str] | None = None, **prose: str) -> list[Check]:
    told = {section: text.split("\n") for section, text in prose.items()}
    report = reported(zeros("2019"), "2019", year=year, prose=told, headings=headings)
    return list(check_dates(report))


def faults(year: int = 2020, **prose: str) -> list[tuple[str, str]]:
    return [(check.check, check.severity) for check in failing(checks(year, None, **prose))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20202020年，专栏改版", "20202020年"),
        ("202020年，信息公开专栏改版上线", "202020年"),
        ("2020你那12月，完成目录编制", "2020你那12月"),
        ("于2020年2月30日举行", "2020年2月30日"),
        ("于2021年2月29日举行", "2021年2月29日"),
        ("截至11月31日", "11月31日"),
        ("截至２０２０年１３月", "２０２０年１３月"),
        ("2020年13月印发", "2020年13月"),
        ("二〇二一年二月三十日", "二〇二一年二月三十日"),
        ("2021-02-30发布", "2021-02-30"),
        ("2020年0月5日", "2020年0月5日"),
        ("202年度报告", "202年"),
    ],
)
def test_impossible_dates(text: str, found: str) -> None:
    spans = [text[start:end] for start, end, _ in find_impossible(text)]
    assert spans == [found]


@pytest.mark.parametrize(
    "text",
    [
        "2020年2月29日", "2月29日", "2020年12月31日", "二〇二〇年十二月三十一日", "3月15日前",
        "共13个月", "投入202万元", "编号2021-45-1", "电话029-2021-3345", "国办公开办函〔2019〕60号",
        "2020年年度报告", "2020年度", "120年", "办件202021件", "自1月1日至12月31日",
        "12345热线", "2020.13.4版", "7月至9月", "一年12月", "每月15日", "五月三日", "5G基站2020个",
        "自2020年1月1日起至2020年12月31日止",
    ],
)  # fmt: skip
def test_what_is_no_impossible_date(text: str) -> None:
    assert not list(find_impossible(text))


def test_a_period_that_ends_before_it_begins() -> None:
    told = [m for _, _, m in find_impossible("自2020年12月31日至2020年1月1日")]
    assert told == ["期限“2020年12月31日至2020年1月1日”的截止日期早于起始日期。"]


@pytest.mark.parametrize(
    "pattern",
    [
        dates_impossible.BROKEN_YEAR,
        dates_impossible.DAY,
        dates_impossible.MONTH,
        dates_impossible.HYPHENED,
        dates_impossible.PERIOD,
        dates_years.NAMED_REPORT,
        dates_years.OPENING,
        dates_years.QUOTATION,
        SIGNATURE,
    ],
)
@pytest.mark.parametrize("unit", ["2020年", "2", "《", "2020年1月1日至", "一", " ", "2020年甲"])
def test_patterns_are_linear(pattern: re.Pattern[str], unit: str) -> None:
    seconds = []
    for size in (2_000, 16_000):
        text = unit * (size // len(unit))
        started = time.process_time()
        for _ in pattern.finditer(text):
            pass
        pattern.fullmatch(text)
        seconds.append(time.process_time() - started)
    assert seconds[1] < 40 * seconds[0] + 0.05


def test_a_sound_report_passes() -> None:
    found = checks(
        preamble="甲市乙局2020年政府信息公开年度报告\n" + PERIOD,
        overview="2020年，我局主动公开信息300条。",
        other_matters="无。\n甲市乙局\n2021年1月20日",
    )
    assert {check.check: check.status for check in found} == {
        "year_mismatch": "pass",
        "date_invalid": "pass",
        "report_period": "pass",
        "submission_date": "pass",
    }


def test_without_a_year_nothing_is_said_of_years() -> None:
    found = checks(year=0, overview="2019年，我局公开信息3条。2020年13月。")
    assert {check.check: check.status for check in found} == {
        "year_mismatch": "not_assessable",
        "date_invalid": "fail",
        "report_period": "not_assessable",
        "submission_date": "not_assessable",
    }


@pytest.mark.parametrize(
    "text",
    [
        "2019年，我局主动公开政府信息300条。",
        "2019年，我局认真贯彻落实《条例》，按照《2020年要点》开展工作。",
        "（一）2019年度，全区各部门公开信息12条。",
        "我局高度重视。2019年我局公开信息3条，办结申请2件。",
        "２０１９年，我局主动公开政府信息300条。",
        "2021年，我局主动公开政府信息300条。",
    ],
)
def test_last_years_text_left_in(text: str) -> None:
    (check,) = failing(checks(preamble=PERIOD, overview=text))
    assert (check.check, check.severity) == ("year_mismatch", "warning")
    assert "报告年度为2020年" in check.message
    assert check.evidence[0].startswith("1:")


def test_last_years_text_in_the_section_of_problems() -> None:
    text = "2019年，我局政府信息公开工作虽然取得了一定进展，但还存在不足。"
    assert faults(problems=text) == [("year_mismatch", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        "2020年，我局公开信息300条，较2019年增加20条。",
        "2019年，我局公开信息280条，2020年公开300条。",
        "与2019年相比，主动公开信息数量增长3%。",
        "2019年以来，我局坚持公开为常态。",
        "2019年12月，我局启动改版工作。",
        "按照国办公开办函〔2019〕60号要求，我局公开信息。",
        "十三五期间，我局公开信息。",
        "我局高度重视。2019年，市政府印发《甲市政务公开办法》。",
        "我局高度重视。2019年，我局荣获先进集体称号。",
        "2019年底，全市共有政务新媒体12个。",
        "2019年同期，我局公开信息3条。",
        "上年结转的2019年申请2件已办结。",
        "下一步，2021年，我局将进一步拓展公开内容。",
        "2021年，我局将加强培训。",
        "《2019年政务公开工作要点》提出的任务已完成。",
    ],
)
def test_other_years_that_are_rightly_there(text: str) -> None:
    assert not faults(overview=text)
    assert not faults(problems=text)


def test_a_heading_of_another_year() -> None:
    found = failing(checks(headings={"overview": "一、2019年总体情况"}))
    assert [check.message for check in found] == [
        "标题“一、2019年总体情况”中的年份为2019年，报告年度为2020年。"
    ]
    assert not failing(checks(headings={"overview": "一、2020年总体情况"}))


def test_a_letter_that_names_another_years_report() -> None:
    letter = "现将我局2019年政府信息公开年度报告报来，请收悉。"
    assert faults(preamble=letter) == [("year_mismatch", "warning")]
    assert not faults(preamble=letter.replace("2019", "2020"))
    notice = "根据2019年政府信息公开年度报告编制通知，现公布如下。"
    assert not faults(preamble=notice)


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("2020年1月1日至2020年12月31日", []),
        ("2020年1月1日起至12月31日止", []),
        ("2019年1月1日至2019年12月31日", [("year_mismatch", "error")]),
        ("2020年1月1日至2021年12月31日", [("year_mismatch", "error")]),
        ("2020年1月1日至2020年12月30日", [("report_period", "warning")]),
        ("2020年3月20日至2020年12月31日", [("report_period", "warning")]),
    ],
)
def test_periods(period: str, found: list[tuple[str, str]]) -> None:
    assert faults(preamble=f"本报告所列数据的统计期限为{period}。") == found


def test_a_period_of_an_event_is_not_the_reports() -> None:
    assert not faults(overview="活动于2020年5月1日至2020年5月31日举行。")


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2021年1月20日", []),
        ("2021年3月31日", []),
        ("二〇二一年一月二十日", []),
        ("2020年1月20日", [("submission_date", "error")]),
        ("2020年12月28日", [("submission_date", "warning")]),
        ("2021年4月2日", [("submission_date", "warning")]),
        ("2031年1月20日", [("submission_date", "warning")]),
        ("2021年2月30日", [("date_invalid", "error")]),
    ],
)
def test_signatures(day: str, found: list[tuple[str, str]]) -> None:
    assert faults(other_matters=f"无。\n甲市乙局\n{day}") == found
    assert faults(other_matters=f"无。\n甲市乙局{day}") == found
    assert not [f for f in faults(overview=f"会议于{day}召开。") if f[0] == "submission_date"]


def test_the_sentences_of_dates() -> None:
    told = failing(checks(other_matters="2020年1月20日"))[0].message
    assert told == "落款日期2020年1月20日早于2020年度结束之日。"
    told = failing(checks(other_matters="2021年4月2日"))[0].message
    assert told == "落款日期2021年4月2日晚于2021年3月31日的规定期限。"
