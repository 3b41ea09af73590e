"""How much of what each feed tells is told of a known member, day by day."""

from __future__ import annotations

from datetime import date, timedelta

from reports.document import Column, Heat, Section, Table, of_column
from reports.store import Store
from reports.vocabulary.feeds import feed_name
from reports.words import Words

COVERAGE = "ops.identity_coverage"
# As many as fit beside the names of feeds on a wide page; newest first, so that a narrow one shows those.
DAYS_SHOWN = 12
# Feeds that tell most come first.
COVERED = """
select
    source_feed, business_date, touchpoints, touchpoints_with_identifier, touchpoints_with_member,
    member_share
from ops.identity_coverage
where business_date <= $as_of and business_date > $as_of - $days::integer
order by sum(touchpoints) over (partition by source_feed) desc, source_feed, business_date desc
"""


def section(store: Store, as_of: date) -> Section:
    """A field of shares, darker where more is known; a feed's day without data stays empty."""
    rows = [
        {**row, "feed": feed_name(row["source_feed"]), "when": f"{row['business_date']:%m-%d}"}
        for row in store.ask(COVERED, as_of=as_of, days=DAYS_SHOWN)
    ]
    title = Words("认得出人的比例", "Touchpoints with a member")
    feed, share = Column("feed", Words("来源", "Feed")), _column("member_share", "占比", "Share", "ratio")
    touchpoints = _column("touchpoints", "触点", "Touchpoints")
    columns = [
        feed,
        Column("business_date", Words("日期", "Day"), "date"),
        touchpoints,
        _column("touchpoints_with_identifier", "带标识", "With an identifier"),
        _column("touchpoints_with_member", "认得出人", "With a member"),
        share,
    ]
    note = Words(
        "每格为当天该来源中已知会员的占比，下方为触点数。空格表示当天没有数据。",
        "A cell is the share of a feed's touchpoints of the day whose member is known, with their number "
        "below. An empty one had none.",
    )
    newest_first = [f"{as_of - timedelta(days=back):%m-%d}" for back in range(DAYS_SHOWN)]
    field = Heat(
        Table("coverage", Words("各来源逐日", "By feed and day"), columns, rows, note),
        feed, Column("when", Words("日期", "Day")), share, touchpoints,
        span=(0.0, 1.0), source=share.source, order=newest_first,
    )  # fmt: skip
    return Section(title, [field] if rows else [])


def _column(name: str, zh: str, en: str, unit: str = "count") -> Column:
    return Column(name, Words(zh, en), unit, source=of_column(COVERAGE, name))
