"""Spans with numerals that are no figures: articles, document numbers, telephones, slogans …

Each reader is given the place of a numeral and returns the span around it, or None. `floor`
is where the last thing found has ended: no span reaches back over it.
"""

from __future__ import annotations

import re

from extractors.numerals import idioms, moments
from extractors.numerals.cardinals import cardinal
from extractors.numerals.digits import DIGIT
from extractors.numerals.measures import find_unit
from extractors.numerals.model import Span, SpanType, SpanValue
from extractors.numerals.scales import is_digit, parse_number

_N = r"[0-9０-９零〇一二三四五六七八九十百千两廿]"
_OPEN = "（(〔［[【﹝"
_CLOSE = "）)〕］\\]】﹞"

_BRACKETED = rf"[（(]\s?{_N}{{1,4}}\s?[）)]"
_PLACE = rf"第 \s? (?: {_N}{{1,8}} | {_BRACKETED} ) \s?"

ARTICLE = re.compile(
    rf"""
    {_PLACE} (?P<unit> [条款项编章节目條項] ) (?: 之{_N}{{1,2}} )?
    (?P<more>
        (?:
            \s? [和及、至到]? \s? {_PLACE} [条款项目條項]
          | {_BRACKETED} (?: \s? [项目款項] )?
        ){{0,6}}
    )
    """,
    re.VERBOSE,
)
"""第二十条第（五）项, 第三十三条第二款, 第五十条."""

ORDINAL = re.compile(
    rf"第\s?(?P<number>{DIGIT}{{1,3}}(?:,{DIGIT}{{3}}){{1,3}}|{_N}{{1,12}})(?:(?:[至到、\-—]|、第)(?P<to>{_N}{{1,8}}))?"
)
"""第三, 第5001, 第一至三."""

NUMBERED = re.compile(r"\s?号(?!召|称|线索|角)(?:文件|文|令|公告|通知|通告|公报)?")
QUARTER = re.compile(r"第[一二三四1-4](?:、[二三四2-4]|[至、]第?[二三四2-4])*季度")

DOCUMENT_NUMBER = re.compile(
    rf"(?:19|20)\d\d\s?[{_CLOSE}]\s?(?:第?\s?\d{{1,5}}(?:[、—\-]\d{{1,5}})?\s?号?|号)"
)
"""2019〕60号, behind its bracket."""

NUMBER_SIGN = re.compile(rf"{DIGIT}{{1,8}}(?:[-—、~至]{DIGIT}{{1,5}}){{0,4}}\s?号(?!召|称|角)")
"""60号, 3-5号."""
NUMBER_SIGN_CHINESE = re.compile(r"[一二三四五六七八九十百]{1,4}号(?!召|称|角)")
NUMBER_SIGN_AFTER = re.compile(
    r"(?P<document>文件?(?!明)|令|公告|通知|通告|公报|决议|提案|建议)|(?P<address>楼|院|大厦|门|室|附|窗口|柜台|会议室|附近)"
)
DOCUMENT_BEFORE = re.compile(r"(?:令|文|字|办|发|函|公告|第|[〕）)\]】］])\s?$")
ADDRESS_BEFORE = re.compile(rf"(?:{idioms.ADDRESS_BEFORE})[（(]?\s?$")
ROOM = re.compile(
    rf"{DIGIT}{{1,5}}(?:-{DIGIT}{{1,5}})?(?:(?<=[座楼栋幢]{DIGIT})层|室(?!内|外)|号楼|楼(?!盘|宇|栋|房|长|道|门)|房间号|单元(?=\d)|[栋幢座](?=\d))"
)

POSTCODE_BEFORE = re.compile(r"(?:邮编|邮政编码|邮 编|Postcode)[^\d\n]{0,4}$")
POSTCODE = re.compile(rf"{DIGIT}{{6}}(?!{DIGIT})")

TELEPHONE = re.compile(
    r"""
    0\d{2,3} [）)]? \s?[-—－–]?\s? \d{7,8} (?: (?:[-—转]|\s转) \s? \d{1,5} )? (?!\d)
  | [48]00 [-—－ ]? \d{3,4} [-—－ ]? \d{3,4} (?!\d)
  | 1[3-9]\d{9} (?!\d)
    """,
    re.VERBOSE,
)
"""0912-3380217, (029)12345678, 400-123-4567, a mobile's eleven digits."""
TELEPHONE_BEFORE = re.compile(
    r"(?:电话|電話|传真|热线|拨打|手机|联系方式|号码|[Tt][Ee][Ll]|座机|办公室)[^\d\n，。；]{0,8}$"
)
LOCAL_NUMBER = re.compile(
    r"(?:\d{7,8}|\d{3,4}[- ]\d{4}|1\d{4}|\d{11})(?:[-—转]\d{1,5})?(?!\d|[条件次个项])"
)

HOTLINE = re.compile(rf"(?:{idioms.HOTLINES})(?![\d０-９]|[.．,，]\d|\ ?\d)")
_HOTLINE_AFTER = re.compile(idioms.HOTLINE_WORDS)
_HOTLINE_BEFORE = re.compile(r"(?:拨打|热线|电话|致电|[“（(/、与和及])$")
_SHORT_HOTLINE_AFTER = re.compile(r"报警|热线|平台|急救|指挥|联动|、?1[12]\d|接处警|服务")

LIST_NUMBER = re.compile(rf"(?P<number>{DIGIT}{{1,2}})(?P<sign>[.．、)）])(?!{DIGIT})")
LIST_NUMBER_LINE = re.compile(rf"(?P<number>{DIGIT}{{1,2}})(?P<sign>[、)）])")
LIST_LEVELS = re.compile(
    rf"(?P<number>{DIGIT}{{1,2}})(?:[.．]{DIGIT}{{1,2}}){{1,3}}[.．、]?\s?(?=[\u4e00-\u9fff])"
)
LIST_CHINESE = re.compile(
    r"(?P<number>[一二三四五六七八九十]{1,3})(?P<sign>[、.．]|是(?!否)|要(?!求|闻|点|素|件)|则(?=[\u4e00-\u9fff]))"
)
LIST_BRACKETED = re.compile(rf"\s?(?P<number>{DIGIT}{{1,3}}|[一二三四五六七八九十]{{1,3}})\s?[）)]")
LIST_ORDINAL = re.compile(r"第(?P<number>[一二三四五六七八九十]{1,2}|\d)(?=[，、：:]|,(?!\d)|是)")
_SENTENCE_START = frozenset("。；;：:！!？?\n\t　 ）)”】")

PLUS = re.compile(
    r"[0-9]{1,3}(?:\s?[+＋]\s?(?:[0-9]{1,3}(?!\d)|[A-Za-zＮＸ]|[一二三四五六七八九])){1,6}"
)
"""1+N, 3+2+1."""
VERSION = re.compile(rf"{DIGIT}++\.{DIGIT}++(?:\.{DIGIT}++)+")
LETTERS = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|[._/:@?&=%#~-](?=[A-Za-z0-9]))*")
"""A Latin word with digits in it: PM2.5, COVID-19."""
LETTERS_BEFORE = re.compile(r"[A-Za-z@_#.-]+$")
URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9._/:@?&=%#~+-]*")
LONG_DIGITS = re.compile(rf"{DIGIT}++(?:[,.，．]{DIGIT}++)*")
ROAD = re.compile(rf"{DIGIT}{{1,4}}(?:[国省县乡]道|路(?=公交|车|、{DIGIT}))")
"""318国道, 15路公交."""
RATIO = re.compile(rf"{DIGIT}{{1,4}}[:：∶]{DIGIT}{{1,4}}(?!{DIGIT})")
DIMENSIONS = re.compile(rf"{DIGIT}{{1,5}}[×xX*]{DIGIT}{{1,5}}(?!{DIGIT})")

_LABEL_BEFORE = re.compile(rf"(?:{idioms.LABELS_BEFORE})\s?[:：]?\s?$")
_SHORT_LABEL_BEFORE = re.compile(r"(?:^|[见如，。；：（(\s])(?:图|表)\s?$")
LABEL_CHINESE = re.compile(r"[一二三四五六七八九十]{1,3}(?![个张份项条种类部款次])")
_CHINESE_LABEL_BEFORE = re.compile(r"(?:附件|附表|附录|附图|专栏|(?:^|[见如，。；：（(\s])[图表])$")
PRIZE = re.compile(r"[一二三四五特\d]等[奖功]")
GRADE = re.compile(
    rf"{DIGIT}{{1,2}}(?:[、\-至]{DIGIT})?[级年]级?(?=(?:响应|标准|等级|地震|保护|以上医院|甲等|乙等|学生))|{DIGIT}级"
)

RANK_BEFORE = re.compile(r"(?:^|[^目此提之以当日月年天时事生先从空会跟向往往史面])前\s?$")
RANK = re.compile(
    rf"(?:{DIGIT}{{1,4}}|[一二三四五六七八九十百]{{1,4}})(?:[名位强列]|个(?=季))?(?![年天个月周日小])"
)

SESSION = re.compile(r"(?:十[一二三四五六七八九]?|二十)届")

_plan = re.compile("|".join(f"(?:{each})" for each in idioms.PLAN_NAMES))
_slogan = re.compile("|".join(f"(?:{each})" for each in idioms.SLOGANS))
_idiom = re.compile("|".join(f"(?:{each})" for each in idioms.IDIOMS))


def _span(text: str, start: int, end: int, type_: SpanType, value: SpanValue = None) -> Span:
    return Span(start, end, text[start:end], type_, value)


def _integer(text: str) -> int | None:
    read = cardinal(text) if not is_digit(text[0]) else None
    value = read.low if read else parse_number(text)
    return int(value) if value is not None else None


def read_ordinal(text: str, at: int) -> Span | None:
    """Return what 第 begins at `at`: an article, a quarter, 第711号令, or an ordinal."""
    idiom = _idiom.match(text, at)
    if idiom:
        return _span(text, at, idiom.end(), "idiom")
    article = ARTICLE.match(text, at)
    if article and (article["more"] or article["unit"] not in "项項目节節章" or "（" in article[0]):
        return _span(text, at, article.end(), "article")
    listed = LIST_ORDINAL.match(text, at)
    if listed and (not at or text[at - 1] in _SENTENCE_START):
        return _span(text, at, listed.end(), "list_marker", _integer(listed["number"]))
    quarter = QUARTER.match(text, at)
    if quarter:
        inner = moments.read_month(text, at + 1)
        value = inner.value if inner else None
        return _span(text, at, quarter.end(), "period", value)
    found = ORDINAL.match(text, at)
    if found is None:
        return None
    end, value = found.end(), _integer(found["number"])
    numbered = NUMBERED.match(text, end)
    if numbered:
        return _span(text, at, numbered.end(), "document_number", value)
    unit = find_unit(text, end, by_rule=False)
    if unit is not None and unit.kind in ("count", "duration") and unit.end == end + 1:
        end = unit.end
    return _span(text, at, end, "ordinal", value)


def read_idiom(text: str, at: int) -> Span | None:
    """Return the fixed name, slogan or idiom that begins at `at`."""
    found = _plan.match(text, at)
    if found:
        return _span(text, at, found.end(), "plan_name")
    found = _slogan.match(text, at)
    if found:
        return _span(text, at, found.end(), "slogan")
    found = SESSION.match(text, at)
    if found:
        return _span(text, at, found.end(), "ordinal", _integer(found[0][:-1]))
    found = _idiom.match(text, at)
    return _span(text, at, found.end(), "idiom") if found else None


def read_list_marker(text: str, at: int, floor: int) -> Span | None:
    """Return （一）, 1., 一、, 一是, whose numeral is at `at`."""
    before = text[at - 1] if at else "\n"
    if before in "（(" and at - 1 >= floor:
        found = LIST_BRACKETED.match(text, at)
        if found:
            return _span(text, at - 1, found.end(), "list_marker", _integer(found["number"]))
    if is_digit(text[at]):
        return _digit_marker(text, at, before)
    found = LIST_CHINESE.match(text, at)
    if found is None:
        return None
    starts = before in _SENTENCE_START or before in "，,、（("
    sign = found["sign"]
    if sign in "、.．" and before not in _SENTENCE_START:
        return None
    if _integer(found["number"]) is None:
        return None  # 五一、
    if sign in ("要", "则") and not starts:
        return None
    if sign == "是" and not starts and before in idioms.BEFORE_ONE:
        return None
    return _span(text, at, found.end(), "list_marker", _integer(found["number"]))


def _digit_marker(text: str, at: int, before: str) -> Span | None:
    if before not in _SENTENCE_START:
        return None
    line_start = before == "\n"
    levels = LIST_LEVELS.match(text, at) if line_start else None
    if (
        levels
        and find_unit(text, levels.end(), by_rule=False) is None
        and text[levels.end()] not in "万亿千百十余多"
    ):
        return _span(text, at, levels.end(), "list_marker", _integer(levels["number"]))
    found = (LIST_NUMBER_LINE.match(text, at) if line_start else None) or LIST_NUMBER.match(
        text, at
    )
    if found is None or (found["sign"] in ")）" and not line_start):
        return None
    if found["sign"] == "、" and not line_start and before in " 　：:":
        return None
    if found.end() >= len(text):
        return None
    return _span(text, at, found.end(), "list_marker", _integer(found["number"]))


def read_document_number(text: str, at: int, floor: int) -> Span | None:
    """Return 〔2019〕60号, whose year is at `at`."""
    if not at or text[at - 1] not in _OPEN or at - 1 < floor:
        return None
    found = DOCUMENT_NUMBER.match(text, at)
    return _span(text, at - 1, found.end(), "document_number") if found else None


def read_number_sign(text: str, at: int) -> Span | None:
    """Return 60号 as a document's or an address's number, 302室, 3楼."""
    found = NUMBER_SIGN.match(text, at) or NUMBER_SIGN_CHINESE.match(text, at)
    if found:
        around = text[max(0, at - 4) : at]
        behind = NUMBER_SIGN_AFTER.match(text, found.end())
        if (behind and behind["document"]) or DOCUMENT_BEFORE.search(around):
            return _span(text, at, found.end(), "document_number")
        if (behind and behind["address"]) or ADDRESS_BEFORE.search(around):
            room = ROOM.match(text, at)
            end = max(found.end(), room.end()) if room else found.end()
            return _span(text, at, end, "address_number")
        return _span(text, at, found.end(), "ordinal")
    room = ROOM.match(text, at)
    return _span(text, at, room.end(), "address_number") if room else None


def read_contact(text: str, at: int, floor: int, last: Span | None) -> Span | None:
    """Return a telephone number or postcode, told by its form or the words before it."""
    around = text[max(0, at - 14) : at]
    if POSTCODE_BEFORE.search(around):
        postcode = POSTCODE.match(text, at)
        if postcode:
            return _span(text, at, postcode.end(), "postcode")
    announced = TELEPHONE_BEFORE.search(around) is not None
    found = TELEPHONE.match(text, at)
    if found and (announced or _sure_telephone(text, found)):
        start = at - 1 if at > floor and text[at - 1] in "（(" and "）" in found[0] + ")" else at
        if start < at and not re.search(r"[）)]", found[0]):
            start = at
        return _span(text, start, found.end(), "telephone")
    follows = last is not None and last.type == "telephone" and at - last.end <= 2
    if announced or follows:
        local = LOCAL_NUMBER.match(text, at)
        if local and find_unit(text, local.end(), by_rule=False) is None:
            short = local.end() - at == 5
            return _span(text, at, local.end(), "hotline" if short else "telephone")
    return None


def _sure_telephone(text: str, found: re.Match[str]) -> bool:
    """Whether a telephone number needs no announcement: it is parted, or a mobile's in prose."""
    if found[0][0] in "048" and not found[0].isdigit():
        return find_unit(text, found.end(), by_rule=False) is None
    alone = found.end() - found.start() == len(text.strip())
    return not alone and find_unit(text, found.end()) is None and found[0][0] != "4"


def read_hotline(text: str, at: int) -> Span | None:
    """Return 12345, 110 and their like, where no measure word makes a figure of them."""
    found = HOTLINE.match(text, at)
    if found is None:
        return None
    end = found.end()
    if find_unit(text, end, by_rule=False) is not None:
        return None
    if len(found[0]) == 3:
        known = _SHORT_HOTLINE_AFTER.match(text, end) is not None
    else:
        known = _HOTLINE_AFTER.match(text, end) is not None
    known = known or _HOTLINE_BEFORE.search(text[max(0, at - 2) : at]) is not None
    return _span(text, at, end, "hotline") if known else None


def read_code(text: str, at: int, floor: int) -> Span | None:
    """Return digits joined to Latin letters, versions, 1+N, 7×24小时, ratios."""
    before = text[at - 1] if at else "\n"
    if before.isascii() and (before.isalpha() or before in "@_#"):
        found = LETTERS.match(text, at)
        word = LETTERS_BEFORE.search(text[max(floor, at - 16) : at])
        start = at - len(word[0]) if word else at
        return _span(text, start, found.end(), "code") if found else None
    around = moments.SEVEN_BY_TWENTY_FOUR.match(text, at)
    if around:
        return _span(text, at, around.end(), "slogan")
    road = ROAD.match(text, at)
    if road:
        return _span(text, at, road.end(), "code")
    for pattern, type_ in _CODES:
        found = pattern.match(text, at)
        if found:
            return _span(text, at, found.end(), type_)
    return None


_CODES: tuple[tuple[re.Pattern[str], SpanType], ...] = (
    (PLUS, "slogan"), (VERSION, "code"), (RATIO, "code"), (DIMENSIONS, "code"),
)  # fmt: skip
CODE_SIGNS = frozenset("国省县乡路+＋.:：∶×xX* ＊Ｘ")
"""What behind the first digits may make one of these codes."""


def read_letters(text: str, at: int) -> Span | None:
    """Return the whole word of digits and letters that begins with a digit at `at`."""
    found = LETTERS.match(text, at)
    return _span(text, at, found.end(), "code") if found else None


def read_label(text: str, at: int) -> Span | None:
    """Return the number of 附件1, 表2."""
    around = text[max(0, at - 9) : at]
    if not is_digit(text[at]):
        labelled = _CHINESE_LABEL_BEFORE.search(around)
        number = LABEL_CHINESE.match(text, at) if labelled else None
        return _span(text, at, number.end(), "ordinal", _integer(number[0])) if number else None
    if _LABEL_BEFORE.search(around) or _SHORT_LABEL_BEFORE.search(around):
        found = LONG_DIGITS.match(text, at)
        if found and find_unit(text, found.end(), by_rule=False) is None:
            return _span(text, at, found.end(), "ordinal", _integer(found[0]))
    return None


def read_rank(text: str, at: int, floor: int) -> Span | None:
    """Return 前三, 前10名, whose numeral is at `at`; 3级."""
    if at > floor and text[at - 1] == "前" and RANK_BEFORE.search(text[max(0, at - 2) : at]):
        found = RANK.match(text, at)
        if found:
            number = found[0].rstrip("名位强列个")
            return _span(text, at - 1, found.end(), "ordinal", _integer(number))
    if is_digit(text[at]):
        grade = GRADE.match(text, at)
        if grade and not grade[0].endswith("年"):
            return _span(text, at, grade.end(), "ordinal", None)
    return None
