"""The seed's 35 figures, each with what it counts, read by eye."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extractors import extract_report
from schemas.records import Quantity

SEED = Path(__file__).parents[2] / "shared" / "seed"
pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the shared seed is not here")

EXPECTED = [
    ("57类", "57", "类", "行政许可职权"),
    ("1204条", "1204", "条", "信息"),
    ("627条", "627", "条", "局门户网站"),
    ("339条", "339", "条", "工作动态"),
    ("280条", "280", "条", "信息公开"),
    ("8条", "8", "条", "概况类信息"),
    ("30条", "30", "条", "咨询投诉类信息"),
    ("577条", "577", "条", "微信公众号"),
    ("5113项", "5113", "项", "行政许可信息"),
    ("1373项", "1373", "项", "其他对外管理服务事项信息"),
    ("221903件", "221903", "件", "群众来电来信"),
    ("212542件", "212542", "件", "接通"),
    ("95.78%", "95.78", "%", "接通率"),
    ("161916件", "161916", "件", "当场解答"),
    ("50626件", "50626", "件", "任务工单"),
    ("50522件", "50522", "件", "按期办结"),
    ("99.79%", "99.79", "%", "按期办结率"),
    ("90.63%", "90.63", "%", "群众满意率"),
    ("35期", "35", "期", "市（县局）长接话活动"),
    ("376件", "376", "件", "群众来电"),
    ("137件", "137", "件", "现场解答"),
    ("243件", "243", "件", "工单"),
    ("99%以上", "99", "%", "群众满意率"),
    ("9次", "9", "次", "活动"),
    ("20个工作日", "20", "个工作日", "答复"),
    ("0件", "0", "件", "依申请公开"),
    ("787项", "787", "项", "依申请政务服务事项"),
    ("720项", "720", "项", "网上可办"),
    ("91.36%", "91.36", "%", "占比"),
    ("166项", "166", "项", "即来即办"),
    ("572项", "572", "项", "最多跑一次"),
    ("143项", "143", "项", "零跑路"),
    ("7个", "7", "个", "主频道"),
    ("29个", "29", "个", "栏目"),
    ("17792条", "17792", "条", "信息"),
]


@pytest.fixture(scope="module")
def found() -> list[Quantity]:
    return extract_report(next(SEED.glob("*.txt"))).quantities


def _links(found: list[Quantity]) -> dict[tuple[int, int], str]:
    return {(each.paragraph, each.start): each.surface for each in found}


def test_every_figure_and_no_other(found: list[Quantity]) -> None:
    figures = [each for each in found if each.kind != "zero_statement"]
    got = [(each.surface, each.value, each.unit, each.subject) for each in figures]
    assert got == [(text, Decimal(value), unit, what) for text, value, unit, what in EXPECTED]
    assert [each.surface for each in found if each.kind == "zero_statement"] == ["无"]


def test_parts_hang_on_their_totals(found: list[Quantity]) -> None:
    at = _links(found)
    tied = {
        each.surface: at[each.paragraph, each.part_of] for each in found if each.part_of is not None
    }
    assert {tied[each] for each in ("339条", "280条", "8条", "30条")} == {"627条"}
    assert (tied["627条"], tied["577条"]) == ("1204条", "1204条")
    assert (tied["161916件"], tied["50626件"]) == ("212542件", "212542件")
    assert tied["720项"] == "787项"


def test_rates_hang_on_their_two_figures(found: list[Quantity]) -> None:
    at = _links(found)
    rates = {
        each.surface: (at[each.paragraph, each.rate_numerator],
                       at[each.paragraph, each.rate_denominator])
        for each in found
        if each.rate_numerator is not None and each.rate_denominator is not None
    }  # fmt: skip
    assert rates == {
        "95.78%": ("212542件", "221903件"),
        "99.79%": ("50522件", "50626件"),
        "91.36%": ("720项", "787项"),
    }


def test_metrics(found: list[Quantity]) -> None:
    by_surface = {each.surface: each.metric for each in found}
    assert by_surface["0件"] == "requests_received"
    assert by_surface["1204条"] == "information_disclosed_total"
    assert by_surface["627条"] == "information_disclosed_website"
    assert by_surface["577条"] == "information_disclosed_wechat"
    assert by_surface["221903件"] == "hotline_calls"
