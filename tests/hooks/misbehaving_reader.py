"""A reader that does what its document says: hangs, dies, prints, raises. For tests only.

It is loaded into reading child processes by name (`misbehaving_reader:extract`).
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from extractors.ocr.surroundings import surroundings
from schemas.errors import DocumentError
from schemas.records import Extraction, Report

_seen: list[str] = []


def extract(data: bytes, name: str) -> Extraction:
    """Obey the document's first word; a plain document becomes an empty extraction."""
    word, _, rest = data.decode("utf-8", "replace").partition(" ")
    _seen.append(word)
    if word == "hang":
        time.sleep(600)
    elif word == "spin":  # holds the interpreter's lock: no Python code can interrupt it
        re.fullmatch(r"(a+)+b", "a" * 60)
    elif word == "segfault":
        ctypes.string_at(0)
    elif word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "exit":
        os._exit(3)
    elif word == "die-if-second" and len(_seen) > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "print":
        print("x" * 1_000_000)
        os.write(1, b"written to the descriptor")
        print("to stderr", file=sys.stderr)
    elif word == "read-stdin":
        assert sys.stdin.read() == ""
    elif word == "full":
        raise OSError(errno.ENOSPC, "No space left on device")
    elif word == "raise":
        raise ZeroDivisionError(rest)
    elif word == "encrypted":
        raise DocumentError("encrypted_document", "by the test", "application/x-test")
    elif word == "orphan":
        process = subprocess.Popen(["sleep", "600"])
        Path(rest.strip()).write_text(str(process.pid))
        time.sleep(600)
    elif word == "orphan-exit":
        process = subprocess.Popen(["sleep", "600"])
        Path(rest.strip()).write_text(str(process.pid))
        os._exit(3)
    elif word == "modules":
        Path(rest.strip()).write_text("\n".join(sorted(sys.modules)))
    elif word == "refuse":
        raise DocumentError(rest.strip(), "by the test")
    elif word == "pages":  # a page every so many seconds
        count, seconds = rest.split()
        for _ in range(int(count)):
            time.sleep(float(seconds))
            surroundings().page_done()
    elif word == "keep":  # in the pages' cache
        cache = surroundings().cache
        assert cache is not None
        cache.put(rest.strip(), b"page")
    elif word == "slow":
        time.sleep(float(rest.split()[0]))
    return Extraction(
        document_id=hashlib.sha256(data).hexdigest(),
        name=name,
        media_type="text/plain",
        reader="text",
        extractor_version="test",
        agency="某市教育局",
        report_year=2021,
        report=Report(title=word),
        cells=[],
        quantities=[],
        checks=[],
        sections=[],
        notes=[],
    )


def refuse(data: bytes, name: str) -> Extraction:
    """Be a reader that must not be asked."""
    raise AssertionError(f"{name} was extracted")
