"""Bent documents: a few of each quick kind; what was found among thousands; the oracle itself.

The thousands: `python -m benchmarks.fuzz`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.fuzz import try_batch
from extractors.pdf.file import open_pdf
from extractors.report import extract_report
from schemas.errors import DocumentError
from schemas.records import Extraction
from tools.mutations.bases import Base, BaseKind, base, is_clean
from tools.mutations.catalogue import mutation
from tools.mutations.markup import bend
from tools.mutations.oracle import wrong_figures
from tools.mutations.package import packed, unpacked
from tools.mutations.shown import tokens

ROOT = Path(__file__).resolve().parent.parent
TRACER = 1
"""The numbers of good reports that are odd are tracers'."""


def read(good: Base, data: bytes) -> Extraction:
    return extract_report(data, good.name)


def text_of(good: Base) -> str:
    return good.data.decode(good.encoding)


@pytest.mark.parametrize("kind", ["docx", "html", "mht", "txt", "xlsx", "zip", "eml"])
def test_bent_documents_end_with_a_record_or_a_code(kind: BaseKind) -> None:
    tally = try_batch(kind, seed=2, start=0, count=12)
    assert tally.findings == []
    assert tally.documents == 12
    assert sum(tally.outcomes.values()) >= 12


# What was found


def _with_part(good: Base, part: str, change: tuple[str, str]) -> bytes:
    parts = [
        (name, re.sub(*change, data.decode(), count=1).encode() if name == part else data)
        for name, data in unpacked(good.data)
    ]
    bent = packed(parts, Random(1))
    assert bent != good.data
    return bent


def test_a_word_text_with_a_text_in_it_is_damage() -> None:
    # word/document.xml: half of such a text was read, and the figure taken for a blank.
    good = base("docx", TRACER)
    nested = (r"(<w:t(?: [^>]*)?>)([0-9]+)</w:t>", r"\1<w:t>\2</w:t></w:t>")
    with pytest.raises(DocumentError, match="elements in it") as caught:
        read(good, _with_part(good, "word/document.xml", nested))
    assert caught.value.code == "damaged_document"


def _word_files() -> Iterator[Base]:
    return (base("docx", number) for number in range(TRACER, 40, 2))


def _document(good: Base) -> str:
    return dict(unpacked(good.data))["word/document.xml"].decode()


@pytest.mark.parametrize("name", ["p", "r", "tc", "tr", "tbl", "sdtContent"])
def test_a_word_element_in_one_of_its_kind_is_damage(name: str) -> None:
    # What is in the inner one was passed over: a figure, a cell, a row.
    good = next(good for good in _word_files() if f"<w:{name}>" in _document(good))
    at = rf"(?s)(<w:{name}>)(.*)(</w:{name}>)"
    data = _with_part(good, "word/document.xml", (at, r"\1\1\2\3\3"))
    with pytest.raises(DocumentError) as caught:
        read(good, data)
    assert caught.value.code == "damaged_document"


@pytest.mark.parametrize(
    ("whole", "nested", "told"),
    [
        (r"(<c [^>]*>)(<v>[0-9]+</v>)</c>", r"\1\1\2</c></c>", "wrong place"),
        (r"<v>([0-9]+)</v>", r"<v><v>\1</v></v>", "elements in it"),
    ],
    ids=["cell", "value"],
)
def test_a_sheets_element_in_one_of_its_kind_is_damage(whole: str, nested: str, told: str) -> None:
    good = base("xlsx", TRACER)
    with pytest.raises(DocumentError, match=told) as caught:
        read(good, _with_part(good, _last_sheet(good), (whole, nested)))
    assert caught.value.code == "damaged_document"


def _last_sheet(good: Base) -> str:
    """Return a part that shows: the first sheets of a workbook may be hidden."""
    return max(name for name, _ in unpacked(good.data) if name.startswith("xl/worksheets/sheet"))


@pytest.mark.parametrize("letter", ["薥", ""])
def test_a_misspelt_kind_of_proceedings_does_not_change_places_with_another(letter: str) -> None:
    # 复议后起诉 came first then, and got the figures of 未经复议直接起诉, in a text without a grid.
    good = _plain_text()
    bent = (
        text_of(good).replace("未经复议直接起诉", f"未经复议直{letter}起诉").encode(good.encoding)
    )
    found = read(good, bent)
    assert wrong_figures(good, bent, found) == []
    assert not is_clean(found)


def test_a_kind_without_its_header_does_not_change_places_with_another() -> None:
    # With a grid: 复议后起诉 stood over the first five columns then, and the rest was what is left.
    good = base("html", 3)
    header = re.search(
        r"<th[^>]*>(?:(?!</th>).)*未经复议直接起诉.*?</th>", text_of(good), re.DOTALL
    )
    assert header is not None
    bent = text_of(good).replace(header[0], "").encode(good.encoding)
    found = read(good, bent)
    assert wrong_figures(good, bent, found) == []
    assert not is_clean(found)


def test_figures_that_found_no_place_leave_no_blank_unmarked() -> None:
    # Without 行政复议 none of the fifteen figures was placed, and ten cells seemed printed blank.
    good = _plain_text()
    bent = text_of(good).replace("行政复议", "行政夏议").encode(good.encoding)
    found = read(good, bent)
    unseen = [c for c in found.cells if c.table == "proceedings" and c.value is None]
    assert unseen and all("cells_lost" in cell.doubts and cell.needs_review for cell in unseen)
    assert wrong_figures(good, bent, found) == []


def _plain_text() -> Base:
    """Return a tracer as a text whose grid is lost, a cell a line."""
    for number in range(TRACER, 40, 2):
        good = base("txt", number)
        if "\n结果维持\n结果纠正\n" in text_of(good).replace("\r", ""):
            return good
    raise AssertionError("no such text is drawn")


def test_a_pdf_whose_pages_cannot_be_listed_at_the_end_is_read_all_the_same() -> None:
    # /Type renamed to /Kids: pdfminer raises as its pages are gone through once more to be closed.
    class Raising:
        def close(self) -> None:
            raise ValueError("Invalid dictionary construct")

    found = (ROOT / "sample_inputs/reports").rglob("23_*.pdf")
    with open_pdf(next(found).read_bytes()) as file:
        file._plumber = Raising()


# The oracle


def test_good_reports_are_read_rightly() -> None:
    for kind in ("docx", "html", "txt", "xlsx"):
        good = base(kind, TRACER)  # type: ignore[arg-type]
        found = read(good, good.data)
        assert is_clean(found)
        assert wrong_figures(good, good.data, found) == []
        shown = {digits for digits, _ in tokens(good, good.data)}
        figures = {f"{value:f}" for value in good.truth.values() if value}
        assert figures <= shown


def test_a_figure_in_anothers_place_is_wrong() -> None:
    good = base("html", TRACER)
    found = read(good, good.data)
    one, other = found.cells[3], found.cells[4]
    one.value, other.value = other.value, one.value
    wrong = wrong_figures(good, good.data, found)
    assert {each.address[1:] for each in wrong} == {
        (cell.row, cell.column) for cell in (one, other)
    }
    assert all(each.clean for each in wrong)
    one.needs_review = other.needs_review = True
    assert wrong_figures(good, good.data, found) == []


def test_a_changed_digit_is_another_document() -> None:
    good = base("html", TRACER)
    found = read(good, good.data)
    cell = next(cell for cell in found.cells if cell.value and cell.table == "requests")
    old = f"{cell.value:f}"
    bent = text_of(good).replace(f">{old}<", ">777777<").encode(good.encoding)
    changed = read(good, bent)
    assert any(each.value == 777777 for each in changed.cells)
    assert wrong_figures(good, bent, changed) == []
    # The same reading of the good file would be wrong.
    assert wrong_figures(good, good.data, changed) != []


def test_mutations_are_always_the_same() -> None:
    for kind in ("docx", "html", "txt", "eml"):
        made, again = (mutation(kind, 9, 4) for _ in range(2))  # type: ignore[arg-type]
        assert made.data == again.data != made.base.data
        assert made.address == f"{kind}:9:4"


def test_figures_stay_where_they_stand() -> None:
    # Bent tags leave the digits of a page as they are, or take away or double whole elements.
    text = "<table><tr><td>甲</td><td>12</td></tr><tr><td>乙</td><td>34</td></tr></table>"
    for number in range(300):
        bent, _ = bend(text, Random(number))
        shown = re.sub(r"<[^<>]*>", " ", bent).split()
        assert all(word in ("12", "34") for word in shown if word.isdecimal() and len(word) == 2)


def test_a_package_is_whole_after_its_parts_are_bent() -> None:
    bent = packed([("a.xml", b"<a/>"), ("a.xml", b"<b/>")], Random(1))
    with zipfile.ZipFile(io.BytesIO(bent)) as archive:
        assert archive.testzip() is None
        assert len(archive.infolist()) == 2
