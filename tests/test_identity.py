"""Agency, year, title and dates, as the front and the end of real reports give them."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.identity import ReportIdentity, identify
from extractors.outline import find_headings
from schemas.document import Document, Paragraph

BODY = (
    "一、总体情况",
    "2021年，我局认真贯彻落实。统计期限为2021年1月1日至2021年12月31日。",
    "二、主动公开政府信息情况",
)


def read(*lines: str) -> ReportIdentity:
    document = Document("text/plain", "text", [Paragraph(line) for line in lines])
    headings = find_headings(document, ())
    return identify(document, headings[0].block if headings else None)


TITLES = [
    # lines, agency, title's year is 2021
    (["青岚县财政局2021年政府信息公开工作年度报告"], "青岚县财政局"),
    (["2021年青岚县财政局政府信息公开年度报告"], "青岚县财政局"),
    (["青岚县财政局", "2021年政府信息公开工作年度报告"], "青岚县财政局"),
    (["青岚县财政局", "2021年政府信息公开", "工作年度报告"], "青岚县财政局"),
    (["云溪市", "青岚县财政局", "2021年政府信息公开工作", "年度报告"], "云溪市青岚县财政局"),
    (["青 岚 县 财 政 局", "2 0 2 1 年 政 府 信 息 公 开 年 度 报 告"], "青岚县财政局"),
    (["青岚县财政局关于2021年度政府信息公开工作情况的报告"], "青岚县财政局"),
    (["青岚县财政局2021年度《政府信息公开工作年度报告》"], "青岚县财政局"),
    (["青岚县财政局2021年政务公开工作年度报告"], "青岚县财政局"),
    (["青岚县财政局政府信息公开2021年度报告"], "青岚县财政局"),
    (["青岚县财政局政府信息公开工作年度报告（2021年）"], "青岚县财政局"),
    (["青岚县财政局政府信息公开工作年度报告", "（2021年度）"], "青岚县财政局"),
    (["青岚县财政局二〇二一年政府信息公开工作年度报告"], "青岚县财政局"),
    (["青岚县财政局二○二一年政府信息公开工作年度报告"], "青岚县财政局"),
    (["青岚县财政局202121年政府信息公开工作年度报告"], "青岚县财政局"),
    (["青嵐縣財政局2021年政府信息公開工作年度報告"], "青嵐縣財政局"),
    (
        ["青岚县财政局（国有资产监督管理局）2021年政府信息公开工作年度报告"],
        "青岚县财政局(国有资产监督管理局)",
    ),
    (["青岚县政务公开办公室2021年政府信息公开工作年度报告"], "青岚县政务公开办公室"),
    (["青岚县信息报告中心2021年政府信息公开工作年度报告"], "青岚县信息报告中心"),
    (["万年县人民政府2021年政府信息公开工作年度报告"], "万年县人民政府"),
    (["2021年万年县人民政府政府信息公开工作年度报告"], "万年县人民政府"),
    (["2021年度青年路街道办事处政府信息公开工作年度报告"], "青年路街道办事处"),
    (["青岚县2021年政府信息公开工作年度报告"], "青岚县"),
    (["丹枫镇2021年政府信息公开工作年度报告"], "丹枫镇"),
    (
        ["青岚县2021年政府信息公开工作年度报告", "青岚县财政局2021年政府信息公开工作年度报告"],
        "青岚县财政局",
    ),
]


@pytest.mark.parametrize(("lines", "agency"), TITLES, ids=lambda each: "".join(each)[:40])
def test_titles(lines: list[str], agency: str) -> None:
    found = read(*lines, *BODY)
    assert (found.agency, found.year) == (agency, 2021)
    assert found.title is not None
    assert found.period == (date(2021, 1, 1), date(2021, 12, 31))


def test_the_covering_letters_title_and_addressee_are_not_the_reports() -> None:
    found = read(
        "青岚县财政局",
        "关于报送2021年政府信息公开年度报告的函",
        "县政府办公室：",
        "现将我局报告报来，请收悉。",
        "青岚县财政局",
        "2022年1月15日",
        "青岚县财政局2021年",
        "政府信息公开年度报告",
        *BODY,
        "2022年1月12日",
    )
    assert found.agency == "青岚县财政局"
    assert found.title == "青岚县财政局2021年政府信息公开年度报告"
    assert found.submitted_on == date(2022, 1, 15)
    assert not found.is_about_reports


@pytest.mark.parametrize(
    "signature",
    [
        ["青岚县财政局", "2022年1月20日"],
        ["青岚县财政局  2022年1月20日"],
        ["青岚县财政局", "二〇二二年一月二十日"],
        ["青岚县财政局", "2022-01-20"],
    ],
)
@pytest.mark.parametrize("addressee", [[], ["县人民政府："], ["县人民政府办公室"]])
def test_the_signature_tells_where_the_title_does_not(
    signature: list[str], addressee: list[str]
) -> None:
    found = read("2021年政府信息公开工作年度报告", *addressee, *BODY, *signature)
    assert (found.agency, found.submitted_on) == ("青岚县财政局", date(2022, 1, 20))


def test_an_addressee_alone_is_no_agency() -> None:
    assert read("2021年政府信息公开工作年度报告", "县人民政府办公室：", *BODY).agency == ""


def test_the_publisher_of_a_page_is_the_last_resort() -> None:
    found = read(
        "来源：青岚县财政局", "发布时间：2022-01-20 10:11", "2021年政府信息公开年度报告", *BODY
    )
    assert (found.agency, found.submitted_on) == ("青岚县财政局", date(2022, 1, 20))


def test_the_introduction_tells_the_agency() -> None:
    text = "特向社会公布青岚县财政局2021年度政府信息公开年度报告。"
    assert read("政府信息公开年度报告", text, *BODY).agency == "青岚县财政局"


def test_the_title_goes_before_years_in_sentences_and_periods() -> None:
    title = "青岚县财政局2021年政府信息公开工作年度报告"
    assert read(title, "一、总体情况", "2020年，2020年，2020年").year == 2021
    found = read(title, "一、总体情况", "统计期限为2020年1月1日至2020年12月31日。")
    assert (found.year, found.period) == (2021, (date(2020, 1, 1), date(2020, 12, 31)))


def test_the_date_of_submission_tells_the_year_where_only_sentences_do() -> None:
    lines = ("政府信息公开工作年度报告", "一、总体情况", "较2020年增长，2020年为3件。2021年")
    assert read(*lines, "青岚县财政局", "2022年1月20日").year == 2021
    assert read(*lines).year == 2020


def test_impossible_dates_are_not_believed() -> None:
    title = "青岚县财政局2021年政府信息公开工作年度报告"
    assert read(title, *BODY, "青岚县财政局", "2021年1月20日").submitted_on is None
    assert read(title, *BODY, "青岚县财政局", "2022年2月30日").submitted_on is None


@pytest.mark.parametrize(
    "line",
    [
        "关于做好2021年政府信息公开工作年度报告编制工作的通知",
        "关于印发《政府信息公开工作年度报告格式》的通知",
        "《青岚县2021年政府信息公开工作年度报告》解读",
        "一图读懂青岚县2021年政府信息公开年度报告图解",
    ],
)
def test_what_is_about_reports_is_told(line: str) -> None:
    assert read(line, *BODY).is_about_reports


def test_nothing_tells_nothing() -> None:
    assert read() == ReportIdentity()
    assert read("你好") == ReportIdentity()
