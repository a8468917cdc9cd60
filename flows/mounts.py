"""On which mounted file system a folder lies (Linux, from /proc/self/mountinfo)."""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")

_OCTAL = re.compile(r"\\([0-7]{3})")
"""How mountinfo writes blanks and the like: `/srv/annual\\040reports`."""


def mount_point(folder: Path, mounts: Path = MOUNTS) -> str:
    """Return where the file system is mounted that a folder lies on, "" where that is unknown.

    By its path alone: also for a folder that is not there, and without asking a share that
    may hang.
    """
    try:
        lines = mounts.read_bytes().decode("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    points = {_unescaped(line.split(" ")[4]) for line in lines if line.count(" ") > 4}
    for above in (folder, *folder.parents):
        if str(above) in points:
            return str(above)
    return ""


def _unescaped(text: str) -> str:
    found = _OCTAL.sub(lambda each: chr(int(each[1], 8)), text)
    try:  # the bytes of a name that is no ASCII may be escaped one by one
        return found.encode("latin-1").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return found
