"""Writes a report as a saved web page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from tools.samples.grid import Grid, GridCell
from tools.samples.layout import SamplePart, lay_out
from tools.samples.model import Paragraph, SampleReport

HtmlEncoding = Literal["utf-8", "gb18030", "utf-16"]
CellStyle = Literal["plain", "word", "nested"]
Markup = Literal["tidy", "indented", "old"]


@dataclass(frozen=True, slots=True)
class HtmlOptions:
    """How to write the page.

    encoding, declared: the bytes' true encoding, and what the page says ("" for nothing).
    furniture: the site's menus, breadcrumbs, related links and footer around the report.
    layout_table: the page is laid out by nested tables, the report in one of their cells.
    cells: plain text; paragraphs and spans with styles, as pasted from Word; or <strong>
      and <font> around the text.
    broken_span: rowspans that reach beyond the table's end.
    markup: tidy; indented over many lines, also within cells; or old style, with capital
      tags and the end tags left out that HTML lets be left out.
    """

    encoding: HtmlEncoding = "utf-8"
    declared: str = "utf-8"
    furniture: bool = True
    layout_table: bool = False
    cells: CellStyle = "plain"
    broken_span: bool = False
    markup: Markup = "tidy"


def write_html(report: SampleReport, options: HtmlOptions = HtmlOptions()) -> bytes:
    """Return the report as the bytes of an .html file."""
    return page(report, options).encode(options.encoding)


def page(report: SampleReport, options: HtmlOptions) -> str:
    """Return the page as text."""
    body = "\n".join(_part(part, options) for part in lay_out(report))
    site = f"{report.agency}门户网站"
    if options.layout_table:
        body = (
            '<table width="1000" align="center" cellpadding="0"><tr><td width="200">'
            f"{_menu()}</td><td><table><tr><td>{body}</td></tr></table></td></tr></table>"
        )
    else:
        body = f'<div class="article-content" id="zoom">\n{body}\n</div>'
    if options.furniture:
        body = f"{_before(report, site)}\n{body}\n{_after(report, site)}"
    charset = f'<meta charset="{options.declared}">\n' if options.declared else ""
    return (
        f'<!DOCTYPE html>\n<html lang="zh">\n<head>\n{charset}'
        f"<title>{escape(''.join(report.title))}_{escape(site)}</title>\n"
        "<style>td { border: 1px solid #000; } .nav li { float: left; }</style>\n"
        "<script>var total = '总计'; document.write('<!-- 行政许可 -->');</script>\n"
        f"</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _menu() -> str:
    names = ("首页", "政务公开", "政务服务", "互动交流", "政府信息公开年报", "依申请公开")
    items = "".join(f'<li><a href="#">{name}</a></li>' for name in names)
    return f'<ul class="nav">{items}</ul>'


def _before(report: SampleReport, site: str) -> str:
    title = escape("".join(report.title))
    return (
        f'<div class="header"><h2>{escape(site)}</h2>{_menu()}</div>\n'
        '<div class="crumbs">当前位置：<a href="#">首页</a> &gt; <a href="#">政务公开</a> &gt; '
        f'政府信息公开年报 &gt; 正文</div>\n<h1 class="article-title">{title}</h1>\n'
        '<div class="meta">来源：本站&nbsp;&nbsp;浏览次数：<span id="hits">1287</span>'
        "&nbsp;&nbsp;字体：[<a>大</a> <a>中</a> <a>小</a>]</div>"
    )


def _after(report: SampleReport, site: str) -> str:
    titles = [f"{report.agency}{report.year - n}年政府信息公开工作年度报告" for n in (1, 2)]
    links = "".join(f'<li><a href="#">{escape(title)}</a></li>' for title in titles)
    return (
        f'<div class="related"><h3>相关链接</h3><ul>{links}</ul></div>\n'
        f'<div class="footer"><p>主办：{escape(report.agency)}　网站标识码：0000000001</p>'
        f"<p>版权所有：{escape(site)}　地址：文昌路1号　电话：0900-2000000</p></div>"
    )


def _part(part: SamplePart, options: HtmlOptions) -> str:
    if isinstance(part, Grid):
        return _table(part, options)
    return _paragraph(part, options)


def _paragraph(part: Paragraph, options: HtmlOptions) -> str:
    text = escape(part.text, quote=False)
    align = {"title": "center", "right": "right"}.get(part.role)
    style = f' style="text-align: {align}"' if align else ""
    if part.role in ("title", "heading"):
        text = f"<strong>{text}</strong>"
    if options.cells == "word":
        return f'<p class="MsoNormal"{style}><span lang="EN-US">{text}<o:p></o:p></span></p>'
    indent = "&emsp;&emsp;" if part.role == "body" else ""
    return f"<p{style}>{indent}{text}</p>"


def _table(grid: Grid, options: HtmlOptions) -> str:
    open_row, close_row = ("<TR>", "") if options.markup == "old" else ("<tr>", "</tr>")
    rows = [
        open_row + "".join(_cell(cell, n, grid, options) for cell in row) + close_row
        for n, row in enumerate(grid.rows)
    ]
    body = "\n".join(rows)
    if options.markup == "old":
        return f"<TABLE border=1>\n{body}\n</TABLE>"
    return f'<table border="1" cellspacing="0">\n<tbody>\n{body}\n</tbody>\n</table>'


def _cell(cell: GridCell, row: int, grid: Grid, options: HtmlOptions) -> str:
    span, rows = cell.span, cell.rows
    if options.broken_span and rows > 1 and row + rows == len(grid.rows):
        rows += 1
    attributes = f' colspan="{span}"' if span > 1 else ""
    attributes += f' rowspan="{rows}"' if rows > 1 else ""
    tag = "th" if cell.kind == "header" and options.cells == "plain" else "td"
    content = _content(cell, options)
    if options.markup == "old":
        return f"<{tag.upper()}{attributes}>{content}\n"
    if options.markup == "indented":
        content = f"\n          {content}\n        "
    return f"<{tag}{attributes}>{content}</{tag}>"


def _content(cell: GridCell, options: HtmlOptions) -> str:
    text = escape(cell.text, quote=False)
    if options.cells == "word":
        lines = text.split("\n") if text else ["&nbsp;"]
        return "".join(
            f'<p class="MsoNormal"><span style="font-family: 宋体">{line}</span></p>'
            for line in lines
        )
    text = text.replace("\n", "<br>")
    if options.cells == "nested" and text:
        return f'<font face="仿宋"><strong>{text}</strong></font>'
    return text
