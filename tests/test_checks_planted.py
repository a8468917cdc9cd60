"""Faults planted in reports are found by the right check; clean reports have no errors."""

from __future__ import annotations

import pytest

from benchmarks.checks import failing, is_found, read, run_planted
from tools.samples.faults import Planted, clean_report, planted

EVERY = 15
"""Every so-manieth of some 900 planted faults is read here; `make bench` reads all."""


def test_planted_faults_are_found() -> None:
    tally = run_planted(EVERY)
    assert tally.planted.total() > 55
    assert tally.missed == []


def test_every_kind_of_fault_is_planted() -> None:
    kinds = {fault.kind for fault in planted()}
    assert len(kinds) >= 38
    cells = {f.address for f in planted() if f.kind == "one digit off"}
    assert {a[0] for a in cells if a} == {"requests", "proceedings"} and len(cells) >= 190


@pytest.mark.parametrize("number", range(6))
def test_clean_reports_have_no_errors(number: int) -> None:
    assert [c.message for c in failing(read(clean_report(number))) if c.severity == "error"] == []


def test_a_check_elsewhere_does_not_count() -> None:
    fault = next(planted())
    assert fault.address is not None and is_found(fault)[0]
    other = Planted(fault.kind, fault.report, fault.codes, ("proceedings", "review", "upheld"))
    assert not is_found(other)[0]
