"""Each form of figure: value, upper end, unit, kind, modifiers; written down by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from extractors.numerals import Quantity, find_quantities, parse_number


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, [each.surface for each in found]
    return found[0]


COUNTS = [
    # sentence, surface, value, upper end, unit
    ("发布信息1204条。", "1204条", "1204", None, "条"),
    ("发布信息1,204条。", "1,204条", "1204", None, "条"),
    ("发布信息１２０４条。", "１２０４条", "1204", None, "条"),
    ("发布信息1 204条。", "1 204条", "1204", None, "条"),
    ("发布信息12 04条。", "12 04条", "1204", None, "条"),
    ("发布信息1，204条。", "1，204条", "1204", None, "条"),
    ("发布信息1204 条。", "1204 条", "1204", None, "条"),
    ("阅读量3.5万次。", "3.5万次", "35000", None, "次"),
    ("人口2亿3000万人。", "2亿3000万人", "230000000", None, "人"),
    ("发放1万2千份。", "1万2千份", "12000", None, "份"),
    ("访问量1,100万次。", "1,100万次", "11000000", None, "次"),
    ("办结一百二十三件。", "一百二十三件", "123", None, "件"),
    ("播放两千零五条次。", "两千零五条次", "2005", None, "条次"),
    ("共二十场。", "二十场", "20", None, "场"),
    ("广播廿次。", "廿次", "20", None, "次"),
    ("印制壹拾贰万叁仟册。", "壹拾贰万叁仟册", "123000", None, "册"),
    ("访问2个亿次。", "2个亿次", "200000000", None, "次"),
    ("共收到3至5件。", "3至5件", "3", "5", "件"),
    ("每周3-5个。", "3-5个", "3", "5", "个"),
    ("每场三到五人。", "三到五人", "3", "5", "人"),
    ("日均20—100件。", "20—100件", "20", "100", "件"),
    ("日均1-1.5万人次。", "1-1.5万人次", "10000", "15000", "人次"),
    ("50万字。", "50万字", "500000", None, "字"),
    ("满意率为零。", "零", "0", None, None),
    ("共收到零件申请。", "零件", "0", None, "件"),
    ("规章：0；", "0", "0", None, None),
    ("主动公开-5件。", "5件", "5", None, "件"),
    ("增减为-5件。", "-5件", "-5", None, "件"),
    ("增减为−5件。", "−5件", "-5", None, "件"),
    ("增减为+57件。", "+57件", "57", None, "件"),
    ("温差为负二十度。", "负二十度", "-20", None, "度"),
    ("处理意见41件/次。", "41件/次", "41", None, "件/次"),
    ("刊播270篇（条）。", "270篇（条）", "270", None, "篇（条）"),
    ("接访15人·次。", "15人·次", "15", None, "人·次"),
    ("接访15人/次。", "15人/次", "15", None, "人/次"),
    ("总访问量2300万，", "2300万", "23000000", None, None),
    ("安装充电桩12樘，", "12樘", "12", None, "樘"),
]


@pytest.mark.parametrize(("text", "surface", "value", "upper", "unit"), COUNTS)
def test_counts(text: str, surface: str, value: str, upper: str | None, unit: str | None) -> None:
    found = only(text)
    assert (found.surface, found.value, found.unit, found.kind) == (
        surface, Decimal(value), unit, "count",
    )  # fmt: skip
    assert found.value_max == (None if upper is None else Decimal(upper))
    assert not found.approximate
    assert found.bound is None


MODIFIED = [
    # sentence, surface, value, upper end, approximate, bound
    ("举办四十余场培训。", "四十余场", 40, None, True, None),
    ("走访十余家。", "十余家", 10, None, True, None),
    ("走访数十家。", "数十家", 10, 100, True, None),
    ("走访几百家。", "几百家", 100, 1000, True, None),
    ("服务两三百人次。", "两三百人次", 200, 300, True, None),
    ("每周三五个。", "三五个", 3, 5, True, None),
    ("收到近2000件。", "近2000件", 2000, None, True, None),
    ("收到2000余件。", "2000余件", 2000, None, True, None),
    ("公开14万多条。", "14万多条", 140000, None, True, None),
    ("公开3.5万余件。", "3.5万余件", 35000, None, True, None),
    ("约200人。", "约200人", 200, None, True, None),
    ("共200人左右。", "200人左右", 200, None, True, None),
    ("上千人参加。", "上千人", 1000, None, True, None),
    ("百余件。", "百余件", 100, None, True, None),
    ("粉丝超过12万人。", "超过12万人", 120000, None, False, "more_than"),
    ("粉丝突破12万人。", "突破12万人", 120000, None, False, "more_than"),
    ("阅读量10万+。", "10万+", 100000, None, False, "more_than"),
    ("每月不少于4次。", "不少于4次", 4, None, False, "at_least"),
    ("每月至少4次。", "至少4次", 4, None, False, "at_least"),
    ("满意率达99%以上。", "99%以上", 99, None, False, "at_least"),
    ("不足50件。", "不足50件", 50, None, False, "less_than"),
    ("不超过30件。", "不超过30件", 30, None, False, "at_most"),
    ("控制在30件以内。", "30件以内", 30, None, False, "at_most"),
]


@pytest.mark.parametrize(("text", "surface", "value", "upper", "approximate", "bound"), MODIFIED)
def test_modifiers(
    text: str, surface: str, value: int, upper: int | None, approximate: bool, bound: str | None
) -> None:
    found = only(text)
    assert (found.surface, found.value, found.value_max) == (surface, value, upper)
    assert (found.approximate, found.bound) == (approximate, bound)
    assert found.start <= found.number_start < found.number_end <= found.end


OTHERS = [
    # sentence, surface, value, unit, kind
    ("接通率95.78%。", "95.78%", Decimal("95.78"), "%", "percent"),
    ("占９９．８５％。", "９９．８５％", Decimal("99.85"), "%", "percent"),
    ("接通率95. 78%。", "95. 78%", Decimal("95.78"), "%", "percent"),
    ("达百分之九十九点七九。", "百分之九十九点七九", Decimal("99.79"), "%", "percent"),
    ("差错率千分之三。", "千分之三", Decimal("0.3"), "%", "percent"),
    ("差错率万分之五。", "万分之五", Decimal("0.05"), "%", "percent"),
    ("差错率5‰。", "5‰", Decimal("0.5"), "%", "percent"),
    ("解读率百分百。", "百分百", Decimal(100), "%", "percent"),
    ("降幅为三成。", "三成", Decimal(30), "%", "percent"),
    ("占九成七。", "九成七", Decimal(97), "%", "percent"),
    ("提高12.3个百分点。", "12.3个百分点", Decimal("12.3"), "个百分点", "percentage_point"),
    ("压缩三分之二。", "三分之二", Fraction(2, 3), None, "fraction"),
    ("压缩1/3。", "1/3", Fraction(1, 3), None, "fraction"),
    ("降低一半。", "一半", Fraction(1, 2), None, "fraction"),
    ("是去年的1.2倍。", "1.2倍", Decimal("1.2"), "倍", "multiple"),
    ("实现翻一番。", "翻一番", Decimal(2), "倍", "multiple"),
    ("翻了两番。", "翻了两番", Decimal(4), "倍", "multiple"),
    ("采购40.35万元。", "40.35万元", Decimal("40.35"), "万元", "money"),
    ("采购3亿元。", "3亿元", Decimal(3), "亿元", "money"),
    ("收费200元。", "200元", Decimal(200), "元", "money"),
    ("采购2亿3000万元。", "2亿3000万元", Decimal(23000), "万元", "money"),
    ("支付叁仟伍佰元整。", "叁仟伍佰元整", Decimal(3500), "元", "money"),
    ("收费五十元三角。", "五十元三角", Decimal("50.3"), "元", "money"),
    ("每份20元/件。", "20元/件", Decimal(20), "元/件", "money"),
    ("采购￥13.5。", "￥13.5", Decimal("13.5"), "元", "money"),
    ("用时半年。", "半年", Decimal("0.5"), "年", "duration"),
    ("用时一个半小时。", "一个半小时", Decimal("1.5"), "个小时", "duration"),
    ("用时三年半。", "三年半", Decimal("3.5"), "年", "duration"),
    ("自收到之日起20个工作日内答复。", "20个工作日", Decimal(20), "个工作日", "duration"),
    ("平均用时3小时。", "3小时", Decimal(3), "小时", "duration"),
    ("近三年来，", "三年", Decimal(3), "年", "duration"),
]


@pytest.mark.parametrize(("text", "surface", "value", "unit", "kind"), OTHERS)
def test_other_kinds(
    text: str, surface: str, value: Decimal | Fraction, unit: str | None, kind: str
) -> None:
    found = only(text)
    assert (found.surface, found.value, found.unit, found.kind) == (surface, value, unit, kind)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("举办四十余场培训", ["场"]),
        ("市级787项依申请政务服务事项", ["项"]),
        ("开展了9次“市民进大厅”活动", ["次"]),
        ("设立7个主频道，29个栏目", ["个", "个"]),
        ("开展接话活动35期，共接听", ["期"]),
        ("按期办结50522件，按期办结率", ["件"]),
        ("143项实现“零跑路”", ["项"]),
        ("发布信息627条，其中", ["条"]),
        ("共3部分", ["部分"]),
        ("28个部门、15个乡镇参加", ["个", "个"]),
        ("12家企业、3名代表", ["家", "名"]),
        ("培训12期300余人次", ["期", "人次"]),
        ("办理建议21件提案34件", ["件", "件"]),
    ],
)
def test_the_noun_is_not_swallowed(text: str, units: list[str]) -> None:
    assert [each.unit for each in find_quantities(text)] == units


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("甲、乙分别为1，204件", ["1", "204"]),
        ("占比分别为75%、18%、7%", ["75", "18", "7"]),
        ("由90.63%提高到97.2%", ["90.63", "97.2"]),
        ("由5件到3件", ["5", "3"]),
        ("0 0 1 204", ["0", "0", "1", "204"]),
        ("1. 2020年发布30条", ["30"]),
        ("新增3 2020年5月", ["3"]),
    ],
)
def test_numbers_side_by_side_stay_apart(text: str, values: list[str]) -> None:
    assert [str(each.value) for each in find_quantities(text)] == values


def test_a_range_of_money_shares_its_scale() -> None:
    found = only("预算七千到九千亿元")
    assert (found.value, found.value_max, found.unit) == (7000, 9000, "亿元")
    found = only("预算1万-5万元")
    assert (found.value, found.value_max, found.unit) == (1, 5, "万元")


def test_one_is_a_figure_only_where_it_counts() -> None:
    assert only("全年召开会议一次。").value == 1
    assert only("共收到一件申请，").value == 1
    assert find_quantities("均可进行一次评价，每一次办理，一个重要环节") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1204", Decimal(1204)), ("12 04", Decimal(1204)), ("１，２０４", Decimal(1204)),
        ("负1.5", Decimal("-1.5")), ("半", Decimal("0.5")), ("廿三", Decimal(23)),
        ("一百五", Decimal(150)), ("三万二", Decimal(32000)), ("三分之二", Fraction(2, 3)),
        ("50%", Decimal("0.5")), ("百分之五十", Decimal("0.5")), ("四百件", None), ("十余", None),
        ("三五百", None), ("", None), ("万亿万亿", None), ("1.2.3", None), ("一一", None),
        ("1,20", None), ("1" * 5000, None),
    ],
)  # fmt: skip
def test_parse_number(text: str, value: Decimal | Fraction | None) -> None:
    assert parse_number(text) == value


def test_values_are_exact_and_plain() -> None:
    found = only("占比0.10000000000000000000000001%")
    assert str(found.value) == "0.10000000000000000000000001"
    assert str(only("访问3.5万次").value) == "35000"
