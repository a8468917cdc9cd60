"""No cell of a CSV is ever taken for a formula."""

import pytest

from flows.csv_text import inert


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "|calc", "%0A", "\u3000=1"],
)
def test_what_would_run_is_text(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize("text", ["", "财政局", "1,204", "2020年", "a=1", "第一季度-第二季度"])
def test_what_is_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
