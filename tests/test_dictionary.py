"""The data dictionary says all that is declared, and is never stale."""

from __future__ import annotations

import pytest

from flows import dictionary
from schemas.checks import CHECKS
from schemas.doubts import DOUBTS
from schemas.errors import ERRORS
from schemas.forms import FORM_VERSIONS, load_form
from schemas.tables import TABLES


def test_written_dictionary_is_up_to_date(capsys) -> None:
    code = dictionary.main(["--check"])
    assert code == 0, capsys.readouterr().out + "run: python -m flows.dictionary"


def test_every_column_is_described_in_its_table() -> None:
    text = dictionary.render()
    for spec in TABLES:
        section = text.split(f"\n## {spec.name}\n")[1].split("\n## ")[0]
        for column in spec.columns:
            assert f"| `{column.name}` |" in section and column.description in section
            assert column.description.strip(), column.name


def test_every_code_is_listed() -> None:
    text = dictionary.render()
    for code in [*ERRORS, *DOUBTS]:
        assert f"| `{code}` |" in text
    for code in CHECKS:
        assert f"| [`{code}`](checks.md#{code}) |" in text
    for version in FORM_VERSIONS:
        part = text.split(f"### Form {version}\n")[1].split("\n### ")[0]
        for figure in load_form(version).figures():
            assert f"{figure.row.label} | `{figure.row.code}` |" in part
            assert f"{figure.column.label} | `{figure.column.code}` |" in part


def test_every_check_is_told_in_full() -> None:
    text = dictionary.render_checks()
    for code, kind in CHECKS.items():
        part = text.split(f"### {code}\n")[1].split("\n#")[0]
        for said in (kind.severity, kind.meaning, kind.compares, kind.assessable, kind.message):
            assert said and said in part, code


def test_grids_are_well_formed() -> None:
    width = None
    for line in dictionary.render().splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = line.replace("\\|", "").count("|")
        assert width in (None, cells), line
        width = cells


def test_stale_dictionary_is_told(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(dictionary, "TARGET", tmp_path / "d.md")
    monkeypatch.setattr(dictionary, "CHECKS_TARGET", tmp_path / "c.md")
    assert dictionary.main(["--check"]) == 1
    assert dictionary.main([]) == 0 and dictionary.main(["--check"]) == 0
    stale = (tmp_path / "d.md").read_text().replace("bytes", "pounds", 1)
    (tmp_path / "d.md").write_text(stale)
    capsys.readouterr()
    assert dictionary.main(["--check"]) == 1
    told = capsys.readouterr()
    assert "pounds" in told.out and "stale" in told.err


def test_unknown_option_is_an_error() -> None:
    with pytest.raises(SystemExit, match="2"):
        dictionary.main(["--chekc"])
