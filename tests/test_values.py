"""What one cell's text says: state, figure, unit, and what is doubtful in it."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.statutory.values import MAX_LENGTH, compact, parse_cell
from schemas.doubts import review_of
from schemas.records import DECIMAL_PRECISION, DECIMAL_SCALE

SURE = [
    # text, value, unit
    ("0", "0", None),
    ("　0", "0", None),
    ("0\ufeff", "0", None),
    ("-0", "0", None),
    ("零", "0", None),
    ("〇", "0", None),
    ("0.0", "0", None),
    ("5113", "5113", None),
    ("５１１３", "5113", None),
    ("5,113", "5113", None),
    ("12,345,678", "12345678", None),
    ("3件", "3", "件"),
    ("3 件", "3", "件"),
    ("5113\n件", "5113", "件"),
    ("0（件）", "0", "件"),
    ("0件。", "0", "件"),
    ("3件次", "3", "件次"),
    ("251000元", "251000", "元"),
    ("40.35万元", "40.35", "万元"),
    ("40.35（万元）", "40.35", "万元"),
    ("40.35（单位：万元）", "40.35", "万元"),
    ("3亿元", "3", "亿元"),
    ("12、", "12", None),
]


@pytest.mark.parametrize(("text", "value", "unit"), SURE)
def test_figures_that_are_sure(text: str, value: str, unit: str | None) -> None:
    read = parse_cell(text)
    assert (read.state, read.value, read.unit) == ("number", Decimal(value), unit)
    assert not review_of(list(read.doubts))


@pytest.mark.parametrize("text", ["+57", "＋57", "−57", "-57", "—57", "﹣57", "－57", "‑57"])
def test_signs_are_sure_only_where_the_form_expects_them(text: str) -> None:
    value = Decimal(57 if text[0] in "+＋" else -57)
    assert parse_cell(text, signed=True).value == value
    assert parse_cell(text, signed=True).doubts == ()
    assert parse_cell(text).value == value
    assert parse_cell(text).doubts == ("sign_unexpected",)


@pytest.mark.parametrize("text", ["", " ", "　", "\n", "\t", "\u200b", "\u00a0"])
def test_nothing_printed_is_blank(text: str) -> None:
    assert parse_cell(text).state == "blank"


@pytest.mark.parametrize(
    "text", ["-", "－", "—", "——", "— —", "/", "／", "\\", "＼", "//", "无", "無", "无。"]
)
def test_marks_for_nothing_are_dashes(text: str) -> None:
    read = parse_cell(text)
    assert (read.state, read.value, read.doubts) == ("dash", None, ())


DOUBTFUL = [
    # text, value: None where it would be a guess
    ("12①", "12"),
    ("12²", "12"),
    ("12 ⑴", "12"),
    ("12*", "12"),
    ("12[1]", "12"),
    ("12注1", "12"),
    ("①", None),
    ("½", None),
    ("1½", None),
    ("5，113", "5113"),
    ("１，２０４", "1204"),
    ("12，04", None),
    ("12,04", None),
    ("1.204", "1.204"),
    ("1 204.5", "1204.5"),
    ("1 204", "1204"),
    ("12 04", "1204"),
    ("12\n04", "1204"),
    ("0 0 0", None),
    ("0\n0\n0\n0\n0\n0\n0", None),
    ("1\n2\n3", None),
    ("5'113", None),
    ("007", "7"),
    ("减少22", "-22"),
    ("增加22", "22"),
    ("共3件", "3"),
    ("约3", None),
    ("3余件", None),
    ("13000000(预算)", "13000000"),
    ("0（其中1件）", None),
    ("12（1）", None),
    ("0/0", None),
    ("3-5", None),
    ("3+2", None),
    ("±3", None),
    ("(3)", None),
    ("（-3）", None),
    ("12%", None),
    ("5万", None),
    ("叁", None),
    ("三", None),
    ("O", None),
    ("l2", None),
    ("1O", None),
    ("+", None),
    ("×", None),
    ("√", None),
    ("1e5", None),
    ("1.234.567", None),
    ("2021年1月15日", None),
    ("2021-01-15", None),
    ("#REF!", None),
    ("40.349999999999994", "40.35"),
    ("9" * (DECIMAL_PRECISION - DECIMAL_SCALE + 1), None),
    ("9" * 5000, None),
]


@pytest.mark.parametrize(("text", "value"), DOUBTFUL, ids=lambda each: str(each)[:20])
def test_what_is_doubtful_asks_for_review(text: str, value: str | None) -> None:
    read = parse_cell(text)
    assert read.value == (None if value is None else Decimal(value))
    assert review_of(list(read.doubts))


def test_a_fraction_is_odd_for_counts_only() -> None:
    assert parse_cell("40.35").doubts == ("fraction_of_count",)
    assert parse_cell("40.35", count=False).doubts == ()


def test_the_widest_figure_is_exact_whatever_its_sign() -> None:
    digits = "9" * (DECIMAL_PRECISION - DECIMAL_SCALE) + "." + "1" * DECIMAL_SCALE
    assert str(parse_cell(digits, count=False).value) == digits
    assert str(parse_cell("-" + digits, signed=True, count=False).value) == "-" + digits
    longer = parse_cell(digits + "1", count=False)
    assert str(longer.value) == digits
    assert longer.doubts == ("fraction_rounded",)


@given(st.text(max_size=300))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read(text: str) -> None:
    read = parse_cell(text)
    assert read.state in {"number", "blank", "dash", "text"}
    assert (read.value is not None) >= (read.state == "number")
    if read.state == "text":
        assert review_of(list(read.doubts))


FULL_WIDTH = str.maketrans("0123456789,.+-", "０１２３４５６７８９，．＋－")


@given(
    value=st.integers(-(10**20), 10**20),
    thousands=st.booleans(),
    full_width=st.booleans(),
    minus=st.sampled_from("-−–—﹣－"),
    plus=st.sampled_from(["", "+", "＋"]),
    unit=st.sampled_from(["", "件", " 件", "（件）", "\n件", "万元"]),
    around=st.sampled_from(["", " ", "　", "\n", "\u200b"]),
)
@settings(max_examples=400, deadline=None)
def test_an_integer_in_any_style_comes_back_or_is_flagged(
    value: int,
    thousands: bool,
    full_width: bool,
    minus: str,
    plus: str,
    unit: str,
    around: str,
) -> None:
    digits = f"{abs(value):,}" if thousands else str(abs(value))
    if full_width:
        digits = digits.translate(FULL_WIDTH)
    text = around + (minus if value < 0 else plus) + digits + unit + around
    read = parse_cell(text, signed=True)
    assert read.value == value
    assert read.state == "number"
    if not (full_width and thousands):
        assert read.doubts == ()


@pytest.mark.parametrize("character", [*"0 １,，.-+件(一①a\n ", "1,", "1 ", "+ ", "0\n"])
def test_a_megabyte_is_read_in_linear_time(character: str) -> None:
    text = character * (1_000_000 // len(character))
    start = time.process_time()
    parse_cell(text)
    parse_cell(text[: MAX_LENGTH - 1])
    assert time.process_time() - start < 3


def test_compact_keeps_single_spaces() -> None:
    assert compact(" １ \n 204\u200b ") == "1 204"
