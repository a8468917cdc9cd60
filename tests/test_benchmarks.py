"""The benchmarks run, in sizes of seconds; what they measure is in docs/measurements.md."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.bars import Bar, table
from benchmarks.timing import interleaved, ratio, total

ROOT = Path(__file__).resolve().parent.parent


def benchmark(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments, "--small"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_speed_and_accuracy_run_small() -> None:
    printed = benchmark("speed", "accuracy")
    for kind in ("docx", "html", "mht", "txt"):
        assert f"| {kind} " in printed
    assert "docx, read + extract," in printed
    assert "met: wrong without asking for review 0 figures" in printed


@pytest.mark.prefect
def test_scan_and_prefect_run_small() -> None:
    printed = benchmark("scan", "prefect")
    assert "the slowest night over 40 unchanged files" in printed
    assert "Prefect's share" in printed


def test_unknown_part_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "sped"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "no such part: sped" in done.stderr


def test_steps_take_turns_and_the_first_round_does_not_count() -> None:
    order: list[str] = []
    ticks = iter(range(100))
    times = interleaved(
        {"a": lambda: order.append("a"), "b": lambda: order.append("b")},
        2,
        clock=lambda: float(next(ticks)),
    )
    assert order == ["a", "b"] * 3
    assert times == {"a": [1.0, 1.0], "b": [1.0, 1.0]}


def test_ratios_are_made_within_a_repetition() -> None:
    slow_in_the_middle = ratio([2.0, 20.0, 3.0], [1.0, 10.0, 1.0])
    assert (slow_in_the_middle.median, slow_in_the_middle.least, slow_in_the_middle.most) == (
        2.0,
        2.0,
        3.0,
    )
    assert total([1.0, 2.0], [10.0, 20.0]) == [11.0, 22.0]


def test_bars() -> None:
    assert Bar("a", 8.0, 8.0, "s").met
    missed = Bar("reading", 8.04, 8.0, "×", goal=4.0)
    assert not missed.met
    assert str(missed) == "MISSED: reading 8.04 × (bar 8 ×; goal 4 ×, not reached)"


def test_table_is_aligned() -> None:
    assert table(("a", "b"), [("long", "1")]) == "| a    |  b |\n| ---- | -: |\n| long |  1 |"
