"""Characters as printed."""

from __future__ import annotations

import pytest

from extractors.pdf.kind import is_familiar, is_unmapped
from extractors.pdf.letters import UNMAPPED, digits_of, printed


@pytest.mark.parametrize(
    ("mapped", "on_paper"),
    [
        ("⼀、⽇⽉⼈", "一、日月人"),
        ("⻓⻔⺠⻚", "长门民页"),
        ("１２，％", "１２，％"),
        ("(cid:17)", UNMAPPED),
        ("\x03", UNMAPPED),
        ("a\u00a0b\tc", "a b c"),
        ("〔2019〕60号", "〔2019〕60号"),
    ],
)
def test_printed(mapped: str, on_paper: str) -> None:
    assert printed(mapped) == on_paper


def test_digits_are_counted_apart() -> None:
    assert digits_of("1２1，总计") == {"1": 2, "２": 1}


def test_codes_of_no_character() -> None:
    assert all(map(is_unmapped, (0x01, 0x7F, 0x9F, 0xE000, 0xF8FF, 0xFFFD, 0xF0001, 0xD800)))
    assert not any(map(is_unmapped, (0x20, 0x4E00, 0xF06C, 0xFF10, 0x20000)))


def test_scripts_in_use() -> None:
    assert all(map(is_familiar, map(ord, "aZ0总，（）①②×—…“”％０。〔〕")))
    assert not any(map(is_familiar, map(ord, "Ѐдשعก")))
