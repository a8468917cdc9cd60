"""docs/operating.md, step by step: its commands and its files, from one machine to several.

A private PostgreSQL, Prefect's server on it, one worker for nights and two that read. Marked
files are written below a temporary root, units' ExecStart lines are run with their
EnvironmentFile; only `sh root` blocks (apt-get, systemctl) are left out.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import postgres
import pytest
from processes import running_with
from reports import report
from test_ingest import table_bytes, take_in
from test_serve import rows
from typer.testing import CliRunner

from flows import server
from flows.cli import app
from flows.settings import is_healthy
from flows.warehouse.policy import Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent
DOC = ROOT / "docs" / "operating.md"

BLOCK = re.compile(
    r"""
    ^```(?P<language>\w+)[ ]*(?P<info>[^\n]*)\n   # ```sh stays, ```ini file=/etc/…
    (?P<text>.*?)
    ^```$
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
TABLES = ("reports", "statutory_cells", "sections", "quantities", "checks", "documents")


@dataclass(frozen=True)
class Block:
    language: str
    info: str
    text: str


def blocks() -> list[Block]:
    text = DOC.read_text(encoding="utf-8")
    return [Block(m["language"], m["info"].strip(), m["text"]) for m in BLOCK.finditer(text)]


def steps() -> list[Block]:
    """Return the blocks of the chapter on several machines."""
    text = DOC.read_text(encoding="utf-8")
    start = text.index("## A server and several machines")
    end = text.index("## When something dies")
    return [
        Block(m["language"], m["info"].strip(), m["text"]) for m in BLOCK.finditer(text, start, end)
    ]


def test_every_block_is_of_a_kind_that_is_run_or_known() -> None:
    kinds = {(each.language, each.info.partition("=")[0]) for each in blocks()}
    assert kinds == {
        ("sh", ""), ("sh", "stays"), ("sh", "root"), ("sh", "prefect"),
        ("ini", "file"), ("yaml", "file"),
    }  # fmt: skip
    roots = [each.text.split()[0] for each in blocks() if each.info == "root"]
    assert set(roots) == {"apt-get", "systemctl"}


def test_commands_of_one_machine_are_ours() -> None:
    """tests/test_serve.py, test_scale_dask.py and test_scale_places.py run them; here: options."""
    machines = steps()
    others = [each for each in blocks() if each.info in ("", "stays") and each not in machines]
    for block in others:
        command, *words = shlex.split(block.text)
        assert command == "nianbao"
        known = subprocess.run(
            [sys.executable, "-m", "flows.cli", words[0], "--help"],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "200"},
        ).stdout
        assert all(word in known for word in words if word.startswith("--"))


def test_an_operators_commands_run(tmp_path: Path) -> None:
    folder, warehouse = tmp_path / "reports", tmp_path / "warehouse"
    folder.mkdir()
    (folder / "甲.txt").write_text(report())
    take_in(folder, warehouse)
    ran = []
    for block in blocks():
        command, *words = shlex.split(block.text) if block.language == "sh" else ("", "")
        if command == "nianbao" and words[0] in ("status", "settings", "prune"):
            places = {"/srv/reports": str(folder), "/srv/warehouse": str(warehouse)}
            done = CliRunner().invoke(app, [places.get(word, word) for word in words])
            assert done.exit_code == 0, done.output
            ran.append(words[0])
    assert set(ran) == {"status", "settings", "prune"}
    assert load_settings(warehouse) == Settings("retire", 0.2, 50 * 10**9, share_silence=300.0)


@pytest.mark.prefect
def test_the_automations_are_accepted(prefect_server: str, tmp_path: Path) -> None:
    import yaml
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    (step,) = [each for each in blocks() if each.language == "yaml"]
    block = CustomWebhookNotificationBlock(name="told", url="http://127.0.0.1:9/", method="POST")
    identity = str(block.save("told", overwrite=True))
    file = tmp_path / "automations.yaml"
    file.write_text(step.text.replace("00000000-0000-0000-0000-000000000000", identity))
    (command,) = [each.text for each in blocks() if each.info == "prefect"]
    program, *words = shlex.split(command.replace(f"/{step.info.partition('=/')[2]}", str(file)))
    assert program == "prefect"
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *words],
        env={**os.environ, "PREFECT_API_URL": prefect_server},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    known = get_automations()
    assert {each["name"] for each in yaml.safe_load(step.text)["automations"]} <= known


def get_automations() -> set[str]:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        found = client._client.post("/automations/filter", json={})
    return {each["name"] for each in found.json()}


class Machines:
    """A temporary root in which the document's files lie, and the processes of its units."""

    def __init__(self, root: Path, places: dict[str, str], admin: dict[str, str]) -> None:
        self.root = root
        self.places = places
        self.environment = {
            **{n: v for n, v in os.environ.items() if not n.startswith(("PREFECT_", "PG"))},
            **admin,
            "PYTHONPATH": str(ROOT),
            "PATH": f"{root / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PREFECT_HOME": str(root / "home"),
            "PREFECT_WORKER_QUERY_SECONDS": "1",
        }
        self.units: dict[str, subprocess.Popen[bytes]] = {}
        program = root / "bin" / "nianbao"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m flows.cli "$@"\n')
        program.chmod(0o755)

    def here(self, text: str) -> str:
        """Return a text of the document with this test's places."""
        for theirs, ours in self.places.items():
            text = text.replace(theirs, ours)
        return text

    def write(self, block: Block) -> Path:
        path = self.root / block.info.partition("=/")[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.here(block.text))
        return path

    def settings(self, path: str) -> dict[str, str]:
        lines = (self.root / path.lstrip("/")).read_text().split()
        return dict(line.split("=", 1) for line in lines)

    def start(self, unit: Path, name: str, extra: list[str]) -> None:
        """Run a unit's command, as systemd would, with its environment."""
        text = unit.read_text()
        command = shlex.split(re.search("^ExecStart=(.*)$", text, re.MULTILINE)[1])
        file = re.search("^EnvironmentFile=(.*)$", text, re.MULTILINE)[1]
        environment = {**self.environment, **self.settings(file)}
        environment["PREFECT_HOME"] += f"/{name}"
        with (self.root / f"{name}.log").open("wb") as log:
            self.units[name] = subprocess.Popen(
                [str(self.root / "bin/nianbao"), *command[1:], *extra],
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.root,
                start_new_session=True,
            )

    def run(self, text: str) -> None:
        done = subprocess.run(
            ["/bin/sh", "-e", "-c", self.here(text)],
            env=self.environment,
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=400,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}\n{self.logs()}"

    def logs(self) -> str:
        return "\n".join(
            f"== {path.name}\n{path.read_text()[-3000:]}" for path in self.root.glob("*.log")
        )

    def stop(self) -> None:
        for process in reversed(self.units.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in reversed(self.units.values()):
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    if os.getuid() == 0 and postgres.unprivileged() is None:
        pytest.skip("PostgreSQL does not run as root, and there is no other user")
    database, port = server.free_port(), server.free_port()
    places = {
        "127.0.0.1:5432": f"127.0.0.1:{database}",
        "http://10.0.0.1:4200": f"http://127.0.0.1:{port}",
        "--host 10.0.0.1 --port 4200": f"--host 127.0.0.1 --port {port}",
        "/srv/reports": str(tmp_path / "reports"),
        "/srv/warehouse": str(tmp_path / "warehouse"),
        "/var/lib/nianbao": str(tmp_path / "lib"),
        "ingest-folder/nightly --watch": "ingest-folder/nightly --param batch_size=3 --watch",
    }
    with ExitStack() as stack:
        admin = stack.enter_context(postgres.running(database))
        made = Machines(tmp_path / "root", places, admin)
        stack.callback(made.stop)
        yield made


@pytest.mark.prefect
def test_the_steps_lead_to_two_workers_and_the_same_tables(
    machines: Machines, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in "甲乙丙丁戊":
        (folder / f"{name}.txt").write_text(report(f"{name}市财政局"))
    (folder / "空.docx").write_bytes(b"")
    night: dict[str, list[dict]] = {}
    for step in steps():
        if step.language == "ini":
            path = machines.write(step)
            if path.suffix == ".service":
                reading = path.stem == "nianbao-reading"
                for name in ("one", "two") if reading else (path.stem,):
                    machines.start(path, name, ["--name", name] if reading else [])
            if path.stem == "nianbao-server":
                wait_until_healthy(machines)
            elif path.name == "worker.env":
                machines.environment |= machines.settings("etc/nianbao/worker.env")
        elif step.info == "":
            machines.run(step.text)
            if "ingest-folder/nightly" in step.text:
                night = {table: rows(tmp_path / "warehouse", table) for table in TABLES}
    # The same as without Prefect and without other machines, but for what tells the time.
    take_in(folder, tmp_path / "alone")
    assert {table: rows(tmp_path / "alone", table) for table in TABLES} == night
    # Reading one file again, the last step, changed nothing.
    assert {table: rows(tmp_path / "warehouse", table) for table in TABLES} == night
    assert table_bytes(tmp_path / "warehouse").keys() == table_bytes(tmp_path / "alone").keys()
    assert not list((tmp_path / "warehouse" / "_store" / "runs").iterdir())
    for name in ("one", "two"):
        said = (machines.root / f"{name}.log").read_text()
        assert "3 documents in" in said, machines.logs()
    machines.stop()
    assert not running_with(str(tmp_path / "lib"))


def wait_until_healthy(machines: Machines) -> None:
    url = machines.here("http://10.0.0.1:4200/api")
    until = time.monotonic() + 240
    while not is_healthy(url):
        assert machines.units["nianbao-server"].poll() is None, machines.logs()
        assert time.monotonic() < until, machines.logs()
        time.sleep(0.2)
