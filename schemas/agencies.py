"""What an agency in the register is, and the words by which agencies' names are told alike."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.labels import TRADITIONAL_TO_SIMPLIFIED

LEVELS: dict[str, str] = {
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "township": "乡级",
}
"""Levels of government, with the word that a register may have for each."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One line of the register: an agency that has to submit a report every year.

    `former_names` are those of the bodies that it was or took in. `parent` is the name of the
    agency that its report goes to, "" at the top. `region_code` is the code of its region by
    GB/T 2260 (six digits; nine or twelve for a township), "" where none is given.
    """

    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    level: str = ""
    parent: str = ""
    region_code: str = ""


REGISTER_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "机关名称", "单位名称"),
    "aliases": ("别名", "简称"),
    "former_names": ("曾用名", "原名称"),
    "level": ("层级", "级别"),
    "parent": ("上级", "上级机关", "主管机关"),
    "region_code": ("行政区划代码", "区划代码"),
}
"""Columns of the register's CSV, and the Chinese headings that do as well."""

PROVINCES: dict[str, str] = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省", "31": "上海市", "32": "江苏省",
    "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区",
    "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省",
    "54": "西藏自治区", "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区", "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
}  # fmt: skip
"""Provinces by the first two digits of a region's code (GB/T 2260)."""

PLACE_ENDINGS = (
    "自治区", "特别行政区", "自治州", "自治县", "自治旗", "地区", "街道", "新区",
    "省", "市", "州", "盟", "县", "区", "旗", "镇", "乡",
)  # fmt: skip
"""How the name of a place ends."""

NO_PLACES = (
    "市场", "市政", "市容", "市民", "城市", "城镇", "乡村", "乡镇", "城乡", "州际", "社区",
    "园区", "景区", "灌区", "库区", "林区", "区域", "街道", "都市", "省级", "上市", "县域",
    "东乡族",
    "开发区", "高新区", "示范区", "保税区", "合作区", "旅游区", "工业区", "度假区", "名胜区",
)  # fmt: skip
"""Words in bodies' names in which such an ending ends no place."""

STREET = "街道"
STREET_OFFICES = frozenset({"办事处", "办", "人民政府办事处"})
"""What stands behind the name of a 街道 for the agency that it is."""

GOVERNMENT = "人民政府"

SHORT_FORMS: tuple[tuple[str, str], ...] = (
    ("人民政府街道办事处", "街道"),
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("政府办公厅", "政府办"),
    ("政府办公室", "政府办"),
    ("发展和改革委员会", "发改委"),
    ("发展与改革委员会", "发改委"),
    ("发展改革委员会", "发改委"),
    ("发展和改革委", "发改委"),
    ("发展改革委", "发改委"),
    ("发展和改革局", "发改局"),
    ("发展改革局", "发改局"),
    ("卫生健康委员会", "卫健委"),
    ("卫生健康委", "卫健委"),
    ("卫生健康局", "卫健局"),
    ("人力资源和社会保障", "人社"),
    ("人力资源社会保障", "人社"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("住房与城乡建设", "住建"),
    ("市场监督管理", "市场监管"),
    ("自然资源和规划", "自然资源规划"),
    ("工业和信息化", "工信"),
    ("经济和信息化", "经信"),
    ("农业农村和水务", "农业农村水务"),
    ("文化和旅游", "文旅"),
    ("文化旅游", "文旅"),
    ("城市管理", "城管"),
    ("交通运输", "交通"),
    ("医疗保障", "医保"),
    ("行政审批服务", "审批服务"),
    ("退役军人事务", "退役军人"),
    ("国有资产监督管理", "国资"),
    ("教育委员会", "教委"),
    ("机关事务管理", "机关事务"),
    ("管理委员会", "管委会"),
    ("委员会", "委"),
    ("办公厅", "办"),
    ("办公室", "办"),
    ("人民政府", "政府"),
)
"""Words of agencies' names and their short forms, in the order in which they are put."""

MORE_TRADITIONAL = (
    "財财務务廣广環环資资源源規规劃划衛卫員员會会議议應应鄉乡縣县區区東东灣湾陽阳廈厦寧宁"
    "濱滨濟济閩闽贛赣魯鲁遼辽龍龙島岛嶺岭塢坞興兴農农業业漁渔電电視视體体國国稅税審审計计"
    "統统軍军場场監监營营創创經经貿贸產产權权質质檢检驗验藥药食食園园綠绿樓楼橋桥鐵铁門门"
    "關关聯联傳传廳厅處处辦办發发開开藝艺術术館馆書书學学師师養养療疗險险勞劳動动價价幣币"
    "銀银糧粮儲储備备氣气災灾難难護护僑侨臺台澳澳緬缅瀏浏豐丰泉泉鹽盐蘇苏錫锡揚扬湯汤漢汉"
    "潁颍漵溆圍围戶户鎮镇莊庄莞莞順顺惠惠韶韶湛湛茂茂肇肇雲云貴贵甌瓯慶庆綿绵瀘泸資资遂遂"
    "選选舉举優优縉缙壽寿無无為为當当塗涂銅铜陵陵懷怀遠远滬沪渦涡陰阴滄沧樂乐亭亭灤滦遷迁"
)
"""Pairs of further traditional and simplified characters, as agencies' names have them."""

SIMPLIFIED: dict[int, str] = TRADITIONAL_TO_SIMPLIFIED | {
    ord(traditional): simplified
    for traditional, simplified in zip(MORE_TRADITIONAL[::2], MORE_TRADITIONAL[1::2], strict=True)
}
"""For `str.translate`."""
