"""The labels that a report prints, by key; deviations change them before the layout."""

from __future__ import annotations

from schemas.forms import FormVersion, TableCode, load_form
from tools.samples.model import LabelKey

CONTENT = ("proactive_disclosure", "content")
NOTE = ("requests", "note")
APPLICANTS = ("requests", "applicants")
ORGANISATIONS = ("requests", "group")
REVIEW = ("proceedings", "group", "review")
LITIGATION = ("proceedings", "group", "litigation")
REMARKS = ("requests", "remarks")
KIND = ("proceedings", "kind")


def title_key(table: str) -> LabelKey:
    """Return the key of a table's title, printed where the title has a row of its own."""
    return (table, "title")


def form_labels(forms: dict[TableCode, FormVersion]) -> dict[LabelKey, str]:
    """Return every label as the form prints it."""
    labels: dict[LabelKey, str] = {
        CONTENT: "信息内容",
        APPLICANTS: "申请人情况",
        ORGANISATIONS: "法人或其他组织",
        REVIEW: "行政复议",
        LITIGATION: "行政诉讼",
        REMARKS: "备注",
        KIND: "类别",
    }
    for code, version in forms.items():
        table = load_form(version).table(code)
        labels[title_key(code)] = table.label
        if table.note:
            labels[NOTE] = table.note
        for block in table.blocks:
            where = (block.article,) if block.article else ()
            if block.article:
                labels[(code, "article", block.article)] = block.article
            for column in block.columns:
                labels[(code, "column", *where, column.code)] = column.label
            for row in block.rows:
                labels[(code, "row", row.code)] = row.label.rsplit(" / ")[-1]
    return labels
