"""Checks within the prose: sums, rates, changes, balances, counts of what is listed."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction

import pytest

from extractors.checks.intervals import Interval, as_rounded, total
from extractors.checks.prose import check_prose
from extractors.checks.prose_and_tables import check_prose_and_tables
from extractors.checks.prose_counts import BY_COMMAS, MARK_STYLES
from extractors.checks.prose_figures import SCALED, interval_of, step_of
from extractors.checks.prose_slips import slips_of
from schemas.checks import CHECKS
from schemas.checks.prose import DOUBTS
from schemas.records import Check, Quantity
from tests.prose_builder import failures, reported_of, told


def checks(text: str, **report: object) -> list[Check]:
    return list(check_prose(reported_of(text, **report)))  # type: ignore[arg-type]


def results(text: str, code: str, **report: object) -> list[tuple[str, str]]:
    return [(s, level) for c, s, level in told(checks(text, **report)) if c == code]


def figure(text: str) -> Quantity:
    return reported_of(text).quantities[0]


PASS, ERROR, WARNING = ("pass", ""), ("fail", "error"), ("fail", "warning")
UNKNOWN = ("not_assessable", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布信息1204条，其中门户网站627条，微信公众号577条。", [PASS]),
        # 其中 may give some only: then more than the total is a doubt, less is nothing.
        ("网站发布627条，其中动态339条，公开280条，概况8条，投诉30条。", [WARNING]),
        ("发布信息12345条，其中政策文件24条，政策解读18条。", [PASS]),
        ("召开会议5次，其中局务会2次、专题会1次。", [PASS]),
        # …unless one digit would make it right,
        ("公开信息12345条，其中法规类1345条，动态类10000条。", [WARNING]),
        # or the words or names say that these are all.
        ("工作人员32人（专职5人、兼职28人）。", [ERROR]),
        ("新增规范性文件20件：民生类7件，经济类9件，综合类3件。", [ERROR]),
        ("新增规范性文件20件，其中民生类7件，经济类9件，其他3件。", [ERROR]),
        ("抽查栏目80个，其中达标70个，未达标6个。", [ERROR]),
        ("通过门户网站和政务新媒体发布信息1204条，其中门户网站127条，微信公众号577条。", [ERROR]),
        ("政务新媒体4个，其中微信公众号2个、微博1个。", [PASS]),
        ("网络申请75件、信函申请18件、当面申请7件，合计110件。", [ERROR]),
        # One part alone.
        ("新收申请18件，其中自然人申请20件。", [ERROR]),
        ("采购总金额251000元，其中会议服务6.1万元。", [PASS]),
        # Only the sum, nearly, says that these are parts.
        ("接听来电376件，现场解答137件，形成工单243件。", [WARNING]),
        # Divisions one after another, and parts of parts.
        ("公开1000条，其中网站600条，微信400条，法规类300条，动态类700条。", [PASS]),
        ("办理45件，其中公开类30件，全部公开24件，部分公开6件，不予公开15件。", [PASS]),
        # Units: of money, and things that no part can be.
        ("补贴资金1.2亿元，其中耕地9000万元，农机3000万元。", [PASS]),
        ("举办活动9次，其中线上3次、参与群众1200人次。", [PASS]),
        # Rounded, approximate, bounded.
        ("全市公开信息26.9万条，其中市本级84480条，各县184610条。", [PASS]),
        ("采购金额2.3亿元，其中货物0.8亿元，工程1.2亿元，服务0.4亿元。", [WARNING]),
        ("公开信息近2000条：预算类1500条，决算类700条。", [WARNING]),
        ("公开信息近2000条：预算类1500条，决算类400条。", [PASS]),
        ("公开信息2000余条：预算类1500条，决算类至少400条。", [UNKNOWN]),
    ],
)  # fmt: skip
def test_sums(text: str, expected: list[tuple[str, str]]) -> None:
    assert results(text, "narrative_sum") == expected


def test_a_failing_sum_says_what_and_where() -> None:
    text = "接听群众来电376件，包括现场解答137件、其他243件。"
    check = failures(checks(text))[0]
    assert (
        check.message == "“群众来电”各项之和应为380件（现场解答137+其他243），报告的总数为376件。"
    )
    assert (check.reported, check.expected, check.difference) == (376, 380, -4)
    places = [text.find(each) for each in ("376件", "137件", "243件")]
    assert check.evidence == [f"0:{at}-{at + 4}" for at in places]


def test_a_figure_that_was_read_doubtfully_makes_a_warning() -> None:
    check = failures(checks("办结12 04件：网站627件、信函578件。"))[0]
    assert check.severity == "warning" and DOUBTS["to_review"] in check.message


@pytest.mark.parametrize(
    ("text", "expected", "how"),
    [
        ("收到来电221903件，接通212542件，接通率95.78%。", PASS, "相同"),
        ("应办工单787项，办结720项，办结率91.48%。", PASS, "舍去尾数"),
        ("应办工单787项，办结720项，办结率91.49%。", PASS, "四舍五入"),
        ("市级787项事项中，720项实现“网上可办”，占比达到91.36%。", ERROR, "91.49%"),
        ("评议1500件，满意1396件，满意率为93.0%。", PASS, ""),
        ("评议1500件，满意1396件，满意率为93.6%。", ERROR, "93.07%"),
        ("发放问卷600份，回收573份，回收率百分之九十五。", PASS, "舍去"),
        ("全区56家单位中，设立专区的有42家，占四分之三。", PASS, ""),
        ("全区56家单位中，设立专区的有42家，占三分之二。", ERROR, "3/4"),
        ("全区57家单位中，设立专区的有38家，占三分之二。", PASS, ""),
        # 100 % of nearly all is so only by rounding.
        ("应办工单2307件，办结2305件，办结率100%。", WARNING, "四舍五入后"),
        # A rate of other figures.
        ("收到申请36件，答复37件，答复率100%。", UNKNOWN, ""),
        ("收到申请36件，答复30件，按期答复率100%。", UNKNOWN, ""),
    ],
)  # fmt: skip
def test_rates(text: str, expected: tuple[str, str], how: str) -> None:
    assert results(text, "narrative_rate") == [expected]
    check = next(each for each in checks(text) if each.check == "narrative_rate")
    assert how in check.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("群众满意率达103.5%。", [ERROR]),
        ("群众满意率达100%。", [PASS]),
        ("年度任务完成率105%。", []),
        ("网站信息增长105%。", []),
    ],
)
def test_percentages(text: str, expected: list[tuple[str, str]]) -> None:
    assert results(text, "narrative_percentage") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年收到申请100件，2021年收到申请120件，同比增长20%。", [PASS]),
        ("2020年收到申请100件，2021年收到申请120件，同比增长25%。", [ERROR]),
        ("2020年收到申请120件，2021年收到申请100件，同比增长16.7%。", [ERROR]),
        ("收到申请93件，比上年的108件减少15件，下降13.9%。", [PASS, PASS]),
        ("收到申请93件，比上年的108件减少15件，下降13.8%。", [PASS, PASS]),  # 13.888…: cut off
        ("收到申请93件，比上年的108件减少25件。", [ERROR]),
        ("按期答复率为98.2%，较上年95.7%提升3.5个百分点。", [ERROR]),
        ("访问量由2020年的240万次增长到480万次，翻一番。", [PASS]),
        ("信息发布量为4200条，是2020年2000条的2.1倍。", [PASS]),
        ("粉丝5万，较2020年的2万增长3.5倍。", [ERROR]),
        # Rounded to 万, the change is known less exactly.
        ("粉丝由2020年的8.6万人增至10.3万人，增长20%。", [PASS]),
        # Without the earlier figure, two changes tell it.
        ("公开1204条，比上年减少100条，下降7.7%。", [PASS]),
        ("公开1204条，比上年减少100条，下降17.7%。", [WARNING]),
        ("公开1204条，较上年增长12%。", []),
        # What grew is something else.
        ("培训时间由两天延长至三天半，课程增加百分之五十。", []),
    ],
)
def test_changes(text: str, expected: list[tuple[str, str]]) -> None:
    assert results(text, "narrative_change") == expected


def test_a_wrong_direction_is_named() -> None:
    check = failures(checks("访问量由2020年的480次增长到240次，增长50%。"))[0]
    assert check.message == "“访问量”由480次到240次，应为下降，报告为“增长50%”。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年新收15件，上年结转2件，本年办结16件，结转下年1件。", [PASS]),
        ("本年新收15件，上年结转2件，本年办结16件，结转下年3件。", [ERROR]),
        ("收到申请17件；上年结转2件，办结16件，结转下年1件。", [PASS]),  # 17 holds the 2
        ("本年新收15件，上年结转2件，本年办结16件。", []),
    ],
)
def test_balance(text: str, expected: list[tuple[str, str]]) -> None:
    assert results(text, "narrative_balance", section="requests") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("存在三个方面的问题：一是内容不全；二是形式单一；三是人员不足。", [PASS]),
        ("存在三个方面的问题：一是内容不全；二是形式单一。", [WARNING]),
        ("重点做好两项工作。\n一是加强学习。\n二是加强公开。\n三是加强督查。", [WARNING]),
        ("存在两方面不足：一是甲；二是乙。下一步做好三项工作：一是丙；二是丁；三是戊。",
         [PASS, PASS]),
        ("采取四项措施：（一）甲；（二）乙；（三）丙；（四）丁。", [PASS]),
        # Marks out of order tell nothing.
        ("存在三个方面的问题：一是内容不全；一是形式单一；三是人员不足。", []),
        ("开通三种申请渠道：当面、邮寄、传真和网络。", [PASS]),
        ("开通三种申请渠道：当面、邮寄、传真、网络。", [WARNING]),
        ("开通多种申请渠道：当面、邮寄、传真、网络。", []),
        ("开通三种渠道：当面、邮寄、网络等。", []),
        ("公开三个方面信息，一季度公开。", []),
    ],
)  # fmt: skip
def test_counts_of_what_is_listed(text: str, expected: list[tuple[str, str]]) -> None:
    assert results(text, "narrative_count") == expected


def test_every_check_is_declared_and_says_when_it_can_be_made() -> None:
    for code in ("narrative_sum", "narrative_rate", "narrative_change", "narrative_balance",
                 "narrative_count", "narrative_percentage", "narrative_vs_table"):  # fmt: skip
        kind = CHECKS[code]
        assert kind.meaning and kind.compares and kind.assessable and "{" in kind.message


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("收到376件", 376, 376),
        ("收到近2000件", 1800, 2000),
        ("收到2000余件", 2000, 3000),
        ("收到2300余件", 2300, 2400),
        ("收到约120件", 108, 132),
        ("收到超过50件", 50, None),
        ("收到不足50件", None, 50),
        ("收到3至5件", 3, 5),
        ("收费40.35万元", 403500, 403500),
    ],
)
def test_what_a_worded_figure_may_stand_for(text: str, low: int, high: int | None) -> None:
    found = interval_of(figure(text))
    assert (found.low, found.high) == (low, high)


def test_intervals() -> None:
    two, three = Interval.at(2), Interval.at(3)
    about = Interval(Fraction(1), Fraction(3), high_open=True)
    assert two + three == Interval.at(5) and three - two == Interval.at(1)
    assert about.meets(two) and not about.meets(three) and about.below(three)
    assert not Interval(Fraction(3), None).below(two)
    assert Interval(None, Fraction(2)).below(three)
    assert three.over(two) == Interval.at(Fraction(3, 2))
    assert three.over(Interval(Fraction(0), Fraction(2))).high is None
    assert total([two, three, Interval(Fraction(1), None)]).high is None
    rounded = as_rounded(Fraction(957, 10), Fraction(1, 10))
    assert rounded.meets(Interval.at(Fraction(95799, 1000)))  # cut off
    assert rounded.meets(Interval.at(Fraction(9565, 100)))  # rounded
    assert not rounded.meets(Interval.at(Fraction(958, 10)))
    assert not rounded.meets(Interval.at(Fraction(95649, 1000)))


def test_only_a_printed_scale_says_that_a_figure_is_rounded() -> None:
    printed = ("26.9万条", "3万条", "800条", "八百条")
    assert [step_of(figure(f"公开{each}")) for each in printed] == [1000, 10000, 0, 0]
    assert SCALED.search("1万2千条") is not None


def test_slips_are_one_digit_or_two_neighbours_changed_about() -> None:
    slips = set(slips_of(Decimal("627")))
    assert {Decimal(each) for each in (657, 127, 672, 267, 620)} <= slips
    assert not {Decimal(each) for each in (627, 62, 762, 651)} & slips
    assert Decimal("95.87") in set(slips_of(Decimal("95.78")))


@pytest.mark.parametrize(
    "sentence",
    ["收到申请36件，其中自然人29件，法人7件，", "三个方面：一是甲，", "行政复议3件，均维持，",
     "答复率95.6%，较上年增加3件，", "三个方面\n"],
)  # fmt: skip
def test_long_texts_take_no_longer_than_to_read(sentence: str) -> None:
    reported = reported_of(sentence * 1500, values={})
    started = time.process_time()
    for check in (check_prose, check_prose_and_tables):
        list(check(reported))
    assert time.process_time() - started < 20


def test_patterns_are_linear() -> None:
    started = time.process_time()
    for pattern in (BY_COMMAS, SCALED, *MARK_STYLES):
        for text in ("：" + "甲、" * 20000, "一是" * 20000, "1.2" * 20000, "（" * 20000):
            pattern.search(text)
            pattern.match(text)
    assert time.process_time() - started < 5
