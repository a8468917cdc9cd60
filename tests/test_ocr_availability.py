"""Where recognition is not installed: one clear error, tried again once it is."""

from __future__ import annotations

import builtins
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.ocr import availability
from extractors.ocr.parallel import PageJob, read_pages
from flows.intake import open_intake
from flows.warehouse.ledger import Ledger
from schemas.errors import DocumentError


@pytest.fixture(autouse=True)
def anew():
    availability.forget()
    yield
    availability.forget()


def tesseract(folder: Path, *languages: str) -> None:
    """Install a program that knows its version and some languages."""
    program = folder / "tesseract"
    listing = "\\n".join(["List of available languages (9):", *languages])
    program.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "tesseract 5.9.9" || printf "{listing}\\n"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def never() -> None:
    raise AssertionError("a page was rendered in vain")


def test_missing_program_is_one_clear_error(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DocumentError) as caught:
        list(read_pages([PageJob(1, never)]))
    assert caught.value.code == "recognition_unavailable"
    assert "apt-get install tesseract-ocr" in str(caught.value)
    assert "there is no program tesseract" in str(caught.value)


def test_missing_language_is_told(monkeypatch, tmp_path: Path) -> None:
    tesseract(tmp_path, "eng", "osd")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(DocumentError, match="lacks the language chi_sim"):
        availability.require()
    tesseract(tmp_path, "chi_sim", "eng")  # and it is seen as soon as it is there
    availability.require()
    assert availability.tesseract_version() == "5.9.9"


@pytest.mark.parametrize("package", ["cv2", "onnxruntime", "rapidocr"])
def test_library_that_does_not_load_is_told(monkeypatch, tmp_path: Path, package: str) -> None:
    tesseract(tmp_path, "chi_sim")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    original = builtins.__import__

    def fail(name: str, *rest: object, **others: object):
        if name.partition(".")[0] == package:
            raise ImportError(f"lib{package}.so: cannot open shared object file")
        return original(name, *rest, **others)

    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr(builtins, "__import__", fail)
    with pytest.raises(DocumentError, match=package) as caught:
        availability.require()
    assert caught.value.code == "recognition_unavailable"


def test_no_picture_is_recognised_without_the_program_and_text_is_read() -> None:
    """Reading text imports nothing that recognises pictures."""
    code = (
        "import sys, extractors, extractors.readers, extractors.ocr.surroundings, flows.cli\n"
        "heavy = {'cv2', 'onnxruntime', 'rapidocr', 'PIL', 'pytesseract', 'pypdfium2',"
        " 'pdfplumber'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent)
    assert done.returncode == 0


def test_unavailable_is_tried_again_by_the_next_run(misbehaving: str, tmp_path: Path) -> None:
    folder, warehouse = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("refuse recognition_unavailable")
    (folder / "b.txt").write_text("refuse damaged_pdf")
    read: list[int] = []
    for _ in range(2):
        with open_intake(
            warehouse, run_id="r", what="test", workers=1, target=misbehaving
        ) as intake:
            intake.discover(folder, 0)
            read.append(sum(len(intake.read_batch(batch)) for batch in intake.batches))
    assert read == [2, 1]
    sighting = Ledger.open(warehouse).at("a.txt")
    assert sighting is not None
    assert (sighting.status, sighting.error_code) == ("failed", "recognition_unavailable")
    assert sighting.attempts == 2
    assert "Install tesseract" in (sighting.message or "")
