"""Bytes to text: what is declared, what is there, and what is broken."""

import pytest

from extractors.readers.encoding import declared_charset, decode
from schemas.errors import DocumentError

PROSE = "本年度报告是根据《中华人民共和国政府信息公开条例》编制，收到申请12件，办结率99.79%。\r\n"
TRADITIONAL = "本年度報告是根據政府資訊公開條例編製，收到申請12件，辦結11件。\r\n"
RARE = "㐀䶵𠀀"  # beyond GBK: four bytes each in GB18030


def page(charset: str, body: str = PROSE) -> str:
    return f'<html><head><meta charset="{charset}"></head><body><p>{body}</p></body></html>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312"])
def test_plain_text_undeclared(encoding: str) -> None:
    assert decode(PROSE.encode(encoding)) == PROSE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_utf16_with_and_without_mark(encoding: str, mark: str) -> None:
    assert decode((mark + PROSE).encode(encoding)) == PROSE


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("gb2312", "gb18030"),
        ("gb2312", "utf-8"),
        ("GBK", "utf-8-sig"),
        ("utf-8", "gb18030"),
        ("utf-8", "utf-16"),
        ("utf-8", "utf-16-le"),
        ("iso-8859-1", "gb18030"),
        ("big5", "gb18030"),
        ("big5", "utf-8"),
        ("no-such-thing", "utf-8"),
    ],
)
def test_page_whose_declaration_is_wrong(declared: str, actual: str) -> None:
    source = page(declared)
    assert decode(source.encode(actual), html=True) == source


def test_gb2312_page_with_characters_beyond_gbk() -> None:
    source = page("gb2312", PROSE + RARE)
    assert decode(source.encode("gb18030"), html=True) == source


@pytest.mark.parametrize("declared", ["big5", "utf-8"])
def test_big5_is_told_from_gb(declared: str) -> None:
    source = page(declared, TRADITIONAL * 3)
    assert decode(source.encode("big5"), html=True) == source


def test_traditional_characters_in_gbk_are_not_taken_for_big5() -> None:
    assert decode((TRADITIONAL * 3).encode("gbk")) == TRADITIONAL * 3


def test_a_rare_character_in_a_short_text_does_not_make_it_big5() -> None:
    assert decode("朱镕基".encode("gbk")) == "朱镕基"


def test_declaration_decides_where_there_is_too_little_text() -> None:
    # The two characters of 联通 in GBK are, by chance, valid UTF-8.
    assert decode("联通".encode("gbk"), declared="gbk") == "联通"


def test_transfer_header_counts_as_declaration() -> None:
    assert decode("联通".encode("gbk"), declared="GB_2312-80", html=True) == "联通"


def test_a_broken_byte_is_tolerated_in_utf8() -> None:
    good = PROSE.encode() * 50
    text = decode(good[:4000] + b"\xe5" + good[4002:])
    assert 1 <= text.count("\ufffd") <= 3
    assert text.startswith(PROSE) and text.endswith(PROSE)


def test_a_broken_byte_is_tolerated_in_gb18030() -> None:
    good = PROSE.encode("gb18030")
    text = decode(good * 30 + b"\xff" + good * 30)
    assert text.count("\ufffd") == 1
    assert text.count(PROSE) == 60


def test_file_cut_within_a_character() -> None:
    assert decode((PROSE * 20).encode()[:-4]).startswith(PROSE)


@pytest.mark.parametrize("cut", [1, 2])
def test_short_file_cut_within_a_character(cut: int) -> None:
    assert decode("年报：公开情况如下，请收悉".encode()[:-cut]).startswith(
        "年报：公开情况如下，请收"
    )


def test_genuine_replacement_characters_are_not_counted_as_broken() -> None:
    text = PROSE + "\ufffd" * 50
    assert decode(text.encode()) == text


def test_bytes_of_no_encoding() -> None:
    with pytest.raises(DocumentError) as raised:
        decode(b"a\xff\xfe\xfd report \xff\x80 \xff\xc0 1 \xff " * 40)
    assert raised.value.code == "undecodable_text"


@pytest.mark.parametrize(
    ("source", "charset"),
    [
        (b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb2312"),
        (b"<META charset='UTF-8'>", "UTF-8"),
        (b"<meta content=text/html;charset=GBK http-equiv=Content-Type>", "GBK"),
        (b'<?xml version="1.0" encoding="gb18030"?><html>', "gb18030"),
        (b"<p>charset=gb2312</p>", None),
    ],
)
def test_declared_charset(source: bytes, charset: str | None) -> None:
    assert declared_charset(source) == charset


def test_declared_charset_is_linear_in_hostile_markup() -> None:
    assert declared_charset(b"<meta " * 100_000) is None
