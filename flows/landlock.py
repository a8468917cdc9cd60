"""Landlock: a process gives up writing anywhere but in a few folders, and TCP where it can.

Linux 5.13 and later; needs no privileges, holds for all that the process starts, and cannot be
taken back. https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_GET_VERSION = 1
_RULE_PATH_BENEATH = 1

# Access rights of the file system, linux/landlock.h.
_WRITE_FILE = 1 << 1
_FOLDER_CHANGES = sum(1 << bit for bit in range(4, 13))  # remove, make: files, folders, links, …
_MAKE_SOCKET = 1 << 9
_REFER = 1 << 13  # version 2: to rename or link from one folder to another
_TRUNCATE = 1 << 14  # version 3
_CONNECT_TCP, _BIND_TCP = 1 << 1, 1 << 0  # version 4

_VERSION_WITH_REFER = 2
"""Before it no file could be renamed into another folder at all, which we need."""

_RULESET = struct.Struct("=QQ")
_PATH_RULE = struct.Struct("=Qi")


def version(libc: ctypes.CDLL) -> int:
    """Return the version of the kernel's Landlock, 0 where it has none."""
    return max(0, int(libc.syscall(_CREATE_RULESET, None, 0, _GET_VERSION)))


def restrict(
    libc: ctypes.CDLL, writable: Iterable[Path], *, deny_tcp: bool, sockets: Iterable[Path] = ()
) -> bool:
    """Deny this process writing but below (or to) `writable`, and connections by TCP.

    Reading stays as it was. Sockets of this machine may also be made below `sockets`. Paths that
    do not exist are left out. Returns whether it is in force; `deny_tcp` asks for a kernel of
    Landlock 4, and is refused (False) by an older one. Needs "no new privileges" (prctl) set
    before.
    """
    found = version(libc)
    if found < (4 if deny_tcp else _VERSION_WITH_REFER):
        return False
    rights = _WRITE_FILE | _FOLDER_CHANGES | _REFER | (_TRUNCATE if found >= 3 else 0)
    attributes = _RULESET.pack(rights, _CONNECT_TCP | _BIND_TCP if deny_tcp else 0)
    size = _RULESET.size if found >= 4 else 8
    ruleset = int(libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0))
    if ruleset < 0:
        return False
    try:
        for path in writable:
            _allow(libc, ruleset, path, rights)
        for path in sockets:
            _allow(libc, ruleset, path, _MAKE_SOCKET)
        return int(libc.syscall(_RESTRICT_SELF, ruleset, 0)) == 0
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _WRITE_FILE | _TRUNCATE
        libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, _PATH_RULE.pack(rights, descriptor), 0)
    finally:
        os.close(descriptor)
