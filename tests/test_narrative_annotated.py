"""The sentences annotated by hand: the bars that reading them must reach."""

from __future__ import annotations

import pytest

from benchmarks.narrative import Score, halves, measure


@pytest.fixture(scope="module", params=["odd", "even"])
def score(request: pytest.FixtureRequest) -> Score:
    return measure(halves()[request.param])


def test_figures_with_value_and_unit(score: Score) -> None:
    assert score.precision() >= 0.99 and score.recall() >= 0.99


@pytest.mark.parametrize(
    ("field", "bar"),
    [("role", 0.95), ("part_of", 0.95), ("rate", 0.95), ("change", 0.9), ("direction", 0.95),
     ("subject", 0.9), ("metric", 0.9), ("scope", 0.95), ("year", 0.95), ("kind", 0.99)],
)  # fmt: skip
def test_what_a_figure_is(score: Score, field: str, bar: float) -> None:
    wrong = [each for each in score.errors if each[0] == field]
    assert score.share(field) >= bar, wrong
