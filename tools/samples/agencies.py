"""Names of agencies that do not exist, in places that do not exist."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_CITIES = [
    "云溪",
    "澜湾",
    "望岫",
    "墨川",
    "枫丹",
    "泽浦",
    "兰渚",
    "锦岚",
    "雁沱",
    "沐川岭",
    "清漪",
    "霁州",
]
_COUNTIES = [
    "青岚",
    "栖云",
    "霜桥",
    "竹屿",
    "鹤浦",
    "松棂",
    "碧涧",
    "白榆",
    "丹枫渡",
    "梧桑",
    "苇塘",
    "稷原",
]
_OFFICES = [
    "行政审批服务局", "市场监督管理局", "自然资源局", "教育局", "水利局", "交通运输局", "财政局",
    "民政局", "人力资源和社会保障局", "卫生健康委员会", "农业农村局", "文化和旅游局",
    "应急管理局", "住房和城乡建设局", "统计局", "林业局", "生态环境局", "司法局", "审计局",
    "城市管理局",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency, the short name that its prose uses, and the office that it reports to."""

    name: str
    short: str
    place: str
    superior: str


def draw_agency(rng: Random) -> Agency:
    """Return an agency of a city, a county, a township, or a government itself."""
    city, county = f"{rng.choice(_CITIES)}市", f"{rng.choice(_COUNTIES)}县"
    kind = rng.random()
    office = rng.choice(_OFFICES)
    if kind < 0.45:
        return Agency(f"{city}{office}", "我局", city, "市政府办公室")
    if kind < 0.85:
        return Agency(f"{county}{office}", "我局", county, "县政府办公室")
    if kind < 0.95:
        return Agency(f"{county}人民政府", "我县", county, f"{city}人民政府办公室")
    return Agency(f"{county}{rng.choice(_COUNTIES)}镇人民政府", "我镇", county, "县政府办公室")


COUNTY_OFFICES = len(_CITIES) * len(_COUNTIES) * len(_OFFICES)
"""How many different agencies `county_office` can name."""


def county_office(number: int) -> Agency:
    """Return the agency of a number; those of different numbers have different names."""
    number, office = divmod(number % COUNTY_OFFICES, len(_OFFICES))
    city, county = divmod(number, len(_COUNTIES))
    place = f"{_CITIES[city]}市{_COUNTIES[county]}县"
    return Agency(f"{place}{_OFFICES[office]}", "我局", place, "县政府办公室")
