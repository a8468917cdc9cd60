"""Checks within the prose: totals and parts, rates, changes, counts of what is listed.

A kind's severity is that of a figure that cannot be otherwise. Where the reading leaves a
doubt the result is a warning, and its message says which (`DOUBTS`).
"""

from __future__ import annotations

from schemas.checks.kind import CheckKind

KINDS: tuple[CheckKind, ...] = (
    CheckKind(
        "narrative_sum",
        "error",
        "The parts that the prose gives of a total add up to it, or stay within it",
        "“{name}”各项之和应为{expected}（{terms}），报告的总数为{reported}。",
        "A total of the prose and the figures that it says are its parts, one division each",
        "Where total and parts are exact, equal to the digit or as rounded; approximate and"
        " bounded ones as intervals; parts that are only some (其中) only where they exceed the"
        " total or miss it by a slip of one digit",
    ),
    CheckKind(
        "narrative_balance",
        "error",
        "Requests received and carried over are those answered and carried forward",
        "新收与上年结转之和为{expected}（{left}），办结与结转下年之和为{reported}（{right}），"
        "两者应相等。",
        "The four counts of requests that one paragraph of the prose gives",
        "Where each of the four is given once, exactly, of the report's year and of one scope",
    ),
    CheckKind(
        "narrative_rate",
        "error",
        "A rate is the quotient of its two figures, rounded or cut off at its last digit",
        "“{name}”应为{expected}（{numerator}÷{denominator}），报告为{reported}。",
        "A rate of the prose and the two figures that it is a rate of",
        "Where both figures stand in its sentence",
    ),
    CheckKind(
        "narrative_percentage",
        "error",
        "A share of a whole is not above 100 %",
        "“{name}”为{reported}，超过100%。",
        "A percentage whose name says that it is a share of a whole",
        "Always",
    ),
    CheckKind(
        "narrative_change",
        "error",
        "A change is the difference between the two levels that are given, or their quotient",
        "“{name}”由{base}到{now}，{word}应为{expected}，报告为{reported}。",
        "An increase or decrease of the prose, and the figures that it leads from and to",
        "Where both figures stand in its sentence, or another change tells the earlier one",
    ),
    CheckKind(
        "narrative_count",
        "warning",
        "As many things are listed as the prose says that there are",
        "“{name}”与所列项数不符：报告为{reported}，所列为{expected}项（{listed}）。",
        "A count (三个方面) and the list that follows it (一是…二是…)",
        "Where the list directly follows and its marks are in order, or its items are parted"
        " by 、 alone",
    ),
)

PART_TOO_LARGE = "“{part}”超过其总数“{total}”。"
PARTS_EXCEED = "“{name}”各项之和为{expected}（{terms}），超过总数{reported}。"
WRONG_DIRECTION = "“{name}”由{base}到{now}，应为{expected}，报告为“{reported}”。"
CHANGES_DISAGREE = (
    "“{name}”为{now}，按“{amount}”推算，上期为{base}，变化幅度应为{expected}，报告为{reported}。"
)

DIRECTIONS = {"up": "增长", "down": "下降", "": "持平"}

GROWS = ("增", "长", "升", "提高", "多", "涨", "扩", "减", "降", "少")
"""Before a multiple: by so many times more, not so many times as much."""

DOUBTFUL = "可能有误：{message}{doubts}"
DOUBTS: dict[str, str] = {
    "tied_by_sum": "原文未写明各项即为总数的组成部分",
    "some_only": "所列各项可能只是其中一部分，也可能相互重叠",
    "units_differ": "各项的计量单位不同",
    "rounded": "也可能因四舍五入所致",
    "approximate": "含约数，按区间核对",
    "to_review": "所涉数字的读取本身存疑",
    "guessed": "所涉数字系按上下文判断",
    "of_two_changes": "按同一句的另一变化推算",
    "all_but": "四舍五入后为100%，但两数并不相等",
}
"""Why a failing check is only a warning, by code, as the message tells it."""

AGREES: dict[str, str] = {
    "rounded": "核对无误（按四舍五入）。",
    "either": "核对无误（四舍五入与舍去尾数相同）。",
    "cut_off": "核对无误（按舍去尾数）。",
    "precision": "核对无误（按所报数字的精度）。",
    "approximate": "约数按区间核对，未见矛盾。",
    "some_only": "所列仅为其中一部分，未超过总数。",
    "divisions": "核对无误（按不同口径分别相加）。",
    "subtotal": "核对无误（其中一项为另几项之和）。",
    "included": "核对无误（新收数已含上年结转）。",
}
UNDECIDED = "含约数或界限（如“以上”），无法核对。"
FAR_FROM = "比率可能并非由前文数字得出，无法核对。"

SCALES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000,
          "萬": 10_000, "億": 100_000_000}  # fmt: skip
"""Scales behind a number, which say that it may be rounded."""
ALMOST_WORDS = ("近", "不到", "不足")
AND_MORE_WORDS = ("余", "餘", "多", "+")

PARTIAL_OPENERS = ("其中", "包括", "包含", "含", "内有", "涵盖", "主要")
"""Before parts that need not be all."""
WHOLE_OPENERS = ("分为", "分别", "具体为", "具体是", "构成", "按", "依", "从")
"""Before parts that are all."""
REST_WORDS = ("其他", "其它", "其余", "剩余", "另外", "其餘")
"""Begin the name of a part that closes its list: with it, the parts are all."""
OPPOSITES = ("未", "不", "非")
"""达标 and 未达标: the two are all."""
WHOLE_FAMILIES: tuple[tuple[str, ...], ...] = (
    ("自然人", "法人"),
    ("自然人", "组织"),
    ("公民", "法人"),
    ("自然人", "企业"),
    ("专职", "兼职"),
    ("主办", "会办"),
    ("主办", "协办"),
    ("原创", "转载"),
    ("线上", "线下"),
    ("网上", "线下"),
    ("人大", "政协"),
    ("建议", "提案"),
    ("未经复议", "复议后"),
    ("代表", "本机关"),
    ("来信", "来访"),
    ("来电", "来信"),
)
"""Names of two parts that together are all."""
WHOLE_SETS: tuple[tuple[str, ...], ...] = (
    ("维持", "纠正", "其他", "审结"),
    ("商业企业", "科研机构", "社会公益", "法律服务"),
    ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理"),
)
"""Words of which each is in some part's name where the parts are all."""
NEW_MEDIA = ("微信", "公众号", "微博", "抖音", "头条", "客户端", "视频号")
NEW_MEDIA_NAME = "新媒体"

SHARE_NAMES = (
    "满意", "办结", "答复", "接通", "占", "公开率", "合格", "达标", "可用", "好评", "覆盖率",
    "回收", "知晓", "准确", "审结", "胜诉", "按期", "按时", "及时", "参与率", "正确", "回复",
    "解答", "应答", "整改", "比例", "比重", "采纳", "公示率", "出庭",
)  # fmt: skip
"""In names of percentages that are shares of a whole, so at most 100."""
OPEN_SHARES = ("增", "完成", "任务", "计划", "速", "上年", "去年", "同期", "目标", "执行")
"""In names of those that may be more."""

IN_TIME = ("按期", "按时", "及时")
"""In names of rates that are of what was done, not of what came in."""

COUNTED_THINGS = (
    "方面", "措施", "问题", "形式", "环节", "原则", "重点", "举措", "工作", "任务", "渠道",
    "方式", "建议", "特点", "不足", "制度", "类", "种", "项", "点", "途径", "平台", "领域", "内容",
)  # fmt: skip
"""What lists are of: 三个方面, 四项措施, 以下4种形式."""
