"""Word files: bombs, entities, spans, nesting, lies."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import partial

from tools.hostile.bases import picture_claiming, whole
from tools.hostile.model import READ, Files, Hostile, must

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TIME = (1980, 1, 1, 0, 0, 0)

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "哈">' for n in range(10)
)
"""A thousand million laughs: ten entities, each ten times the one before."""


def package(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive, the same each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = method
            target.writestr(entry, data)
    return out.getvalue()


def parts_of(
    main: bytes, extra: Mapping[str, bytes] | None = None, rels: str = ""
) -> dict[str, bytes]:
    """Return the parts of a Word file with this main part."""
    return {
        "[Content_Types].xml": (
            b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            b'<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="a"'
            f' Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_RELATIONSHIPS}">{rels}</Relationships>'
        ).encode(),
        "word/document.xml": main,
        **(extra or {}),
    }


def document(body: str, prolog: str = "") -> bytes:
    """Return a main part."""
    return (
        f'{prolog}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}</w:body></w:document>'
    ).encode()


def _word(main: bytes, **options: Mapping[str, bytes]) -> bytes:
    return package(parts_of(main, **options))


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _bomb(megabytes: int) -> bytes:
    return _word(document(_paragraph("0" * (megabytes << 20))))


def _lying(declared: int, megabytes: int) -> bytes:
    """A main part that says a small size, and unpacks to a large one."""
    data = bytearray(_bomb(megabytes))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        real = archive.getinfo("word/document.xml").file_size
    sizes, lie = struct.pack("<I", real), struct.pack("<I", declared)
    return bytes(data).replace(sizes, lie)


def _quoted(entries: int) -> bytes:
    """Many entries over the same packed bytes, as the flattest bombs are made."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = b"<x>" + b" " * 20_000_000 + b"</x>"
    packed = packer.compress(text) + packer.flush()
    check = zlib.crc32(text)
    local = struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, check, len(packed), len(text), 17, 0
    )
    body = local + b"word/document.xml" + packed
    central = b""
    for number in range(entries):
        name = b"word/document.xml" if not number else b"word/d%06d.xml" % number
        central += (
            struct.pack(
                "<4s6H3I5H2I",
                b"PK\x01\x02",
                20,
                20,
                0,
                8,
                0,
                33,
                check,
                len(packed),
                len(text),
                len(name),
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + name
        )
    count = min(entries, 0xFFFF)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(central), len(body), 0)
    return body + central + end


def _spans() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc>'
    return _word(document(f"<w:tbl>{('<w:tr>' + cell * 60 + '</w:tr>') * 200}</w:tbl>"))


def _skips() -> bytes:
    row = '<w:tr><w:trPr><w:gridBefore w:val="99999999"/></w:trPr><w:tc><w:p/></w:tc></w:tr>'
    return _word(document(f"<w:tbl>{row * 500}</w:tbl>"))


def _nested_tables(levels: int) -> bytes:
    return _word(document("<w:tbl><w:tr><w:tc>" * levels + "</w:tc></w:tr></w:tbl>" * levels))


def _many_elements() -> bytes:
    # Of different texts, so that it does not unpack beyond reason.
    body = "".join(
        f"<w:p><w:r><w:t>{n * 7919 % 1_000_003}</w:t></w:r></w:p>" for n in range(900_000)
    )
    return _word(document(body))


def _styles(styles: str) -> bytes:
    rels = f'<Relationship Id="s" Type="{_R}/styles" Target="styles.xml"/>'
    parts = parts_of(document(_paragraph("年报")), {"word/styles.xml": styles.encode()}, rels)
    return package(parts)


def _style_ring() -> bytes:
    style = '<w:style w:type="paragraph" w:styleId="{}"><w:basedOn w:val="{}"/></w:style>'
    ring = style.format("a", "b") + style.format("b", "a")
    return _styles(f'<w:styles xmlns:w="{_W}">{ring}</w:styles>')


def _pictures(count: int) -> bytes:
    """One large picture, a thousand times on the page."""
    rels = f'<Relationship Id="p" Type="{_R}/image" Target="media/p.png"/>'
    names = (
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    drawing = (
        f'<w:p{names}><w:r><w:drawing><wp:inline><wp:extent cx="9000000" cy="9000000"/>'
        '<a:blip r:embed="p"/></wp:inline></w:drawing></w:r></w:p>'
    )
    parts = parts_of(document(drawing * count), {"word/media/p.png": picture_claiming(60000)}, rels)
    return package(parts)


def _external() -> bytes:
    rels = (
        f'<Relationship Id="t" Type="{_R}/attachedTemplate" TargetMode="External"'
        ' Target="http://127.0.0.1:39017/template.dotx"/>'
        f'<Relationship Id="p" Type="{_R}/image" Target="../../../../etc/passwd"/>'
    )
    return package(parts_of(document(_paragraph("年报")), rels=rels))


def _encrypted_entries() -> bytes:
    data = bytearray(whole("docx"))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(magic, at + 4)
    return bytes(data)


def _swapped(part: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(whole("docx"))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    return package({**parts, part: content})


def word_files() -> Files:
    """Yield hostile Word files."""
    bomb, damaged = must("unpacks_too_large"), must("damaged_document")
    broken = must("damaged_archive")
    laughing = f"<!DOCTYPE x [{LAUGHS}]>"

    def file(name: str, content: bytes | object, outcomes: frozenset[str], **more: bool) -> Hostile:
        made = content if callable(content) else (lambda: content)
        return Hostile(f"word/{name}.docx", outcomes, made, **more)  # type: ignore[arg-type]

    yield file("炸弹_1000比1", partial(_bomb, 40), bomb)
    yield file("炸弹_超大部件", partial(_bomb, 300), bomb, heavy=True)
    yield file("炸弹_谎报大小", partial(_lying, 1000, 60), broken)
    yield file(
        "炸弹_重叠条目",
        partial(_quoted, 60_000),
        must("unpacks_too_large", "damaged_archive", "not_a_word_document"),
    )
    yield file(
        "炸弹_bzip2",
        lambda: package(parts_of(document(_paragraph("0" * 30_000_000))), zipfile.ZIP_BZIP2),
        broken | bomb,
    )
    yield file(
        "部件太多",
        lambda: package(
            {**parts_of(document("")), **{f"word/{n}.xml": b"" for n in range(20_000)}}
        ),
        bomb,
    )
    yield file(
        "九十万段", _many_elements, must("not_a_report", "memory_exceeded", "too_large"), heavy=True
    )
    yield file("实体_十亿笑", lambda: _word(document(_paragraph("&l9;"), laughing)), damaged)
    yield file(
        "实体_属性中",
        lambda: _word(document('<w:p w:rsidR="&l9;"/>', laughing)),
        damaged,
    )
    external = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    yield file("实体_外部文件", lambda: _word(document(_paragraph("&e;"), external)), damaged)
    yield file(
        "实体_参数",
        lambda: _word(
            document("", '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:39017/p"> %p;]>')
        ),
        damaged,
    )
    yield file("实体_样式中", lambda: _styles(f"{laughing}<x>&l9;</x>"), damaged)
    yield file(
        "实体_关系中",
        lambda: _swapped("_rels/.rels", f"{laughing}<x>&l9;</x>".encode()),
        damaged,
    )
    yield file(
        "实体_UTF16",
        lambda: _word(f'<?xml version="1.0"?>{laughing}<x>&l9;</x>'.encode("utf-16")),
        damaged,
    )
    yield file("跨列一亿", _spans, must("not_a_report"))
    yield file("跳列一亿", _skips, must("not_a_report"))
    yield file("嵌套表格_60层", partial(_nested_tables, 60), must("not_a_report"))
    yield file("嵌套表格_3000层", partial(_nested_tables, 3000), damaged)
    yield file("样式循环", _style_ring, must("not_a_report"))
    yield file("巨图一千次", partial(_pictures, 1000), must("not_a_report", "too_large"))
    yield file("外部模板", _external, must("not_a_report"))
    yield file("加密条目", _encrypted_entries, must("encrypted_document"))
    yield file("不成文的XML", lambda: _word(b"<w:document"), damaged)
    yield file("没有正文", lambda: package(parts_of(b"<html/>")), must("not_a_word_document"))
    yield Hostile(
        "word/图片损坏.docx",
        must("not_a_report", READ),
        lambda: package(
            parts_of(
                document(_paragraph("年报")),
                {"word/media/p.png": b"\x89PNG\r\n\x1a\n" + bytes(100)},
                f'<Relationship Id="p" Type="{_R}/image" Target="media/p.png"/>',
            )
        ),
    )
