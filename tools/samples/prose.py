"""Official prose for the six sections, with figures that agree with the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from schemas.forms import load_form
from tools.samples.agencies import Agency
from tools.samples.model import Address, Paragraph, Printed

_LAW = "《中华人民共和国政府信息公开条例》"
_NOTICES = {
    "2019": "《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》"
    "（国办公开办函〔2019〕60号）",
    "2021": "《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作"
    "年度报告格式〉的通知》（国办公开办函〔2021〕30号）",
}
_COLUMNS = ("工作动态", "通知公告", "政策法规", "办事指南", "人事信息", "财政预决算", "规划计划")


@dataclass(slots=True)
class Facts:
    """What the prose speaks of."""

    agency: Agency
    year: int
    notice: str
    figures: dict[Address, Printed]
    measure: str = "件"
    """Measure word for requests."""

    def __getitem__(self, address: Address) -> str:
        return self.figures[address].raw


def day_text(day: date) -> str:
    """Return a date as official documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def write_preamble(facts: Facts, rng: Random) -> list[Paragraph]:
    """Return what stands between the title and the first heading."""
    year, notice = facts.year, _NOTICES[facts.notice]
    period = rng.choice(
        (
            f"本年度报告中使用的统计数据期限为{year}年1月1日至12月31日。",
            f"本报告所列数据的统计期限自{year}年1月1日起，至{year}年12月31日止。",
            f"本报告统计时限为{year}年1月1日—{year}年12月31日。",
        )
    )
    contact = (
        f"如对本报告有疑问，请与{facts.agency.name}办公室联系（地址：{facts.agency.place}"
        f"文昌路{rng.randint(1, 300)}号；电话：0900-{rng.randint(2_000_000, 8_999_999)}；"
        f"邮编：{rng.randint(100, 999)}{rng.randint(100, 999)}）。"
    )
    text = (
        f"根据{_LAW}（以下简称《条例》）第五十条规定和{notice}要求，现公布{facts.agency.name}"
        f"{year}年度政府信息公开工作年度报告。{period}"
    )
    return [Paragraph(text + (contact if rng.random() < 0.6 else ""))]


def write_letter(facts: Facts, day: date) -> list[Paragraph]:
    """Return a covering letter: its title, addressee, sentence and signature."""
    agency, year = facts.agency, facts.year
    return [
        Paragraph(agency.name, "title"),
        Paragraph(f"关于报送{year}年政府信息公开年度报告的函", "title"),
        Paragraph(f"{agency.superior}：", "address"),
        Paragraph(f"现将{agency.short}《{year}年政府信息公开年度报告》报来，请收悉。"),
        Paragraph(agency.name, "right"),
        Paragraph(day_text(day), "right"),
    ]


def write_closing(facts: Facts, day: date) -> list[Paragraph]:
    """Return the signature under the report."""
    return [Paragraph(facts.agency.name, "right"), Paragraph(day_text(day), "right")]


def write_sections(facts: Facts, rng: Random) -> dict[str, list[Paragraph]]:
    """Return the prose of each section that has any."""
    return {
        "overview": [
            _opening(facts, rng),
            _published(facts, rng),
            Paragraph("（二）依申请公开情况。" + requests_sentence(facts)),
            _management(facts, rng),
            _platforms(facts, rng),
            _supervision(facts, rng),
        ],
        "problems": _problems(facts, rng),
        "other_matters": [_other_matters(facts, rng)],
    }


def headings() -> dict[str, str]:
    """Return the six headings as the form gives them."""
    return {section.code: section.label for section in load_form("2021").sections}


def _opening(facts: Facts, rng: Random) -> Paragraph:
    aim = rng.choice(("转变政府职能", "优化营商环境", "保障群众知情权", "建设法治政府"))
    return Paragraph(
        f"{facts.year}年，{facts.agency.short}认真贯彻落实{_LAW}，按照《{facts.year}年政务公开"
        f"工作要点》，围绕{aim}，坚持以公开为常态、不公开为例外，政府信息公开工作取得了新的成效。"
    )


def _published(facts: Facts, rng: Random) -> Paragraph:
    counts = [rng.randint(3, 400) for _ in range(3)]
    names = rng.sample(_COLUMNS, 3)
    parts = "，".join(f"{name}{count}条" for name, count in zip(names, counts, strict=True))
    accounts = rng.randint(10, 900)
    licensing = facts["proactive_disclosure", "administrative_licensing", "decisions"]
    return Paragraph(
        f"（一）主动公开情况。一是通过门户网站和政务新媒体累计发布信息{sum(counts) + accounts}条，"
        f"其中门户网站{sum(counts)}条（{parts}），微信公众号{accounts}条。二是按照行政许可、"
        f"行政处罚“双公示”要求，公示行政许可信息{licensing}件。三是落实《条例》第二十条第（五）项"
        f"规定，公开权力清单和责任清单。12345热线工单按期办结率{rng.randint(9000, 9999) / 100}%。"
    )


def requests_sentence(facts: Facts) -> str:
    """Return the sentence on the requests of the year, as the tables have them."""

    def total(row: str, column: str = "total") -> int:
        value = facts.figures["requests", row, column].value
        return int(value or 0)

    received, measure = total("new_received"), facts.measure
    if not received:
        return (
            f"{facts.year}年度{facts.agency.short}未收到政府信息公开申请，"
            f"上年结转{total('carried_over')}{measure}。"
        )
    people = total("new_received", "natural_person")
    return (
        f"全年共收到政府信息公开申请{received}{measure}，其中自然人{people}{measure}，"
        f"法人或其他组织{received - people}{measure}；上年结转{total('carried_over')}{measure}。"
        f"本年度办结{total('results_total')}{measure}，其中予以公开{total('granted')}{measure}，"
        f"部分公开{total('partially_granted')}{measure}，结转下年度{total('carried_forward')}"
        f"{measure}，均在法定期限20个工作日内答复。"
    )


def _management(facts: Facts, rng: Random) -> Paragraph:
    return Paragraph(
        f"（三）政府信息管理情况。一是修订《{facts.agency.name}政府信息公开指南（{facts.year}年"
        f"修订稿）》和公开目录。二是严格执行“先审查、后公开”，审查信息{rng.randint(20, 900)}篇，"
        f"更正{rng.randint(0, 9)}篇。三是清理规范性文件{rng.randint(0, 30)}件。"
    )


def _platforms(facts: Facts, rng: Random) -> Paragraph:
    return Paragraph(
        f"（四）平台建设情况。门户网站设{rng.randint(4, 12)}个主频道、{rng.randint(15, 60)}个栏目，"
        f"总访问量{rng.randint(2, 90)}万余次；运维政务新媒体账号{rng.randint(1, 4)}个，"
        "“一网通办”“最多跑一次”专栏按月更新。"
    )


def _supervision(facts: Facts, rng: Random) -> Paragraph:
    return Paragraph(
        f"（五）监督保障情况。成立由主要负责人任组长的领导小组，召开专题会议{rng.randint(1, 5)}次，"
        f"举办培训{rng.randint(1, 4)}期、{rng.randint(20, 300)}人次；社会评议满意率"
        f"{rng.randint(90, 99)}%以上，未发生因政府信息公开被追究责任的情形。"
    )


def _problems(facts: Facts, rng: Random) -> list[Paragraph]:
    faults = rng.sample(
        (
            "公开内容还不够全面，政策解读形式单一",
            "个别栏目更新不够及时",
            "工作人员对《条例》的学习还不够深入",
            "依申请公开答复的规范化水平有待提高",
        ),
        2,
    )
    return [
        Paragraph(
            f"{facts.year}年，{facts.agency.short}政府信息公开工作虽然取得了一定进展，"
            f"但仍存在一些问题：一是{faults[0]}；二是{faults[1]}。"
        ),
        Paragraph(
            "下一步，将重点做好以下工作：一是拓展公开内容，及时回应群众关切；"
            "二是加强图片、图表、音视频等多种形式的解读；三是强化培训，提升业务能力。"
        ),
    ]


def _other_matters(facts: Facts, rng: Random) -> Paragraph:
    return Paragraph(
        rng.choice(
            (
                "无。",
                "无其他需要报告的事项。",
                f"{facts.year}年未收取政府信息公开信息处理费。",
                f"按照《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），"
                f"{facts.year}年度共收取信息处理费0元。",
            )
        )
    )
