"""The journal of what was seen in the shared folder."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from flows.warehouse import ledger as module
from flows.warehouse.ledger import MOST_ATTEMPTS, Ledger, Sighting, display_path


def sighting(path: str = "a.docx", document_id: str = "1" * 64, **changes) -> Sighting:
    fields = {
        "source_path": path, "document_id": document_id, "size": 10, "modified_ns": 5,
        "status": "extracted", "run_id": "r1", "extractor_version": "1",
        "seen_at": "2021-01-01T00:00:00+00:00",
    }  # fmt: skip
    return Sighting(**(fields | changes))


def journal(warehouse: Path) -> Path:
    return warehouse / "_store" / "ledger.jsonl"


def test_empty_warehouse_has_an_empty_ledger_and_stays_untouched(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "nowhere")
    assert len(ledger) == 0 and ledger.at("a") is None and ledger.of_document("1") == []
    assert not (tmp_path / "nowhere").exists()


def test_what_is_recorded_is_there_after_reopening(tmp_path: Path) -> None:
    one = sighting(agency="甲局", report_year=2020, seconds=0.5, message="行\n二")
    two = sighting("b/\udcb1\udcd7.docx", "", status="failed", error_code="unreadable_file")
    Ledger.open(tmp_path).record([one, two])
    ledger = Ledger.open(tmp_path)
    assert list(ledger) == [one, two] and len(ledger) == 2
    assert ledger.at("a.docx") == one and ledger.of_document("1" * 64) == [one]
    assert ledger.of_document("") == []
    assert len(journal(tmp_path).read_bytes().splitlines()) == 2


def test_changed_file_replaces_what_was_at_its_path(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path)
    ledger.record([sighting()])
    ledger.record([sighting(document_id="2" * 64, seen_at="2021-01-02T00:00:00+00:00")])
    for each in (ledger, Ledger.open(tmp_path)):
        (old,), (new,) = each.of_document("1" * 64), each.of_document("2" * 64)
        assert (old.present, old.replaced) == (False, True)
        assert (new.present, new.replaced) == (True, False)
        assert each.at("a.docx") == new
    # The old bytes come back: both flags turn, the first sight stays.
    ledger.record([sighting(seen_at="2021-01-03T00:00:00+00:00", run_id="r3")])
    (old,), (new,) = ledger.of_document("1" * 64), ledger.of_document("2" * 64)
    assert old.present and not old.replaced and new.replaced
    assert old.seen_at == "2021-01-01T00:00:00+00:00" and old.run_id == "r3"


def test_vanish_and_return(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path)
    ledger.record([sighting(), sighting("b.docx")])
    ledger.mark_vanished(["a.docx", "never seen"])
    (one, two) = Ledger.open(tmp_path).of_document("1" * 64)
    assert not one.present and not one.replaced and two.present
    assert ledger.at("a.docx") is None and list(ledger.present()) == ["b.docx"]
    assert ledger.mark_present("a.docx", "1" * 64, 10, 99)
    assert not ledger.mark_present("c.docx", "1" * 64, 10, 99)
    assert Ledger.open(tmp_path).at("a.docx").modified_ns == 99


def test_settled() -> None:
    assert sighting().settled("1") and not sighting().settled("2")
    assert sighting(status="failed", error_code="empty_file").settled("1")
    assert not sighting(status="failed", error_code="unreadable_file").settled("1")
    assert not sighting(document_id="", status="failed").settled("1")
    chance = {"status": "failed", "error_code": "reader_died"}
    assert not sighting(**chance, attempts=MOST_ATTEMPTS - 1).settled("1")
    assert sighting(**chance, attempts=MOST_ATTEMPTS).settled("1")
    assert not sighting(**chance, attempts=MOST_ATTEMPTS).settled("2")


def test_attempts(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path)
    assert ledger.attempts("1" * 64, "1") == 0
    ledger.record([sighting(attempts=2), sighting("b.docx", attempts=1)])
    assert ledger.attempts("1" * 64, "1") == 2
    assert ledger.attempts("1" * 64, "2") == 0


def test_half_line_of_a_dead_writer_is_cut_off(tmp_path: Path) -> None:
    Ledger.open(tmp_path).record([sighting(), sighting("b.docx")])
    whole = journal(tmp_path).read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(first, len(whole)):
        journal(tmp_path).write_bytes(whole[:length])
        assert len(Ledger.open(tmp_path)) == 1
    ledger = Ledger.open(tmp_path)
    ledger.record([sighting("c.docx")])
    assert [each.source_path for each in Ledger.open(tmp_path)] == ["a.docx", "c.docx"]
    assert all(json.loads(line) for line in journal(tmp_path).read_bytes().splitlines())


def test_damaged_line_costs_only_itself(tmp_path: Path) -> None:
    Ledger.open(tmp_path).record([sighting(), sighting("b.docx"), sighting("c.docx")])
    lines = journal(tmp_path).read_bytes().splitlines()
    lines[1] = b"\0" * 40
    journal(tmp_path).write_bytes(b"\n".join(lines) + b"\n")
    assert [each.source_path for each in Ledger.open(tmp_path)] == ["a.docx", "c.docx"]


def test_fields_of_a_later_version_are_let_be(tmp_path: Path) -> None:
    Ledger.open(tmp_path).record([sighting()])
    raw = json.loads(journal(tmp_path).read_bytes()) | {"future": 1}
    journal(tmp_path).write_text(json.dumps(raw) + "\n")
    assert list(Ledger.open(tmp_path)) == [sighting()]


def test_failed_append_is_not_believed(tmp_path: Path, monkeypatch) -> None:
    ledger = Ledger.open(tmp_path)
    ledger.record([sighting()])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_write_all", full)
    with pytest.raises(OSError):
        ledger.record([sighting("b.docx")])
    monkeypatch.undo()
    ledger.refresh()
    assert list(ledger.present()) == ["a.docx"]


def test_compact_is_deterministic_and_only_when_worth_it(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path)
    ledger.record([sighting("b.docx"), sighting("a.docx")])
    assert not ledger.compact()
    for number in range(1100):
        ledger.record([sighting("a.docx", run_id=str(number))])
    before = list(ledger)
    assert ledger.compact() and not ledger.compact()
    lines = journal(tmp_path).read_bytes().splitlines()
    assert [json.loads(line)["source_path"] for line in lines] == ["a.docx", "b.docx"]
    assert list(ledger) == before == list(Ledger.open(tmp_path))
    ledger.record([sighting("c.docx")])
    assert len(Ledger.open(tmp_path)) == 3


def test_two_ledgers_see_each_other(tmp_path: Path) -> None:
    one, two = Ledger.open(tmp_path), Ledger.open(tmp_path)
    one.record([sighting()])
    two.record([sighting(document_id="2" * 64)])
    assert two.of_document("1" * 64)[0].replaced
    two.compact(force=True)
    one.record([sighting("c.docx")])
    assert len(one) == 3 and list(one) == list(Ledger.open(tmp_path))


def test_journal_replaced_twice_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    # File systems give a new file the inode number of one that is gone.
    one, two = Ledger.open(tmp_path), Ledger.open(tmp_path)
    for number in range(20):
        two.record([sighting(f"{number}.docx")])
        one.refresh()
        for again in range(2):
            two.record([sighting(f"{number}-{again}.docx")])
            two.compact(force=True)
        one.refresh()
        assert list(one) == list(two)


def _append_many(warehouse: Path, name: str) -> None:
    ledger = Ledger.open(warehouse)
    for number in range(60):
        ledger.record([sighting(f"{name}-{number}-{each}") for each in range(5)])
        if number % 20 == 0:
            ledger.compact(force=True)


def test_processes_and_threads_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_append_many, args=(tmp_path, f"p{i}")) for i in range(2)]
    threads = [threading.Thread(target=_append_many, args=(tmp_path, f"t{i}")) for i in range(2)]
    for each in [*processes, *threads]:
        each.start()
    for each in [*processes, *threads]:
        each.join()
    assert len(Ledger.open(tmp_path)) == 4 * 300


def test_large_ledger_loads_as_fast_as_its_json(tmp_path: Path) -> None:
    entries = [sighting(f"folder/{number}.docx", f"{number:064x}") for number in range(10_000)]
    Ledger.open(tmp_path).record(entries)
    lines = journal(tmp_path).read_bytes().splitlines()

    def seconds(work) -> float:
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            work()
            best = min(best, time.process_time() - start)
        return best

    bare = seconds(lambda: [json.loads(line) for line in lines])
    assert seconds(lambda: Ledger.open(tmp_path)) < 4 * bare
    assert replace(entries[0]) == Ledger.open(tmp_path).at("folder/0.docx")


def test_display_path_is_valid_and_unambiguous() -> None:
    gbk = "年报.docx".encode("gbk").decode("utf-8", "surrogateescape")
    assert display_path("年报/报告 1.docx") == "年报/报告 1.docx"
    shown = display_path(gbk)
    assert shown == "\\xc4\uac68.docx" and shown.encode()  # three of the bytes pass for UTF-8
    assert display_path(shown) != shown  # the name that really has these backslashes


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb", r"a\x0ab"),
        ("\x1b[31m红.docx", r"\x1b[31m红.docx"),
        ("\x7f", r"\x7f"),
        ("\x85", r"\u0085"),  # a letter of its own, and not the byte \x85 that is no UTF-8
        (os.fsdecode(b"\x85"), r"\x85"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("年报\u202excod.exe", r"年报\u202excod.exe"),
        ("\u2066\u200f\u061c", r"\u2066\u200f\u061c"),
        (r"a\x0ab", r"a\\x0ab"),  # a name that really has a backslash
    ],
)
def test_display_path_has_no_control_character(name: str, shown: str) -> None:
    """A newline would forge a line of the log, ESC a colour, an override another suffix."""
    assert display_path(name) == shown
    assert display_path(shown) != shown


def test_display_path_gives_every_character_a_text_of_its_own() -> None:
    names = [chr(code) for code in range(0x2100)] + [os.fsdecode(bytes([b])) for b in range(256)]
    names = sorted({*names, *(rf"\x{code:02x}" for code in range(256))})
    assert len({display_path(name) for name in names}) == len(names)
