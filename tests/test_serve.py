"""`nianbao serve` unattended, with a real Prefect server of its own.

These tests also watch the pinned versions: with a newer fastapi no flow runs at all, with a
newer SQLAlchemy schedules silently never fire.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from processes import running_with
from reports import report

from flows import serve, server, settings

ROOT = Path(__file__).resolve().parent.parent
EVERY_MINUTE = "* * * * *"
NEVER = "0 0 30 2 *"


class Served:
    """A `nianbao serve` under test: its process and what it has said so far."""

    def __init__(self, folder: Path, warehouse: Path, home: Path, cron: str) -> None:
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PREFECT_HOME": str(home),
            "PYTHONUNBUFFERED": "1",
        }
        self.port = server.free_port()
        command = ["serve", str(folder), "-w", str(warehouse), "--cron", cron, "--settle", "0"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", *command, "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(iter(self.process.stdout.readline, ""))

    @property
    def text(self) -> str:
        return "".join(self.said)

    def wait_for(self, words: str, seconds: float = 240) -> None:
        until = time.monotonic() + seconds
        while words not in self.text:
            assert time.monotonic() < until, f"never said {words!r}:\n{self.text}"
            assert self.process.poll() is None, f"ended before {words!r}:\n{self.text}"
            time.sleep(0.1)

    def ask(self, method: str, path: str, body: object = None) -> object:
        """Ask Prefect's server something over its API."""
        import urllib.request

        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return json.loads(answer.read())

    def run_now(self, deployment: str, parameters: dict[str, object]) -> dict:
        """Run a deployment as a click in Prefect's pages does, and wait for its end."""
        found = self.ask("GET", f"/deployments/name/{deployment}")
        run = self.ask(
            "POST", f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters}
        )
        return self.wait_for_run(run["id"])

    def wait_for_run(self, run_id: str, seconds: float = 240) -> dict:
        until = time.monotonic() + seconds
        while True:
            run = self.ask("GET", f"/flow_runs/{run_id}")
            if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
                return run
            assert time.monotonic() < until, f"{run['state_name']}:\n{self.text}"
            time.sleep(0.5)

    def end(self, number: int = signal.SIGKILL) -> int:
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        return self.process.wait(60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    (folder / "市直").mkdir(parents=True)
    (folder / "市直" / "甲.txt").write_text(report())
    (folder / "空.docx").write_bytes(b"")
    return folder


@pytest.fixture
def start(tmp_path: Path, folder: Path) -> Iterator:
    """Start `nianbao serve` (any number, one after another); end all at the end."""
    started: list[Served] = []
    home = tmp_path / "prefect"

    def begin(cron: str) -> Served:
        started.append(Served(folder, tmp_path / "warehouse", home, cron))
        return started[-1]

    try:
        yield begin
    finally:
        for each in started:
            each.end()
            with suppress(ProcessLookupError):
                os.killpg(each.process.pid, signal.SIGKILL)
        wait_until_gone(str(home))


def wait_until_gone(home: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while running_with(home):
        assert time.monotonic() < until, running_with(home)
        time.sleep(0.2)


def rows(warehouse: Path, table: str) -> list[dict]:
    """Return a table's rows without what tells the time or the run."""
    clock = {"extracted_at", "seen_at", "run_id", "seconds", "attempts"}
    return [
        {name: value for name, value in row.items() if name not in clock}
        for row in pq.ParquetDataset(warehouse / table).read().to_pylist()
    ]


@pytest.mark.prefect
def test_a_night_passes_and_parquet_appears(start, folder: Path, tmp_path: Path) -> None:
    """Unattended: schedule, tables, artifacts, a single file, and an end without orphans."""
    warehouse = tmp_path / "warehouse"
    served = start(EVERY_MINUTE)
    served.wait_for("Stop with Ctrl-C")
    until = time.monotonic() + 240
    while not (warehouse / "reports" / "2021.parquet").exists():
        assert time.monotonic() < until, served.text
        time.sleep(0.2)
    served.wait_for("Finished in state Completed('")
    night = {table: rows(warehouse, table) for table in ("reports", "sections", "documents")}
    assert [row["agency"] for row in night["reports"]] == ["甲市财政局"]
    assert {row["source_path"]: row["error_code"] for row in night["documents"]}.keys() == {
        "市直/甲.txt",
        "空.docx",
    }
    artifacts = served.ask("POST", "/artifacts/latest/filter", {})
    assert {each["key"] for each in artifacts} >= {"nianbao-summary", "nianbao-documents"}

    run = served.run_now("ingest-file/one-file", {"file": "市直/甲.txt"})
    assert run["state_type"] == "COMPLETED", served.text
    assert {table: rows(warehouse, table) for table in night} == night

    # The command that was printed, in a shell that knows of no virtual environment or server.
    printed = next(line for line in served.said if "prefect deployment run" in line)
    pasted = subprocess.run(
        ["/bin/sh", "-c", printed.replace("FILE", "市直/甲.txt").strip()],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert pasted.returncode == 0, pasted.stdout + pasted.stderr
    started = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", pasted.stdout)
    assert started, pasted.stdout
    assert served.wait_for_run(started.group())["state_type"] == "COMPLETED", served.text
    assert {table: rows(warehouse, table) for table in night} == night

    # The same from the command line, into another warehouse: on the server that runs here.
    alone = tmp_path / "alone"
    where = ["--folder", str(folder), "-w", str(alone)]
    result = subprocess.run(
        [sys.executable, "-m", "flows.cli", "ingest-file", f"{folder}/市直/甲.txt", *where],
        env=served.environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert result.returncode == 0, result.stderr
    for table in ("reports", "sections"):
        assert rows(alone, table) == night[table]

    assert served.end(signal.SIGTERM) == 0, served.text
    assert "Traceback" not in served.text
    assert not running_with(served.environment["PREFECT_HOME"])


@pytest.mark.prefect
def test_nights_go_on_after_a_killed_one(start, folder: Path, tmp_path: Path) -> None:
    """A killed `serve` leaves a run that holds the nightly deployment's only slot."""
    for number in range(3000):
        (folder / f"{number:04}.txt").write_text(report(f"第{number}号市财政局"))
    first = start(NEVER)
    first.wait_for("Stop with Ctrl-C")
    found = first.ask("GET", "/deployments/name/ingest-folder/nightly")
    run = first.ask("POST", f"/deployments/{found['id']}/create_flow_run", {})
    first.wait_for("extract-batch-1")
    first.end(signal.SIGKILL)
    wait_until_gone(first.environment["PREFECT_HOME"])

    second = start(NEVER)
    second.wait_for("Stop with Ctrl-C")
    assert second.ask("GET", f"/flow_runs/{run['id']}")["state_type"] == "CRASHED"
    again = second.run_now("ingest-folder/nightly", {})
    assert again["state_type"] == "COMPLETED", second.text
    assert len(rows(tmp_path / "warehouse", "reports")) == 3001
    assert second.end(signal.SIGINT) == 0


def test_the_printed_command_names_its_server_and_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "with space" / "python"
    python.parent.mkdir()
    monkeypatch.setattr(sys, "executable", str(python))
    url = "http://127.0.0.1:4321/api"
    rest = ["deployment", "run", "ingest-file/one-file", "--param", "file=FILE"]
    setting, module = f"PREFECT_API_URL={url}", [str(python), "-m", "prefect"]
    assert shlex.split(serve.one_file_command(url)) == [setting, *module, *rest]
    program = python.with_name("prefect")
    program.write_text("")
    program.chmod(0o755)
    assert shlex.split(serve.one_file_command(url)) == [setting, str(program), *rest]


def test_schedules_are_checked_before_anything_starts() -> None:
    serve.check_schedule("0 2 * * *", "Asia/Shanghai")
    with pytest.raises(serve.BadScheduleError, match="every night at two"):
        serve.check_schedule("0 25 * * *", "Asia/Shanghai")
    with pytest.raises(serve.BadScheduleError, match="Asia/Shanghai or UTC"):
        serve.check_schedule("0 2 * * *", "中国/北京")


def test_local_timezone_is_one_that_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert serve.local_timezone() == "Asia/Shanghai"
    monkeypatch.setenv("TZ", "CST-8")
    serve.check_schedule("0 2 * * *", serve.local_timezone())


def test_a_taken_port_is_avoided() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert server.free_port(port) != port
    assert server.free_port(port) == port


def test_prefect_is_told_to_stay_off_the_net(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*settings.OFFLINE, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    monkeypatch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "true")  # the user's own choice
    settings.prepare_prefect()
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "true"
    assert os.environ["NO_PROXY"] == "intranet.example,127.0.0.1,localhost"


def test_settings_have_names_that_prefect_knows() -> None:
    """A misspelt setting is silently ignored by Prefect."""
    from prefect.settings import get_current_settings

    known = get_current_settings().to_environment_variables().keys()
    ours = {**settings.OFFLINE, **settings.EMBEDDED}.keys() - {"DO_NOT_TRACK"}
    assert ours <= known


def test_noted_server_that_is_gone_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    assert settings.running_server() is None
    settings.note_server(f"http://127.0.0.1:{server.free_port()}/api")
    assert settings.running_server() is None
    settings.forget_server()
    assert list(tmp_path.iterdir()) == []
