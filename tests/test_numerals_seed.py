"""The seed's figures, written down by reading it: value, unit, in order, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extractors.numerals import find_quantities, find_spans

SEED = Path(__file__).parents[2] / "shared" / "seed" / "000_a929f22f00d6b349.txt"

FIGURES = """
57 类 | 1204 条 | 627 条 | 339 条 | 280 条 | 8 条 | 30 条 | 577 条 | 5113 项 | 1373 项
221903 件 | 212542 件 | 95.78 % | 161916 件 | 50626 件 | 50522 件 | 99.79 % | 90.63 %
35 期 | 376 件 | 137 件 | 243 件 | 99 % | 9 次 | 20 个工作日 | 0 件
787 项 | 720 项 | 91.36 % | 166 项 | 572 项 | 143 项 | 7 个 | 29 个 | 17792 条
"""

TABLE_HEADING = "二、主动公开政府信息情况"
PROBLEMS_HEADING = "五、存在问题及改进措施"


@pytest.fixture(scope="module")
def seed() -> str:
    if not SEED.exists():
        pytest.skip("the seed report is not beside this repository")
    return SEED.read_text("utf-8")


def test_the_35_figures_of_the_overview(seed: str) -> None:
    overview = seed[: seed.index(TABLE_HEADING)]
    expected = [
        tuple(each.split()) for line in FIGURES.split("\n") for each in line.split("|") if each
    ]
    found = [(str(each.value), each.unit) for each in find_quantities(overview)]
    assert len(expected) == 35
    assert found == expected


def test_no_figure_among_the_problems(seed: str) -> None:
    problems = seed[seed.index(PROBLEMS_HEADING) :]
    assert find_quantities(problems) == []


def test_figures_in_the_tables_are_their_cells(seed: str) -> None:
    tables = seed[seed.index(TABLE_HEADING) : seed.index(PROBLEMS_HEADING)]
    cells = [line.strip() for line in tables.splitlines() if line.strip().strip("+-").isdecimal()]
    money = [each for each in find_quantities(tables) if each.unit == "万元"]
    others = [each for each in find_quantities(tables) if each.unit is None]
    assert [each.value for each in money] == [Decimal("40.35")]
    assert [each.value for each in others] == [Decimal(cell) for cell in cells]


def test_bound_and_approximate(seed: str) -> None:
    modified = [
        (each.surface, each.approximate, each.bound)
        for each in find_quantities(seed)
        if each.approximate or each.bound
    ]
    assert modified == [("99%以上", False, "at_least")]


def test_dates_periods_and_articles(seed: str) -> None:
    spans = [(each.type, each.surface) for each in find_spans(seed)]
    assert ("period", "2020年1月1日至12月31日") in spans
    assert ("date", "2021年1月15日") in spans
    assert ("hotline", "12345") in spans
    assert ("article", "第二十条第（五）项") in spans
    assert ("slogan", "三安全一稳定") in spans
    assert ("slogan", "最多跑一次") in spans
