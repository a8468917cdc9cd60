"""The sentences annotated by hand: no false alarm among those that hold, and what is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.checks.prose import check_prose
from schemas.records import Check
from tests.prose_builder import failures, reported_of

ANNOTATED = Path(__file__).parent / "data" / "annotated_sentences.jsonl"

Line = dict[str, Any]


@pytest.fixture(scope="module")
def checked() -> list[tuple[Line, list[Check]]]:
    lines = [json.loads(line) for line in ANNOTATED.read_text(encoding="utf-8").splitlines()]
    return [
        (
            line,
            list(
                check_prose(reported_of(line["text"], section=line["section"], year=line["year"]))
            ),
        )
        for line in lines
    ]


def listed(found: list[tuple[Line, list[Check]]]) -> str:
    return "\n".join(
        f"{line['id']} {line['text']}\n     {line['fault'] or ''}"
        + "".join(f"\n     {check.severity}: {check.message}" for check in failures(checks))
        for line, checks in found
    )


def test_no_false_alarm_where_the_arithmetic_holds(
    checked: list[tuple[Line, list[Check]]],
) -> None:
    false = [each for each in checked if each[0]["holds"] is True and failures(each[1])]
    assert not false, listed(false)


def test_no_alarm_where_there_is_no_arithmetic(checked: list[tuple[Line, list[Check]]]) -> None:
    false = [each for each in checked if each[0]["holds"] is None and failures(each[1])]
    assert not false, listed(false)


def test_the_faulty_sentences_are_found(checked: list[tuple[Line, list[Check]]]) -> None:
    faulty = [each for each in checked if each[0]["holds"] is False]
    missed = [each for each in faulty if not failures(each[1])]
    assert len(missed) <= len(faulty) // 100, listed(missed)


def test_what_holds_is_mostly_said_to_pass(checked: list[tuple[Line, list[Check]]]) -> None:
    holding = [each for each in checked if each[0]["holds"] is True]
    silent = [
        each
        for each in holding
        if not any(
            check.status == "pass" and check.check != "narrative_percentage" for check in each[1]
        )
    ]
    assert len(silent) <= len(holding) // 50, listed(silent)
