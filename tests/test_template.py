"""The blank form as a government office made it in WPS: filled, and left blank."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from extractors import extract_report
from schemas.forms import load_form
from tools.samples.fill_template import fill_template

TEMPLATE = Path(__file__).parents[2] / "shared" / "real" / "form_2021_template.docx"
FIGURES = load_form("2021").figures()


@pytest.fixture(scope="module")
def template() -> bytes:
    if not TEMPLATE.exists():
        pytest.skip(f"the blank form is not there: {TEMPLATE}")
    return TEMPLATE.read_bytes()


@pytest.mark.parametrize("seed", range(5))
def test_all_200_figures_come_out(template: bytes, seed: int) -> None:
    random = Random(seed)
    figures = {figure.address: str(random.randrange(100_000)) for figure in FIGURES}
    found = extract_report(fill_template(template, figures))
    assert found.report.form == "2021"
    placed = {(cell.table, cell.row, cell.column): cell for cell in found.cells}
    assert len(placed) == len(found.cells) == 200
    for address, printed in figures.items():
        cell = placed[address]
        assert (cell.raw, cell.value, cell.state) == (printed, Decimal(printed), "number")
        assert not cell.needs_review


def test_left_blank_all_200_are_blank(template: bytes) -> None:
    found = extract_report(template)
    assert len(found.cells) == 200
    assert {(cell.state, cell.value, cell.needs_review) for cell in found.cells} == {
        ("blank", None, False)
    }
