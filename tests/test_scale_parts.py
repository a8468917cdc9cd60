"""Parts of a run: laid out in the warehouse, read by others, given again where they are lost."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from reports import report
from test_ingest import take_in
from test_serve import rows

from extractors.version import EXTRACTOR_VERSION
from flows import child, dispatch, parts
from flows.discovery import Submission
from flows.engines import Engine, EngineError, parse_engine
from flows.intake import open_intake
from flows.parts import PartGoneError, Parts, Terms, WrongVersionError, read_part

ROOT = Path(__file__).resolve().parents[1]
READ_PART = """
import sys
from pathlib import Path
from flows.parts import read_part
read_part(Path(sys.argv[1]), "run", 1, workers=1)
"""

TABLES = ("reports", "statutory_cells", "sections", "quantities", "checks", "documents")


def terms(run_id: str = "run", **other: object) -> Terms:
    plain = Terms(run_id, "test", EXTRACTOR_VERSION, "2021-01-16T02:00:00+00:00", 60.0, False)
    return replace(plain, **other)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    (folder / "市直").mkdir(parents=True)
    for name in "甲乙丙":
        (folder / "市直" / f"{name}.txt").write_text(report(f"{name}市财政局"))
    (folder / "空.docx").write_bytes(b"")
    shutil.copy(folder / "市直" / "甲.txt", folder / "甲 - 副本.txt")
    return folder


def take_in_by_parts(
    folder: Path, warehouse: Path, size: int = 2, target: str = child.DEFAULT_TARGET
) -> None:
    """Run an intake whose batches are read as parts, the last one first, and one of them twice."""
    with open_intake(warehouse, run_id="run", what="test", workers=1, wait_seconds=0) as intake:
        intake.discover(folder, 0, size)
        laid = Parts.lay_out(
            warehouse, terms(started_at=intake.started_at, target=target), intake.batches
        )
        count = len(intake.batches)
        for number in [*range(count, 0, -1), 1]:
            read_part(warehouse, "run", number, workers=2)
        for number in range(1, count + 1):
            intake.take_over(laid.readings(number))
        intake.publish()
        laid.remove()


def test_parts_come_to_the_tables_of_one_process(folder: Path, tmp_path: Path) -> None:
    take_in_by_parts(folder, tmp_path / "parts")
    take_in(folder, tmp_path / "alone")
    for table in TABLES:
        assert rows(tmp_path / "parts", table) == rows(tmp_path / "alone", table), table
    assert not list((tmp_path / "parts" / "_store" / "runs").iterdir())


def test_names_of_any_bytes_travel(tmp_path: Path) -> None:
    name = "\udcb1\udca8告\n.txt"
    known = Submission(tmp_path / name, name, 7, 1_600_000_000_123_456_789)
    laid = Parts.lay_out(tmp_path, terms(), [[known]])
    assert Parts(tmp_path, "run").documents(1) == [known]
    assert laid.terms() == terms()


def test_a_part_that_nobody_waits_for_is_not_read(folder: Path, tmp_path: Path) -> None:
    laid = Parts.lay_out(tmp_path / "w", terms("old"), [[]])
    Parts.lay_out(tmp_path / "w", terms("new"), [[]])
    with pytest.raises(PartGoneError):
        read_part(tmp_path / "w", "old", 1)
    with pytest.raises(PartGoneError):
        laid.done(1, [])
    assert not laid.folder.exists()


def test_another_extractor_version_refuses(tmp_path: Path) -> None:
    Parts.lay_out(tmp_path, terms(version="another"), [[]])
    with pytest.raises(WrongVersionError, match="same nianbao on every machine"):
        read_part(tmp_path, "run", 1)


def test_an_interrupted_part_ends_at_once(folder: Path, tmp_path: Path, misbehaving: str) -> None:
    """Its readers are killed; nobody waits for a document that hangs."""
    (folder / "0.txt").write_text("hang")
    warehouse = tmp_path / "w"
    with open_intake(warehouse, run_id="run", what="test", workers=1) as intake:
        intake.discover(folder, 0, 50)
        Parts.lay_out(warehouse, terms(target=misbehaving), intake.batches)

    # In a process of its own: which of many threads hears a signal is the system's choice.
    reading = subprocess.Popen(
        [sys.executable, "-c", READ_PART, str(warehouse)], cwd=ROOT, stderr=subprocess.PIPE
    )
    time.sleep(4.0)  # it is waiting for the readers by now
    started = time.monotonic()
    reading.send_signal(signal.SIGINT)  # as Ctrl-C does
    said = reading.communicate(timeout=60)[1]
    assert time.monotonic() - started < 20, said
    assert reading.returncode != 0
    assert b"KeyboardInterrupt" in said or b"ReaderClosedError" in said
    assert Parts(warehouse, "run").readings(1) is None


def test_a_part_shows_a_sign_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "ALIVE_SECONDS", 0.02)
    laid = Parts.lay_out(tmp_path, terms(), [[]])
    assert laid.sign_of_life(1) is None
    with laid.alive(1):
        seen = set()
        until = time.monotonic() + 20
        while len(seen) < 3 and time.monotonic() < until:
            seen.add(laid.sign_of_life(1))
            time.sleep(0.01)
    assert len(seen - {None}) >= 2
    assert threading.active_count() == len(threading.enumerate())


# Giving parts out


@dataclass
class Fake:
    """Runs as a test wants them: `plan` maps (part, attempt) to what becomes of the run."""

    laid: Parts
    plan: dict[tuple[int, int], str] = field(default_factory=dict)
    there: int = 2
    started: list[tuple[int, int]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    now: float = 0.0

    def start(self, number: int, attempt: int) -> str:
        self.started.append((number, attempt))
        return f"{number}.{attempt}"

    def states(self, run_ids: Iterable[str]) -> dict[str, dispatch.RunState]:
        return {each: state for each in run_ids if (state := self._state(each)) != "unknown"}

    def _state(self, run_id: str) -> str:
        number, attempt = map(int, run_id.split("."))
        fate = self.plan.get((number, attempt), "finished")
        if fate == "finished":
            self.laid.done(number, [])
        return {"nothing seen": "finished", "silent": "running"}.get(fate, fate)

    def stop(self, run_ids: Iterable[str]) -> None:
        self.stopped += run_ids

    def workers(self) -> int:
        return self.there

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        assert self.now < 1e5, "never ends"


@pytest.fixture
def give(tmp_path: Path) -> Callable[..., tuple[Fake, list[int], list[int], list[str]]]:
    def run(
        count: int, plan: dict[tuple[int, int], str], there: int = 2
    ) -> tuple[Fake, list[int], list[int], list[str]]:
        laid = Parts.lay_out(tmp_path, terms(), [[]] * count)
        runs, done, said = Fake(laid, plan, there), [], []
        lost = dispatch.dispatch(
            laid, count, runs, done.append, said.append, clock=runs.clock, sleep=runs.sleep
        )
        return runs, done, lost, said

    return run


def test_all_parts_are_given_out_and_taken_once(give: Callable) -> None:
    runs, done, lost, said = give(5, {})
    assert (sorted(done), lost, said) == ([1, 2, 3, 4, 5], [], [])
    assert runs.stopped == []


@pytest.mark.parametrize("fate", ["lost", "unknown", "silent", "nothing seen"])
def test_a_lost_part_is_given_again(give: Callable, fate: str) -> None:
    runs, done, lost, said = give(2, {(1, 1): fate})
    assert (sorted(done), lost) == ([1, 2], [])
    assert (1, 2) in runs.started and "1.1" in runs.stopped
    assert len(said) == 1 and "once more" in said[0]
    patience = {"silent": dispatch.SILENCE_SECONDS, "nothing seen": dispatch.VISIBLE_SECONDS}
    assert runs.now >= patience.get(fate, 0)


def test_a_part_lost_thrice_is_given_up_and_the_others_are_not(give: Callable) -> None:
    _, done, lost, said = give(3, {(2, attempt): "lost" for attempt in (1, 2, 3)})
    assert (sorted(done), lost) == ([1, 3], [2])
    assert "given up" in said[-1]


def test_without_workers_a_run_waits_and_then_says_so(give: Callable) -> None:
    with pytest.raises(dispatch.NoWorkersError, match="nianbao worker reading"):
        give(2, {(1, 1): "waiting", (2, 1): "waiting"}, there=0)


def test_whatever_goes_wrong_no_run_goes_on(tmp_path: Path) -> None:
    laid = Parts.lay_out(tmp_path, terms(), [[], []])
    runs = Fake(laid, {(1, 1): "waiting", (2, 1): "running"})

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dispatch.dispatch(laid, 2, runs, print, print, clock=runs.clock, sleep=interrupted)
    assert sorted(runs.stopped) == ["1.1", "2.1"]


def test_engines_by_name() -> None:
    assert parse_engine("processes") == Engine("processes")
    assert parse_engine("workers") == Engine("workers")
    for wrong in ("", "threads", "workers:x", "Dask"):
        with pytest.raises(EngineError, match="say processes, dask"):
            parse_engine(wrong)


def test_dask_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.engines.find_spec", lambda name: None)
    with pytest.raises(EngineError, match="pip install"):
        parse_engine("dask")
    monkeypatch.setattr("flows.engines.find_spec", lambda name: object())
    assert parse_engine("dask") == Engine("dask")
    assert parse_engine("dask:tcp://10.0.0.1:8786") == Engine("dask", "tcp://10.0.0.1:8786")
