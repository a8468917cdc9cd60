"""Clauses, words and names: what stands between figures, and what of it names them."""

from __future__ import annotations

import pytest

from extractors.narrative.clauses import clauses_of
from extractors.narrative.naming import name_before, name_behind, names_listed
from extractors.narrative.reading import read_paragraph
from extractors.narrative.words import simplified, words_of


def cut(text: str, figures: tuple[str, ...] = ()) -> list[str]:
    places = sorted((text.index(each), text.index(each) + len(each)) for each in figures)
    return [text[each.start : each.end] for each in clauses_of(text, places)]


def test_marks_divide_but_not_within_a_figure_a_quotation_or_an_aside() -> None:
    assert cut("收到1,204件，其中甲（市、区）3件；乙2件。", ("1,204件", "3件", "2件")) == [
        "收到1,204件", "其中甲（市、区）3件", "乙2件", "",
    ]  # fmt: skip
    assert cut("办理“甲，乙”事项") == ["办理“甲，乙”事项"]
    assert cut("印发《关于甲，乙的通知》，执行") == ["印发《关于甲，乙的通知》", "执行"]


def test_a_bracket_with_a_figure_divides() -> None:
    text = "共办理45件（予以公开24件），其他"
    found = clauses_of(text, [(3, 6), (11, 14)])
    assert [(each.opened_by, each.closed_by) for each in found] == [
        ("", "（"), ("（", "）"), ("）", "，"), ("，", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("共收到政府信息公开申请", ["copula", "verb", "noun"]),
        ("按期办结率", ["manner", "name"]),
        ("办理流程", ["name"]),
        ("召开会议", ["verb", "name"]),
        ("“双公示”信息", ["quote", "name"]),
    ],
)
def test_the_longest_known_word_is_read_and_the_rest_is_a_name(text: str, kinds: list[str]) -> None:
    found = words_of(text, 0, len(text))
    assert "".join(text[each.start : each.end] for each in found) == text
    assert [each.kind for each in found] == kinds


def test_traditional_characters_keep_their_places() -> None:
    assert simplified("門戶網站公開条數") == "门户网站公开条数"


@pytest.mark.parametrize(
    ("before", "name", "how"),
    [
        ("云溪市水务局共收到政府信息公开申请", "政府信息公开申请", "object"),
        ("其中自然人", "自然人", "name"),
        ("通过政务微博公开", "政务微博", "channel"),
        ("门户网站公开", "门户网站", "channel"),
        ("按期办结", "按期办结", "verb"),
        ("开展政务公开督查", "政务公开督查", "object"),
        ("各级法律服务机构", "各级法律服务机构", "name"),
        ("因政府信息公开被申请行政复议", "行政复议", "object"),
        ("在政府网站设立“稳岗就业”“疫情防控”等专题专栏", "专题专栏", "object"),
        ("设立政务公开专区的有", "设立政务公开专区", "verb"),
        ("市级", "市级", "scope"),
        ("政府网站全年总访问量达", "总访问量", "name"),
    ],
)
def test_the_name_before_a_figure(before: str, name: str, how: str) -> None:
    found = name_before(before, words_of(before, 0, len(before)))
    assert found is not None and (found.name, found.how) == (name, how)


def test_no_name_where_there_is_none() -> None:
    assert name_before("共计", words_of("共计", 0, 2)) is None
    assert name_before("比上年的", words_of("比上年的", 0, 4)) is None


@pytest.mark.parametrize(
    ("behind", "name"),
    [
        ("主频道、", "主频道"),
        ("依申请政务服务事项中", "依申请政务服务事项"),
        ("实现“网上可办”", "网上可办"),
        ("科室信息更新不及时", "科室"),
        ("“市民进大厅”活动", "活动"),
        ("已全部办结", None),
        ("", None),
    ],
)
def test_the_name_behind_a_figure(behind: str, name: str | None) -> None:
    assert name_behind(behind, words_of(behind, 0, len(behind))) == name


def test_names_in_a_list() -> None:
    text = "网站、微信和微博"
    assert names_listed(text, words_of(text, 0, len(text))) == ["网站", "微信", "微博"]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("在办结的政府信息公开申请中，予以公开51件。", "requests_granted"),
        ("在上述申请中，部分公开8件。", "requests_partially_granted"),
        ("全年作出行政强制决定31件。", "administrative_coercion"),
        ("对外予以公开51件。", None),
    ],
)
def test_what_the_statement_is_about_tells_the_metric(text: str, metric: str | None) -> None:
    (mention,) = read_paragraph(text, section="overview", year=2021)
    assert mention.metric == metric
