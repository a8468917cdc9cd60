"""Writes Word samples as .doc, .wps, .rtf and .odt with LibreOffice, where it is installed."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from tools.samples.office import office_program

OfficeKind = Literal["doc", "wps", "rtf", "odt", "fodt"]

_FILTERS: dict[OfficeKind, str] = {
    "doc": "doc:MS Word 97",
    "wps": "doc:MS Word 97",  # WPS writes Word's streams, under a suffix of its own
    "rtf": "rtf:Rich Text Format",
    "odt": "odt:writer8",
    "fodt": "fodt:OpenDocument Text Flat XML",
}
_SECONDS = 600


def office_documents(documents: Sequence[bytes], kind: OfficeKind) -> list[bytes]:
    """Return Word documents as another text program's, all in one start of LibreOffice.

    Raises FileNotFoundError where it is not installed or leaves one out.
    """
    program = office_program()
    if program is None:
        raise FileNotFoundError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{number:04}.docx" for number in range(len(documents))]
        for path, data in zip(paths, documents, strict=True):
            path.write_bytes(data)
        suffix, _, _ = _FILTERS[kind].partition(":")
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--convert-to", _FILTERS[kind], "--outdir", str(folder / "made")),
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )
        return [(folder / "made" / f"{path.stem}.{suffix}").read_bytes() for path in paths]
