"""`nianbao review`: the site on an address of this machine, until stopped."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.folder_process import FOLDER
from flows.placement import look_at
from flows.review import charts
from flows.review.guard import Guard, is_loopback, machine_names
from flows.review.shelf import Shelf
from flows.review.site import make_site, new_token

DEFAULT_PORT = 8021


@dataclass(frozen=True)
class Listening:
    """Where the site listens. Without a token only this machine reaches it."""

    host: str
    port: int
    token: str | None

    @property
    def url(self) -> str:
        """Return the address of the first page."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def last_folder(warehouse: Path) -> Path | None:
    """Return the shared folder of the last run over a warehouse, where it is of this machine."""
    from flows.warehouse.nights import Nights

    for run in reversed(Nights(warehouse).runs):
        if run.folder and "://" not in run.folder:
            with suppress(OSError):
                if look_at(Path(run.folder)) == FOLDER:  # not one that does not answer
                    return Path(run.folder)
    return None


def serve(
    warehouse: Path,
    folder: Path | None,
    host: str,
    port: int,
    say: Callable[[str], None],
) -> None:
    """Serve the site until interrupted. `port` 0 is any that is free.

    Raises OSError where the address is taken.
    """
    import uvicorn

    local = is_loopback(host)
    guard = Guard(host) if local else Guard(host, new_token(), machine_names())
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        where = Listening(host, listener.getsockname()[1], guard.token)
        say(f"Review pages: {where.url}")
        if guard.token is not None:
            say(f"Token, asked for once by each browser: {guard.token}")
        say(f"Pages of the originals from: {folder or 'nowhere (see --folder)'}. Ctrl+C stops.")
        shelf = Shelf(warehouse)
        for prepare in (shelf.prepare, charts.prepare):
            threading.Thread(target=prepare, daemon=True).start()
        config = uvicorn.Config(
            make_site(shelf, folder, guard),
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=3,
            proxy_headers=False,
        )
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()
