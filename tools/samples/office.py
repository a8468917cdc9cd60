"""Prints Word samples to PDF with LibreOffice, where it is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_TABLE_WIDTH = b'<w:tblW w:w="9000" w:type="dxa"/>'
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>' for side in _SIDES)
_SECONDS = 240


def office_program() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def with_borders(word: bytes) -> bytes:
    """Return a Word sample whose tables are ruled: the samples only name a style for that."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as given, zipfile.ZipFile(file, "w") as made:
        for entry in given.infolist():
            data = given.read(entry)
            if entry.filename == "word/document.xml":
                borders = f"<w:tblBorders>{_BORDERS}</w:tblBorders>".encode()
                data = data.replace(_TABLE_WIDTH, _TABLE_WIDTH + borders)
            made.writestr(entry, data)
    return file.getvalue()


def office_pdfs(documents: Sequence[bytes]) -> list[bytes]:
    """Return Word documents as LibreOffice prints them, all in one start of it.

    Raises FileNotFoundError where it is not installed or prints nothing.
    """
    program = office_program()
    if program is None:
        raise FileNotFoundError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{number:04}.docx" for number in range(len(documents))]
        for path, data in zip(paths, documents, strict=True):
            path.write_bytes(data)
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(folder),
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )
        return [path.with_suffix(".pdf").read_bytes() for path in paths]
