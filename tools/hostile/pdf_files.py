"""PDFs: forms within forms, pages without end, pickles, streams that swell, wrong tables."""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Sequence
from functools import partial

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tools.hostile.bases import whole
from tools.hostile.model import READ, Files, Hostile, must

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(objects: Sequence[bytes], root: int = 1) -> bytes:
    """Return a PDF of these objects, numbered from 1, with its table of places."""
    data, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj" % number + each + b"endobj\n"
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF"
    return data + end % (len(objects) + 1, root, table)


def stream(content: bytes, more: bytes = b"", packed: bool = False) -> bytes:
    """Return a stream object's bytes."""
    if packed:
        content, more = zlib.compress(content, 9), more + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>stream\n%s\nendstream " % (more, len(content), content)


def one_page(
    content: bytes, resources: bytes = b"", more: Sequence[bytes] = (), box: bytes = b"0 0 595 842"
) -> bytes:
    """Return a PDF of one page: objects 1 to 4, then `more` from 5 on."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>>>"
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page % (box, resources),
            content,
            *more,
        ]
    )


def _forms(levels: int, calls: int) -> bytes:
    """Forms that each call the next so many times: calls to the power of levels."""
    more = []
    for level in range(levels):
        inner = level + 6
        last = level == levels - 1
        body = b"0 0 m 9 9 l S " if last else b"/F Do " * calls
        names = b"" if last else b"/Resources<</XObject<</F %d 0 R>>>>" % inner
        more.append(stream(body, b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]" + names))
    return one_page(stream(b"/F Do " * calls), b"/XObject<</F 5 0 R>>", more)


def _own_form() -> bytes:
    form = stream(
        b"/F Do /F Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
    )
    return one_page(stream(b"/F Do"), b"/XObject<</F 5 0 R>>", [form])


def _characters(count: int) -> bytes:
    lines = b"".join(
        b"1 0 0 1 40 %d Tm (%s) Tj " % (800 - line % 780, b"0123456789" * 100)
        for line in range(count // 1000)
    )
    return one_page(stream(b"BT /T 1 Tf " + lines + b"ET"), b"/Font<</T 5 0 R>>", [_FONT])


def _rules(count: int) -> bytes:
    lines = b"".join(b"%d 40 m %d 800 l S " % (n % 595, (n * 7) % 595) for n in range(count))
    text = b"BT /T 9 Tf 40 500 Td (0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 a b c d e f) Tj ET "
    return one_page(stream(text + lines, packed=True), b"/Font<</T 5 0 R>>", [_FONT])


def _saves(count: int) -> bytes:
    return one_page(stream(b"q " * count + b"[" * count))


def _swelling(megabytes: int) -> bytes:
    return one_page(stream(b" " * (megabytes << 20), packed=True))


def _twice_packed(megabytes: int) -> bytes:
    inner = zlib.compress(zlib.compress(b" " * (megabytes << 20), 9), 9)
    return one_page(stream(inner, b"/Filter[/FlateDecode/FlateDecode]"))


def _object_stream(megabytes: int) -> bytes:
    content = b"1 0 " + b"<</Type/Catalog/Pages 2 0 R>>" + b" " * (megabytes << 20)
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
            stream(content, b"/Type/ObjStm/N 100000000/First 4", packed=True),
        ]
    )


def _pages(count: int) -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(count))
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ]
    )


def _page_ring() -> bytes:
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[2 0 R 2 0 R]/Parent 2 0 R/Count 1000000000>>",
        ]
    )


def _huge_table() -> bytes:
    good = whole("pdf")
    at = good.rindex(b"startxref")
    return good[:at] + b"xref\n0 4000000000\n" + b"startxref\n%d\n%%%%EOF" % at


def _large_picture() -> bytes:
    picture = stream(
        bytes(10_000),
        b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8"
        b"/ColorSpace/DeviceRGB",
        packed=True,
    )
    return one_page(stream(b"595 0 0 842 0 0 cm /P Do"), b"/XObject<</P 5 0 R>>", [picture])


class _Touch:
    """What a pickle found in a PDF would do: leave a file."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (self._path, "w")


PICKLE = "/tmp/nianbao-hostile-cmap"
"""Where the PDF has pdfminer look for an encoding: a fixed place, whose pickle whoever tests
writes (`pickle_bytes`). pdfplumber before 0.11.9 loads it, and so runs what it says."""


def _pickle() -> bytes:
    """A ruled page whose second font has an encoding that is a path: `<path>.pickle.gz`."""
    name = PICKLE.replace("/", "#2f").encode()
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/" + name + b"/DescendantFonts["
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    )
    rules = b"".join(b"%d 40 m %d 700 l S " % (x, x) for x in range(40, 400, 50))
    text = b"BT /T 9 Tf 45 500 Td (%s) Tj /P 9 Tf <00410042> Tj ET" % (b"0 1 2 3 4 5 " * 5)
    return one_page(stream(rules + text), b"/Font<</T 5 0 R/P 6 0 R>>", [_FONT, font])


def pickle_bytes(path: str) -> bytes:
    """Return a pickle that leaves a file at `path` when it is loaded."""
    return pickle.dumps(_Touch(path))


def _broken_font() -> bytes:
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor 6 0 R/FirstChar 0/LastChar 255>>"
    )
    descriptor = b"<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 7 0 R>>"
    file = stream(b"\x00\x01\x00\x00\xff\xff" + bytes(range(256)) * 40, packed=True)
    text = b"BT /T 9 Tf 40 500 Td (0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 a b c d e f) Tj ET"
    return one_page(stream(text), b"/Font<</T 5 0 R>>", [font, descriptor, file])


def _encrypted() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", canPrint=0), invariant=True)
    canvas.drawString(100, 100, "report")
    canvas.save()
    return out.getvalue()


def _large_page() -> bytes:
    return one_page(stream(b"0 0 m 9 9 l S"), box=b"0 0 14400000 14400000")


def pdf_files() -> Files:
    """Yield hostile PDFs."""
    nothing = must("not_a_report", "damaged_pdf")
    stopped = must(
        "deadline_exceeded", "memory_exceeded", "too_large", "not_a_report", "damaged_pdf"
    )

    def file(name: str, content: object, outcomes: frozenset[str], heavy: bool = False) -> Hostile:
        return Hostile(f"pdf/{name}.pdf", outcomes, content, heavy=heavy)  # type: ignore[arg-type]

    yield file("表单_一亿次调用", partial(_forms, 8, 10), stopped, heavy=True)
    yield file("表单_嵌套四十层", partial(_forms, 40, 2), stopped, heavy=True)
    yield file("表单_调用自己", _own_form, stopped, heavy=True)
    yield file("一页一百万字", partial(_characters, 1_000_000), must("too_large"), heavy=True)
    yield file("五十万条线", partial(_rules, 500_000), stopped, heavy=True)
    yield file("一千万次保存", partial(_saves, 10_000_000), stopped, heavy=True)
    yield file("流_1000比1", partial(_swelling, 400), nothing, heavy=True)
    yield file("流_百万比1", partial(_twice_packed, 3000), stopped, heavy=True)
    yield file("对象流", partial(_object_stream, 300), nothing, heavy=True)
    yield file("十万页", partial(_pages, 100_000), must("too_large"))
    yield file("页面循环", _page_ring, nothing)
    yield file("交叉表四十亿", _huge_table, must(READ, "damaged_pdf"))
    yield file(
        "图片六万见方", _large_picture, must("not_a_report", "too_large", "damaged_pdf"), heavy=True
    )
    yield file("页面五公里", _large_page, must("not_a_report", "too_large"))
    yield file("腌制的CMap", _pickle, nothing)
    yield file("字体损坏", _broken_font, nothing)
    yield file("加密", _encrypted, must("encrypted_document"))
    yield file("只有开头", lambda: b"%PDF-1.7\n", must("damaged_pdf"))
    yield file("垃圾之后", lambda: b"\0" * 500 + whole("pdf"), must(READ, "damaged_pdf"))
