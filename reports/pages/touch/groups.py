"""Groups beside the cap on their messages, those over it first."""

from __future__ import annotations

from reports.document import Column, Section, Table, of_column
from reports.store import Store
from reports.vocabulary.programmes import GROUPS, mall_name, named
from reports.words import NOTHING, Words

POLICY = "kpi.touch_policy_daily"
DAYS, GROUPS_SHOWN = 30, 20

BY_GROUP = """
select
    object_id as chat_id, policy.mall_id, group_type, staff_id, max(limit_value) as limit_value,
    max(observed) as most, count(*) as days_with_messages, count(*) filter (where is_breach) as days_over,
    case when days_over > 0 then 'bad' end as tone
from kpi.touch_policy_daily as policy
left join core.dim_group on chat_id = object_id and is_last_known
where object_kind = 'group' and business_date > $as_of - cast($days as integer)
group by object_id, policy.mall_id, group_type, staff_id
order by days_over desc, most desc, days_with_messages desc, object_id
limit $rows
"""


def section(store: Store) -> Section:
    """The groups with the most messages beside the cap, those over it first."""
    as_of, malls = store.edition().as_of_date, store.mall_names()
    rows = [
        {
            **row, "group": named(row["group_type"], GROUPS), "mall": mall_name(row["mall_id"], malls),
            "owner": row["staff_id"] or NOTHING,
        }
        for row in store.ask(BY_GROUP, as_of=as_of, days=DAYS, rows=GROUPS_SHOWN)
    ]  # fmt: skip
    columns = [
        Column("group", Words("群类型", "Group")),
        Column("mall", Words("商场", "Mall")),
        Column(
            "days_over", Words("超限天数", "Days over"), "count", None, of_column(POLICY, "is_breach"), "tone"
        ),
        Column("most", Words("最多一天", "Most a day"), "count", None, of_column(POLICY, "observed"), "tone"),
        Column("limit_value", Words("上限", "Cap"), "count", None, of_column(POLICY, "limit_value")),
        Column("days_with_messages", Words("有消息天数", "Days with messages"), "count"),
        Column("owner", Words("群主", "Owner")),
        Column("chat_id", Words("群编号", "Group id")),
    ]
    title = Words("消息最多的群", "Groups with the most messages")
    note = Words(
        f"近 {DAYS} 天，最多 {GROUPS_SHOWN} 个群。", f"Last {DAYS} days, at most {GROUPS_SHOWN} groups."
    )
    return Section(title, [Table("groups", title, columns, rows, note)])
