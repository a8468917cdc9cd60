"""The commands of docs/register.md, run one after the other over samples."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT
from typer.testing import CliRunner

from flows.cli import app
from flows.intake import open_intake

COMMAND = re.compile(r"^\$ nianbao (?P<words>.+)$", re.MULTILINE)
SAMPLES = (
    "02_附函报送_2020年.docx", "2020/05_文本转换.txt", "15_全表留空.docx", "16_以条计数.txt",
    "14_繁体.html",
)  # fmt: skip


def test_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for name in SAMPLES:
        source = ROOT / "sample_inputs" / "reports" / name
        (reports / source.name).write_bytes(source.read_bytes())
    with open_intake(tmp_path / "build/warehouse", run_id="docs", what="the register") as intake:
        intake.discover(reports, settle_seconds=0)
        for batch in intake.batches:
            intake.read_batch(batch)
        intake.publish()
    (tmp_path / "sample_inputs").symlink_to(ROOT / "sample_inputs")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")
    commands = [shlex.split(found["words"]) for found in COMMAND.finditer(page)]
    assert [words[0] for words in commands] == ["settings", "missing", "rollup"]
    printed = []
    for words in commands:
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        printed.append(done.output)
    assert "Not submitted" in printed[1] and "枫丹市教育局" in printed[1]
    assert "of no agency" in printed[1] and "unknown" not in printed[1]
    book = openpyxl.load_workbook(tmp_path / "build/汇总.xlsx")
    agencies = [row[0] for row in book["各机关数据"].iter_rows(min_row=4, values_only=True)]
    assert agencies == ["枫丹市市场监督管理局", "竹屿县行政审批服务局", "合计"]
    total = book["依申请公开"]["J6"]
    assert total.value == 396 + 775
