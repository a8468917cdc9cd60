"""Spells numbers in the styles of official prose, for the tests; shares no code with us."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

_PLAIN = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_TO_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def _below_ten_thousand(number: int) -> str:
    text, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if zero and text else "") + _PLAIN[digit] + name
            zero = False
        else:
            zero = True
    return text


def cardinal(number: int) -> str:
    """Return 一万零五十, 二亿三千万; ten to nineteen as 一十 within, 十 in front."""
    if number == 0:
        return "零"
    text = _spell(number)
    return text[1:] if text.startswith("一十") else text


def _spell(number: int) -> str:
    for scale, name in ((10**8, "亿"), (10**4, "万")):
        above, below = divmod(number, scale)
        if above:
            joint = "零" if below and below < scale // 10 else ""
            return _spell(above) + name + joint + (_spell(below) if below else "")
    return _below_ten_thousand(number)


def with_liang(number: int) -> str:
    """Return 两千, 两万: 二 before a place as it is said."""
    text = cardinal(number)
    for name in "千万亿":
        text = text.replace(f"二{name}", f"两{name}")
    return text


def formal(number: int) -> str:
    """Return 壹拾贰万叁仟."""
    return ("零" if number == 0 else _spell(number)).translate(_TO_FORMAL)


def round_zero(number: int) -> str:
    """Return the cardinal with 〇 for 零."""
    return cardinal(number).replace("零", "〇")


def nian(number: int) -> str:
    """Return the cardinal with a leading 二十 as 廿."""
    text = cardinal(number)
    return "廿" + text[2:] if text.startswith("二十") else text


def grouped(number: int) -> str:
    """Return 1,204."""
    return f"{number:,}"


def full_width(number: int) -> str:
    """Return １２０４."""
    return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def full_width_grouped(number: int) -> str:
    """Return １，２０４."""
    return f"{number:,}".translate(str.maketrans("0123456789,", "０１２３４５６７８９，"))


def by_scales(number: int) -> str:
    """Return 2亿3000万 and 1万2304: digits with the scales between; 0 below 10,000 apart."""
    above, below = divmod(number, 10**8)
    text = f"{above}亿" if above else ""
    tens, ones = divmod(below, 10**4)
    if tens:
        text += f"{tens}万" if tens >= 1000 or not text else f"零{tens}万"
    if ones or not text:
        text += str(ones) if ones >= 1000 or not text else f"零{ones}"
    return text


STYLES: dict[str, Callable[[int], str]] = {
    "digits": str,
    "grouped": grouped,
    "full width": full_width,
    "full width, grouped": full_width_grouped,
    "scales": by_scales,
    "cardinal": cardinal,
    "两": with_liang,
    "〇": round_zero,
    "廿": nian,
    "formal": formal,
}


def decimal_digits(number: Decimal) -> str:
    """Return 12.50 as it is."""
    return f"{number:f}"


def decimal_cardinal(number: Decimal) -> str:
    """Return 十二点五零."""
    whole, _, decimals = f"{number:f}".partition(".")
    return cardinal(int(whole)) + "点" + "".join(_PLAIN[int(each)] for each in decimals)
