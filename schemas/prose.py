"""The words of report prose that tell what a figure counts: by class, as data.

The prose of the reports is made of a few hundred such words. A class says what a word does
between two figures (`extractors.narrative.words` reads them); to teach the system a word,
add it here.
"""

from __future__ import annotations

VERBS: tuple[str, ...] = tuple(
    """
    收到 收悉 接收 受理 接受 接到 接听 接通 接待 收取 新收到 新收 收 收集 征集 征求 新接收 办结 办复
    答复 回复 回应 处理 处置 办理 承办 转办 交办 应办 审结 审理 裁定 判决 受理并办结
    主动公开 依法公开 公开 公布 发布 发出 公示 推送 推出 转发 转载 更新 新制作 制发 制定 制作 印发 印制
    编发 编制 编印 编写 编辑 撰写 出台 起草 修订 修改 废止 清理 梳理 公告 上传 上报 报送 报道 刊登 刊发 刊播
    刊载 登载 采用 采编 录用 举办 举行 召开 组织召开 召集 开展 组织开展 组织 参加 参与 出席 培训 开设 设立
    设置 建立 建成 建设 打造 开通 开办 新开通 新增设 新增 增设 新建 新设 运行 运营 运维 维护 设 明确 配发 荣立 成立 承诺 拥有 现有 共有 张贴
    发放 发送 散发 投放 播放 滚动播放 广播 播出 完成 整改 检查 督查 抽查 自查 走访 调研 拨付 支付 支出
    投入 作出 做出 实施 查处 涉及 涵盖 覆盖 邀请 选派 选取 选定 安排 配备 形成 解答 解决 审核 审查 发生
    产生 被提起 提起 提出 被申请 引发 撤回 移送 转送 回收 解读 应答 咨询 投诉 评议 实现 收录 归集 汇总
    录入 公开发布 对外公开 对外发布 累计发布 编印发放 通报 约谈 处罚 下达 签收 举报 提供 涉诉 采纳 吸收 订阅
    发行 拍摄 录制 直播 策划 开出 印刷 接入 进驻 纳入 取消 下放 承接 认领 核查 排查 发现 报告 关停 注销 备案
    评估 测评 抽取 抽检 访问 浏览 点击 阅读 接访 化解 调解 应诉 维持 纠正 驳回 撤销 确认 补正 列席 听取 研究
    审议 学习 轮训 授课 聘请 聘任 招募 缴纳 减免 退还 核发 颁发 发证 登记 注册 受理并答复 收发 承担
    派发 悬挂 摆放 升级 改造 优化 上线 试点 认定 招聘 考录 关停 整合 命名 表彰 获得 荣获 签订 签署 达成 引进 落实 拥有 新签
    参训 担任 低于 高于 等于 少于 多于 超出 反馈 新发 应公开 未公开 未答复 未办 转交
    宣传 推广 开放 服务 惠及 帮助 救助 排名 位列 提交 递交 受理答复 收看 观看 点赞 评论 转评 送达 代表
    """.split()
)
"""Words that say what was done to what is counted; its name stands behind or before them."""

ACTS: frozenset[str] = frozenset(
    """
    培训 自查 督查 检查 抽查 走访 调研 咨询 投诉 举报 评议 评估 测评 公示 公告 通报 报道 报告 解读 宣传 审查 审核 学习
    试点 约谈 轮训 直播 处罚 反馈 复核 备案 登记 服务 排查 核查 调解 应诉 维护 升级 改造 推送 更新 访问 引导 运维 整改 指导
    """.split()
)
"""Verbs that are a name behind another verb: 开展 自查, 组织 业务培训."""

ATTRIBUTES: frozenset[str] = frozenset(
    "服务 举报 投诉 咨询 解读 评估 培训 宣传 应诉 调解 处罚 审查 学习 检查 督查 整改 评价 登记 备案".split()
)
"""Of these, those that stand within a name: 法律 服务 机构."""

LIGHT_VERBS: frozenset[str] = frozenset(
    "开展 举办 组织 实施 参加 接受 召开 受理 接到 收到 张贴 完成 作出 组织开展 举行 提供 发布 印发".split()
)
"""Verbs that leave it to the next word to say what was done: 开展 检查活动."""

NOUNS: tuple[str, ...] = tuple(
    """
    政府信息公开申请 依申请公开政府信息 依申请公开信息 依申请公开事项 依申请公开申请 依申请公开件 依申请公开
    依申请 信息公开申请 公开申请 申请公开 信息公开 政府信息公开 政务信息公开 政务公开
    公开栏 公示栏 公开指南 公开目录 公开事项 公开平台 公开专栏 公开电话 公开信箱 公开制度 公开专区 公开查阅点
    申请量 申请总量 申请 政策解读 解读材料 解读稿件 解读信息 解读产品 解读文章 解读稿 解读视频 图文解读 文字解读
    视频解读 音视频解读 图片解读 动漫解读 专家解读 图表解读 数字解读 发布会 新闻发布会 新闻发布 新闻发布稿
    培训班 培训会 培训人员 培训时间 培训课程 培训讲座 业务培训 专题培训 检查组 督查组 督查件 报告会 处理费
    信息处理费 政府信息处理费 处理决定 行政处罚 处罚决定 处罚信息 处罚案件 建议提案 行政许可 行政强制 行政确认
    行政检查 行政复议 复议案件 行政诉讼 诉讼案件 行政应诉 应诉案件 行政裁决 行政奖励 行政征收 行政给付 行政登记
    行政事业性收费 收费项目 收费通知 收费总额 采购项目 采购总金额 采购金额 集中采购 政府采购 政府集中采购
    办理时限 办理时长 办理时间 办理事项 办理结果 办理周期 办理环节 回复时间 回复时长 办事指南 服务指南 服务事项
    政务服务事项 公共服务事项 服务窗口 服务对象 服务平台 政务服务 参训人员 参训人数 参加人数 参会人数 参会人员
    关注人数 关注用户 关注量 订阅用户 粉丝 访问量 浏览量 点击量 阅读量 播放量 转发量 点赞量 点赞数 评论数
    信息发布量 发布信息量 信息更新量 更新量 更新总量 公开量 发文量 报送信息 报告事项 需要报告的事项
    调查问卷 征求意见稿 意见征集 意见建议 征求意见 征集意见 来信来访 来电来信 网民留言 网上咨询 咨询电话 咨询件
    投诉件 占比 得分 投放点 理由 公众号 微信公众号 微信 有效 规范性文件 行政规范性文件 回应关切 公告公示 投诉举报 尚未审结 未审结 信访事项 部分公开 予以公开 不予公开 同意公开 准予公开 予以部分公开 全部公开 无法提供 不予处理
    不予受理 达标 未达标 部分属实
    其余 公众意见 社会公众意见 等待时间 招投标 收缴率 印刷费 判决书 判决 结转 新增率 班次 培训班次 评价得分 工作总结 分别代表 举报件 转办件 交办件 督办件 咨询投诉类信息 评估报告 工作报告 通报文件 审查意见 审核意见 审查制度
    组织机构 社会组织 组织申请 公益组织 其他组织 法人或其他组织 检查项目 建设项目 重大建设项目 服务类 采购类 工程类
    学习资料 宣传资料 宣传材料 宣传手册 宣传册 服务热线 公告信息 公示信息 通知公告 招标公告 政府公报 政务公告
    维护人员 管理人员 工作人员 参与人数 参与率 支出金额 评价 测评次数 抽查事项
    调研报告 信息员 试点单位 建议 提案 信访 来访 来信 来电 采购 收费 认定书 告知书
    答复书 决定书 补正通知 补正告知 补正通知书 登记表 研究课题 学习活动 接话活动 接访活动 开放日 开放日活动 现场活动
    活动 代表委员 人大代表 政协委员 代表 党代表 群众代表 市民代表 企业代表 督查激励 督查事项 落实情况
    公共资源配置 资源配置信息 土地出让 服务零距离 审批服务 审批服务局 行政审批服务局 改革
    自然人 可用率 新媒体 政务新媒体 用户 在职 在编 对象 行为 上年结转 上年度结转 上年结转申请 结转下年度继续办理 结转下年度
    结转下年 结转至下年 结转下一年度 结转至下年度 结转上年 上年结转的申请 其他对外管理服务事项 对外管理服务事项 其他处理
    以会代训 有效问卷 领导信箱 公开信箱 市长信箱 法人和其他组织 在线访谈 电话接听 有限公司 有关部门 约谈
    """.split()
)
"""Names that contain or are a verb's word: 公开 in 信息公开 is not what was done."""

NOUN_TAILS = "率量数度类"
"""Behind any verb's word, each of these makes it the beginning of a name: 接通率, 咨询类."""

NOUN_TAILS_OF_ACTS = "会班者员单栏式表书稿型性费时组件点区期"
"""The same, behind a word that is a name as often as a verb (`ACTS`): 培训班, 检查组."""

NOUN_TAIL_WORDS: tuple[str, ...] = tuple(
    """
    总量 总数 数量 情况 次数 时间 时限 时长 人次 人数 能力 水平 质量 结果 程序 流程 环节 效率 周期
    """.split()
)
"""The same, of several characters: 处理情况, 办理时限."""

NOUN_TAIL_WORDS_OF_ACTS: tuple[str, ...] = tuple(
    "中心 平台 系统 窗口 事项 活动 渠道 网点 课程 机构 建议 任务 领域".split()
)
"""The same, behind a word of `ACTS`: 服务中心."""

COPULAS: tuple[str, ...] = tuple(
    """
    高达 达到 达 为 是 有 均为 均达 都是 仍有 尚有 还有 控制在 分别为 分别是 分别达 分别有 共有 共计 共为 约为 仅为 仅有 仅 只有 突破 超过 超 多达
    已达 累计达 总计 合计 约 近 大约 至 到 升至 降至 提升至 提升到 提高到 提高至 增加到 增加至 增长到 增长至 下降到
    下降至 减少到 减少至 上升到 上升至 延长至 缩短至 压缩至 缩减至 压减至 扩大到 扩大至 保持在 稳定在 维持在 在 最长 最多
    最少 最低 最高 平均 平均为 日均 月均 年均 即 实有 应有 总共 一共 共 累计 不超过 不少于 不低于 力争达到 为零
    压缩为 缩短为 增加为 减少为 提高为 提升为 降低为 下降为 降低到 降低至 增至 减至 升到 降到 缩短到 压缩到 延长到 扩展到
    扩展至 回落到 压减到 精简到 精简至 增长为
    皆为 都为 合计为 共达 累计为
    """.split()
)
"""Words that only join a name and its figure."""

SKIPPED: tuple[str, ...] = tuple(
    """
    全年 年内 本年 本年度 当年 今年 今年以来 一年来 一年以来 年度 报告期内 上半年 下半年 截至目前 截止目前 目前 期间
    累计 已 均 都 也 还 又 再 另 另有 另外 此外 同时 同比 先后 陆续 及时 主动 依法 积极 认真 全面 进一步 持续
    通过各类渠道 通过各种渠道 共同 各类 各种 各项 有关 相关 公众 占 全部 部分 个别 连续 每个 原有 人民币 力争 内有 新的 改由 及以前 以前 至今 社会公众 能够 可以 已经 继续 专门
    统一 及 和 与 或 以及 并且 或者 现已 上述 以上 表示
    成功 顺利 圆满 一是 二是 三是 四是 五是 六是 七是 实际 正式 对外 向社会 面向社会 面向群众 不断 大力 深入 严格 共
    了 总的 任何 因 由 对 被 加上 计入 含 包括 包含 其中包括 其中含 其中 分为 分别 涵盖 从
    """.split()
)
"""Words without bearing on what is counted; they are left off the ends of a name."""

MANNERS: tuple[str, ...] = tuple(
    """
    按期 按时 如期 及时 现场 当场 当面 网上 线上 线下 人工 同步 直接 逐件 限时 依法 在线 电话 书面 自动 独立 联合
    延期 逾期 超期 按件 按量
    """.split()
)
"""How something was done: part of the name where a verb is all of it (按期答复)."""

PREPOSITIONS: tuple[str, ...] = tuple(
    "通过 利用 依托 借助 运用 使用 经由 在 对 向 按 按照 根据 由 从 针对 围绕 将 把 因"
    " 凭借 面向".split()
)

AGENTS: tuple[str, ...] = tuple(
    """
    我局 我市 我县 我区 我镇 我乡 我街道 我单位 我委 我办 我院 我厅 我省 我处 我中心 我州 我盟 我旗 我机关 我部门 我站
    本机关 本单位 本局 本级 本市 本县 本区 本街道 本镇 本乡 本省 本部门 本委 本办 本系统 我系统 我校 本校 我们
    各级行政机关 各级各部门 各部门 各单位 各镇街 各乡镇 各街道 各科室 行政机关 行政复议机关 复议机关 机关各科室 办公室
    局机关 局系统 县政府办公室 市政府办公室 区政府办公室 街道办事处 话务员 受理窗口 申请人
    """.split()
)
"""Who did it: never what is counted."""

SCOPES: tuple[str, ...] = tuple(
    """
    全国 全省 全市 全区 全县 全镇 全乡 全州 全盟 全旗 全街道 全局 全系统 全办 全院 全校 省级 市级 区级 县级 镇级 乡级
    省本级 市本级 区本级 县本级 州本级 本机关 本级 市直部门 区直部门 县直部门 省直部门 市直单位 区直单位 县直单位 市级部门
    区级部门 县级部门 省级部门 代表市政府 代表区政府 代表县政府 代表省政府 代表本级政府 代表镇政府 代表市人民政府
    代表区人民政府 代表县人民政府 代表政府 代本级政府 代区政府 代市政府 代县政府 受区政府委托 受市政府委托 受县政府委托
    局机关 市局机关 局本级 局系统 全市各级行政机关 全区各级行政机关 全县各级行政机关 全市各级政府
    """.split()
)
"""Whose figures they are: a wider or narrower circle than the agency."""

CHANNELS: tuple[str, ...] = tuple(
    """
    网站 公众号 微信 微博 平台 客户端 新媒体 公开栏 公示栏 公告栏 显示屏 报刊 报纸 电视 广播 媒体 抖音 头条号 公报 官网
    专栏 短信 APP 端 渠道 方式 窗口 途径 抖音号 视频号 栏目 专区 网 微信群 宣传栏 电子屏 小程序 热线 信箱
    """.split()
)
"""Endings of names of the channels by which information is disclosed."""

TOPICS: tuple[str, ...] = tuple(
    "因政府信息公开 政府信息公开类 政府信息公开 信息公开类 信息公开 政务公开 一审 二审 官方微信 官方微博".split()
)
"""Before a name, these only say that the report is about disclosure: 政府信息公开行政复议."""

ENTITIES: tuple[str, ...] = tuple(
    """
    部门 单位 科室 镇街 乡镇 街道 社区 行政村 村 镇 乡 县区 区县 企业 学校 医院 网站 政府网站 栏目 频道 主频道 副局长 局长 窗口
    群众 网民 干部 职工 代表 委员 工作人员
    """.split()
)
"""What is counted by itself: behind a figure, the name ends with it (3个 科室 信息更新不及时)."""

RATE_NAMES: tuple[str, ...] = tuple(
    "占比 比例 比重 权重 满意度 知晓度 率 覆盖面 分值 完成度 好评度 百分比".split()
)
"""Endings of the names of rates."""

RISES: tuple[str, ...] = tuple(
    "增长 增加 上升 提高 提升 净增 增多 增幅 升幅 涨幅 多 增 上涨 扩大 翻 增速 新增长 提速 涨 增/减".split()
)
FALLS: tuple[str, ...] = tuple(
    "下降 减少 降低 缩短 压缩 降幅 少 减 下滑 回落 压减 缩减 精简 减幅 节约 节省 压降 减 增减".split()
)
"""Words of a change, behind which its amount stands: 增长12.3%, 减少2件."""

COMPARISONS: tuple[str, ...] = tuple(
    "上一年度 上年度 上一年 上年同期 去年同期 上年 去年 前一年 同期 往年 法定时限 法定期限 承诺时限 年初 上年末 年末 年底".split()
)
"""With what a change compares."""

LAST_YEAR: tuple[str, ...] = tuple(
    "上一年度 上年度 上一年 上年同期 去年同期 去年 上年 前一年 上年末".split()
)
"""Words for the year before the report's."""

TOTAL_WORDS: tuple[str, ...] = tuple(
    "合计 共计 总计 总共 一共 共为 以上共 累计共 小计 共 总数 总量 合 累计".split()
)
"""Before a figure behind its parts: X 5件、Y 4件，合计9件."""

PART_OPENERS: tuple[str, ...] = tuple(
    """
    其中包括 其中包含 其中含 其中 包括 包含 内含 内有 含 分为 具体为 具体包括 具体是 分别是 分别为 主要包括 主要为 主要是 涵盖
    """.split()
)
"""Behind a total, before its parts."""

NEW_STATEMENTS: frozenset[str] = frozenset(
    """
    答复 办结 办理 办复 回复 收到 受理 审结 召开 举办 举行 开展 组织 印发 制定 整改 接通 接听
    """.split()
)
"""Verbs that state a fact of their own rather than name a part, once the parts add up."""

ASIDES: tuple[str, ...] = ("另有", "另外", "此外", "同时", "另", "除此之外", "除此以外")
"""What follows is no part of what was said before."""

PLAN_WORDS: tuple[str, ...] = (
    "计划", "力争", "预计", "拟", "争取", "下一步", "目标", "明年", "下一年", "将达到", "今后", "有望",
    "将举办", "将开展", "将组织", "将召开", "将完成", "将建成",
)  # fmt: skip
"""A figure of a plan, not of what was done."""

ZERO_SUBJECT_HEADS: tuple[str, ...] = tuple(
    """
    申请 申请件 案件 复议 诉讼 行政复议 行政诉讼 收费 费用 处理费 事项 情况 问题 许可 处罚 强制 文件 规章 采购 投诉 举报
    信访 来信 来访 建议 提案 意见 会议 培训 信息 解读 账号 新媒体 网站 公众号 微信 微博 败诉 纠正 错误 舆情 事件 结转
    案例 项目 专栏 栏目 检查 发布会 投入 支出 行为 要求 应诉 起诉 申诉 赔偿 泄密 事故 纠纷 公报 内容 人员 清单 平台 任务
    收入 决定 撤销 违法 件 材料 变化 变动 差错 延期 答复 办件 工单 咨询 留言
    """.split()
)
"""What a statement of zero may say that there was none of, by its last word."""

ZERO_VERBS: tuple[str, ...] = tuple(
    """
    收到过 收到 接收到 接收 受理过 受理 接到过 接到 新收到 新收 收取过 收取 收过 收 承办 发生过 发生 出现过 出现 产生过 产生 实施 作出
    做出 制定 制发 出台 开通 开设 设立 开展 召开 举办 组织 印发 发布 办理 涉及 形成 存在 引发 提起 被提起 被申请 被纠正 被撤销
    被诉 被起诉 被复议 接待 发现 新增 废止 采购 安排 建立 开发 运营 启用 结转 遗留 拥有 建设 列支 支出 支付 缴纳 征收 公开
    因 有
    """.split()
)
"""Behind 未 or 没有: what was not done even once."""
