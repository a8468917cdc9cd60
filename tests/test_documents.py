"""The documents' own examples run, and what they say of the command line is true."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from flows.intake import open_intake

README = ROOT / "README.md"
CHINESE_README = ROOT / "README.zh-CN.md"
ANALYSTS = ROOT / "docs" / "analysts.md"
FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)#]+)[^)]*\)")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("documents") / "warehouse"
    with open_intake(folder, run_id="docs", what="the documents' examples") as intake:
        intake.discover(ROOT / "sample_inputs" / "reports", settle_seconds=0)
        for batch in intake.batches:
            intake.read_batch(batch)
        intake.publish()
    yield folder


def _blocks(path: Path, language: str) -> list[str]:
    return [
        found["code"]
        for found in FENCE.finditer(path.read_text(encoding="utf-8"))
        if found["language"] == language
    ]


PYTHON = [
    pytest.param(code, id=f"{path.stem}-{number}")
    for path in (README, ANALYSTS)
    for number, code in enumerate(_blocks(path, "python"))
]


@pytest.mark.parametrize("code", PYTHON)
def test_python_examples_run(
    code: str, warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    code = code.replace("build/warehouse", str(warehouse))
    exec(compile(code, "example", "exec"), {"warehouse": str(warehouse)})
    assert len(capsys.readouterr().out) > 10


def test_readme_commands_exist() -> None:
    commands = [
        shlex.split(line[2:], comments=True)
        for block in _blocks(README, "console")
        for line in block.splitlines()
        if line.startswith("$ nianbao")
    ]
    shown = {"serve", "ingest", "ingest-file", "show", "numbers", "checks"}
    shown |= {"status", "settings", "prune", "review", "missing", "rollup"}
    assert {words[1] for words in commands} == shown
    for words in commands:
        printed = subprocess.run(
            [sys.executable, "-m", "flows.cli", words[1], "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": "/usr/bin:/bin", "COLUMNS": "200", "NO_COLOR": "1"},
        ).stdout
        for option in (word for word in words if word.startswith("--")):
            assert option in printed, (words, printed)


def test_readme_shows_a_sample(warehouse: Path) -> None:
    samples = [
        word
        for block in _blocks(README, "console")
        for line in block.splitlines()
        if line.startswith("$ nianbao show")
        for word in shlex.split(line)
        if word.startswith("sample_inputs/")
    ]
    assert samples
    for sample in samples:
        assert (ROOT / sample).is_file()


def test_chinese_readme_has_the_same_in_it() -> None:
    for language in ("console", "python"):
        comments = re.compile(r"[ ]*#.*")
        english, chinese = (
            [comments.sub("", each) for each in _blocks(path, language)]
            for path in (README, CHINESE_README)
        )
        assert chinese == english
    english, chinese = (
        path.read_text(encoding="utf-8").splitlines() for path in (README, CHINESE_README)
    )
    for mark in ("#", "| `"):  # headings, and the tables that there are
        assert _starting(chinese, mark) == _starting(english, mark), mark
    english_links = {found["target"] for found in LINK.finditer(README.read_text("utf-8"))}
    chinese_links = {found["target"] for found in LINK.finditer(CHINESE_README.read_text("utf-8"))}
    assert english_links - {"README.zh-CN.md"} <= chinese_links


def _starting(lines: list[str], mark: str) -> list[str]:
    """Return the beginnings of lines that have a mark: a heading's depth, a table's name."""
    found = [line for line in lines if line.startswith(mark)]
    return [line.partition(" ")[0] if mark == "#" else line.split("|")[1] for line in found]


@pytest.mark.parametrize("path", sorted([README, CHINESE_README, *(ROOT / "docs").glob("*.md")]))
def test_links_lead_somewhere(path: Path) -> None:
    for found in LINK.finditer(path.read_text(encoding="utf-8")):
        target = found["target"]
        if "://" not in target:
            assert (path.parent / target).exists(), target
