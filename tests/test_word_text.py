"""Paragraphs of Word files: runs, changes, fields, text boxes, pictures, headings."""

from __future__ import annotations

import pytest
from word_builder import docx, p, r, sdt, tbl, tc, tr

from extractors.readers.word import read_word
from extractors.readers.word_styles import STYLE_TAG
from extractors.readers.word_text import symbol, vml_size
from schemas.document import Block, Paragraph, Picture, Table


def blocks(body: str, **parts: object) -> list[Block]:
    return read_word(docx(body, **parts)).blocks  # type: ignore[arg-type]


def texts(body: str, **parts: object) -> list[str]:
    return [block.text for block in blocks(body, **parts) if isinstance(block, Paragraph)]


def field(*runs: str) -> str:
    """Return runs with B, S, E for the marks of a complex field, and I:… for instructions."""
    out = ""
    for run in runs:
        if run in "BSE":
            kind = {"B": "begin", "S": "separate", "E": "end"}[run]
            out += f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
        elif run.startswith("I:"):
            out += f"<w:r><w:instrText>{run[2:]}</w:instrText></w:r>"
        else:
            out += r(run)
    return out


def test_blank_paragraphs_are_dropped_and_full_width_spaces_kept() -> None:
    assert texts(p("　　收到申请　3件") + p() + p(" 　") + p("完")) == ["　　收到申请　3件", "完"]


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("<w:t>甲</w:t><w:br/><w:t>乙</w:t>", "甲\n乙"),
        ("<w:t>甲</w:t><w:cr/><w:t>乙</w:t>", "甲\n乙"),
        ('<w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t>', "甲乙"),
        ('<w:br w:type="textWrapping" w:clear="all"/><w:t>乙</w:t>', "\n乙"),
        ("<w:t>甲</w:t><w:tab/><w:t>乙</w:t>", "甲\t乙"),
        ("<w:t>2020</w:t><w:noBreakHyphen/><w:t>1</w:t>", "2020-1"),
        ("<w:t>公</w:t><w:softHyphen/><w:t>开</w:t>", "公开"),
        ('<w:t>甲</w:t><w:footnoteReference w:id="1"/>', "甲"),
        ("<w:t>甲</w:t><w:lastRenderedPageBreak/><w:t>乙</w:t>", "甲乙"),
        ('<w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t>', "☑是"),
        ('<w:sym w:font="Symbol" w:char="F02D"/><w:t>3</w:t>', "−3"),
        (
            "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>gōng</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>公</w:t></w:r></w:rubyBase></w:ruby><w:t>开</w:t>",
            "公开",
        ),
        ("<w:t>\n      甲乙\n    </w:t>", "甲乙"),
    ],
)
def test_what_stands_in_a_run(run: str, text: str) -> None:
    assert texts(f"<w:p><w:r>{run}</w:r></w:p>") == [text]


@pytest.mark.parametrize(
    "inside",
    [
        f'<w:hyperlink r:id="rId9">{r("乙")}</w:hyperlink>',
        f'<w:smartTag w:element="x">{r("乙")}</w:smartTag>',
        f'<w:customXml w:element="x">{r("乙")}</w:customXml>',
        f'<w:fldSimple w:instr="DATE">{r("乙")}</w:fldSimple>',
        f'<w:ins w:id="1">{r("乙")}</w:ins>',
        f'<w:moveTo w:id="1"><w:hyperlink>{r("乙")}</w:hyperlink></w:moveTo>',
        sdt(r("乙")),
        f'<w:ins w:id="1">{sdt(r("乙"))}</w:ins>',
        "<m:oMath><m:r><m:t>乙</m:t></m:r></m:oMath>",
        f'<w:bookmarkStart w:id="0" w:name="x"/>{r("乙")}<w:bookmarkEnd w:id="0"/>',
        field("B", "I: HYPERLINK x ", "S", "乙", "E"),
        field("B", "I: IF ", "B", "I: A ", "S", "丁", "E", "I: = ", "S", "乙", "E"),
        f'{r("乙")}<w:del w:id="1"><w:r><w:delText>丁</w:delText></w:r></w:del>',
        f'{r("乙")}<w:del w:id="1">{r("丁")}</w:del>',
        f'<w:moveFrom w:id="1">{r("丁")}</w:moveFrom>{r("乙")}',
        f'<w:ins w:id="1"><w:del w:id="2">{r("丁")}</w:del></w:ins>{r("乙")}',
        f"{r('丁', '<w:vanish/>')}{r('乙')}",
        r("乙", '<w:vanish w:val="0"/>'),
        sdt(r("丁"), "<w:showingPlcHdr/>") + r("乙"),
    ],
)
def test_what_wraps_runs(inside: str) -> None:
    assert texts(f"<w:p>{r('甲')}{inside}{r('丙')}</w:p>") == ["甲乙丙"]


def test_field_over_several_paragraphs_and_one_that_never_ends() -> None:
    body = (
        f"<w:p>{field('B', 'I: TOC ', 'S', '一、总体情况')}</w:p>"
        + p("二、主动公开")
        + f"<w:p>{field('E')}</w:p>"
        + f"<w:p>{field('B', 'I: PAGE ')}{r('丁')}</w:p>"
        + p("三、依申请公开")
    )
    assert texts(body) == ["一、总体情况", "二、主动公开", "三、依申请公开"]


@pytest.mark.parametrize("mark", ['<w:del w:id="1"/>', '<w:moveFrom w:id="1"/>', "<w:vanish/>"])
def test_paragraph_without_its_mark_runs_on(mark: str) -> None:
    body = p("本年收到", mark=mark) + p("申请3件", '<w:outlineLvl w:val="1"/>') + p("完")
    assert [(b.text, b.level) for b in blocks(body) if isinstance(b, Paragraph)] == [
        ("本年收到申请3件", 2),
        ("完", None),
    ]
    assert [type(b) for b in blocks(p("甲", mark=mark) + tbl(tr("1", "2")) + p("乙"))] == [
        Paragraph,
        Table,
        Paragraph,
    ]
    assert texts(p("甲") + p("末", mark=mark)) == ["甲", "末"]


def test_deleted_and_moved_paragraphs_are_gone() -> None:
    gone = (
        '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        f'<w:del w:id="2">{r("丁")}</w:del></w:p>'
    )
    assert texts(p("甲") + gone + p("乙")) == ["甲", "乙"]


def test_content_control_around_paragraphs() -> None:
    body = sdt(p("甲") + sdt(p("乙"))) + sdt(p("丁"), "<w:showingPlcHdr/>")
    assert texts(body) == ["甲", "乙"]


def box(text: str) -> str:
    """Return a text box as Word writes it: twice, for new and for old programs."""
    content = f"<w:txbxContent>{text}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor>'
        f"<a:graphic><a:graphicData><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_box_is_read_once_after_its_paragraph() -> None:
    body = f"<w:p>{r('甲')}{box(p('框') + tbl(tr('1', '2')))}{r('乙')}</w:p>" + p("丙")
    found = blocks(body)
    assert [b.text if isinstance(b, Paragraph) else type(b).__name__ for b in found] == [
        "甲乙",
        "框",
        "Table",
        "丙",
    ]


def test_text_box_of_old_programs_and_fallback_alone() -> None:
    old = (
        "<w:r><w:pict><v:group><v:shape><v:textbox><w:txbxContent>"
        f"{p('旧')}</w:txbxContent></v:textbox></v:shape></v:group></w:pict></w:r>"
    )
    only = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="x"/><mc:Fallback>'
        f"{old.removeprefix('<w:r>').removesuffix('</w:r>')}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(f"<w:p>{old}</w:p><w:p>{only}</w:p>") == ["旧", "旧"]


def test_text_box_in_a_cell_belongs_to_the_cell() -> None:
    (found,) = blocks(tbl(tr(tc(f"<w:p>{r('甲')}{box(p('注'))}</w:p>"), "1")))
    assert isinstance(found, Table)
    assert found.cells[0].text == "甲\n注"


def test_alternates_around_runs_and_paragraphs() -> None:
    alternate = (
        '<mc:AlternateContent><mc:Choice Requires="w14">{0}</mc:Choice>'
        "<mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"
    )
    assert texts(alternate.format(p("甲"))) == ["甲"]
    assert texts(f"<w:p>{alternate.format(r('乙'))}</w:p>") == ["乙"]


STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:name w:val="自定"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="hc"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="l1"><w:basedOn w:val="l2"/></w:style>
<w:style w:type="paragraph" w:styleId="l2"><w:basedOn w:val="l1"/></w:style>
"""


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        ("", None),
        ('<w:pStyle w:val="1"/>', 1),
        ('<w:pStyle w:val="x"/>', 1),
        ('<w:pStyle w:val="2"/>', 2),
        ('<w:pStyle w:val="x"/><w:outlineLvl w:val="2"/>', 3),
        ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', None),
        ('<w:outlineLvl w:val="zwei"/>', None),
        ('<w:pStyle w:val="l1"/>', None),
        ('<w:pStyle w:val="none"/>', None),
    ],
)
def test_level_of_headings(properties: str, level: int | None) -> None:
    (found,) = blocks(p("一、总体情况", properties), styles=STYLES)
    assert isinstance(found, Paragraph)
    assert found.level == level


def test_text_hidden_by_its_style() -> None:
    hidden = r("丁", '<w:rStyle w:val="hc"/>')
    shown = r("丙", '<w:vanish w:val="false"/>')
    style = '<w:pPr><w:pStyle w:val="h"/></w:pPr>'
    body = (
        p("丁", '<w:pStyle w:val="h"/>')
        + f"<w:p>{r('甲')}{hidden}{r('乙')}</w:p>"
        + f"<w:p>{style}{r('丁')}{shown}</w:p>"
    )
    assert texts(body, styles=STYLES) == ["甲乙", "丙"]


def picture(name: str, cx: int, cy: int) -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{cx}" cy="{cy}"/><a:graphic><a:graphicData>'
        f'<pic:pic><pic:blipFill><a:blip r:embed="rId-{name}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def vml_picture(name: str, style: str) -> str:
    return (
        f'<w:r><w:pict><v:shape style="{style}"><v:imagedata r:id="rId-{name}"/></v:shape>'
        "</w:pict></w:r>"
    )


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (picture("t.png", 2_880_000, 1_080_000), True),
        (picture("t.png", 2_879_999, 1_080_000), False),
        (picture("t.png", 2_880_000, 1_079_999), False),
        (vml_picture("t.png", "width:415.3pt;height:200pt;z-index:1"), True),
        (vml_picture("t.png", "position:absolute;width:2in;height:20cm"), False),
        (vml_picture("t.png", ""), False),
        (f"<w:del>{picture('t.png', 9, 9)}</w:del>", None),
    ],
)
def test_pictures(run: str, expected: bool | None) -> None:
    found = blocks(f"<w:p>{r('图')}{run}</w:p>", media={"t.png": b"\x89PNG..."})
    if expected is None:
        assert len(found) == 1
        return
    assert found[0] == Paragraph("图")
    assert found[1] == Picture("image/png", b"\x89PNG...", may_hold_table=expected)


def test_picture_that_is_not_in_the_file_is_still_noted() -> None:
    (found,) = blocks(f"<w:p>{picture('lost.png', 9_000_000, 9_000_000)}</w:p>")
    assert isinstance(found, Picture)
    assert found.may_hold_table
    assert found.data == b""


def test_pictures_in_the_cells_of_a_table_follow_it() -> None:
    cell = tc(f"<w:p>{r('甲')}{picture('t.png', 9, 9)}</w:p>")
    found = blocks(tbl(tr(cell, "1")) + p("完"), media={"t.png": b"x"})
    assert [type(block) for block in found] == [Table, Picture, Paragraph]


@pytest.mark.parametrize(
    ("font", "code", "character"),
    [
        ("Symbol", "F032", "2"),
        ("Symbol", "F022", "\uf022"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings", "F04A", "\uf04a"),
        ("宋体", "4E00", "一"),
        ("宋体", "D800", ""),
        ("宋体", "xyz", ""),
        ("宋体", "FFFFFFFFF", ""),
    ],
)
def test_symbol(font: str, code: str, character: str) -> None:
    assert symbol(font, code) == character


@pytest.mark.parametrize(
    ("style", "size"),
    [
        ("width:72pt;height:1in", (2.54, 2.54)),
        ("margin-left:0;WIDTH: 10mm ;height:2cm;", (1.0, 2.0)),
        ("width:96;height:96px", (2.54, 2.54)),
        ("width:72pt", None),
        ("mso-width-percent:400;mso-height-percent:200", None),
    ],
)
def test_vml_size(style: str, size: tuple[float, float] | None) -> None:
    assert vml_size(style) == (pytest.approx(size) if size else None)


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEADING = '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'


@pytest.mark.parametrize(
    "part",
    [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<w:styles xmlns:w="{W}">{HEADING}</w:styles>',
        f'\ufeff<w:styles xmlns:w="{W}">{HEADING}</w:styles>',
        # Unusual ones, parsed whole.
        f'<w:styles xmlns:w="{W}">{HEADING}</w:styles>'.replace('"', "'"),
        f'<x:styles xmlns:x="{W}">{HEADING}</x:styles>'.replace("w:", "x:"),
        f'<!-- x --><w:styles xmlns:w="{W}"><w:style w:styleId="0"/>{HEADING}</w:styles>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_styles_part_however_it_is_written(part: str, encoding: str) -> None:
    if encoding == "utf-16":
        part = part.removeprefix("\ufeff").replace("UTF-8", "UTF-16")
    data = docx(
        p("一、", '<w:pStyle w:val="1"/>'),
        styles="<w:x/>",
        extra={"word/styles.xml": part.encode(encoding)},
    )
    (found,) = read_word(data).paragraphs()
    assert found.level == 1


@pytest.mark.parametrize(
    ("tag", "identity"),
    [
        (b'<w:style w:type="paragraph" w:styleId="a1" w:customStyle="1">', b"a1"),
        (b'<w:style\n  w:styleId="a">', b"a"),
        (b'<w:style w:styleId="a"/>', None),
        (b'<w:styles w:styleId="a">', None),
        (b'<w:style w:type="table">', None),
        (b"<w:style " + b'w:styleId="a" ' * 100_000 + b"/>", None),
    ],
)
def test_style_tag(tag: bytes, identity: bytes | None) -> None:
    match = STYLE_TAG.search(tag)
    assert (match[1] if match else None) == identity
