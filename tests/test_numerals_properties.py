"""Whatever is spelled comes back exactly; whatever is read, spans are true and time is linear."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numeral_speller import STYLES, cardinal, decimal_cardinal, decimal_digits

from benchmarks.numerals import ADVERSARIAL
from extractors.numerals import find_quantities, find_spans, parse_number, read

SIZES = st.one_of(
    st.integers(0, 10**16),
    st.integers(0, 99_999),
    st.builds(lambda digit, power: digit * 10**power, st.integers(1, 9), st.integers(0, 15)),
    st.builds(lambda high, low: high * 10**8 + low, st.integers(0, 10**8), st.integers(0, 200)),
)


@pytest.mark.parametrize("style", STYLES)
@given(number=SIZES)
@settings(max_examples=120, deadline=None)
def test_integers_come_back(style: str, number: int) -> None:
    spelled = STYLES[style](number)
    assert parse_number(spelled) == number
    text = f"全年共收到申请{spelled}件，均已办结。"
    (found,) = find_quantities(text)
    assert (found.value, found.value_max, found.unit) == (number, None, "件")
    assert found.surface == f"{spelled}件"


@pytest.mark.parametrize(
    "number", [0, 10, 11, 20, 101, 110, 1001, 1010, 10_010, 100_000_001, 10**16]
)
@pytest.mark.parametrize("style", STYLES)
def test_integers_at_the_joints_come_back(style: str, number: int) -> None:
    assert parse_number(STYLES[style](number)) == number


@given(number=st.integers(1000, 10**9), space=st.sampled_from(" \u00a0\u2009"))
@settings(max_examples=60, deadline=None)
def test_groups_parted_by_spaces_come_back(number: int, space: str) -> None:
    spelled = f"{number:,}".replace(",", space)
    assert parse_number(spelled) == number
    (found,) = find_quantities(f"发布信息{spelled}条。")
    assert (found.value, found.unit) == (number, "条")


@given(st.decimals(0, 10**9, places=4, allow_nan=False, allow_infinity=False))
@settings(max_examples=120, deadline=None)
def test_decimals_come_back(number: Decimal) -> None:
    for spelled in (decimal_digits(number), decimal_cardinal(number)):
        assert parse_number(spelled) == number
        (found,) = find_quantities(f"占比为{spelled}%，")
        assert (found.value, found.kind, found.unit) == (number, "percent", "%")


@given(st.decimals(0, 9999, places=2, allow_nan=False), st.sampled_from(["万", "亿", "万亿"]))
@settings(max_examples=60, deadline=None)
def test_scales_are_applied_to_counts_and_left_to_money(number: Decimal, scale: str) -> None:
    times = {"万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    (count,) = find_quantities(f"访问量{number}{scale}次。")
    assert count.value == number * times
    (money,) = find_quantities(f"支出{number}{scale}元。")
    assert (money.value, money.unit, money.kind) == (number, f"{scale}元", "money")


@given(st.integers(1, 9999), st.integers(2, 9999))
@settings(max_examples=60, deadline=None)
def test_fractions_come_back(above: int, below: int) -> None:
    if below in (100, 1000, 10_000):
        return
    spelled = f"{cardinal(below)}分之{cardinal(above)}"
    assert parse_number(spelled) == Fraction(above, below)
    (found,) = find_quantities(spelled)
    assert found.value == Fraction(above, below)


CHARACTERS = (
    "0123456789０９,，.．。、；：（）()〔〕“”《》+-−—~～/%％￥ 　\n"
    "年月日时点分第号半余多近约成倍翻番个件条元角块又万亿千百十零〇一二两三五九廿壹拾数几负"
)
WORDS = (
    "2020年 1-12月 百分之 分之 个百分点 以上 不少于 12345热线 〔2019〕60号 第二十条 （五）"
    " 一是 工作日 万元 人次 A4 http://x.cn/1 电话： 至 到 周一 前三 附件1 上半年"
)
PIECES = st.sampled_from([*CHARACTERS, *WORDS.split()])


@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60)))
@settings(max_examples=1500, deadline=None)
def test_spans_are_true_and_in_order(text: str) -> None:
    last = 0
    for each in read(text):
        assert text[each.start : each.end] == each.surface
        assert last <= each.start < each.end
        last = each.end
    assert sorted([*find_quantities(text), *find_spans(text)], key=lambda e: e.start) == read(text)
    parse_number(text)


@given(st.text(max_size=30))
def test_reading_keeps_no_state(text: str) -> None:
    assert read(text) == read(text)


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_time_grows_linearly(name: str) -> None:
    unit = ADVERSARIAL[name]
    small, large = 2_000, 16_000

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            find_quantities(text)
            best = min(best, time.process_time() - started)
        return best

    assert seconds(large) < 20 * max(seconds(small), 0.0005)  # 8 times the text; 64 if quadratic


@pytest.mark.parametrize("unit", ["一", "0123456789", "万亿", "〔“《（"])
def test_a_megabyte_is_read(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 30
