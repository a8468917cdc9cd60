"""Prefect's environment: set before Prefect is imported, never overriding the user's own.

Nothing leaves the machine: no telemetry, no promotional content, no proxy for the loopback.
Which server a run uses is `flows.server`'s matter.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

OFFLINE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
}
"""Telemetry of the client, the server and the flow run's process; banners in the UI."""

EMBEDDED = {
    # The embedded server takes 10 s on an idle machine of two cores, 29 s under load; the
    # default limit is 20 s.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    # A profile of the user's may have it off; without any API URL there would be nothing.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_CLI_PROMPT": "false",
}

LOOPBACK = ("127.0.0.1", "localhost")

SERVER_FILE = "nianbao-server.json"
"""In Prefect's home: the address of the server that `nianbao serve` runs."""


def prepare_prefect(*, quiet: bool = False) -> None:
    """Set what Prefect needs to know before it is imported.

    `quiet` keeps Prefect's log off the terminal (it still goes to the server), where a
    progress bar is drawn instead.
    """
    for name, value in {**OFFLINE, **EMBEDDED}.items():
        os.environ.setdefault(name, value)
    if quiet:
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "ERROR")
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        missing = [host for host in LOOPBACK if host not in hosts]
        os.environ[name] = ",".join([*hosts, *missing])


def prefect_home() -> Path:
    """Return the folder in which Prefect keeps its database and profiles."""
    return Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser()


def note_server(url: str) -> None:
    """Let other commands of this user find the server of `nianbao serve`."""
    path = prefect_home() / SERVER_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"url": url, "pid": os.getpid()}), encoding="utf-8")


def forget_server() -> None:
    """Take back `note_server`."""
    with suppress(FileNotFoundError):
        (prefect_home() / SERVER_FILE).unlink()


def running_server() -> str | None:
    """Return the address of the server of `nianbao serve`, None where none answers."""
    try:
        noted = json.loads((prefect_home() / SERVER_FILE).read_text(encoding="utf-8"))
        url = str(noted["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return url if is_healthy(url) else None


def is_healthy(url: str, timeout_seconds: float = 3.0) -> bool:
    """Tell whether a Prefect API answers at `url` ("http://127.0.0.1:4200/api")."""
    if not url.startswith(("http://", "https://")):
        return False
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/health", timeout=timeout_seconds) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False
