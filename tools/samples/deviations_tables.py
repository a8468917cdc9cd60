"""Deviations of the tables' build: rows more or less, columns, grids, layouts, order."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from schemas.forms import TableCode, load_form
from tools.samples import labels as keys
from tools.samples.deviation import deviation
from tools.samples.model import ExtraCell, ExtraRow, Paragraph, Printed, SampleReport


def _printed(count: int) -> Printed:
    return Printed(str(count), Decimal(count))


# Rows and columns --------------------------------------------------------------------------


@deviation("extra_row_documents", "rows", "a row 其他主动公开文件 that the form does not have")
def add_row_of_documents(report: SampleReport, rng: Random) -> None:
    """Add a row to 第二十条第（一）项."""
    form = load_form(report.forms["proactive_disclosure"])
    columns = tuple(column.code for column in form.table("proactive_disclosure").blocks[0].columns)
    figures = [_printed(rng.randint(0, 400)) for _ in columns]
    report.extra_rows.append(
        ExtraRow(
            "proactive_disclosure", "normative_documents", "其他主动公开文件", columns, figures
        )
    )


@deviation("extra_row_denied", "rows", "a row 9.其他情形 under 不予公开")
def add_row_of_denials(report: SampleReport, rng: Random) -> None:
    """Add a row of zeros to the refusals, so that the sums still hold."""
    columns = tuple(column.code for column in load_form("2021").table("requests").blocks[0].columns)
    report.extra_rows.append(
        ExtraRow(
            "requests",
            "denied_administrative_query",
            "9.其他情形",
            columns,
            [_printed(0) for _ in columns],
        )
    )


@deviation("missing_row_carried_forward", "rows", "no row 四、结转下年度继续办理")
def leave_out_carried_forward(report: SampleReport, rng: Random) -> None:
    """Leave out the last row of table 三."""
    report.missing_rows.add(("requests", "carried_forward"))


@deviation("missing_rows", "rows", "rows left out within the tables")
def leave_out_rows(report: SampleReport, rng: Random) -> None:
    """Leave out a row of table 三 and one of table 二."""
    report.missing_rows.add(
        ("requests", rng.choice(("denied_administrative_query", "not_processed_publication")))
    )
    report.missing_rows.add(("proactive_disclosure", "regulations"))


@deviation("blank_header_column", "rows", "a cell under a blank header (the fees)", ("2019",))
def add_cell_under_blank_header(report: SampleReport, rng: Random) -> None:
    """Print a third figure in the two columns of 第二十条第（八）项."""
    report.extra_cells.append(
        ExtraCell("proactive_disclosure", "administrative_fees", _printed(rng.choice((0, 0, 6))))
    )
    for place in report.places("proactive_disclosure"):
        if place.row.code == "administrative_fees":
            report.figures[place.address].review = True


@deviation("remarks_column", "headers", "a column 备注 beside the totals of table 三")
def add_remarks(report: SampleReport, rng: Random) -> None:
    """Add a column of remarks, blank but for one or two, with figures in them."""
    report.layout.remarks = True
    remarks = (("new_received", Printed("网上申请3件", None, "text")), ("granted", _printed(2)))
    for row, printed in rng.sample(remarks, rng.randint(1, 2)):
        report.extra_cells.append(ExtraCell("requests", row, printed))
        for place in report.places("requests"):
            if place.row.code == row:
                report.figures[place.address].review = True


# Table 二 ----------------------------------------------------------------------------------


@deviation("table_2_per_item", "table_2", "table 二 as one table per 第二十条 item")
def split_by_item(report: SampleReport, rng: Random) -> None:
    """Make each item a table of its own."""
    report.layout.proactive = "per_article"


@deviation("table_2_item_column", "table_2", "the items of 第二十条 in a first column")
def put_items_aside(report: SampleReport, rng: Random) -> None:
    """Put the items into a first column."""
    report.layout.proactive = "article_column"


@deviation("misaligned_row", "table_2", "行政许可 spans two columns where its header has one")
def misalign_row(report: SampleReport, rng: Random) -> None:
    """Widen a row's label, so that its figures stand one column to the right."""
    report.layout.misaligned = frozenset({"administrative_licensing"})


@deviation("title_rows", "table_2", "the tables' titles in a row of the tables")
def add_title_rows(report: SampleReport, rng: Random) -> None:
    """Give the tables a title row each."""
    report.layout.title_rows = True


# Table 三 ----------------------------------------------------------------------------------


@deviation("labels_repeated", "table_3", "group labels repeated on every row, not merged")
def repeat_labels(report: SampleReport, rng: Random) -> None:
    """Repeat the labels."""
    report.layout.label_columns = "repeated"


@deviation("labels_unmerged", "table_3", "group labels on their first row, blank cells below")
def unmerge_labels(report: SampleReport, rng: Random) -> None:
    """Print the labels once, without merging."""
    report.layout.label_columns = "unmerged"


@deviation("labels_folded", "table_3", "the three label columns folded into one")
def fold_labels(report: SampleReport, rng: Random) -> None:
    """Fold the label columns, with all labels of the path or only the last."""
    report.layout.label_columns = rng.choice(("folded", "folded_short"))


@deviation("table_split", "table_3", "table 三 in two pieces, without repeated header")
def split_table(report: SampleReport, rng: Random) -> None:
    """Cut the table within a group, whose label stays on the first page."""
    report.layout.split_after = rng.choice(("denied_third_party_rights", "unable_not_held"))


@deviation("table_split_header", "table_3", "table 三 in two pieces, the header repeated")
def split_table_with_header(report: SampleReport, rng: Random) -> None:
    """Cut the table and repeat its header."""
    split_table(report, rng)
    report.layout.split_header = True


@deviation("header_total_below", "headers", "the header 总计 one row down, under the group's")
def lower_total(report: SampleReport, rng: Random) -> None:
    """Move the header 总计 beside those of the organisations."""
    report.layout.requests_header = "total_below"


@deviation("header_no_applicants", "headers", "table 三 without the header 申请人情况")
def lose_applicants(report: SampleReport, rng: Random) -> None:
    """Leave out the first header row."""
    report.layout.requests_header = "no_group"


@deviation("header_flat", "headers", "table 三 with a single header row")
def flatten_header(report: SampleReport, rng: Random) -> None:
    """Print one header row."""
    report.layout.requests_header = "flat"


# Table 四 ----------------------------------------------------------------------------------


@deviation("table_4_in_two", "table_4", "table 四 as two, 行政复议 and 行政诉讼")
def split_proceedings(report: SampleReport, rng: Random) -> None:
    """Make two tables of table 四."""
    report.layout.proceedings = "two"


@deviation("table_4_by_rows", "table_4", "table 四 with a row per kind of proceedings")
def turn_proceedings(report: SampleReport, rng: Random) -> None:
    """Put the kinds of proceedings down the side."""
    report.layout.proceedings = "rows"


@deviation("table_4_no_group_header", "table_4", "table 四 without 行政复议 and 行政诉讼")
def behead_proceedings(report: SampleReport, rng: Random) -> None:
    """Leave the outcomes alone, three times five; only the form's order tells them apart."""
    report.layout.proceedings = "no_group"
    for place in report.places("proceedings"):
        report.figures[place.address].review = True


# The tables together -----------------------------------------------------------------------


@deviation("one_table", "order", "the tables 二, 三 and 四 as one large table")
def join_tables(report: SampleReport, rng: Random) -> None:
    """Join all tables."""
    report.layout.one_table = True


@deviation("tables_reordered", "order", "the sections of tables in another order")
def reorder_tables(report: SampleReport, rng: Random) -> None:
    """Put the proceedings before the requests, or last first."""
    orders: tuple[tuple[TableCode, ...], ...] = (
        ("proactive_disclosure", "proceedings", "requests"),
        ("requests", "proactive_disclosure", "proceedings"),
    )
    report.layout.order = rng.choice(orders)


@deviation("missing_proceedings", "tables", "no table 四, a sentence instead")
def tell_of_no_proceedings(report: SampleReport, rng: Random) -> None:
    """Leave out table 四."""
    report.missing_tables.add("proceedings")
    text = f"{report.year}年未发生因政府信息公开引起的行政复议、行政诉讼案件。"
    report.prose["proceedings"] = [Paragraph(text)]


@deviation("no_tables", "tables", "no statutory table at all, only prose")
def leave_out_tables(report: SampleReport, rng: Random) -> None:
    """Leave out all tables and speak of some of their figures."""
    report.missing_tables |= {"proactive_disclosure", "requests", "proceedings"}
    licensing = report.figures["proactive_disclosure", "administrative_licensing", "decisions"]
    received = report.figures["requests", "new_received", "total"]
    report.prose["proactive_disclosure"] = [
        Paragraph(f"全年公开行政许可决定{licensing.value}件，未制发规章。")
    ]
    report.prose["requests"] = [Paragraph(f"全年新收政府信息公开申请{received.value}件。")]
    report.prose["proceedings"] = [Paragraph("未发生行政复议和行政诉讼。")]
    report.labels[keys.NOTE] = ""
