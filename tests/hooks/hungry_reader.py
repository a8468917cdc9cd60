"""A reader that tries what a document must not do: memory, network, files. For tests only.

It is loaded into reading child processes by name (`hungry_reader:extract`).
"""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from misbehaving_reader import extract as obey

from schemas.records import Extraction

_kept: list[bytearray] = []


def extract(data: bytes, name: str) -> Extraction:
    """Obey the document's first word; say by the error "done" what could be done."""
    word, _, rest = data.decode("utf-8", "replace").partition(" ")
    if word == "touch-memory":  # by so many MB at a time, slowly enough to be seen
        while True:
            _kept.append(bytearray(os.urandom(1) * (int(rest) << 20)))
            time.sleep(0.02)
    elif word == "ask-memory":  # at once
        bytearray(int(rest) << 20)
    elif word == "keep-memory":
        _kept.append(bytearray(b"x" * (int(rest) << 20)))
    elif word == "child-memory":
        hog = "import sys, time; x = b'x' * (int(sys.argv[1]) << 20); time.sleep(600)"
        subprocess.run([sys.executable, "-c", hog, rest], check=False)
    elif word == "abort-memory":
        print("terminate called after throwing an instance of 'std::bad_alloc'", file=sys.stderr)
        sys.stderr.flush()
        os.abort()
    elif word == "connect":
        socket.create_connection(("127.0.0.1", int(rest)), timeout=5).close()
        raise RuntimeError("connected")
    elif word == "connect-in-c":
        _connect_in_c(int(rest))
    elif word == "connect-by-child":
        code = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])))"
        if subprocess.run([sys.executable, "-c", code, rest], check=False).returncode == 0:
            raise RuntimeError("connected")
    elif word == "write":
        Path(rest).write_text("written")
        raise RuntimeError("written")
    elif word == "remove":
        Path(rest).unlink()
        raise RuntimeError("removed")
    elif word == "temporary":
        Path(tempfile.mkdtemp(), "left").write_text("x" * 1000)
        os.abort()
    elif word == "large-file":
        with tempfile.TemporaryFile() as file:
            file.truncate(int(rest))
        raise RuntimeError("written")
    elif word == "limits":
        cores, _ = resource.getrlimit(resource.RLIMIT_CORE)
        raise RuntimeError(f"cores {cores} nice {os.nice(0)} temporary {tempfile.gettempdir()}")
    elif word == "recurse":
        _recurse(0)
    return obey(data, name)


def _recurse(depth: int) -> int:
    return _recurse(depth + 1) + 1


def _connect_in_c(port: int) -> None:
    """Connect as a library in C would: no Python is asked."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = socket.AF_INET.to_bytes(2, sys.byteorder) + port.to_bytes(2, "big")
    address += socket.inet_aton("127.0.0.1") + bytes(8)
    if descriptor >= 0 and libc.connect(descriptor, address, len(address)) == 0:
        raise RuntimeError("connected")
