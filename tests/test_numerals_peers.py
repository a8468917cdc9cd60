"""The peers' cases: the bar holds, and every disagreement has been judged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.numeral_peers import ours
from benchmarks.numerals import CASES, VERDICTS, Score, prose, score_case


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    if not CASES.exists():
        pytest.skip("the peers' cases are not beside this repository")
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def test_f1_on_the_peers_cases(cases: list[dict[str, Any]]) -> None:
    total = sum((score_case(case, ours(case["text"]))[0] for case in cases), Score())
    assert total.f1 >= 0.97


def test_every_disagreement_is_judged(cases: list[dict[str, Any]]) -> None:
    verdicts = json.loads(VERDICTS.read_text("utf-8"))
    for case in cases:
        score, _ = score_case(case, ours(case["text"]))
        if score.wrong or score.missed:
            assert case["text"] in verdicts


def test_scoring_asks_for_place_and_value() -> None:
    case: dict[str, Any] = {
        "text": "共3件4件", "exhaustive": True, "scope": ["number"],
        "expected": [{"start": 1, "end": 3, "value": 3, "kind": "number", "text": "3件"}],
    }  # fmt: skip
    score, _ = score_case(case, ours(case["text"]))
    assert score == Score(right=1, wrong=1, missed=0)


def test_prose_for_timing_is_as_long_as_asked() -> None:
    assert len(prose(5_000)) == 5_000
