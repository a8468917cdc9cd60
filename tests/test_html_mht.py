"""Pages saved whole, as mail messages."""

import base64
import quopri

import pytest

from extractors.readers import read_document
from extractors.readers.mht import read_mht
from schemas.document import Document
from schemas.errors import DocumentError

PAGE = (
    "<html><head><meta charset={0}></head><body><p>一、总体情况</p>"
    "<table><tr><td>规章<td>0<td>1</table></body></html>"
)


def message(
    charset: str, encoding: str, *, header: str | None = None, end: str = "--\r\n"
) -> bytes:
    body = PAGE.format(charset).encode(charset)
    if encoding == "base64":
        body = base64.encodebytes(body)
    elif encoding == "quoted-printable":
        body = quopri.encodestring(body)
    typed = f"text/html; charset={header}" if header else "text/html"
    head = (
        "From: <Saved by a browser>\r\nSubject: =?utf-8?B?5bm05oql?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--=_x"\r\n\r\n'
        f"----=_x\r\nContent-Type: {typed}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    tail = (
        "\r\n----=_x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "iVBO\r\n----=_x"
    )
    return head.encode() + body + (tail + end).encode()


def check(document: Document) -> None:
    assert [p.text for p in document.paragraphs()] == ["一、总体情况"]
    (table,) = document.tables()
    assert [cell.text for cell in table.cells] == ["规章", "0", "1"]
    assert (document.media_type, document.reader) == ("multipart/related", "html")


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
def test_transfer_encodings_and_charsets(charset: str, encoding: str) -> None:
    check(read_document(message(charset, encoding), "年报.mht"))


def test_header_names_the_encoding() -> None:
    check(read_mht(message("gbk", "quoted-printable", header="gb2312")))


def test_utf16_page() -> None:
    check(read_mht(message("utf-16", "base64", header="unicode")))


def test_file_cut_before_its_end() -> None:
    whole = message("utf-8", "quoted-printable")
    check(read_mht(whole[: whole.index(b"----=_x", whole.index(b"</html>"))]))


def test_nested_parts() -> None:
    inner = message("utf-8", "base64").split(b"\r\n", 2)[2]
    outer = (
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=out\n\n--out\n"
        + inner + b"\n--out\nContent-Type: text/html\n\n<p>x</p>\n--out--\n"
    )  # fmt: skip
    check(read_mht(outer))


def test_single_part() -> None:
    text = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + PAGE.format("utf-8")
    check(read_document(text.encode(), "x.mhtml"))


def test_parts_nested_without_end() -> None:
    parts = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000))
    with pytest.raises(DocumentError) as raised:
        read_mht(("MIME-Version: 1.0\n" + "".join(parts)).encode())
    assert raised.value.code == "damaged_document"


def test_message_without_a_page() -> None:
    with pytest.raises(DocumentError) as raised:
        read_mht(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--\n")
    assert raised.value.code == "damaged_document"
