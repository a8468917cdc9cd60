"""Printed labels against the form's: exact ones anywhere, the rest by likeness and order."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from extractors.statutory.align import align

FORM = [
    ("a", ("予以公开",)),
    ("b", ("部分公开",)),
    ("c", ("属于国家秘密",)),
    ("d", ("保护第三方合法权益",)),
    ("e", ("属于行政查询事项",)),
]
NAMES = {wordings[0]: code for code, wordings in FORM}


def codes(*cores: str) -> list[str | None]:
    return [match.code for match in matches(*cores)]


def matches(*cores: str):  # type: ignore[no-untyped-def]
    printed = [(core, frozenset({NAMES[core]} if core in NAMES else ())) for core in cores]
    return align(printed, FORM)


def test_exact_labels_are_taken_in_any_order() -> None:
    assert codes("属于行政查询事项", "予以公开", "属于国家秘密") == ["e", "a", "c"]


@given(st.permutations([wordings[0] for _, wordings in FORM]))
def test_every_order_of_exact_labels(cores: list[str]) -> None:
    assert codes(*cores) == [NAMES[core] for core in cores]


def test_inexact_labels_keep_the_order() -> None:
    assert codes("予以公开", "部份公开", "属于国家密秘", "保护第三方权益") == ["a", "b", "c", "d"]


def test_a_stranger_stays_without_a_code() -> None:
    assert codes("予以公开", "某某情况说明", "部分公开") == ["a", None, "b"]


def test_a_label_printed_for_its_neighbour_is_a_slip() -> None:
    found = matches("予以公开", "部分公开", "部分公开", "保护第三方合法权益")
    assert [match.code for match in found] == ["a", "b", "c", "d"]
    assert [match.doubtful for match in found] == [False, True, True, False]


def test_a_label_printed_twice_where_none_is_wanting_comes_again() -> None:
    found = matches("予以公开", "部分公开", "部分公开", "属于国家秘密")
    assert [match.code for match in found] == ["a", "b", "b", "c"]
    assert [match.again for match in found] == [False, False, True, False]


def test_two_slips_do_not_share_a_code() -> None:
    found = matches("属于行政查询事项", "属于行政查询事项", "属于国家秘密", "属于国家秘密")
    assert [match.code for match in found if not match.again] == ["e", "c"]


def test_two_labels_alike_for_one_code_are_doubtful() -> None:
    found = matches("2020年属于国家秘密", "2021年属于国家秘密")
    assert [match.code is None for match in found].count(True) == 1
    assert all(match.doubtful for match in found if match.code)


def test_an_end_that_several_labels_have_is_doubtful() -> None:
    # What a page's end left of 属于行政查询事项 and the like; it is most like 公开事项 here.
    form = [*FORM, ("f", ("公开事项",))]
    [found] = align([("事项", frozenset())], form)
    assert found.code == "f" and found.doubtful
    [found] = align([("查询事项", frozenset())], FORM)
    assert found.code == "e" and not found.doubtful


def test_nothing_printed_and_nothing_expected() -> None:
    assert align([], FORM) == []
    assert [match.code for match in align([("甲", frozenset())], [])] == [None]


@given(st.lists(st.sampled_from([*NAMES, "部份公开", "属于密秘", "甲", ""]), max_size=12))
def test_no_code_is_given_twice_but_as_again(cores: list[str]) -> None:
    given_once = [m.code for m in matches(*cores) if m.code and not m.again]
    assert len(given_once) == len(set(given_once))


def test_thousands_of_strangers_are_fast() -> None:
    start = time.process_time()
    codes(*["属于国家某秘"] * 3000)
    assert time.process_time() - start < 5
