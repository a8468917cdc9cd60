"""What only looks like a figure, told by type; dates and periods parsed."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.numerals import PartialDate, Span, find_quantities, find_spans

SPANS = [
    # sentence, surface, type
    ("根据第二十条第（五）项规定", "第二十条第（五）项", "article"),
    ("第三十三条第二款", "第三十三条第二款", "article"),
    ("（国办公开办函〔2019〕60号）", "〔2019〕60号", "document_number"),
    ("国务院令第711号", "第711号", "document_number"),
    ("2020年1月20日发布", "2020年1月20日", "date"),
    ("2021-01-15发布", "2021-01-15", "date"),
    ("二〇二一年一月十五日", "二〇二一年一月十五日", "date"),
    ("3月5日召开", "3月5日", "date"),
    ("每月10日前公布", "10日", "date"),
    ("2020年度，", "2020年度", "period"),
    ("2020年1月1日至12月31日", "2020年1月1日至12月31日", "period"),
    ("自2020年1月1日起，至2020年12月31日止", "2020年1月1日起，至2020年12月31日止", "period"),
    ("1-12月，", "1-12月", "period"),
    ("2019-2021年，", "2019-2021年", "period"),
    ("上半年，", "上半年", "period"),
    ("2021年上半年，", "2021年上半年", "period"),
    ("第三季度，", "第三季度", "period"),
    ("前三季度，", "前三季度", "period"),
    ("一季度张贴", "一季度", "period"),
    ("202020年，", "202020年", "period"),
    ("工作时间8:30—12:00", "8:30—12:00", "time"),
    ("上午9时30分开始", "9时30分", "time"),
    ("周一至周五", "周一至周五", "time"),
    ("第三批清单", "第三批", "ordinal"),
    ("位列全省前三", "前三", "ordinal"),
    ("排名前10名", "前10名", "ordinal"),
    ("十三届全国人大", "十三届", "ordinal"),
    ("获评一等奖", "一等奖", "ordinal"),
    ("详见附件1", "1", "ordinal"),
    ("详见附表四。", "四", "ordinal"),
    ("一、总体情况", "一、", "list_marker"),
    ("（二）依申请公开情况", "（二）", "list_marker"),
    ("（1） 主动公开情况", "（1）", "list_marker"),
    ("1. 属于国家秘密", "1.", "list_marker"),
    ("问题如下：一是公开不够", "一是", "list_marker"),
    ("-一是通过网站公开", "一是", "list_marker"),
    ("。第一，公开的主动性不强", "第一", "list_marker"),
    ("电话：0912-3380217", "0912-3380217", "telephone"),
    ("电话：3380217，", "3380217", "telephone"),
    ("电话（0912）3380217", "（0912）3380217", "telephone"),
    ("手机13812345678。", "13812345678", "telephone"),
    ("邮编：725000", "725000", "postcode"),
    ("地址：文昌路88号", "88号", "address_number"),
    ("市民中心B座2层", "2层", "address_number"),
    ("行政中心302室", "302室", "address_number"),
    ("12345平台共收到", "12345", "hotline"),
    ("“12345”热线", "12345", "hotline"),
    ("12388举报电话", "12388", "hotline"),
    ("“十三五”规划", "十三五", "plan_name"),
    ("十四五时期", "十四五", "plan_name"),
    ("三年行动计划", "三年行动", "plan_name"),
    ("党的二十大精神", "二十大", "plan_name"),
    ("危及“三安全一稳定”", "三安全一稳定", "slogan"),
    ("“最多跑一次”改革", "最多跑一次", "slogan"),
    ("最多跑一次”专栏", "一次", "slogan"),
    ("网上服务“一事一评”", "一事一评", "slogan"),
    ("推进一网通办", "一网通办", "slogan"),
    ("7×24小时受理", "7×24小时", "slogan"),
    ("构建1+3+N体系", "1+3+N", "slogan"),
    ("一系列规章制度", "一系列", "idiom"),
    ("进一步健全", "进一步", "idiom"),
    ("统一平台", "统一", "idiom"),
    ("以防万一", "万一", "idiom"),
    ("十分重要", "十分", "idiom"),
    ("一时难以", "一时", "idiom"),
    ("保护第三方合法权益", "第三方", "idiom"),
    ("扫描二维码", "二维码", "idiom"),
    ("全国两会期间", "两会", "idiom"),
    ("三农工作", "三农", "idiom"),
    ("三公经费", "三公", "idiom"),
    ("省市县三级", "三级", "idiom"),
    ("安康市四面山", "四", "idiom"),
    ("PM2.5浓度", "PM2.5", "code"),
    ("5G信号", "5G", "code"),
    ("登录http://www.a12.gov.cn/3/4.html查询", "http://www.a12.gov.cn/3/4.html", "code"),
    ("印发《关于做好30项重点工作的通知》", "30项", "title"),
]


@pytest.mark.parametrize(("text", "surface", "kind"), SPANS)
def test_spans(text: str, surface: str, kind: str) -> None:
    spans = find_spans(text)
    assert (surface, kind) in [(each.surface, each.type) for each in spans], spans
    assert find_quantities(text) == []


YEAR_2020 = (date(2020, 1, 1), date(2020, 12, 31))

VALUES = [
    ("2021年1月15日", date(2021, 1, 15)),
    ("二〇二一年一月十五日", date(2021, 1, 15)),
    ("2021.1.15", date(2021, 1, 15)),
    ("2021年2月30日", None),
    ("1月15日", PartialDate(None, 1, 15)),
    ("15日前", PartialDate(None, None, 15)),
    ("2020年", YEAR_2020),
    ("2020年1月1日至12月31日", YEAR_2020),
    ("2020年1月1日—2020年12月31日", YEAR_2020),
    ("2020年2月", (date(2020, 2, 1), date(2020, 2, 29))),
    ("2021年上半年", (date(2021, 1, 1), date(2021, 6, 30))),
    ("2021年第三季度", (date(2021, 7, 1), date(2021, 9, 30))),
    ("2019年至2021年", (date(2019, 1, 1), date(2021, 12, 31))),
    ("2019-2021年", (date(2019, 1, 1), date(2021, 12, 31))),
    ("2020年1月至3月", (date(2020, 1, 1), date(2020, 3, 31))),
    ("2021年1-11月", (date(2021, 1, 1), date(2021, 11, 30))),
    ("2020年12月1日至次年1月31日", (date(2020, 12, 1), date(2021, 1, 31))),
    ("1-12月", (PartialDate(None, 1), PartialDate(None, 12))),
    ("上半年", (PartialDate(None, 1), PartialDate(None, 6))),
    ("前三季度", (PartialDate(None, 1), PartialDate(None, 9))),
    ("第十四", 14),
    ("前三", 3),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_values(text: str, value: object) -> None:
    (span,) = find_spans(text)
    assert span.value == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12345热线受理12345件", ["12345"]),
        ("2020年发布2020条", ["2020"]),
        ("第3期培训12人", ["12"]),
        ("〔2019〕60号文件60份", ["60"]),
        ("联系电话3380217，接听35次", ["35"]),
        ("一是发布一百条；二是更新二百条", ["100", "200"]),
        ("“0件”", ["0"]),
        ("办结率“100%”", ["100"]),
        ("1. 办结3件", ["3"]),
        ("24小时内答复", ["24"]),
    ],
)
def test_figures_beside_spans(text: str, values: list[str]) -> None:
    assert [str(each.value) for each in find_quantities(text)] == values


def test_partial_dates_tell_their_first_and_last_day() -> None:
    assert PartialDate(2020, 2).first() == date(2020, 2, 1)
    assert PartialDate(2020, 2).last() == date(2020, 2, 29)
    assert PartialDate(None, 2).first() is None


def test_spans_are_values() -> None:
    (span,) = find_spans("第三批")
    assert span == Span(0, 3, "第三批", "ordinal", 3)
