"""Kinds are told from the content; names only earn a note."""

import io
import random
import subprocess
import sys
import zipfile

import pytest

from extractors.readers import contradicts, read_document
from extractors.readers.sniff import sniff
from schemas.errors import DocumentError


def archive(*names: str, mimetype: str | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        if mimetype:
            package.writestr("mimetype", mimetype)
        for name in names:
            package.writestr(name, "<x/>" * 50)
    return stream.getvalue()


def compound(*streams: str) -> bytes:
    """An OLE file as far as its directory goes."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    entries = [name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)]
    return header + b"".join(entries).ljust(4096, b"\0")


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
HTML = "<!DOCTYPE html><html><head></head><body><p>报告</p></body></html>"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (DOCX, "word"),
        (HTML.encode(), "html"),
        (b"\xef\xbb\xbf\r\n " + HTML.encode(), "html"),
        (HTML.encode("utf-16"), "html"),
        (HTML.encode("utf-16-le"), "html"),
        (b'<?xml version="1.0" encoding="gbk"?>\n<!-- saved --><HTML>', "html"),
        (b"<table><tr><td>1</td></tr></table>", "html"),
        ("报告<br>一<br>二<br/>三<br>".encode("gbk"), "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "mht"),
        (b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
         b"Content-Type: multipart/related;\r\n\ttype=\"text/html\"\r\n", "mht"),
        ("标题\n\t规章\n\t0\n".encode(), "text"),
        ("标题：用<br>换行".encode("gb18030"), "text"),
        ("通知：\nMIME-Version: 1.0 是什么".encode(), "text"),
        ("统计表".encode("utf-16"), "text"),
        ("正文。\n".encode("gbk") * 9 + b"\0" * 100, "text"),
        (b" \n", "text"),
        ("正文\x00。\x1e".encode(), "text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        (b"\r\n\0junk%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"\xff\xd8\xff\xe1 comment %PDF-1.4", "picture"),
        (b"II*\0\x08\0\0\0", "picture"),
        (b"MM\0+\0\x08\0\0", "picture"),
        (b"GIF89a\x01\0", "picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "picture"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "picture"),
        (b"BM is not a picture", "text"),
        (b"RIFF is not a picture", "text"),
        (b"{\\rtf1\\ansi}", "office"),
        (compound("WordDocument"), "office"),
        (compound("MatOST"), "office"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "office"),
        (b"<?xml version='1.0'?>\n<office:document xmlns:office='x' office:version='1.2'"
         b" office:mimetype='application/vnd.oasis.opendocument.text'>", "office"),
    ],
)  # fmt: skip
def test_kinds_that_are_read(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


@pytest.mark.parametrize(
    ("data", "code", "media_type"),
    [
        (b"", "empty_file", None),
        (compound("EncryptionInfo", "EncryptedPackage"), "encrypted_document", None),
        (archive("word/document.xml"), "not_a_word_document", "application/zip"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
         "unsupported_kind", "application/vnd.oasis.opendocument.spreadsheet"),
        (archive("[Content_Types].xml", "xl/workbook.bin"), "unsupported_kind",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (DOCX[: len(DOCX) * 2 // 3], "damaged_archive", None),
        (b"PK\x03\x04", "damaged_archive", None),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>",
         "unsupported_kind", "application/xml"),
        (b"<?xml version='1.0'?><pkg:package/>", "unsupported_kind", "application/xml"),
        (random.Random(1).randbytes(5000), "binary_content", None),
        (b"\0" * 4096, "binary_content", None),
        (b"\x7fELF\x02\x01\x01\0\0\0\0" + bytes(range(64)), "binary_content", None),
    ],
)  # fmt: skip
def test_kinds_that_are_refused(data: bytes, code: str, media_type: str | None) -> None:
    with pytest.raises(DocumentError) as raised:
        sniff(data)
    assert raised.value.code == code
    if media_type:
        assert raised.value.media_type == media_type


def test_name_of_a_stream_within_a_text_does_not_make_an_encrypted_document() -> None:
    data = compound("WordDocument") + b"\x01\x02" + "EncryptedPackage\0".encode("utf-16-le")
    assert sniff(data) == "office"


@pytest.mark.parametrize(
    ("name", "kind", "result"),
    [
        ("年报.docx", "word", False),
        ("年报.DOCX", "html", True),
        ("年报.doc", "html", True),
        ("年报.doc", "word", True),
        ("年报.doc", "office", False),
        ("年报.wps", "office", False),
        ("年报.docx", "office", True),
        ("年报.txt", "html", True),
        ("年报.shtml", "html", False),
        ("年报.mht", "html", True),
        ("a\\b.x/年报.tsv", "text", False),
        ("2020.年报", "text", False),
        ("", "text", False),
        ("年报.pdf", "text", True),
        ("年报.pdf", "pdf", False),
        ("年报.jpg", "pdf", True),
        ("年报.PDF", "picture", True),
        ("年报.jpeg", "picture", False),
        ("年报.tif", "picture", False),
        ("年报.docx", "pdf", True),
    ],
)
def test_names_that_contradict_the_content(name: str, kind: str, result: bool) -> None:
    assert contradicts(name, kind) is result


def test_a_docx_that_is_a_web_page_is_read_as_one_and_noted() -> None:
    document = read_document(HTML.encode("gb18030"), "局年报.docx")
    assert document.reader == "html"
    assert document.warnings == ["name_mismatch"]
    assert [p.text for p in document.paragraphs()] == ["报告"]


def test_failures_carry_the_media_type() -> None:
    with pytest.raises(DocumentError) as raised:
        read_document(b"abc\xff\x80\xff " * 50, "x.txt")
    assert (raised.value.code, raised.value.media_type) == ("undecodable_text", "text/plain")


@pytest.mark.parametrize(
    ("data", "code", "media_type"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "damaged_pdf", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "damaged_picture", "image/png"),
        (b"II*\0\x08\0\0\0", "damaged_picture", "image/tiff"),
    ],
)
def test_damaged_files_say_what_they_were(data: bytes, code: str, media_type: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read_document(data, "x")
    assert (raised.value.code, raised.value.media_type) == (code, media_type)


def test_each_kind_imports_its_own_stack_only() -> None:
    script = (
        "import sys; from extractors.readers import read_document;"
        "heavy = ('docx', 'PIL', 'cv2', 'pypdfium2');"
        "read_document('报告'.encode(), 'x.txt');"
        "print(*[m for m in ('lxml', 'email', *heavy) if m in sys.modules]);"
        "read_document('<p>报告</p>'.encode(), 'x.html');"
        "print(*[m for m in ('lxml', *heavy) if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["", "lxml"]
