"""The seed's own mistakes, and nothing else, fail: see the last part of the domain's notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors import extract_report
from schemas.records import Check

SEED = Path(__file__).parents[2] / "shared" / "seed" / "000_a929f22f00d6b349.txt"


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    if not SEED.exists():
        pytest.skip(f"the seed report is not there: {SEED}")
    return extract_report(SEED).checks


def test_exactly_its_five_faults_fail(checks: list[Check]) -> None:
    failed = {
        (check.check, check.severity, str(check.reported), str(check.expected))
        for check in checks
        if check.status == "fail"
    }
    assert failed == {
        ("narrative_sum", "warning", "627", "657"),
        ("narrative_sum", "warning", "376", "380"),
        ("narrative_rate", "error", "91.36", "91.49"),
        ("narrative_vs_table", "warning", "1373", "1375"),
        ("missing_row", "error", "None", "None"),
    }


def test_what_is_right_passes(checks: list[Check]) -> None:
    rates = [check for check in checks if check.check == "narrative_rate"]
    assert [check.status for check in rates] == ["pass", "pass", "fail"]  # 95.78 %, 99.79 %
    sums = [check for check in checks if check.check == "narrative_sum"]
    assert sum(check.status == "pass" for check in sums) == 3  # 627 + 577 = 1204, 接通, 网上可办
    agreeing = [
        (check.row, check.column)
        for check in checks
        if check.check == "narrative_vs_table" and check.status == "pass"
    ]
    assert agreeing == [("administrative_licensing", "decisions"), ("new_received", "total")]


def test_failures_lead_to_their_places(checks: list[Check]) -> None:
    failed = [
        check for check in checks if check.status == "fail" and check.check.startswith("narrative")
    ]
    assert all(check.evidence and all(":" in each or "/" in each for each in check.evidence)
               for check in failed)  # fmt: skip
    assert "各项之和为380件（现场解答137+工单243），超过总数376件" in failed[1].message
