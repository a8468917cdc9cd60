"""Looking for processes that a test may have left behind."""

from __future__ import annotations

from pathlib import Path


def running_with(prefect_home: str) -> list[str]:
    """Return the processes whose environment names this Prefect home."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            environment = (path / "environ").read_bytes()
            command = (path / "cmdline").read_bytes()
        except OSError:
            continue
        if f"PREFECT_HOME={prefect_home}".encode() in environment and command:
            found.append(command.replace(b"\0", b" ").decode())
    return found
