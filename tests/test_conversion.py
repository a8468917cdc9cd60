"""Conversion in batches: one bad document costs only itself; nothing is converted in vain."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from word_builder import docx, p

from extractors import extract_report
from extractors.readers.office_types import FLAT_ODT, RTF
from flows.conversion import Converter, batch, office
from flows.conversion.cache import ConversionCache
from flows.conversion.office import Ended, StoppedError, office_program
from flows.conversion.profile import SETTINGS
from flows.conversion.single import convert, read_document
from flows.intake import open_intake
from flows.pool import ReaderClosedError
from flows.warehouse import serialise
from flows.warehouse.ledger import Sighting
from flows.warehouse.store import ExtractionStore
from schemas.errors import DocumentError
from schemas.records import Extraction
from tools.samples.catalogue import random_report
from tools.samples.office_kinds import OfficeKind, office_documents
from tools.samples.render import render
from tools.samples.word import WordOptions

WORD = docx(p("converted"))
needs_office = pytest.mark.skipif(
    office_program() is None, reason="LibreOffice (soffice) is not installed"
)


class FakeOffice:
    """Does with each document what it says: "good", "lost", or "crash", which ends the start.

    "moody" is lost where it is not alone. Remembers what each start was given.
    """

    def __init__(self, *, works: bool = True) -> None:
        self.starts: list[list[str]] = []
        self.works = works

    def __call__(
        self, program: str, files: Sequence[tuple[Path, Path]], folder: Path, **_: object
    ) -> Ended:
        said = [source.read_text() for source, _ in files]
        self.starts.append(said)
        if not self.works:
            return Ended(False, "conversion_failed", "no library")
        for word, (_, target) in zip(said, files, strict=True):
            if word.startswith("crash"):
                return Ended(True, "deadline_exceeded", "10 s")
            if word.startswith("good") or (word.startswith("moody") and len(files) == 1):
                target.write_bytes(WORD)
        return Ended(True)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "office_program", lambda: "/usr/bin/soffice")


@contextmanager
def converted(fake: FakeOffice, *words: str) -> Iterator[batch.Batch]:
    with Converter(office=fake).batch() as made:
        for word in words:
            made.add(word, RTF, word.encode())
        made.convert()
        yield made


def failures(made: batch.Batch, *words: str) -> dict[str, str]:
    found = {word: made.failure(word) for word in words}
    assert all((found[word] is None) == (made.get(word) == WORD) for word in words)
    return {word: failure.code for word, failure in found.items() if failure is not None}


@pytest.mark.usefixtures("installed")
def test_many_documents_take_one_start() -> None:
    fake = FakeOffice()
    with converted(fake, "good 1", "good 2", "good 3") as made:
        assert failures(made, "good 1", "good 2", "good 3") == {}
    assert fake.starts == [["good 1", "good 2", "good 3"]]


@pytest.mark.usefixtures("installed")
def test_who_is_left_out_is_tried_once_more_alone() -> None:
    fake = FakeOffice()
    with converted(fake, "good", "lost", "moody") as made:
        assert failures(made, "good", "lost", "moody") == {"lost": "conversion_failed"}
    assert fake.starts == [["good", "lost", "moody"], ["lost"], ["moody"]]


@pytest.mark.usefixtures("installed")
def test_who_ends_the_start_costs_only_itself() -> None:
    fake = FakeOffice()
    words = ("good 1", "crash 1", "good 2", "crash 2", "good 3")
    with converted(fake, *words) as made:
        assert failures(made, *words) == dict.fromkeys(("crash 1", "crash 2"), "deadline_exceeded")
    assert fake.starts[1:3] == [["good 2", "crash 2", "good 3"], ["good 3"]]
    assert len(fake.starts) == 5


@pytest.mark.usefixtures("installed")
def test_an_office_that_does_not_start_is_not_the_documents_fault() -> None:
    with converted(FakeOffice(works=False), "good", "lost") as made:
        assert failures(made, "good", "lost") == dict.fromkeys(
            ("good", "lost"), "converter_unavailable"
        )


def test_without_an_office_documents_are_not_settled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(batch, "office_program", lambda: None)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "年报.rtf").write_bytes(b"{\\rtf1 good}")
    sighting = ingest(folder, tmp_path / "warehouse")["年报.rtf"]
    assert (sighting.status, sighting.error_code) == ("failed", "converter_unavailable")
    assert sighting.media_type == RTF
    assert not sighting.settled(sighting.extractor_version)
    with pytest.raises(DocumentError, match="libreoffice-writer"):
        read_document(b"{\\rtf1 good}", "年报.rtf")


@pytest.mark.usefixtures("installed")
def test_conversions_are_kept_by_content(tmp_path: Path) -> None:
    first, second = "a" * 64, "b" * 64
    cache = ConversionCache(tmp_path)
    cache.put(first, WORD)
    assert (cache.get(first), cache.get(second)) == (WORD, None)
    fake = FakeOffice()
    with Converter(tmp_path, office=fake).batch() as made:
        made.add(first, RTF, b"lost")
        made.add(second, RTF, b"good")
        made.convert()
        assert made.get(first) == made.get(second) == WORD
    assert fake.starts == [["good"]]
    assert cache.get(second) == WORD
    for entry in tmp_path.rglob("*"):
        if entry.is_file():
            entry.write_bytes(entry.read_bytes()[:-1])
    assert cache.get(first) is None


@pytest.mark.usefixtures("installed")
def test_what_is_added_twice_is_converted_once() -> None:
    fake = FakeOffice()
    with converted(fake, "good", "good") as made:
        assert made.get("good") == WORD
    assert fake.starts == [["good"]]


@pytest.mark.usefixtures("installed")
def test_conversions_that_are_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MAX_CONVERTED_BYTES", len(WORD) - 1)
    with converted(FakeOffice(), "good") as made:
        assert failures(made, "good") == {"good": "too_large"}


@pytest.mark.usefixtures("installed")
def test_an_interrupted_run_converts_no_more() -> None:
    converter = Converter(office=FakeOffice())
    converter.close()
    with pytest.raises(ReaderClosedError):
        convert(converter, RTF, b"good")


def ingest(folder: Path, warehouse: Path) -> dict[str, Sighting]:
    """Take a folder in, in one batch; return what the ledger says of each file."""
    with open_intake(warehouse, run_id="run", what="test", workers=1, wait_seconds=0) as intake:
        intake.discover(folder, 0)
        for each in intake.batches:
            intake.read_batch(each)
        return dict(intake.ledger.present())


# With LibreOffice

KINDS: tuple[OfficeKind, ...] = ("doc", "rtf", "odt")
OPTIONS = (
    WordOptions(tracked_changes=True, margins=True, split_runs=True),
    WordOptions(auto_numbering=True, fields=True, grid_before=True, framed=True),
)

HOSTILE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:p>plain</text:p><text:section text:name="s"><text:section-source xlink:type="simple"
 xlink:href="{address}" xlink:show="embed"/></text:section>
</office:text></office:body></office:document>"""


def figures(extraction: Extraction) -> list[object]:
    """Return what a report says, whatever file it was read from."""
    cells = [
        (c.table, c.row, c.column, c.raw, c.value, c.state, c.unit, c.needs_review)
        for c in extraction.cells
    ]
    prose = [(q.section, q.surface, q.value, q.unit, q.role) for q in extraction.quantities]
    identity = (extraction.agency, extraction.report_year, extraction.report)
    return [identity, cells, prose]


@needs_office
def test_every_kind_gives_the_figures_of_its_original(tmp_path: Path) -> None:
    folder, warehouse = tmp_path / "报送", tmp_path / "warehouse"
    folder.mkdir()
    originals = [
        render(random_report(Random(f"office {number}"), number), "docx", options)
        for number, options in enumerate(OPTIONS)
    ]
    wanted: dict[str, list[object]] = {}
    for kind in KINDS:
        for number, made in enumerate(office_documents(originals, kind)):
            (folder / f"{number}.{kind}").write_bytes(made)
            wanted[f"{number}.{kind}"] = figures(extract_report(originals[number]))
    (folder / "0.doc").rename(folder / "0.wps")
    wanted["0.wps"] = wanted.pop("0.doc")
    (folder / "坏.doc").write_bytes((folder / "1.doc").read_bytes()[:20_000])
    found = ingest(folder, warehouse)
    assert found.pop("坏.doc").error_code == "damaged_document"
    assert set(found) == set(wanted)
    store = ExtractionStore(warehouse)
    for path, sighting in found.items():
        data = (folder / path).read_bytes()
        assert (sighting.status, sighting.document_id) == (
            "extracted",
            hashlib.sha256(data).hexdigest(),
        ), (path, sighting.message)
        kept = store.path(sighting.document_id, sighting.extractor_version).read_bytes()
        extraction = serialise.loads(kept)[0]
        assert "converted" in {note.code for note in extraction.notes}
        assert figures(extraction) == wanted[path], path


@needs_office
def test_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    hostile = HOSTILE.format(address=secret.as_uri()).encode()
    made = convert(Converter(), FLAT_ODT, hostile)
    texts = [paragraph.text for paragraph in read_document(made, "x.docx").paragraphs()]
    assert texts[0] == "plain"
    assert not any("secret" in text for text in texts)


@needs_office
def test_a_conversion_under_way_is_ended() -> None:
    converter = Converter()
    threading.Timer(0.5, converter.close).start()
    with pytest.raises(StoppedError):
        convert(converter, RTF, b"{\\rtf1 " + b"word \\par " * 400_000 + b"}")


def test_sockets_of_killed_offices_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_SOCKETS", (str(tmp_path),))
    names = [f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{each}" for each in ("dead", "alive")]
    for name in names:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / name))
        if name.endswith("dead"):
            listener.close()
        else:
            listener.listen()
    (tmp_path / f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_file").touch()
    assert office.clear_sockets() == 0  # too young
    assert office.clear_sockets(0) == 1
    assert not (tmp_path / names[0]).exists()
    assert (tmp_path / names[1]).exists()
    listener.close()


def test_settings_are_named_once() -> None:
    assert len({(path, name) for path, name, _ in SETTINGS}) == len(SETTINGS)
