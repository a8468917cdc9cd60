"""Whether pictures can be read on this machine, and what to install where they cannot."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from importlib import import_module

from schemas.errors import DocumentError

LANGUAGE = "chi_sim"
_LIBRARIES = ("cv2", "onnxruntime", "rapidocr", "PIL", "pytesseract")
_PATIENCE_SECONDS = 20
"""tesseract tells its languages in some 20 ms; on a loaded machine it may take longer."""


def require() -> None:
    """Raise `DocumentError` "recognition_unavailable" unless pictures can be read here.

    Its detail says what is missing. Only success is remembered: what is installed while a
    service runs is seen.
    """
    _found()


def tesseract_version() -> str:
    """Return the installed tesseract's version. Raises as `require`."""
    return _found()


def forget() -> None:
    """Look anew the next time."""
    _found.cache_clear()


@lru_cache(maxsize=1)
def _found() -> str:
    # A library that is there and does not load (a wheel for another machine, a missing
    # libGL) raises whatever it likes.
    for name in _LIBRARIES:
        try:
            import_module(name)
        except Exception as error:
            raise _unavailable(f"the Python package {name} does not load: {error}") from error
    program = shutil.which("tesseract")
    if program is None:
        raise _unavailable("there is no program tesseract")
    version = _ask(program, "--version").splitlines()
    languages = _ask(program, "--list-langs").split()
    if LANGUAGE not in languages:
        raise _unavailable(f"tesseract lacks the language {LANGUAGE}")
    return version[0].removeprefix("tesseract ").strip() if version else "?"


def _ask(program: str, question: str) -> str:
    try:
        answer = subprocess.run(
            [program, question],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise _unavailable(f"tesseract does not run: {error}") from error
    return answer.stdout or answer.stderr


def _unavailable(detail: str) -> DocumentError:
    return DocumentError("recognition_unavailable", detail)
