"""A year in numbers: what the pictures show, and what can be downloaded of each.

Drawn from the published table `panel` (a row an agency and year) and the failing checks. What
an agency has not reported is left out of a sum, and counted beside it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from extractors.checks.results import plain
from flows.csv_text import BYTE_ORDER_MARK, inert
from flows.review import words
from flows.review.shelf import Shelf

MOST_BARS = 20
"""Agencies in a picture; its table and its CSV have all."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?%?", re.ASCII)

NO_LAST_YEAR = "没有同时报送{year}年报告的机关。"
OUTCOMES = (
    ("granted", "予以公开"), ("partially_granted", "部分公开"), ("denied", "不予公开"),
    ("unable", "无法提供"), ("not_processed", "不予处理"), ("other_handling", "其他处理"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one colour: its name and a value for each label."""

    name: str
    values: list[float]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a picture shows.

    `kind`: bars (across), columns (upright), or steps (upright, with their running sum). `rows`
    under `header` are all numbers, of which the picture may show the first only.
    """

    name: str
    title: str
    kind: str
    unit: str
    labels: list[str]
    series: list[Series]
    header: list[str]
    rows: list[list[Any]]
    note: str = ""


NAMES = ("submissions", "outcomes", "agencies", "checks", "check_agencies", "changes")


def year_numbers(shelf: Shelf, year: int) -> dict[str, Numbers]:
    """Return the numbers of a year's pictures, by name."""
    stamp = (shelf.stamp("panel"), shelf.stamp("checks"))
    found: dict[str, Numbers] = shelf.keep(f"numbers-{year}", stamp, lambda: _made(shelf, year))
    return found


_COLUMNS = [
    "agency", "report_year", "submitted_on", "status", "failed_checks", "cells_to_review",
    "doubted", "new_received", "results_total", *(code for code, _ in OUTCOMES),
]  # fmt: skip


def _made(shelf: Shelf, year: int) -> dict[str, Numbers]:
    def panel(of: int) -> list[dict[str, Any]]:
        filters = [("is_current", "==", True), ("report_year", "==", of)]
        return shelf.table("panel", _COLUMNS, filters)

    now, before = panel(year), panel(year - 1)
    fails = [("is_current", "==", True), ("report_year", "==", year), ("status", "==", "fail")]
    failing = shelf.table("checks", ["agency", "check", "severity"], fails)
    makers: tuple[Callable[[], Numbers], ...] = (
        lambda: _submissions(now),
        lambda: _outcomes(now, before, year),
        lambda: _agencies(now),
        lambda: _checks(failing),
        lambda: _check_agencies(failing),
        lambda: _changes(now, before, year),
    )
    return {made.name: made for made in (maker() for maker in makers)}


def _submissions(now: list[dict[str, Any]]) -> Numbers:
    days = Counter(row["submitted_on"] for row in now if row["submitted_on"])
    undated = sum(row["submitted_on"] is None for row in now)
    weeks: Counter[date] = Counter()
    for day, count in days.items():
        weeks[day - timedelta(days=day.weekday())] += count
    order = sorted(weeks)
    running, total = [], 0
    for week in order:
        total += weeks[week]
        running.append(total)
    return Numbers(
        "submissions", "落款时间分布（按周）", "steps", "份",
        [f"{week:%m-%d}" if len({w.year for w in order}) < 2 else f"{week:%y-%m-%d}"
         for week in order],
        [Series("当周份数", [float(weeks[week]) for week in order]),
         Series("累计份数", [float(each) for each in running])],
        ["周（周一）", "当周份数", "累计份数"],
        [[week.isoformat(), weeks[week], run] for week, run in zip(order, running, strict=True)],
        note=f"另有{undated}份没有写明落款日期。" if undated else "",
    )  # fmt: skip


def _outcomes(now: list[dict[str, Any]], before: list[dict[str, Any]], year: int) -> Numbers:
    sums = {
        at: [_sum(rows, code) for code, _ in OUTCOMES]
        for at, rows in ((year, now), (year - 1, before))
        if rows
    }
    unknown = sum(any(row[code] is None for code, _ in OUTCOMES) for row in now)
    told = [f"{unknown}份报告有未能读出的数字，未计入。"] if unknown else []
    told += _doubted(now)
    series: list[Series] = []
    rows: list[list[Any]] = []
    for at, values in sums.items():
        total = sum(values)
        shares = [float(value / total * 100) if total else 0.0 for value in values]
        series.append(Series(f"{at}年", shares))
    for number, (_, name) in enumerate(OUTCOMES):
        rows.append(
            [name]
            + [
                shown
                for at, each in zip(sums, series, strict=True)
                for shown in (sums[at][number], f"{each.values[number]:.1f}%")
            ]
        )
    header = ["办理结果", *(name for at in sums for name in (f"{at}年件数", f"{at}年占比"))]
    return Numbers(
        "outcomes", "办理结果构成", "bars", "%", [name for _, name in OUTCOMES], series, header,
        rows, note="".join(told),
    )  # fmt: skip


def _agencies(now: list[dict[str, Any]]) -> Numbers:
    ordered = sorted(now, key=lambda row: (-(row["new_received"] or -1), row["agency"]))
    top = [row for row in ordered if row["new_received"] is not None][:MOST_BARS]
    rows = [
        [
            row["agency"], _plain(row["new_received"]), _plain(row["results_total"]),
            _share(row["granted"], row["results_total"]), words.STATUSES.get(row["status"], ""),
            row["failed_checks"], row["cells_to_review"],
        ]
        for row in ordered
    ]  # fmt: skip
    return Numbers(
        "agencies", "各机关新收与办结申请", "bars", "件", [row["agency"] for row in top],
        [Series("新收", [float(row["new_received"]) for row in top]),
         Series("办结", [float(row["results_total"] or 0) for row in top])],
        ["机关", "新收", "办结", "予以公开率", "状态", "不符项", "待核对"], rows,
        note=_only_first(len(now), "新收件数") + "".join(_doubted(now)),
    )  # fmt: skip


def _checks(failing: list[dict[str, Any]]) -> Numbers:
    times: defaultdict[str, Counter[str]] = defaultdict(Counter)
    agencies: defaultdict[str, set[str]] = defaultdict(set)
    for row in failing:
        times[row["check"]][row["severity"]] += 1
        agencies[row["check"]].add(row["agency"])
    order = sorted(times, key=lambda code: (-sum(times[code].values()), code))
    names = [words.CHECKS.get(code, code) for code in order]
    return Numbers(
        "checks", "不符项种类", "bars", "次", names,
        [Series(words.SEVERITIES[each], [float(times[code][each]) for code in order])
         for each in ("error", "warning")],
        ["种类", "代码", "错误次数", "提醒次数", "涉及机关数"],
        [[name, code, times[code]["error"], times[code]["warning"], len(agencies[code])]
         for name, code in zip(names, order, strict=True)],
    )  # fmt: skip


def _check_agencies(failing: list[dict[str, Any]]) -> Numbers:
    times: defaultdict[str, Counter[str]] = defaultdict(Counter)
    kinds: Counter[tuple[str, str, str]] = Counter()
    for row in failing:
        times[row["agency"]][row["severity"]] += 1
        kinds[row["agency"], row["check"], row["severity"]] += 1
    order = sorted(times, key=lambda a: (-times[a]["error"], -times[a]["warning"], a))
    return Numbers(
        "check_agencies", "各机关不符项", "bars", "次", order[:MOST_BARS],
        [Series(words.SEVERITIES[each], [float(times[a][each]) for a in order[:MOST_BARS]])
         for each in ("error", "warning")],
        ["机关", "种类", "轻重", "次数"],
        [[agency, words.CHECKS.get(code, code), words.SEVERITIES.get(severity, severity), count]
         for (agency, code, severity), count in sorted(
             kinds.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0]))],
        note=_only_first(len(order), "错误次数"),
    )  # fmt: skip


def _changes(now: list[dict[str, Any]], before: list[dict[str, Any]], year: int) -> Numbers:
    last = {row["agency"]: row["new_received"] for row in before}
    both = [
        (row["agency"], last[row["agency"]], row["new_received"])
        for row in now
        if row["new_received"] is not None and last.get(row["agency"]) is not None
    ]
    both.sort(key=lambda each: (-abs(each[2] - each[1]), each[0]))
    return Numbers(
        "changes", f"新收申请较{year - 1}年增减", "bars", "件",
        [agency for agency, _, _ in both[:MOST_BARS]],
        [Series("增减", [float(new - old) for _, old, new in both[:MOST_BARS]])],
        ["机关", f"{year - 1}年新收", f"{year}年新收", "增减", "增长率"],
        [[agency, _plain(old), _plain(new), _plain(new - old), _share(new - old, old)]
         for agency, old, new in both],
        note=_only_first(len(both), "增减件数") if both else NO_LAST_YEAR.format(year=year - 1),
    )  # fmt: skip


def _doubted(rows: list[dict[str, Any]]) -> list[str]:
    """Return what is to be said where figures are counted that nobody has looked at yet."""
    doubted = sum(bool(row["doubted"]) for row in rows)
    return [f"{doubted}份报告有待核对的数字，核对以后本图可能改变。"] if doubted else []


def _only_first(count: int, what: str) -> str:
    return f"图中只列{what}最多的{MOST_BARS}个机关，其余见数据。" if count > MOST_BARS else ""


def _sum(rows: list[dict[str, Any]], code: str) -> Decimal:
    return sum((Decimal(str(row[code])) for row in rows if row[code] is not None), Decimal(0))


def _plain(value: Any) -> str:
    return "" if value is None else plain(Decimal(str(value)))


def _share(part: Any, whole: Any) -> str:
    if part is None or not whole:
        return ""
    return f"{float(part) / float(whole) * 100:.1f}%"


def as_csv(numbers: Numbers) -> str:
    """Return all numbers of a picture for spreadsheets. No cell is ever taken for a formula."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(numbers.header)
    writer.writerows([_csv_cell(value) for value in row] for row in numbers.rows)
    return text.getvalue()


def _csv_cell(value: Any) -> str:
    text = _plain(value) if isinstance(value, int | float | Decimal) else str(value)
    return text if _NUMBER.fullmatch(text) else inert(text)
