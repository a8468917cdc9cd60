"""What a form on the review pages sends, as an act; refused where it is none."""

from __future__ import annotations

from collections.abc import Mapping

from flows.corrected import NoFigureError, may_be_misread, raw_of, typed, value_of
from flows.corrections import ACTS, MAX_NAME, MAX_NOTE, REPORT_PLACE, Act, ActKind
from flows.review.shelf import Book
from schemas.records import Quantity, StatutoryCell

BLANK_WORDS = frozenset({"空", "空白"})
"""What a person types for a cell that is blank."""


class RefusedError(ValueError):
    """An act that cannot be done, with what to tell the person."""


def act_of(book: Book, form: Mapping[str, str]) -> Act:
    """Return the act that a form asks for. Raises `RefusedError`.

    It is bound to what was read, and only done where that is what the person saw.
    """
    kind, place = form.get("act", ""), form.get("place", "")
    who, note = form.get("who", "").strip(), form.get("note", "").strip()
    if kind not in ACTS:
        raise RefusedError("没有这种处理。")
    if not who:
        raise RefusedError("请填写经办人姓名。")
    if len(who) > MAX_NAME or len(note) > MAX_NOTE:
        raise RefusedError(f"姓名不超过{MAX_NAME}字，说明不超过{MAX_NOTE}字。")
    document_id = book.entry.document_id
    if place == REPORT_PLACE:
        return _note(document_id, kind, note, who)
    figure = _as_read(book, place)
    if form.get("seen", "") != seen(figure):
        raise RefusedError("打开页面以后该处的读数已经改变，请重新核对。")
    new = None
    if kind == "correct":
        new = _typed(form.get("value", ""), figure)
    elif kind == "report_error" and not note:
        raise RefusedError("请写明错在何处、应如何修改，以便退回报送机关。")
    elif kind == "withdraw" and place not in {**book.acts, **book.corrected.stale()}:
        raise RefusedError("此处没有可以撤销的处理。")
    return Act(
        document_id=document_id,
        place=place,
        act=kind,
        raw=raw_of(figure),
        old=value_of(figure),
        new=new,
        note=note,
        who=who,
    )


def seen(figure: StatutoryCell | Quantity) -> str:
    """Return what a form carries of the reading that the person saw."""
    return f"{raw_of(figure)!r}:{value_of(figure)}"


def _as_read(book: Book, place: str) -> StatutoryCell | Quantity:
    as_read = book.as_read()
    figure = as_read.cells.get(place) or as_read.quantities.get(place)
    if figure is None:
        raise RefusedError("报告中没有这个位置。")
    return figure


def _typed(text: str, figure: StatutoryCell | Quantity) -> str | None:
    if not may_be_misread(figure):
        raise RefusedError(
            "该数字直接取自文件中的文字，不存在误读。报告填报有误的，请登记为“报告本身有误”。"
        )
    text = text.strip()
    if not text:  # a slip of the Enter key is no blank
        raise RefusedError("请输入原件上的数字；原件为空白的，请输入“空”。")
    try:
        read = typed("" if text in BLANK_WORDS else text)
    except NoFigureError:
        raise RefusedError(
            "请输入一个数字，不带逗号和单位；原件为空白的输入“空”，为横线的输入-。"
        ) from None
    if isinstance(figure, Quantity) and read.value is None:
        raise RefusedError("正文中的数字不能更正为空白。")
    return read.text


def _note(document_id: str, kind: ActKind, note: str, who: str) -> Act:
    if kind not in ("report_error", "withdraw"):
        raise RefusedError("对整份报告只能登记意见。")
    if kind == "report_error" and not note:
        raise RefusedError("请填写意见。")
    return Act(
        document_id=document_id,
        place=REPORT_PLACE,
        act=kind,
        raw=None,
        old=None,
        note=note,
        who=who,
    )
