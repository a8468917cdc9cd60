"""The ten questions: pandas, DuckDB and Polars give one answer, and the notebook runs."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from conftest import ROOT

from flows.intake import open_intake
from schemas.analysts import BLANK_RULE

PAGE = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
NOTEBOOK = ROOT / "docs" / "analysts.ipynb"
QUESTION = re.compile(r"^## (?P<number>\d+)\. .*?(?=^## )", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUESTIONS = {int(found["number"]): CODE.findall(found[0]) for found in QUESTION.finditer(PAGE)}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a warehouse of the samples that are read at once; scans would take minutes."""
    folder = tmp_path_factory.mktemp("questions")
    reports = folder / "reports"
    for path in sorted((ROOT / "sample_inputs" / "reports").rglob("*")):
        if path.suffix in (".docx", ".txt", ".html", ".mht"):
            target = reports / path.name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    # No agency of the samples has two years: one gets a year more.
    page = (reports / "09_沿用旧表.html").read_bytes()
    (reports / "next.html").write_bytes(page.replace(b"2022", b"2023"))
    with open_intake(folder / "warehouse", run_id="docs", what="the questions") as intake:
        intake.discover(reports, settle_seconds=0)
        for batch in intake.batches:
            intake.read_batch(batch)
        intake.publish()
    yield folder / "warehouse"


def answer(code: str, warehouse: Path) -> list[tuple[object, ...]]:
    names: dict[str, object] = {"warehouse": str(warehouse)}
    exec(compile(code, "question", "exec"), names)
    found = names["answer"]
    frame = pd.DataFrame(found.to_dicts()) if isinstance(found, pl.DataFrame) else found
    assert isinstance(frame, pd.DataFrame)
    rows = frame.itertuples(index=False, name=None)
    return [tuple(frame.columns), *(tuple(map(plain, row)) for row in rows)]


def plain(value: object) -> object:
    number = getattr(value, "item", lambda: value)()
    return round(float(number), 9) if isinstance(number, int | float) else number


def test_there_are_ten_questions() -> None:
    assert list(QUESTIONS) == list(range(1, 11))
    for codes in QUESTIONS.values():
        assert [code.split("\n")[0] for code in codes] == [
            "import pandas as pd", "import duckdb", "import polars as pl",
        ]  # fmt: skip


@pytest.mark.parametrize("number", QUESTIONS)
def test_three_libraries_give_one_answer(number: int, warehouse: Path, capsys) -> None:
    first, *others = (answer(code, warehouse) for code in QUESTIONS[number])
    assert len(first) > 1, "the samples give no answer"
    for other in others:
        assert other == first


def test_the_notebook_runs(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(warehouse))
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    shown = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == [] and cell["execution_count"] is None
        *body, last = ast.parse("".join(cell["source"])).body
        exec(compile(ast.Module(body, []), "notebook", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "notebook", "eval"), names)
            assert isinstance(value, pd.DataFrame) and len(value)
            shown += 1
        else:
            exec(compile(ast.Module([last], []), "notebook", "exec"), names)
    assert shown == 10


def test_the_rule_of_blanks_is_told() -> None:
    assert BLANK_RULE in PAGE
