"""The table of contents: which pages there are, in what order, and what question each answers."""

from __future__ import annotations

from dataclasses import dataclass

from reports.words import Words


@dataclass(frozen=True)
class Entry:
    """A page by its file's stem."""

    name: str
    title: Words
    asks: Words

    @property
    def file_name(self) -> str:
        """Its file."""
        return f"{self.name}.html"


@dataclass(frozen=True)
class Part:
    """Pages that are read together."""

    title: Words
    entries: tuple[Entry, ...]


CONTENTS = (
    Part(
        Words("经营", "Growth"),
        (
            Entry(
                "weekly",
                Words("周会看板", "Monday board"),
                Words(
                    "资产、互动、变现三组十项指标，跌得最多的在前，连同更正与预警。",
                    "Ten figures in three families, the biggest drop first, with restatements and alerts.",
                ),
            ),
            Entry(
                "funnels",
                Words("漏斗", "Funnels"),
                Words(
                    "各入口、活动与路径的人走到哪一步。", "How far people come by entry, campaign and path."
                ),
            ),
            Entry(
                "cohorts",
                Words("复购与留存", "Retention"),
                Words(
                    "各月复购率，以及按入会月份看会员是否回来。",
                    "Repurchase month by month, and whether members return, by the month they joined.",
                ),
            ),
            Entry(
                "layers",
                Words("分层与迁移", "Layers"),
                Words(
                    "会员在哪一层，一个月里往哪里流动。",
                    "Which layer members are in, and where a month moved them.",
                ),
            ),
            Entry(
                "rings",
                Words("圈层", "Rings"),
                Words(
                    "辐射层、互动层、共创层各有多少人，谁往里走。",
                    "Outer, middle and inner ring, and who moves inwards.",
                ),
            ),
            Entry(
                "rfm",
                Words("RFM 地图", "RFM map"),
                Words(
                    "各类客户有多少人、带来多少消费。",
                    "Kinds of customers: how many there are, and what they bring.",
                ),
            ),
        ),
    ),
    Part(
        Words("触达与权益", "Outreach and benefits"),
        (
            Entry(
                "touch",
                Words("触达规范", "Touch policy"),
                Words(
                    "谁被打扰得太多，哪条规则被突破。", "Who is messaged too often, and which rule is broken."
                ),
            ),
            Entry(
                "benefits",
                Words("权益与积分", "Benefits and points"),
                Words(
                    "券花了多少、带来多少，积分欠了多少。",
                    "What coupons cost and bring, and what points are owed.",
                ),
            ),
            Entry(
                "events",
                Words("活动", "Events"),
                Words(
                    "每场活动来了谁、花了多少、值不值。",
                    "Who came to each event, what it cost, and whether it paid.",
                ),
            ),
            Entry(
                "experiments",
                Words("实验", "Experiments"),
                Words(
                    "做过的事有没有用，有多可靠，花了多少，下一步做什么。",
                    "Whether what was done did anything, how sure that is, what it cost and what to do next.",
                ),
            ),
        ),
    ),
    Part(
        Words("社区", "Community"),
        (
            Entry(
                "leaders",
                Words("团长", "Leaders"),
                Words("团长的业绩、评分与状态。", "Leaders' sales, scores and states."),
            ),
            Entry(
                "neighbourhood",
                Words("邻里", "Neighbourhood"),
                Words("各楼栋、品类、自提与库存。", "Buildings, categories, pick-up and stock."),
            ),
        ),
    ),
    Part(
        Words("数据", "Data"),
        (
            Entry(
                "identity",
                Words("会员识别", "Identity health"),
                Words(
                    "新增、合并、拆分的会员，规则拦下的值，以及各来源认得出人的比例。",
                    "Members new, merged and split, what was barred, how much of each feed knows its person.",
                ),
            ),
            Entry(
                "health",
                Words("数据健康", "Data health"),
                Words(
                    "各来源到了没有、隔离了什么。", "Whether each feed has come, and what was quarantined."
                ),
            ),
            Entry(
                "checks",
                Words("数据检查", "Checks"),
                Words(
                    "发布之前问过数据的每一个问题，以及看到的结果。",
                    "Every question asked of the data before they were published, and what was seen.",
                ),
            ),
            Entry(
                "metrics",
                Words("指标词典", "Metrics"),
                Words("每项指标的口径与最新值。", "Each metric's definition and newest value."),
            ),
        ),
    ),
)


def entry(name: str) -> Entry:
    """The entry of a page."""
    return next(one for part in CONTENTS for one in part.entries if one.name == name)


def contents_of(files: set[str]) -> list[tuple[Words, list[Entry]]]:
    """The parts with those pages that were drawn; a part without any is left out."""
    parts = [(part.title, [one for one in part.entries if one.file_name in files]) for part in CONTENTS]
    return [(title, entries) for title, entries in parts if entries]
