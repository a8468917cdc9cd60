"""Sentences of the prose whose figures must agree: with each other, or with the tables.

Each is written true or, where `broken`, with one figure wrong, so that a check of the code in
`STATEMENTS` must fail. Several wordings of each, as reports have them.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random

from tools.samples.misprint import misprint
from tools.samples.model import SampleReport

Statement = Callable[[SampleReport, Random, bool], str | None]
"""Returns the sentence, or None where the report gives no occasion for it."""

STATEMENTS: dict[str, tuple[str, Statement]] = {}
"""Check codes and writers by the statement's name."""

_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def _statement(name: str, code: str) -> Callable[[Statement], Statement]:
    def register(write: Statement) -> Statement:
        STATEMENTS[name] = (code, write)
        return write

    return register


def _one_wrong(figures: list[int], rng: Random, broken: bool) -> list[int]:
    """Return the figures, one of them misprinted where `broken`."""
    if broken:
        at = rng.randrange(len(figures))
        figures = [*figures[:at], misprint(figures[at], rng), *figures[at + 1 :]]
    return figures


# Within the prose --------------------------------------------------------------------------


@_statement("sum_of_parts", "narrative_sum")
def sum_of_parts(report: SampleReport, rng: Random, broken: bool) -> str:
    """A total and all of its parts."""
    a, b, c = (rng.randint(11, 900) for _ in range(3))
    total, a, b, c = _one_wrong([a + b + c, a, b, c], rng, broken)
    return rng.choice(
        (
            f"全年编发政务信息{total}条，其中工作动态{a}条，政策文件{b}条，通知公告{c}条。",
            f"全年共办理群众来信{total}件，其中投诉类{a}件、咨询类{b}件、建议类{c}件。",
            f"共发布解读材料{total}篇，其中：图解{a}篇，文字解读{b}篇，视频解读{c}篇。",
        )
    )


@_statement("sum_of_two", "narrative_sum")
def sum_of_two(report: SampleReport, rng: Random, broken: bool) -> str:
    """A total and its two parts."""
    a, b = rng.randint(60, 900), rng.randint(60, 900)
    total, a, b = _one_wrong([a + b, a, b], rng, broken)
    return rng.choice(
        (
            f"全年办理人大代表建议和政协提案{total}件，其中人大代表建议{a}件，政协提案{b}件。",
            f"新媒体共推送信息{total}条，其中微信{a}条、微博{b}条。",
        )
    )


@_statement("rate_of_two", "narrative_rate")
def rate_of_two(report: SampleReport, rng: Random, broken: bool) -> str:
    """A rate and its two figures, rounded or cut off."""
    whole = rng.randint(300, 9000)
    part = rng.randint(whole // 2, whole - 3)
    exact = Decimal(100) * part / whole
    rate = exact.quantize(_HUNDREDTH, rng.choice((ROUND_HALF_UP, ROUND_DOWN)))
    if broken:
        rate += Decimal(rng.choice((-37, -12, 9, 25))) * _TENTH if rate < 97 else Decimal(-7)
    return rng.choice(
        (
            f"受理热线来电{whole}件，其中按期办结{part}件，按期办结率{rate}%。",
            f"全年审批办件{whole}件，其中网上办理{part}件，占比{rate}%。",
        )
    )


@_statement("growth", "narrative_change")
def growth(report: SampleReport, rng: Random, broken: bool) -> str:
    """Two years' figures and the growth between them."""
    before = rng.randint(200, 900)
    now = before + rng.randint(10, 180)
    rate = (Decimal(100) * (now - before) / before).quantize(_TENTH, ROUND_HALF_UP)
    more = now - before
    if broken:
        rate, more = rate + Decimal(rng.choice((4, 7, 11))), misprint(more, rng)
    return rng.choice(
        (
            f"门户网站发布信息{now}条，上年为{before}条，同比增长{rate}%。",
            f"门户网站发布信息{now}条，比上年的{before}条增加{more}条。",
        )
    )


@_statement("counted_list", "narrative_count")
def counted_list(report: SampleReport, rng: Random, broken: bool) -> str:
    """A count of things, which are then listed."""
    things = rng.sample(
        ("强化组织领导", "完善工作机制", "抓好队伍建设", "拓宽公开渠道", "加强督促检查"), 4
    )
    listed = "；".join(
        f"{number}是{thing}" for number, thing in zip("一二三四", things, strict=True)
    )
    count = rng.choice(("三", "五", "六")) if broken else "四"
    return rng.choice(
        (
            f"重点抓了以下{count}个方面的工作：{listed}。",
            f"主要采取{count}项措施：{listed}。",
        )
    )


@_statement("share_over_100", "narrative_percentage")
def share_over_100(report: SampleReport, rng: Random, broken: bool) -> str:
    """A share, which cannot exceed the whole."""
    rate = Decimal(rng.randint(9000, 9990)) / 100
    if broken:
        rate += 10
    return rng.choice((f"政务公开群众满意率达{rate}%。", f"12345热线工单按期办结率为{rate}%。"))


# Prose against tables ----------------------------------------------------------------------


def _value(report: SampleReport, *address: str) -> int | None:
    printed = report.figures.get(address)  # type: ignore[call-overload]
    if printed is None or printed.value is None or printed.value != int(printed.value):
        return None
    return int(printed.value)


def _told(report: SampleReport, rng: Random, broken: bool, *address: str) -> int | None:
    value = _value(report, *address)
    if value is None:
        return None
    return misprint(value, rng) if broken else value


def _of_table(name: str, address: tuple[str, str, str], *wordings: str) -> None:
    """Register sentences that give one figure of a table."""

    def write(report: SampleReport, rng: Random, broken: bool) -> str | None:
        value = _told(report, rng, broken, *address)
        return None if value is None else rng.choice(wordings).format(value)

    STATEMENTS[name] = ("narrative_vs_table", write)


_of_table(
    "received",
    ("requests", "new_received", "total"),
    "本年度共收到政府信息公开申请{}件。",
    "全年新收政府信息公开申请{}件，均依法办理。",
    "本机关受理依申请公开{}件。",
)
_of_table(
    "carried_over",
    ("requests", "carried_over", "total"),
    "上年结转政府信息公开申请{}件。",
)
_of_table(
    "answered",
    ("requests", "results_total", "total"),
    "全年共答复政府信息公开申请{}件。",
    "本年度办结政府信息公开申请{}件。",
)
_of_table(
    "carried_forward",
    ("requests", "carried_forward", "total"),
    "结转下年度继续办理的政府信息公开申请{}件。",
)
_of_table(
    "granted",
    ("requests", "granted", "total"),
    "在办结的政府信息公开申请中，予以公开{}件。",
)
_of_table(
    "partially_granted",
    ("requests", "partially_granted", "total"),
    "在办结的政府信息公开申请中，部分公开{}件。",
)
_of_table(
    "review",
    ("proceedings", "review", "total"),
    "因政府信息公开被申请行政复议{}件。",
    "全年发生政府信息公开行政复议案件{}件。",
)
_of_table(
    "licensing",
    ("proactive_disclosure", "administrative_licensing", "decisions"),
    "全年作出行政许可决定{}件。",
    "本年度办理行政许可{}件。",
)
_of_table(
    "penalty",
    ("proactive_disclosure", "administrative_penalty", "decisions"),
    "全年作出行政处罚决定{}件。",
    "本年度实施行政处罚{}件。",
)
_of_table(
    "coercion",
    ("proactive_disclosure", "administrative_coercion", "decisions"),
    "全年作出行政强制决定{}件。",
    "本年度实施行政强制{}件。",
)
_of_table(
    "documents_issued",
    ("proactive_disclosure", "normative_documents", "issued"),
    "全年制发行政规范性文件{}件。",
    "本年度制定规范性文件{}件。",
)
_of_table(
    "documents_repealed",
    ("proactive_disclosure", "normative_documents", "repealed"),
    "全年废止行政规范性文件{}件。",
)
_of_table(
    "documents_in_force",
    ("proactive_disclosure", "normative_documents", "in_force"),
    "现行有效的行政规范性文件{}件。",
)


@_statement("litigation", "narrative_vs_table")
def litigation(report: SampleReport, rng: Random, broken: bool) -> str | None:
    """Litigations of both kinds, added up."""
    direct = _value(report, "proceedings", "litigation_direct", "total")
    after = _value(report, "proceedings", "litigation_after_review", "total")
    if direct is None or after is None:
        return None
    total = misprint(direct + after, rng) if broken else direct + after
    return f"因政府信息公开被提起行政诉讼{total}件。"


@_statement("fees", "narrative_vs_table")
def fees(report: SampleReport, rng: Random, broken: bool) -> str | None:
    """The fees of the year, in 万元 as in the table."""
    printed = report.figures.get(("proactive_disclosure", "administrative_fees", "fee_amount"))
    if printed is None or printed.value is None:
        return None
    value = printed.value + (Decimal(rng.randint(2, 40)) if broken else 0)
    return f"全年行政事业性收费金额{value}万元。"
