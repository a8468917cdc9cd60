"""Totals and their parts: which figures a report says make up which.

    1204条，其中局门户网站627条，其中工作动态339条，信息公开280条；微信公众号577条
    └─ total ──┴─ part, a total itself ─┴─ its parts ──────────────┴─ part

A total is opened by 其中, 包括, 含, a colon, a bracket or …中, and lies on a stack until a mark
or a new statement closes it. Whether parts add up is for a check to say; sums only decide
where the marks leave a choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from extractors.narrative.mention import Mention, alike
from schemas import prose

OPENER = re.compile(
    rf"""
    (?<! 不 ) (?:
        {"|".join(each for each in prose.PART_OPENERS if len(each) > 1)}
      | (?<= [（，；、：。\s] ) 含 (?! 量 | 义 | 糖 )
    )
    """,
    re.VERBOSE,
)
"""Words before the parts of a total."""

AMONG = re.compile(r"[^，。；：（）、]{0,24}[中里]\s*[，：,:]?")
"""Behind a total whose parts follow: 787项 依申请政务服务事项中，"""

DIVIDED_BY = re.compile(
    r"(?:按照?|从|依)[^，。；：、]{1,10}?(?:分|看|划分|区分|统计|来看|而言|构成)[，：:]"
)
"""Before a division of a total: 按申请人分：…；按渠道分：…"""

ASIDE = re.compile(rf"(?:^|[，；。（、\s])(?:{'|'.join(prose.ASIDES)})")

SUM_WORD = re.compile(
    r"""
    (?P<sure> 合计 | 共计 | 总计 | 总共 | 一共 | 小计 )
  | (?P<likely> 共 | 累计 | 总数 | 总量 )
    """,
    re.VERBOSE,
)
"""Before a total that follows its parts."""

CARRIED_FORWARD = re.compile(r"结转(?:至|到)?(?:下|20|本年|次年)|转入下")
CARRIED_OVER = re.compile(r"(?:上年度?|上一年度?)结转")
OF_THIS_YEAR = re.compile(r"新收|本年|当年|新增")
NO_PART = re.compile(r"(?:日|月|年|人|周)均|平均|上年同期|去年同期|较上年|同比|比上年")

LONGEST_NAME = 12
"""A colon this near behind a figure lists its parts."""

SMALLEST_SUM = 50
"""A lone equality of small numbers (3 = 2 + 1) says nothing; from here it does."""

MOST_PARTS = 20
"""More parts than that are not tied by their sum alone."""

NEAR = Fraction(2, 100)
"""So far may parts miss their total where no word says that they are its parts."""

DOUBT_BY_SUM = "tied_by_sum"


@dataclass(slots=True)
class _Frame:
    """A total whose parts are being read."""

    total: Mention
    bracket: bool
    group: int = 1
    parts: list[Mention] = field(default_factory=list)
    sum: Fraction = Fraction(0)


def link_parts(text: str, statement: Sequence[Mention], marks: Sequence[Sequence[str]]) -> None:
    """Set `role`, `part_of` and `part_group` in one statement.

    `marks[i]` are the marks between figure i - 1 and figure i, in order.
    """
    _Reader(text, statement, marks).read()
    _link_sums_behind(text, statement)
    _link_sums_before(text, statement, marks)


class _Reader:
    """The walk over a statement, figure by figure, with the stack of open totals."""

    def __init__(
        self, text: str, statement: Sequence[Mention], marks: Sequence[Sequence[str]]
    ) -> None:
        self.text, self.statement, self.marks = text, statement, marks
        self.stack: list[_Frame] = []
        self.seen: list[Mention] = []
        self.divided: _Frame | None = None
        """The outermost total whose parts were read last."""
        self.last: Mention | None = None
        """The last figure that can be a total."""

    def read(self) -> None:
        for at, mention in enumerate(self.statement):
            before = self.statement[at - 1] if at else None
            gap = self.text[before.end if before else mention.lead_start : mention.start]
            self._read_one(at, mention, before, gap)
            if mention.countable:
                self.last = mention
                self.seen.append(mention)

    def _read_one(self, at: int, mention: Mention, before: Mention | None, gap: str) -> None:
        bracket_of: Mention | None = None
        listed_of: Mention | None = None
        semicolon = False
        for mark in self.marks[at]:
            if mark == "（":
                bracket_of = self.last
            elif mark == "）":
                bracket_of = None
                self._close_bracket()
            elif mark == "；":
                semicolon = True
                if len(self.stack) > 1 and not self.stack[-1].bracket:
                    self.stack.pop()
            elif mark == "：" and before is not None and before is self.last:
                first = mark == self.marks[at][0]
                listed_of = before if first and gap.find("：") < LONGEST_NAME else None
            elif mark == "。":
                self.stack.clear()
        if not mention.countable or (mention.kind == "count" and mention.unit is None and before
                                     and before.unit):  # fmt: skip
            return
        if ASIDE.search(gap):
            self._drop_unbracketed()
            return
        if before is not None and before is self.last and AMONG.match(gap):
            listed_of = before
        if DIVIDED_BY.search(gap) and self._divide_anew(mention):
            return
        opened = OPENER.search(gap)
        if opened and self.last is not None:
            total = bracket_of or self._total_for(mention)
            self._open(mention, total, bracket_of is not None)
        elif bracket_of is not None:
            if self._bracket_lists_parts(at, mention, bracket_of) and not NO_PART.search(gap):
                self._open(mention, bracket_of, True)
        elif listed_of is not None:
            self._open(mention, listed_of, False)
        elif self.stack:
            self._go_on(mention, gap, semicolon)

    def _total_for(self, mention: Mention) -> Mention:
        """Return the figure that 其中 speaks of: the last, or the last but one that is alike."""
        assert self.last is not None
        for each in reversed(self.seen[-3:]):
            if alike(each, mention) and each.amount >= mention.amount:
                return each
            if each.role != "plain":
                break
        return self.last

    def _divide_anew(self, mention: Mention) -> bool:
        """Begin another division of the last total, or the first; False where there is none."""
        before = self.divided
        total = before.total if before is not None else self.last
        if total is None or not alike(mention, total) or mention.amount > total.amount:
            return False
        self.stack.clear()
        self._join(_Frame(total, False, before.group + 1 if before is not None else 1), mention)
        return True

    def _close_bracket(self) -> None:
        while self.stack:
            if self.stack.pop().bracket:
                break

    def _drop_unbracketed(self) -> None:
        while self.stack and not self.stack[-1].bracket:
            self.stack.pop()

    def _bracket_lists_parts(self, at: int, mention: Mention, total: Mention) -> bool:
        """Whether a bracket without a word of its own holds parts: at least two alike."""
        following = self.statement[at + 1] if at + 1 < len(self.statement) else None
        return (
            following is not None
            and not {"）", "。"} & set(self.marks[at + 1])
            and alike(mention, total)
            and alike(following, total)
            and (mention.amount <= total.amount or mention.unit == following.unit == total.unit)
        )

    def _open(self, mention: Mention, total: Mention, bracket: bool) -> None:
        """Begin the parts of `total`, of which `mention` is the first."""
        top = self.stack[-1] if self.stack else None
        if not bracket and top is not None and total in top.parts:
            over = mention.amount > total.amount
            if over or not alike(mention, total):
                # Another division of the same total.
                self.stack.pop()
                self._join(_Frame(top.total, top.bracket, top.group + 1), mention)
                return
        if not alike(mention, total):
            return
        self._join(_Frame(total, bracket), mention)

    def _join(self, frame: _Frame, mention: Mention) -> None:
        if not self.stack:
            self.divided = frame
        self.stack.append(frame)
        self._add(frame, mention)

    def _add(self, frame: _Frame, mention: Mention) -> None:
        frame.parts.append(mention)
        frame.sum += mention.amount
        mention.role, mention.part_of = "part", frame.total
        mention.part_group = frame.group
        if frame.total.role == "plain":
            frame.total.role = "total"

    def _go_on(self, mention: Mention, gap: str, semicolon: bool) -> None:
        """Add a figure to the innermost total that it can be a part of, or close it."""
        while self.stack:
            frame = self.stack[-1]
            if not alike(mention, frame.total):
                if _completes(frame, mention):
                    self._add(frame, mention)
                    return
                if semicolon or _states(mention):
                    self._drop_unbracketed()
                return
            if frame.bracket or not self._closes(frame, mention, gap, semicolon):
                self._add(frame, mention)
                return
            self.stack.pop()

    def _closes(self, frame: _Frame, mention: Mention, gap: str, semicolon: bool) -> bool:
        if CARRIED_FORWARD.search(gap) or NO_PART.search(gap):
            return True
        if semicolon and CARRIED_OVER.search(gap):
            # 收到7件，其中自然人5件，法人1件；上年结转1件: no part, but beside 新收6件 it is one.
            return OF_THIS_YEAR.search(frame.parts[0].subject or "") is None
        reached = frame.sum
        full = reached >= frame.total.amount
        own = _states(mention) and not _belongs(mention, frame.total)
        own = own and not _in_step(mention, frame.parts[-1])
        if full:
            return own or semicolon or bool(SUM_WORD.search(gap))
        if reached + mention.amount > frame.total.amount:
            return own or (len(self.stack) > 1 and mention.amount > frame.total.amount)
        return own and semicolon


def _states(mention: Mention) -> bool:
    """Return whether a figure's words state a fact of their own: 答复36件, 召开会议3次."""
    verb = mention.named.verb if mention.named else None
    return verb in prose.NEW_STATEMENTS


def _completes(frame: _Frame, mention: Mention) -> bool:
    """Return whether a figure in another unit makes the sum full: 文字解读31篇、视频8个."""
    return (
        mention.kind == "count"
        and frame.total.kind == "count"
        and mention.amount > 0
        and frame.sum + mention.amount == frame.total.amount
    )


def _in_step(mention: Mention, part: Mention) -> bool:
    """Return whether a figure says the same as the part before it, of another agency."""
    if mention.named is None or part.named is None or mention.named.verb is None:
        return False
    return mention.named.verb == part.named.verb


def _belongs(mention: Mention, total: Mention) -> bool:
    """Return whether a figure with a verb counts a kind of what the total counts."""
    name = mention.named
    if name is None or name.how != "object" or not total.subject:
        return False
    return name.name != total.subject and name.name.endswith(total.subject[-2:])


def _make(total: Mention, parts: Sequence[Mention], doubt: bool = False) -> None:
    if total.role == "plain":
        total.role = "total"
    for part in parts:
        part.role, part.part_of, part.part_group = "part", total, 1
        if doubt:
            part.doubts.append(DOUBT_BY_SUM)


def _free(mention: Mention) -> bool:
    return mention.countable and mention.role == "plain" and mention.exact


def _link_sums_behind(text: str, statement: Sequence[Mention]) -> None:
    """Tie parts to a total that follows them: 甲 75件、乙 18件、丙 7件，合计 100件."""
    for at, total in enumerate(statement):
        if not _free(total) or not at:
            continue
        word = SUM_WORD.search(text, total.lead_start, total.start)
        if word is None:
            continue
        parts: list[Mention] = []
        reached = Fraction(0)
        for part in reversed(statement[:at]):
            if part.kind not in ("count", "money"):
                continue
            if not alike(part, total) or part.part_of is not None or not part.exact:
                break
            if part.role == "total" and reached + part.amount > total.amount:
                break
            parts.insert(0, part)
            reached += part.amount
            if reached == total.amount and len(parts) > 1:
                break
        bare = not any(each.kind == "verb" for each in total.lead)
        alone = all(each.kind in ("copula", "skipped", "mark") for each in total.lead)
        said = (word["sure"] and bare) or (word[0] == "共" and alone)
        if len(parts) > 1 and (reached == total.amount or said):
            _make(total, parts)


def _link_sums_before(
    text: str, statement: Sequence[Mention], marks: Sequence[Sequence[str]]
) -> None:
    """Tie parts to the total before them where only the sum tells: 24起，属实9起，不属实15起."""
    at = 0
    while at < len(statement):
        total = statement[at]
        run = _run_behind(statement, marks, at) if _free(total) and total.amount > 0 else []
        if len(run) > 1:
            _tie_run(text, total, run)
        at += 1


def _run_behind(
    statement: Sequence[Mention], marks: Sequence[Sequence[str]], at: int
) -> list[Mention]:
    run: list[Mention] = []
    for index in range(at + 1, min(len(statement), at + 1 + MOST_PARTS)):
        part = statement[index]
        if "。" in marks[index] or "（" in marks[index]:
            break
        if part.role in ("rate", "change"):
            continue
        if not _free(part) or part.unit != statement[at].unit:
            break
        run.append(part)
    return run


def _tie_run(text: str, total: Mention, run: list[Mention]) -> None:
    named = [each.named.how if each.named else "" for each in run]
    small = total.amount < SMALLEST_SUM
    if small and "object" in named:
        return
    reached = Fraction(0)
    for count, part in enumerate(run, 1):
        reached += part.amount
        if CARRIED_FORWARD.search(text, part.lead_start, part.start):
            return
        if reached == total.amount and count > 1:
            _make(total, run[:count])
            return
    whole = sum((part.amount for part in run), Fraction(0))
    if not small and abs(whole - total.amount) <= total.amount * NEAR and len(run) <= 6:
        _make(total, run, doubt=True)
