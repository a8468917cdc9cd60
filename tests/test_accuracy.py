"""Random reports of every kind and deviation: no figure is wrong without asking for review."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.accuracy import Comparison, compare_sample, table
from tools.samples.catalogue import generate

REPORTS = 400


@pytest.fixture(scope="module")
def comparisons() -> list[Comparison]:
    return [compare_sample(sample) for sample in generate(REPORTS, seed=20, deviations=5)]


def _told(comparisons: list[Comparison], what: str) -> Iterator[str]:
    for each in comparisons:
        if getattr(each, what):
            yield f"{each.name} ({', '.join(each.deviations)}): {each.differences[:3]}"


def test_no_wrong_figure_looks_right(comparisons: list[Comparison]) -> None:
    assert list(_told(comparisons, "silent")) == []


def test_nearly_none_is_wrong_or_asks_for_review_in_vain(comparisons: list[Comparison]) -> None:
    cells = sum(each.cells for each in comparisons)
    assert sum(each.wrong for each in comparisons) <= 0.0005 * cells, list(
        _told(comparisons, "wrong")
    )
    assert sum(each.needless for each in comparisons) <= 0.001 * cells


def test_every_report_is_known_for_what_it_is(comparisons: list[Comparison]) -> None:
    assert list(_told(comparisons, "identity_wrong")) == []


def test_table_counts_every_report(comparisons: list[Comparison]) -> None:
    last = list(table(comparisons, "kind"))[-1]
    assert last.startswith(f"| all | {REPORTS} |")
