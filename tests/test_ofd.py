"""OFD files: what stands on their pages is found where the standard says that it stands."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from ofd_builder import OFD, SPACE, document, ofd, package, page, text
from PIL import Image

from benchmarks.accuracy import compare, compare_sample
from extractors import extract_report
from extractors.ofd.drawing import Drawn, drawn_on
from extractors.ofd.paths import Figure, figures_of
from extractors.ofd.pictures import page_picture
from extractors.ofd.structure import OfdFile
from extractors.ofd.values import DISTANCES, NUMBERS, distances
from extractors.readers import read_document
from schemas.document import Document
from schemas.errors import DocumentError
from tools.samples.catalogue import generate
from tools.samples.pdf_fonts import missing_fonts

ROOT = Path(__file__).parent.parent
MM = 72 / 25.4


def drawn(*pages: str, **more: str | bytes) -> Drawn:
    return drawn_on(OfdFile(ofd(*pages, **more)).page(1))  # type: ignore[arg-type]


def words(found: Drawn) -> str:
    return "".join(glyph.text for glyph in found.content.glyphs)


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def code(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(data, "a.ofd")
    assert caught.value.media_type == "application/ofd"
    return caught.value.code


# Values


@pytest.mark.parametrize(
    ("written", "most", "meant"),
    [
        ("5 5.5 6", 9, [5, 5.5, 6]),
        ("g 3 5.2", 9, [5.2, 5.2, 5.2]),
        ("1 g 2 5 3", 9, [1, 5, 5, 3]),
        ("g2 5", 9, [5, 5]),
        ("g 1000000000 5", 3, [5, 5, 5]),
        ("g 2", 9, []),
        ("g g 5", 9, []),
        ("g -1 5 7", 9, [7]),
        ("5,6;7", 9, [5, 6, 7]),
        ("1e400", 9, [0]),
        ("", 9, []),
        (None, 9, []),
    ],
)
def test_lists_of_distances(written: str | None, most: int, meant: list[float]) -> None:
    assert distances(written, most) == meant


@pytest.mark.parametrize("pattern", [NUMBERS, DISTANCES])
def test_long_lists_take_no_longer_than_they_are_long(pattern: object) -> None:
    assert len(pattern.findall("1" * 500_000 + "g" * 500_000)) > 0  # type: ignore[attr-defined]


def test_path_letters() -> None:
    assert figures_of("S 0 0 M 1 2 L 3 4 Q 1 1 5 5 L 6 6 C L 9 9") == [
        Figure([(0, 0)]),
        Figure([(1, 2), (3, 4), (5, 5), (6, 6)], {2}, closed=True),
        Figure([(1, 2), (9, 9)]),
    ]
    assert figures_of("M 1 2 L 3 L 4 5") == [Figure([(1, 2)])], "cut short"
    assert figures_of("L 1 2") == [Figure([(1, 2)])]
    assert figures_of("C") == []


# Texts


def test_places_are_points_from_the_upper_left() -> None:
    first, second = drawn(text("中文", x=20, y=30, size=5)).content.glyphs
    assert (first.text, second.text) == ("中", "文")
    assert (first.x, first.y) == pytest.approx((20 * MM, 30 * MM))
    assert second.x == pytest.approx(25 * MM)
    assert first.size == pytest.approx(5 * MM)


def test_matrix_is_applied_before_the_corner_of_the_boundary() -> None:
    object_ = (
        '<ofd:TextObject Boundary="10 20 50 50" Size="100" CTM="0.05 0 0 0.05 1 2">'
        '<ofd:TextCode X="40" Y="60">字</ofd:TextCode></ofd:TextObject>'
    )
    (glyph,) = drawn(object_).content.glyphs
    assert (glyph.x, glyph.y) == pytest.approx(((10 + 1 + 2) * MM, (20 + 2 + 3) * MM))
    assert glyph.size == pytest.approx(5 * MM)


def test_page_that_does_not_begin_at_nought() -> None:
    area = "<ofd:Area><ofd:PhysicalBox>10 20 100 50</ofd:PhysicalBox></ofd:Area>"
    found = drawn(page(text("字", x=20, y=30), area))
    assert (found.content.width, found.content.height) == pytest.approx((100 * MM, 50 * MM))
    assert found.content.glyphs[0].x == pytest.approx(10 * MM)


def test_escapes_and_pretty_printed_texts() -> None:
    said = r"<ofd:TextCode X='0' Y='5'>A\0020B\\C\4E2D</ofd:TextCode>"
    assert words(drawn(f"<ofd:TextObject Size='5'>{said}</ofd:TextObject>")) == "A B\\C中"
    said = "<ofd:TextCode X='0' Y='5' DeltaX='5'>\n    中文\n  </ofd:TextCode>"
    assert words(drawn(f"<ofd:TextObject Size='5'>{said}</ofd:TextObject>")) == "中文"


@pytest.mark.parametrize("place", ['X="10"', 'Y="20"', ""])
def test_a_text_without_its_place_is_damage(place: str) -> None:
    # The second digit of 43, set on its own, would stand elsewhere: 4 looks right.
    object_ = f'<ofd:TextObject Size="5"><ofd:TextCode {place}>3</ofd:TextCode></ofd:TextObject>'
    with pytest.raises(DocumentError) as caught:
        words(drawn(object_))
    assert caught.value.code == "damaged_document"


def test_a_later_piece_goes_on_from_the_place_of_the_one_before() -> None:
    object_ = (
        '<ofd:TextObject Size="5"><ofd:TextCode X="10" Y="20">一</ofd:TextCode>'
        '<ofd:TextCode X="40">二</ofd:TextCode></ofd:TextObject>'
    )
    _, second = drawn(object_).content.glyphs
    assert (second.x, second.y) == pytest.approx((40 * MM, 20 * MM))


def test_characters_far_apart_are_not_one_number() -> None:
    object_ = (
        '<ofd:TextObject Boundary="20 30 90 9" Size="5"><ofd:TextCode X="0" Y="5" '
        'DeltaX="2.5 20 2.5">1234</ofd:TextCode></ofd:TextObject>'
    )
    assert lines(read_document(ofd(object_), "a.ofd")) == ["12 34"]


def test_without_distances_characters_stand_side_by_side() -> None:
    code = '<ofd:TextCode X="20" Y="20">收到12件</ofd:TextCode>'
    object_ = f'<ofd:TextObject Size="5">{code}</ofd:TextObject>'
    assert lines(read_document(ofd(object_), "a.ofd")) == ["收到12件"]


def test_too_few_distances_go_on_as_they_are() -> None:
    object_ = (
        '<ofd:TextObject Size="5"><ofd:TextCode X="20" Y="20" DeltaX="5">一二三四</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    xs = [glyph.x for glyph in drawn(object_).content.glyphs]
    assert xs == pytest.approx([20 * MM, 25 * MM, 30 * MM, 35 * MM])


def test_text_downwards_is_turned_back() -> None:
    # Characters and line turned clockwise, as in a table that lies on its side.
    said = "收到申请十二件"
    steps = " ".join("5" for _ in said[1:])
    object_ = (
        f'<ofd:TextObject Size="5" ReadDirection="90" CharDirection="90">'
        f'<ofd:TextCode X="100" Y="50" DeltaY="{steps}">{said}</ofd:TextCode></ofd:TextObject>'
    )
    assert lines(read_document(ofd(object_), "a.ofd")) == [said]


@pytest.mark.parametrize("hidden", ['Visible="false"', 'Alpha="0"'])
def test_what_does_not_show_is_not_read(hidden: str) -> None:
    code = '<ofd:TextCode X="1" Y="9">密</ofd:TextCode>'
    object_ = f'<ofd:TextObject Size="5" {hidden}>{code}</ofd:TextObject>'
    assert words(drawn(object_ + text("明"))) == "明"


def test_characters_that_mean_nothing_are_not_read() -> None:
    assert code(ofd(text("\ue001\ue002\ue003\ue004" * 10))) == "unsupported_kind"
    assert code(ofd(text("¤" * 30))) == "unsupported_kind"
    both = read_document(ofd(text("\ue001" * 30), text("能读的一页")), "a.ofd")
    assert lines(both) == ["能读的一页"]
    assert "picture_not_read" in both.warnings


# Structure


def test_blocks_drawings_templates_and_layers() -> None:
    use = '<ofd:Template TemplateID="7" ZOrder="Background"/>'
    unit = f"""<ofd:Res {SPACE} BaseLoc="Res"><ofd:CompositeGraphicUnits>
      <ofd:CompositeGraphicUnit ID="5" Width="9" Height="9"><ofd:Content>{text("丙", x=0, y=9)}
      </ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"""
    objects = (
        f"<ofd:PageBlock><ofd:PageBlock>{text('乙')}</ofd:PageBlock></ofd:PageBlock>"
        '<ofd:CompositeObject ResourceID="5" Boundary="50 60 9 9"/>'
        '<ofd:CompositeObject ResourceID="404"/>'
    )
    common = (
        "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        '<ofd:TemplatePage ID="7" BaseLoc="Tpls/T.xml"/>'
    )
    found = drawn(page(objects, use), common=common, DocumentRes=unit, Tpls__T=page(text("甲")))
    assert words(found) == "甲乙丙"
    assert found.content.glyphs[2].x == pytest.approx(50 * MM)


def test_a_drawing_in_itself_comes_to_an_end() -> None:
    inside = '<ofd:CompositeObject ResourceID="5"/>' * 3 + text("丙")
    unit = f"""<ofd:Res {SPACE}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5">
      <ofd:Content>{inside}</ofd:Content></ofd:CompositeGraphicUnit>
      </ofd:CompositeGraphicUnits></ofd:Res>"""
    common = "<ofd:PublicRes>/Doc_0/PublicRes.xml</ofd:PublicRes>"
    found = drawn('<ofd:CompositeObject ResourceID="5"/>', common=common, PublicRes=unit)
    assert words(found) == "丙"


def test_the_current_version_counts() -> None:
    root = """<OFD xmlns="http://www.ofdspec.org/2016"><DocBody><DocRoot>Old/Document.xml</DocRoot>
      <Versions><Version ID="1" Index="1" BaseLoc="V1.xml"/>
      <Version ID="2" Index="2" Current="true" BaseLoc="V2.xml"/></Versions></DocBody></OFD>"""
    parts: dict[str, str | bytes] = {"OFD.xml": root}
    for name, said in (("Old", "旧"), ("New", "新")):
        parts[f"{name}/Document.xml"] = document()
        parts[f"{name}/Pages/Page_0/Content.xml"] = page(text(said))
    parts["V2.xml"] = "<DocVersion><DocRoot>New/Document.xml</DocRoot></DocVersion>"
    assert words(drawn_on(OfdFile(package(parts)).page(1))) == "新"


def test_names_without_namespace_and_in_other_cases() -> None:
    parts: dict[str, str | bytes] = {
        "ofd.XML": OFD.replace("ofd:", "").replace(f"{SPACE[:5]}", "xmlns"),
        "doc_0/document.xml": document(),
        "Doc_0/pages/page_0/content.XML": page(text("字")),
    }
    parts["ofd.XML"] = "<OFD><DocBody><DocRoot>\\Doc_0\\Document.xml</DocRoot></DocBody></OFD>"
    assert lines(read_document(package(parts), "a.ofd")) == ["字"]


# Borders


def path(data: str, attributes: str = 'Boundary="10 10 100 50"') -> str:
    return (
        f"<ofd:PathObject {attributes}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )


def test_kinds_of_lines() -> None:
    found = drawn(path("M 0 0 L 50 0") + path("M 0 0 L 0 50 M 5 5 L 20 21")).content
    (across,), (down,) = found.horizontal, found.vertical
    assert across == pytest.approx((10 * MM, 10 * MM, 60 * MM, 10 * MM))
    assert down == pytest.approx((10 * MM, 10 * MM, 10 * MM, 60 * MM))
    stroked = drawn(path("M 0 0 L 50 0 L 50 20 L 0 20 C")).content
    assert (len(stroked.horizontal), len(stroked.vertical)) == (2, 2)
    filled = 'Boundary="10 10 100 50" Fill="true" Stroke="false"'
    thin = drawn(path("M 0 0 L 50 0 L 50 0.3 L 0 0.3 C", filled)).content
    assert (len(thin.horizontal), len(thin.vertical)) == (1, 0)
    shading = drawn(path("M 0 0 L 50 0 L 50 20 L 0 20 C", filled)).content
    assert not shading.horizontal and not shading.vertical
    neither = drawn(path("M 0 0 L 50 0", 'Stroke="false"')).content
    assert not neither.horizontal
    circle = drawn(path("M 0 0 A 5 5 0 1 1 10 0 A 5 5 0 1 1 0 0")).content
    assert not circle.horizontal and not circle.vertical


def test_a_table_of_lines_and_texts() -> None:
    lines_ = path("M 0 0 L 80 0 M 0 10 L 80 10 M 0 20 L 80 20")
    lines_ += path("M 0 0 L 0 20 M 40 0 L 40 20 M 80 0 L 80 20")
    cells = text("规章", x=12, y=18) + text("12", x=60, y=18) + text("其他", x=12, y=28)
    found = read_document(ofd(lines_ + cells), "a.ofd")
    (table,) = found.tables()
    assert [(cell.row, cell.column, cell.text) for cell in table.cells] == [
        (0, 0, "规章"), (0, 1, "12"), (1, 0, "其他"), (1, 1, ""),
    ]  # fmt: skip
    assert found.reader == "ofd"
    assert (found.pages, found.ocr_pages, table.cells[1].place.page) == (1, 0, 1)


# Hostile and damaged files


def test_files_that_are_not_what_they_should_be() -> None:
    assert code(package({"OFD.xml": "<a"})) == "damaged_document"
    assert code(package({"OFD.xml": OFD})) == "damaged_document"
    assert code(package({"OFD.xml": OFD, "Doc_0/Document.xml": document()})) == "damaged_document"
    assert code(package({"OFD.xml": OFD, "Doc_0/Document.xml": document(0)})) == "damaged_document"
    assert code(package({"OFD.xml": OFD, "Encryptions.xml": "<a/>"})) == "encrypted_document"
    entity = '<!DOCTYPE a [<!ENTITY b "c">]>' + OFD
    assert code(package({"OFD.xml": entity})) == "damaged_document"
    bomb = package({"OFD.xml": OFD + " " * (8 * 2**20)})
    assert code(bomb) == "unpacks_too_large"


def test_more_pages_than_any_report() -> None:
    data = package({"OFD.xml": OFD, "Doc_0/Document.xml": document(1001)})
    assert code(data) == "too_large"


def test_an_encrypted_archive() -> None:
    data = bytearray(ofd(text("字")))
    at = data.find(b"PK\1\2")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\1\2", at + 46)
    assert code(bytes(data)) == "encrypted_document"


# Scans


def scan(pixels: np.ndarray, matrix: str, upon: str = "") -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    resources = f"""<ofd:Res {SPACE} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="3"
      Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"""
    object_ = f'<ofd:ImageObject ResourceID="3" Boundary="0 0 210 297" CTM="{matrix}"/>{upon}'
    parts: dict[str, str | bytes] = {
        "OFD.xml": OFD,
        "Doc_0/Document.xml": document(common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>"),
        "Doc_0/Pages/Page_0/Content.xml": page(object_),
        "Doc_0/R.xml": resources,
        "Doc_0/Res/a.png": file.getvalue(),
    }
    return package(parts)


@pytest.mark.parametrize(
    ("matrix", "corner"),
    [
        ("210 0 0 297 0 0", (0, 0)),
        ("-210 0 0 297 210 0", (0, 1)),  # mirrored
        ("210 0 0 -297 0 297", (1, 0)),
        ("0 297 -210 0 210 0", (0, 1)),  # turned clockwise
    ],
)
def test_a_scan_lies_as_its_matrix_says(matrix: str, corner: tuple[int, int]) -> None:
    pixels = np.full((60, 40, 3), 255, np.uint8)
    pixels[:10, :10] = 0
    file = OfdFile(scan(pixels, matrix))
    picture, dpi = page_picture(drawn_on(file.page(1)), file.archive.read, 50)
    assert dpi == pytest.approx(50, abs=0.5)
    height, width = picture.shape[:2]
    dark = {
        (down, across)
        for down in (0, 1)
        for across in (0, 1)
        if picture[3 + down * (height - 7), 3 + across * (width - 7), 0] < 100
    }
    assert dark == {corner}


def test_text_upon_a_background_is_read_and_a_picture_that_is_none_is_refused() -> None:
    pixels = np.full((60, 40, 3), 255, np.uint8)
    many = "".join(text("背景之上的文字，一行又一行。", y=30 + 10 * n) for n in range(5))
    found = read_document(scan(pixels, "210 0 0 297 0 0", many), "a.ofd")
    assert lines(found)[0].startswith("背景之上的文字")
    with zipfile.ZipFile(io.BytesIO(scan(pixels, "210 0 0 297 0 0"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if shutil.which("tesseract"):
        broken = package(parts | {"Doc_0/Res/a.png": parts["Doc_0/Res/a.png"][:60]})
        assert code(broken) == "damaged_picture"


# Reports


@pytest.mark.parametrize("stem", ["01_格式范本_2021年", "08_新旧表混用"], ids=["runs", "letters"])
def test_committed_samples_give_the_samples_figures(stem: str) -> None:
    truth = json.loads((ROOT / f"sample_inputs/truth/{stem}.json").read_text("utf-8"))
    found = extract_report(ROOT / f"tests/data/kinds/{stem}.ofd")
    result = compare(stem, "ofd", truth, found)
    assert (result.wrong, result.unplaced_wrong, result.identity_wrong) == (0, 0, [])
    word = next((ROOT / "sample_inputs/reports").rglob(f"{stem}.docx"))
    original = extract_report(word)
    assert [(each.section, each.surface, each.value, each.unit) for each in found.quantities] == [
        (each.section, each.surface, each.value, each.unit) for each in original.quantities
    ]
    assert [(each.section, each.heading) for each in found.sections] == [
        (each.section, each.heading) for each in original.sections
    ]
    assert {cell.reader for cell in found.cells if cell.raw is not None} == {"ofd"}


@pytest.mark.skipif(bool(missing_fonts()), reason="fonts of the samples are not installed")
def test_random_reports_are_read_whole() -> None:
    results = [compare_sample(sample) for sample in generate(10, 40, ("ofd",))]
    assert [each.differences for each in results if each.silent or each.identity_wrong] == []
    assert sum(each.wrong for each in results) == 0


@pytest.mark.skipif(bool(missing_fonts()), reason="fonts of the samples are not installed")
def test_a_row_cut_where_the_outermost_column_has_no_border() -> None:
    # 其他处理 goes over the page's end, and so does the group's name beside it: the part of the
    # table above is narrower than the one below.
    *_, sample = generate(43, 31, ("ofd",))
    assert compare_sample(sample).differences == []
