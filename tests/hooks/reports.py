"""A small report in plain text, for tests that are not about reading."""

from __future__ import annotations

REPORT = """{agency}{year}年政府信息公开工作年度报告

一、总体情况
{agency}{year}年主动公开政府信息{count}条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
六、其他需要报告的事项
无。

{agency}
{next_year}年1月20日
"""


def report(agency: str = "甲市财政局", year: int = 2021, count: int = 12) -> str:
    return REPORT.format(agency=agency, year=year, count=count, next_year=year + 1)
