"""Totals and parts, rates and changes: how the figures of a sentence hang together."""

from __future__ import annotations

import pytest

from extractors.narrative import Mention, read_paragraph


def by_surface(text: str, year: int = 2021) -> dict[str, Mention]:
    return {each.surface: each for each in read_paragraph(text, year=year)}


def parts(text: str) -> dict[str, str]:
    found = read_paragraph(text, year=2021)
    return {each.surface: each.part_of.surface for each in found if each.part_of is not None}


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("收到申请36件，其中自然人29件，法人7件。", {"29件": "36件", "7件": "36件"}),
        ("公开3527条。其中，网站2103条，微信1424条。", {"2103条": "3527条", "1424条": "3527条"}),
        # Nested; the semicolon closes the inner total.
        (
            "发布1204条，其中网站627条，其中动态339条，公告288条；微信577条。",
            {"627条": "1204条", "339条": "627条", "288条": "627条", "577条": "1204条"},
        ),
        # Brackets within parts.
        (
            "办理申请45件，其中予以公开或部分公开30件（予以公开24件、部分公开6件），不予公开15件。",
            {"30件": "45件", "24件": "30件", "6件": "30件", "15件": "45件"},
        ),
        # What follows is another statement.
        ("收到申请36件，其中自然人29件，法人7件，答复35件。", {"29件": "36件", "7件": "36件"}),
        ("答复申请46件（含上年结转4件），另有3件结转下年。", {"4件": "46件"}),
        # The total comes last, or in front without a word: then the sum tells.
        ("网络申请75件、信函申请25件，合计100件。", {"75件": "100件", "25件": "100件"}),
        ("发放手册500份，向社区300份，向学校200份。", {"300份": "500份", "200份": "500份"}),
        # A wrong sum does not untie what 其中 ties.
        ("收到申请54件，其中自然人48件，法人7件。", {"48件": "54件", "7件": "54件"}),
        # Small sums happen by chance.
        ("召开会议3次，开展自查2次，举办培训1次。", {}),
        ("微信4个：安康微信3个、服务微信1个", {"3个": "4个", "1个": "4个"}),
        ("市级787项服务事项中，720项可以网办。", {"720项": "787项"}),
        # A part too large is still one: the check is to say so.
        ("网站发布315条（通知334条，动态198条）。", {"334条": "315条", "198条": "315条"}),
        # What was carried over is no part of what came in.
        (
            "收到申请7件，其中自然人5件，法人1件；上年结转1件。",
            {"5件": "7件", "1件": "7件"},
        ),
    ],
)
def test_parts_are_tied_to_their_total(text: str, tied: dict[str, str]) -> None:
    assert parts(text) == tied


def test_what_was_carried_over_is_a_part_beside_what_is_new() -> None:
    text = "办理申请7件，其中新收6件；上年结转1件。"
    assert parts(text) == {"6件": "7件", "1件": "7件"}
    found = read_paragraph("收到申请7件，其中自然人5件，法人1件；上年结转2件。", year=2021)
    assert found[-1].part_of is None


def test_a_change_of_another_thing_hangs_on_no_figure() -> None:
    found = by_surface("培训时间由两天延长至三天半，课程增加百分之五十。")
    assert found["百分之五十"].change_of is None


def test_divisions_of_one_total_are_told_apart() -> None:
    found = by_surface(
        "收到申请28件，按申请人分：自然人25件，法人3件；按渠道分：网络20件，信函8件。"
    )
    assert [found[each].part_group for each in ("25件", "3件", "20件", "8件")] == [1, 1, 2, 2]
    assert {found[each].part_of for each in ("25件", "20件")} == {found["28件"]}


def test_parts_told_by_their_sum_alone_bear_a_doubt() -> None:
    found = by_surface("接听来电376件，现场解答137件，形成工单243件。")
    assert found["137件"].part_of is found["376件"]
    assert found["137件"].doubts == ["tied_by_sum"]


@pytest.mark.parametrize(
    ("text", "rate", "pair"),
    [
        ("收到来电221903件，接通212542件，接通率95.78%。", "95.78%", ("212542件", "221903件")),
        # A wrong rate is of the same two figures.
        ("收到来电221903件，接通212542件，接通率96.78%。", "96.78%", ("212542件", "221903件")),
        ("自然人申请83件，占全部申请96件的86.46%。", "86.46%", ("83件", "96件")),
        ("来电8000个中，咨询5600个，占70%。", "70%", ("5600个", "8000个")),
        ("受理案件120件，审结108件，未审结12件，审结率92%。", "92%", ("108件", "120件")),
        ("办理来信312件、留言1087条，办结率100%。", "100%", None),
        ("全年开展培训4次，群众满意率98%。", "98%", None),
    ],
)
def test_rates_are_tied_to_two_figures(text: str, rate: str, pair: tuple[str, str] | None) -> None:
    found = by_surface(text)[rate]
    assert found.role == "rate"
    got = found.numerator and found.denominator
    assert (
        (found.numerator.surface, found.denominator.surface)
        if got and found.numerator and found.denominator
        else None
    ) == pair


@pytest.mark.parametrize(
    ("text", "change", "direction", "base", "now"),
    [
        ("2020年收到申请100件，2021年收到申请120件，同比增长20%。", "20%", "up", "100件", "120件"),
        ("收到申请93件，比上年的108件减少15件。", "15件", "down", "108件", "93件"),
        ("收到申请57件，较上年增加12件。", "12件", "up", None, "57件"),
        ("采购金额由上年的62.5万元降至50万元，降低20%。", "20%", "down", "62.5万元", "50万元"),
        ("较上年95.7%提升2.5个百分点。", "2.5个百分点", "up", None, None),
    ],
)
def test_changes_are_tied_to_base_and_result(
    text: str, change: str, direction: str, base: str | None, now: str | None
) -> None:
    found = by_surface(text)[change]
    assert (found.role, found.direction) == ("change", direction)
    assert (found.part_of.surface if found.part_of else None) == base
    assert (found.change_of.surface if found.change_of else None) == now


def test_the_new_figure_is_no_change() -> None:
    found = by_surface("群众满意率由90.63%提高到97.2%，审核时限压缩为2小时，新增留言2万条。")
    assert [each.role for each in found.values()] == ["rate", "rate", "plain", "plain"]
