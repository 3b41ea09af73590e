"""Data health: whether each feed has come, what it kept, and what was quarantined and why."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Block, Column, Page, Section, Table, of_column
from reports.drawing import marks
from reports.store import Store
from reports.vocabulary.data import quarantine_reason, run_status
from reports.vocabulary.feeds import feed_name
from reports.words import Words

TABLES = ("ops.feed_health", "ops.quarantine", "ops.run_log")
HEALTH = "ops.feed_health"
DAYS_SHOWN = 30

FEEDS = """
select
    feed, files_accepted, files_repeated, files_quarantined, files_with_unknown_columns, rows_kept,
    rows_quarantined, last_delivered_on, days_since_last_delivery, rows_last_delivery, rows_usual_delivery
from ops.feed_health
where is_present
order by days_since_last_delivery desc nulls last, rows_quarantined desc, feed
"""
ABSENT = "select feed from ops.feed_health where not is_present order by feed"
COMPARED = """
select feed, derived_facts, agreeing_facts, facts_only_in_events, facts_only_in_snapshots
from ops.feed_health
where derived_facts is not null
order by feed
"""
REASONS = """
select reason, count(*) as quarantined, count(distinct feed) as feeds, count(distinct file_id) as files,
    max(delivered_on) as last_on
from ops.quarantine
group by reason
order by quarantined desc, reason
"""
BY_FEED = """
select feed, reason, count(*) as quarantined, max(delivered_on) as last_on
from ops.quarantine
group by feed, reason
order by quarantined desc, feed, reason
"""
NIGHTS = """
select as_of_date, started_at::date as started_on, status, epoch(finished_at - started_at) / 60 as minutes
from ops.run_log
where as_of_date > $as_of - $days::integer
order by started_at desc
"""


def page(store: Store) -> Page:
    """Feeds, the latest first to be missed; quarantine by reason and feed; the nights."""
    told = entry("health")
    return Page(
        "health", told.title, told.asks, [_feeds(store), _compared(store), _quarantine(store), _nights(store)]
    )


def _feeds(store: Store) -> Section:
    columns = [
        Column("feed", Words("来源", "Feed")),
        Column("last_delivered_on", Words("最近送达", "Last delivery"), "date"),
        _column("days_since_last_delivery", Words("距今天数", "Days since")),
        _column("rows_last_delivery", Words("最近行数", "Rows then")),
        _column("rows_usual_delivery", Words("通常行数", "Rows usually")),
        _column("files_accepted", Words("收下文件", "Files")),
        _column("files_repeated", Words("重复文件", "Repeated")),
        _column("files_quarantined", Words("隔离文件", "Quarantined")),
        _column("files_with_unknown_columns", Words("含未知列", "Unknown columns")),
        _column("rows_kept", Words("收下行数", "Rows kept")),
        _column("rows_quarantined", Words("隔离行数", "Rows quarantined")),
    ]
    rows = [{**row, "feed": feed_name(row["feed"])} for row in store.ask(FEEDS)]
    title = Words("到了的来源", "Feeds that came")
    absent = [feed_name(row["feed"]) for row in store.ask(ABSENT)]
    lead = Words(
        f"尚未接入：{'、'.join(one.zh for one in absent) or '无'}。",
        f"Not connected: {', '.join(one.en for one in absent) or 'none'}.",
    )
    return Section(title, [Table("feeds", title, columns, rows)], lead)


def _compared(store: Store) -> Section:
    title = Words("事件与快照是否一致", "Whether events and snapshots agree")
    columns = [
        Column("feed", Words("来源", "Feed")),
        _column("derived_facts", Words("可比事实", "Facts compared")),
        _column("agreeing_facts", Words("两边都有", "In both")),
        _column("facts_only_in_events", Words("仅事件有", "Only events")),
        _column("facts_only_in_snapshots", Words("仅快照有", "Only snapshots")),
    ]
    rows = [{**row, "feed": feed_name(row["feed"])} for row in store.ask(COMPARED)]
    return Section(title, [Table("events_and_snapshots", title, columns, rows)])


def _quarantine(store: Store) -> Section:
    reasons = [{**row, "reason": quarantine_reason(row["reason"])} for row in store.ask(REASONS)]
    found = Column(
        "quarantined", Words("隔离", "Quarantined"), "count", source=of_column("ops.quarantine", "reason")
    )
    last = Column("last_on", Words("最近一次", "Last"), "date")
    reason = Column("reason", Words("原因", "Reason"))
    by_reason = Table(
        "quarantine_reasons",
        Words("隔离的原因", "Why rows and files were quarantined"),
        [reason, found, Column("feeds", Words("来源数", "Feeds"), "count"),
         Column("files", Words("文件数", "Files"), "count"), last],
        reasons,
        folded=True,
    )  # fmt: skip
    by_feed = Table(
        "quarantine_feeds",
        Words("各来源隔离了什么", "What was quarantined, by feed"),
        [Column("feed", Words("来源", "Feed")), reason, found, last],
        [
            {**row, "feed": feed_name(row["feed"]), "reason": quarantine_reason(row["reason"])}
            for row in store.ask(BY_FEED)
        ],
        folded=True,
    )
    blocks: list[Block] = [marks.bars(by_reason, "reason", found, source=found.source), by_reason, by_feed]
    lead = Words(
        "隔离的行和文件原样留着，不进任何数字。",
        "What is quarantined is kept as it came and enters no figure.",
    )
    return Section(Words("隔离", "Quarantine"), blocks, lead)


def _nights(store: Store) -> Section:
    title = Words("每夜运行", "The nights")
    rows = [
        {**row, "status": run_status(row["status"])}
        for row in store.ask(NIGHTS, as_of=store.edition().as_of_date, days=DAYS_SHOWN)
    ]
    columns = [
        Column("as_of_date", Words("截至日", "As of"), "date"),
        Column("started_on", Words("运行日", "Run on"), "date"),
        Column("status", Words("结果", "Outcome")),
        Column("minutes", Words("用时", "Took"), "minutes"),
    ]
    return Section(title, [Table("nights", title, columns, rows, folded=True)])


def _column(name: str, label: Words) -> Column:
    return Column(name, label, "count", source=of_column(HEALTH, name))
