"""`nianbao numbers`: the reading aid."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from flows.cli import app
from flows.numbers import marked, passages_of_text

TEXT = "2021年收到申请36件，其中自然人29件，法人7件，按期答复率97.2%。"


def run(*arguments: str, given: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["numbers", *arguments], input=given)
    return result.exit_code, result.output


def test_a_text_with_its_figures_marked_and_listed() -> None:
    code, shown = run(TEXT)
    assert code == 0
    flat = "".join(shown.split())
    assert "收到申请[1:36件]" in flat and "partof1" in flat and "2021年(period)" in flat
    assert "requests_received" in flat


def test_the_marks_read_without_colour() -> None:
    (passage,) = passages_of_text("收到申请3件。")
    assert marked(passage).plain == "收到申请[1:3件]。"


def test_json() -> None:
    code, shown = run("--json", TEXT)
    (passage,) = json.loads(shown)
    assert code == 0 and passage["text"] == TEXT
    assert [each["surface"] for each in passage["quantities"]] == ["36件", "29件", "7件", "97.2%"]
    assert passage["quantities"][1]["part_of"] == passage["quantities"][0]["start"]
    assert passage["not_figures"][0]["type"] == "period"


def test_a_file_that_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "便条.txt").write_text("明天开会。\n收到信件3封。\n", "utf-8")
    code, shown = run(str(tmp_path / "便条.txt"))
    assert code == 0 and "[1:3封]" in shown


def test_standard_input() -> None:
    assert "[1:3封]" in run("-", given="收到信件3封。")[1]


def test_nothing_to_show() -> None:
    assert "No figure found" in run("没有什么可说。")[1]


def test_a_file_that_is_not_there_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    code, shown = run("nowhere.docx")
    assert code == 2 and "no file nowhere.docx" in shown
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 and no more")
    assert run(str(tmp_path / "坏.docx"))[0] == 3
