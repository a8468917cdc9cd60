"""The walk over a text: from one numeral to the next, each read once, as what it is.

At every place where something numeric may begin, the readers are asked in turn: is it a
date, a telephone number, an article, an idiom …? What none of them wants is a figure, if it
is a numeral and, for a lone Chinese digit, if a measure word says so. Nothing looks further
than a fixed distance behind or ahead, and what has been read is not read again, so the time
grows with the length of the text alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.numerals import idioms, moments, nonfigures
from extractors.numerals.cardinals import (
    CHARACTERS,
    DIGITS,
    FORMAL,
    LONG_RUN,
    MOST_CHARACTERS,
    NUMERAL,
    PLACES,
    SCALES,
)
from extractors.numerals.digits import DIGIT
from extractors.numerals.figures import read_figure
from extractors.numerals.model import Quantity, Span
from extractors.numerals.quantities import Figure, quantity
from extractors.numerals.scales import is_digit
from extractors.numerals.signs import SIGNS

Found = Quantity | Span

TRIGGER = re.compile(
    rf"""
    [0-9０-９{CHARACTERS}第半翻数數几幾《“‘「『"￥¥＄$€.．+＋−－﹣负負hHw-]
    (?:
        (?<= [0-9０-９{CHARACTERS}第半《“‘「『"￥¥＄$€] )
      | (?<= [数數几幾] ) (?= [十百千万萬亿億] )
      | (?<= [.．] ) (?= {DIGIT} )
      | (?<= [+＋−－﹣负負-] ) (?= [0-9０-９.零〇一二两三四五六七八九十百千] )
      | (?<= 翻 ) (?= 了?[近约超]?[一二两三四五六\d]?番 )
      | (?<= [hH] ) (?= ttps?:// )
      | (?<= w ) (?= ww\. )
    )
    """,
    re.VERBOSE,
)
"""Where something numeric, or what encloses it, may begin."""

_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"'}
_LONGEST_SLOGAN = 16
_LONGEST_TITLE = 120
_SENTENCE = re.compile(r"[，。；：！？\n]")
_CLAUSE_END = re.compile(r"[，。；：！？、\n（(]")
_SIGN_BEFORE = frozenset("了为是至到降减率额量增长比达计值：:，。；、（( \t\n=＝与和~")
_SMALL_MOMENT = re.compile(
    rf"{DIGIT}{{1,2}}\s{{0,2}}(?:[月日号季时点:：世]|[-—–－~～至到]|0年代|、[2-4]季)"
)
_CHINESE_MOMENT = re.compile(
    r"[一二三四五六七八九十正廿]{1,3}(?:[月季时点世]|[至到、-][一二三四五六七八九十]{1,2}[月季])"
)
_LISTED_OR_END = re.compile(r"[，。；：、,.;:!！?？）)】〕”’》」』\s|/]|$")
_AFTER_WHOLE = frozenset("不那这和与及而，。；：、,.;:!！?？）)】”’》\n ")
_PREDICATE = frozenset("是为於于得")
_BEFORE_FORMAL = frozenset("队隊入退行大登着内水海收捡")  # 队伍, 大陆, 收拾
_NAMES_OF_RANK = frozenset("强佳大优")
_ZERO_PART_BEFORE = frozenset("请议讼诉报为计共均询访是了到案")
_DURATION_BEFORE_ONE = re.compile(
    r"(?:提前|缩短|延长|为期|历时|用时|间隔|推迟|超过|不到|不足|满|压缩)$"
)
_PLACE_NAME = re.compile(r"[乡镇县河山湖桥塘店沟坝庙铺屯堡寨岭坡湾岩岔口]|街道|村|路")
_PLACE_MEASURES = frozenset("里面元门台道家户盘口眼角堂合场组")
_DURATION_AFTER_ONE = re.compile(r"内|以内|之内|以上|左右|后")


def find_quantities(text: str) -> list[Quantity]:
    """Return every figure in a text, in order: what it counts, exactly as printed.

    Never raises. Dates, ordinals, articles, slogans and the like are no figures
    (`find_spans`).
    """
    return [each for each in _scan(text) if isinstance(each, Quantity)]


def find_spans(text: str) -> list[Span]:
    """Return, in order, what has a numeral in it and is no figure, typed; dates parsed."""
    return [each for each in _scan(text) if isinstance(each, Span)]


def read(text: str) -> list[Quantity | Span]:
    """Return both, in order, none overlapping another."""
    return _scan(text)


class _Enclosure(NamedTuple):
    """What quotation marks or a title's brackets enclose: text[start:end]."""

    start: int
    end: int


_NOWHERE = _Enclosure(-1, -1)


def _scan(text: str) -> list[Found]:
    found: list[Found] = []
    search = TRIGGER.search
    at = floor = 0
    title = quoted = _NOWHERE
    last: Span | None = None
    while (match := search(text, at)) is not None:
        at = match.start()
        first = text[at]
        if first == "《":
            close = text.find("》", at + 1, at + _LONGEST_TITLE)
            title = _Enclosure(at + 1, close) if close > 0 else title
            at += 1
            continue
        if first in _QUOTES:
            quoted = _quotation(text, at, quoted)
            at += 1
            continue
        item, end = _read_at(text, at, floor, last)
        if item is None:
            at = end
            continue
        if at < quoted.end and not _stands_in_quotes(text, item, quoted):
            start = max(quoted.start, floor)
            item = Span(start, quoted.end, text[start : quoted.end], "slogan")
        elif at < title.end and _is_loose(item):
            item = Span(item.start, item.end, item.surface, "title")
        found.append(item)
        last = item if isinstance(item, Span) else None
        floor = at = item.end
    return found


def _quotation(text: str, at: int, outer: _Enclosure) -> _Enclosure:
    """Return what the quotation mark at `at` encloses, if that may be a slogan."""
    close = text.find(_QUOTES[text[at]], at + 1, at + 2 + _LONGEST_SLOGAN)
    if close < 0 or _SENTENCE.search(text, at + 1, close):
        return outer
    return _Enclosure(at + 1, close)


def _is_loose(item: Found) -> bool:
    """Whether, within a title, an item is no more than words of the title."""
    return isinstance(item, Quantity) or item.type in ("idiom", "slogan", "list_marker")


def _stands_in_quotes(text: str, item: Found, quoted: _Enclosure) -> bool:
    """Whether an item within short quotation marks is what it is, not part of a slogan."""
    if isinstance(item, Span):
        return item.type not in ("idiom", "slogan", "code", "list_marker") or item.end > quoted.end
    if item.end > quoted.end:
        return True
    whole = item.start == quoted.start and item.end == quoted.end
    lone_chinese = not is_digit(text[item.number_start]) and item.kind == "count"
    if item.kind == "percent" and text[item.number_end - 1] in "%％百":
        return True
    return whole and not lone_chinese and item.unit is not None


def _read_at(text: str, at: int, floor: int, last: Span | None) -> tuple[Found | None, int]:
    """Return what begins at `at` (or before it, at `floor` at the least), or where to go on."""
    first = text[at]
    if is_digit(first):
        return _read_digits(text, at, floor, last)
    if first == "第":
        span = nonfigures.read_ordinal(text, at)
        return span, at + 1
    if first in "hHw":
        return _read_url(text, at)
    if first in SIGNS:
        return _read_signed(text, at, floor)
    if first in "半":
        span = moments.read_half_year(text, at, floor)
        if span is not None:
            return span, at + 1
        if at > floor and text[at - 1] == "每":
            end = at + 1 + text.startswith("年", at + 1)
            return Span(at - 1, end, text[at - 1 : end], "idiom"), end
    if first in CHARACTERS:
        return _read_chinese(text, at, floor)
    if first in ".．" and at and (is_digit(text[at - 1]) or text[at - 1].isalpha()):
        return None, at + 1
    figure = read_figure(text, at)
    if figure is None:
        idiom = nonfigures.read_idiom(text, at)
        return idiom, at + 1
    return quantity(text, figure, floor), figure.end


def _read_url(text: str, at: int) -> tuple[Span | None, int]:
    found = nonfigures.URL.match(text, at)
    if found is None:
        return None, at + 1
    return Span(at, found.end(), found[0], "code"), found.end()


def _read_signed(text: str, at: int, floor: int) -> tuple[Found | None, int]:
    """Return a figure with its sign; a dash between words is no sign."""
    before = text[at - 1] if at else ""
    if before and before not in _SIGN_BEFORE and text[at] not in "负負−":
        return None, at + 1
    if is_digit(text[at + 1]) and nonfigures.read_contact(text, at + 1, at + 1, None):
        return None, at + 1
    figure = read_figure(text, at)
    if figure is None or (text[at] in "负負" and figure.unit is None and figure.end < len(text)):
        return None, at + 1
    return quantity(text, figure, floor), figure.end


def _read_digits(text: str, at: int, floor: int, last: Span | None) -> tuple[Found | None, int]:
    """Return what begins with an Arabic digit."""
    span = _digit_span(text, at, floor, last)
    if span is not None:
        return span, at
    figure = read_figure(text, at)
    if figure is None:
        digits = nonfigures.LONG_DIGITS.match(text, at)
        end = digits.end() if digits else at + 1
        return Span(at, end, text[at:end], "code"), end
    following = text[figure.end] if figure.end < len(text) else ""
    if figure.unit is None:
        if "A" <= following <= "z" and following.isalpha():
            return nonfigures.read_letters(text, at), at + 1
        label = nonfigures.read_label(text, at)
        if label is not None:
            return label, at
    return quantity(text, figure, floor), figure.end


def _digit_span(text: str, at: int, floor: int, last: Span | None) -> Span | None:
    """Return the date, time, number of a law, telephone … that begins with the digit at `at`."""
    before = text[at - 1] if at else "\n"
    if before in "（(〔［[【﹝":
        span = nonfigures.read_document_number(text, at, floor) or nonfigures.read_list_marker(
            text, at, floor
        )
        if span is not None:
            return span
    if text[at] in "12１２":
        span = moments.read_year_date(text, at) or nonfigures.read_hotline(text, at)
        if span is not None:
            return span
    elif text[at] == "9":
        span = nonfigures.read_hotline(text, at)
        if span is not None:
            return span
    if text.startswith("24小时", at):
        found = moments.ROUND_THE_CLOCK.match(text, at)
        if found is not None:
            return Span(at, found.end(), found[0], "idiom")
    if _SMALL_MOMENT.match(text, at):
        span = (
            moments.read_decade(text, at)
            or moments.read_month(text, at)
            or moments.read_time(text, at)
        )
        if span is not None:
            return span
    return _numbered_span(text, at, floor, last, before)


_DIGITS_THEN = re.compile(rf"{DIGIT}{{1,8}}(?P<then>[^0-9０-９])?")


def _numbered_span(text: str, at: int, floor: int, last: Span | None, before: str) -> Span | None:
    shape = _DIGITS_THEN.match(text, at)
    assert shape is not None
    then = shape["then"] or ""
    length = shape.end() - at - len(then)
    if (before.isascii() and (before.isalpha() or before in "@_#")) or (
        then in nonfigures.CODE_SIGNS and then
    ):
        span = nonfigures.read_code(text, at, floor)
        if span is not None:
            return span
    if then and then in ".．、)）":
        span = nonfigures.read_list_marker(text, at, floor)
        if span is not None:
            return span
    if length >= 3:
        span = nonfigures.read_contact(text, at, floor, last)
        if span is not None:
            return span
    if before == "前" or then == "级":
        span = nonfigures.read_rank(text, at, floor)
        if span is not None:
            return span
    if then and then in "号室楼层单栋幢座-—、至~ ":
        return nonfigures.read_number_sign(text, at)
    return None


def _read_chinese(text: str, at: int, floor: int) -> tuple[Found | None, int]:
    """Return what begins with a Chinese numeral character."""
    span = _chinese_span(text, at, floor)
    if span is not None:
        return _with_one_before(text, span, floor), at
    run = NUMERAL.match(text, at)
    assert run is not None
    figure = read_figure(text, at)
    if figure is not None and _counts(text, at, figure, floor):
        return quantity(text, figure, floor), figure.end
    end = run.end()
    if len(run[0]) > MOST_CHARACTERS and (rest := LONG_RUN.match(text, at)):
        end = max(end, rest.end())
    if len(run[0]) == 1 and run[0] in FORMAL:
        return None, end
    span = Span(at, end, text[at:end], "idiom")
    return _with_one_before(text, span, floor), end


def _with_one_before(text: str, span: Span, floor: int) -> Span:
    """Return 进一步, 统一 whole: the character that makes a word with 一 belongs to it."""
    start = span.start - 1
    if start < floor or span.type != "idiom" or text[span.start] != "一":
        return span
    if text[start] not in idioms.BEFORE_ONE or text[start] in "的是在有不无与了":
        return span
    return Span(start, span.end, text[start : span.end], "idiom", span.value)


def _chinese_span(text: str, at: int, floor: int) -> Span | None:
    first = text[at]
    before = text[at - 1] if at else "\n"
    if text.startswith("一年", at) and before == "上" and at > floor:
        end = at + 2 + text.startswith("度", at + 2)
        return Span(at - 1, end, text[at - 1 : end], "period")
    prize = nonfigures.PRIZE.match(text, at)
    if prize is not None:
        return Span(at, prize.end(), prize[0], "ordinal", DIGITS.get(first))
    if before in "件表录图栏":
        span = nonfigures.read_label(text, at)
        if span is not None:
            return span
    if before in "周期拜" and first in "一二三四五六":
        span = moments.read_weekday(text, at, floor)
        if span is not None:
            return span
    if first in "二一":
        span = moments.read_year_date(text, at)
        if span is not None:
            return span
    if _CHINESE_MOMENT.match(text, at):
        span = (
            moments.read_decade(text, at)
            or moments.read_month(text, at)
            or moments.read_time(text, at)
        )
        if span is not None:
            return span
    if first in "一二三四五六七八九十":
        span = nonfigures.read_list_marker(text, at, floor)
        if span is not None:
            return span
        if before == "前":
            span = nonfigures.read_rank(text, at, floor)
            if span is not None:
                return span
        span = nonfigures.read_number_sign(text, at)
        if span is not None:
            return span
    return nonfigures.read_idiom(text, at)


def _counts(text: str, at: int, figure: Figure, floor: int) -> bool:
    """Whether a Chinese numeral is a figure, not part of a word."""
    bare_unit = figure.numeral is not None and figure.numeral.bare and figure.kind == "money"
    if figure.start == 0 and figure.end == len(text) and not bare_unit:
        return True
    if figure.kind in ("percent", "percentage_point", "multiple"):
        return True
    if figure.kind == "fraction":
        return True
    numeral = figure.numeral
    if numeral is None:
        return False
    surface = text[numeral.start : numeral.end]
    if numeral.bare:
        return _bare_counts(text, figure, floor)
    if len(surface) == 1:
        return _single_counts(text, at, figure)
    if figure.listed:
        return True
    if not any(each in PLACES or each in SCALES or each in "廿卅点" for each in surface):
        return False  # digits side by side: 一二三产业, 三五
    following = text[figure.end] if figure.end < len(text) else ""
    return following not in _NAMES_OF_RANK or not following


def _bare_counts(text: str, figure: Figure, floor: int) -> bool:
    """Whether 百, 千, 万 without a digit count: 百余件, 近千人, 上万."""
    if figure.approximate and (figure.listed or figure.unit is None):
        return True
    modified = quantity(text, figure, floor)
    return modified.start < figure.start


def _single_counts(text: str, at: int, figure: Figure) -> bool:
    """Whether a lone Chinese digit counts: by its measure word, or as a predicate (为零)."""
    digit = text[at]
    before = text[at - 1] if at else ""
    if digit in FORMAL and before in _BEFORE_FORMAL:
        return False
    if figure.unit is None and figure.value_max is None:
        following = text[figure.end] if figure.end < len(text) else ""
        return before in _PREDICATE and (not following or following in _AFTER_WHOLE)
    if not figure.listed:
        return False
    if figure.unit == "段" and before in "路街道":
        return False
    if figure.unit in _PLACE_MEASURES and _PLACE_NAME.match(text, figure.end):
        return False  # 五里乡, 三元路
    if figure.kind == "money":
        return digit not in "零〇" or figure.unit == "元"
    if digit == "一" and figure.value_max is None and figure.value == 1:
        return _one_counts(text, at, figure, before)
    if digit in "零〇" and figure.unit == "件":
        return before in _ZERO_PART_BEFORE
    return True


def _one_counts(text: str, at: int, figure: Figure, before: str) -> bool:
    """Whether 一 with its measure word is the number one, not “a”.

    召开会议一次。 counts; 进行一次评价 and 一个重要的… do not, unless a word of counting
    stands before in the clause (共收到一件申请).
    """
    if figure.kind == "duration" and _DURATION_BEFORE_ONE.search(text[max(0, at - 2) : at]):
        return True
    if before and (before in idioms.BEFORE_ONE or before == "第"):
        return False
    if figure.unit == "个工作日" or figure.unit == "工作日":
        return True
    if figure.kind == "duration" and _DURATION_AFTER_ONE.match(text, figure.end):
        return figure.unit in ("个月", "周", "天", "日", "小时", "个小时", "年")
    if _LISTED_OR_END.match(text, figure.end):
        return figure.kind == "count"
    clause = text[max(0, at - 12) : at]
    for cut in _CLAUSE_END.finditer(clause):
        clause = text[max(0, at - 12) + cut.end() : at]
    return figure.kind == "count" and any(word in clause for word in idioms.COUNTING_WORDS)
