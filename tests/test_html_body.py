"""The report's own body on a page, and nothing of it lost."""

import pytest

from extractors.readers.html import document_of, read_html
from schemas.document import Document, Paragraph, Picture, Table

PROSE = (
    "2020年，我局认真贯彻落实《政府信息公开条例》，主动公开政府信息627条，"
    "收到依申请公开12件，均已按期答复。"
)
FIGURES = "".join(
    f"<tr><td>{label}</td><td>0</td><td>{n}</td></tr>" for n, label in enumerate("甲乙丙丁戊")
)
GRID = f"<table border=1><tr><th>名称</th><th>上年</th><th>本年</th></tr>{FIGURES}</table>"
REPORT = (
    f"<p>一、总体情况</p><p>{PROSE}</p><p>{PROSE}</p><p>二、主动公开</p>{GRID}"
    f"<p>五、存在问题</p><p>{PROSE}</p><p>六、其他事项</p><p>无。</p>"
)
REPORT_TEXTS = [
    "一、总体情况", PROSE, PROSE, "二、主动公开", "table", "五、存在问题", PROSE, "六、其他事项",
    "无。",
]  # fmt: skip

MENU = "<ul>" + "".join(f"<li><a href='/{n}'>栏目第{n}项名称</a></li>" for n in range(12)) + "</ul>"
CRUMBS = (
    "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/x'>政府信息公开</a>"
    " &gt; <a href=y>年报</a></div>"
)
FOOT = "<p>版权所有：某市人民政府办公室　主办单位：某市人民政府</p><p>网站标识码：6109000021</p>"
RELATED = (
    "<h3>相关阅读</h3><ul><li><a href=1>某局2019年年度报告</a></li>"
    "<li><a href=2>某局2018年</a></li></ul>"
)

GOV_PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>某局2020年政府信息公开工作年度报告_某市人民政府门户网站</title>
<style>.a{{color:red}}</style><script>var x = "<p>脚本</p>";</script></head>
<body><noscript>请打开脚本</noscript>
<div class="header"><h1><a href="/">某市人民政府门户网站</a></h1>{MENU}</div>
<div class="main clearfix">
  <div class="crumbs">{CRUMBS}</div>
  <div class="article">
    <div class="tit">某局2020年政府信息公开工作年度报告</div>
    <div class="info"><span>发布日期：2021-01-15</span><span>来源：某局</span></div>
    <div class="TRS_Editor">{REPORT}</div>
    <p style="text-align:right">某局</p><p>2021年1月15日</p>
    <div><a href="javascript:print()">【打印】</a><a href="javascript:close()">【关闭】</a></div>
  </div>
  <div class="related">{RELATED}</div>
</div>
<div id="footer">{FOOT}</div><div style="display:none">{PROSE}</div>
</body></html>"""


def shape(document: Document) -> list[str]:
    return [
        "table" if isinstance(block, Table) else block.text
        for block in document.blocks
        if isinstance(block, Paragraph | Table)
    ]


def test_page_of_a_government_site() -> None:
    assert shape(document_of(GOV_PAGE)) == [
        "某局2020年政府信息公开工作年度报告",
        "发布日期：2021-01-15来源：某局",
        *REPORT_TEXTS,
        "某局",
        "2021年1月15日",
    ]


def test_page_without_any_class_names() -> None:
    page = (
        f"<body><div>{MENU}</div><div>{CRUMBS}</div><div><div>{REPORT}</div></div>"
        f"<div>{RELATED}</div>"
        f"<div><a href=1>网站地图</a>　<a href=2>联系我们</a>{FOOT}</div></body>"
    )
    texts = shape(document_of(page))
    assert [text for text in REPORT_TEXTS if text not in texts] == []
    assert not any(text in "".join(texts) for text in ("栏目", "当前位置", "2019年", "网站地图"))


def test_page_laid_out_with_tables() -> None:
    page = (
        f"<table><tr><td colspan=2>{MENU}</td></tr><tr><td>{MENU}</td>"
        f"<td><table><tr><td>某局2020年年度报告</td></tr><tr><td>{REPORT}</td></tr></table>"
        "</td></tr><tr><td colspan=2><a href=1>网站地图</a> <a href=2>联系我们某某</a>"
        f"{FOOT}</td></tr></table>"
    )
    texts = shape(document_of(page))
    assert texts[: len(REPORT_TEXTS) + 1] == ["某局2020年年度报告", *REPORT_TEXTS]
    assert "栏目" not in "".join(texts)


def test_whole_page_in_a_form() -> None:
    texts = shape(document_of(f"<form id='aspnetForm'><div>{MENU}</div><div>{REPORT}</div></form>"))
    assert texts == REPORT_TEXTS


def test_bare_page() -> None:
    assert shape(document_of(REPORT)) == REPORT_TEXTS


def test_body_whose_class_sounds_like_furniture() -> None:
    page = f"<div class='header'>{MENU}</div><div class='nav-content side'>{REPORT}</div>"
    assert shape(document_of(page)) == REPORT_TEXTS


def test_sections_in_elements_of_their_own() -> None:
    page = (
        f"{MENU}<div><p>一、总体情况</p>{f'<p>{PROSE}</p>' * 30}</div>"
        f"<div><p>二、公开</p>{GRID}</div>"
        f"<div><p>六、其他事项</p><p>无。</p></div><div class=footer>{FOOT}</div>"
    )
    assert shape(document_of(page)) == [
        "一、总体情况", *[PROSE] * 30, "二、公开", "table", "六、其他事项", "无。",
    ]  # fmt: skip


def test_table_beside_the_body_is_kept() -> None:
    page = f"<div>{f'<p>{PROSE}</p>' * 30}</div><div>{MENU}</div><div>{GRID}</div>"
    assert shape(document_of(page)) == [*[PROSE] * 30, "table"]


def test_title_in_a_header_element() -> None:
    page = (
        "<title>某局2020年政府信息公开年报</title><article><header><h1>某局2020年政府信息公开年报</h1>"
        f"<span>字号</span></header><div>{REPORT}</div></article>"
    )
    assert shape(document_of(page)) == ["某局2020年政府信息公开年报", *REPORT_TEXTS]


def test_title_of_the_page_is_no_paragraph() -> None:
    assert shape(document_of("<title>某局2020年政府信息公开年报</title><p>正文</p>")) == ["正文"]


def test_links_within_sentences_stay() -> None:
    text = "详见<a href=x>某市人民政府网站</a>和<a href=y>某局网站</a>。"
    assert "详见某市人民政府网站和某局网站。" in shape(document_of(f"{REPORT}<p>{text}</p>"))


def test_headings_and_breaks() -> None:
    document = document_of(
        "<h1>某局<br>年度报告</h1><h2>一、总体情况</h2>"
        "<div>第一段。<br>　　第二段。<br><br>尾</div>"
    )
    assert [(p.text, p.level) for p in document.paragraphs()] == [
        ("某局\n年度报告", 1),
        ("一、总体情况", 2),
        ("第一段。", None),
        ("　　第二段。", None),
        ("尾", None),
    ]


@pytest.mark.parametrize(
    ("opening", "labels"),
    [
        ("<ol>", ["1.", "2."]),
        ("<ol start=3>", ["3.", "4."]),
        ("<ol style='list-style-type: cjk-ideographic' start=10>", ["十、", "十一、"]),
        ("<ol style='list-style-type:simp-chinese-informal;' start=20>", ["二十、", "二十一、"]),
        ("<ol type=a>", ["a.", "b."]),
        ("<ol style='list-style:none'>", ["", ""]),
        ("<ul>", ["", ""]),
    ],
)
def test_list_labels(opening: str, labels: list[str]) -> None:
    document = document_of(f"{opening}<li><p>总体</p><p>正文</p><li>公开</ol>")
    assert [(p.text, p.numbering) for p in document.paragraphs()] == [
        (labels[0] + "总体", labels[0]),
        ("正文", ""),
        (labels[1] + "公开", labels[1]),
    ]


def test_page_saved_by_word() -> None:
    page = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head>"
        "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--></head>"
        "<body lang=ZH-CN><div class=WordSection1>"
        "<p class=MsoListParagraph><![if !supportLists]><span lang=EN-US>一、"
        "<span style='font:7.0pt'>&nbsp;</span></span><![endif]>总体情况<o:p></o:p></p>"
        "<p class=MsoNormal>正文<span style='mso-hide:all;display:none'>隐藏</span>"
        "<o:p>&nbsp;</o:p></p></div>"
        "<div style='mso-element:footnote-list'><p>脚注</p></div></body></html>"
    )
    assert shape(document_of(page)) == ["一、 总体情况", "正文"]


def test_preformatted_text_keeps_its_lines() -> None:
    assert shape(document_of("<pre>一、总体情况\n正文  两格\n\n二、公开</pre>")) == [
        "一、总体情况", "正文  两格", "二、公开",
    ]  # fmt: skip


def test_pictures() -> None:
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAyAAAAJYCAYAAAACqdF7"
    document = document_of(
        "<p><img src='t.png' width=600 height='400px'></p>"
        "<p><img src=i.gif width=16 height=16></p>"
        f"<p><img src='data:image/png;base64,{pixel}'></p>"
        "<p><img src='data:image/png;base64,!'></p>"
        "<p><img src=w.jpg style='width:450pt;height:60pt'></p><img>"
    )
    pictures = [block for block in document.blocks if isinstance(block, Picture)]
    assert [(p.width, p.height, p.may_hold_table) for p in pictures] == [
        (600, 400, True), (16, 16, False), (800, 600, True), (None, None, True), (600, 80, False),
    ]  # fmt: skip
    assert pictures[2].media_type == "image/png"
    assert pictures[2].data.startswith(b"\x89PNG")


def test_encodings_of_a_page() -> None:
    wanted = shape(document_of(GOV_PAGE))
    for declared, actual in (("gb2312", "gb18030"), ("gb2312", "utf-8"), ("utf-8", "utf-16"),
                             ("utf-8", "gbk")):  # fmt: skip
        data = GOV_PAGE.replace('charset="utf-8"', f'charset="{declared}"').encode(actual)
        assert shape(read_html(data)) == wanted


@pytest.mark.parametrize(
    "source", ["", " ", "<html></html>", "<!-- x -->", "<table></table>", "\0"]
)
def test_page_with_nothing_on_it(source: str) -> None:
    assert document_of(source).blocks == []
