"""Hand-kept master data: whole files, never late, never in parts."""

from __future__ import annotations

from sources.synthetic.feeds.file_flaws import EMPTY, UNKNOWN_COLUMN, UTF16, WRONG_ENCODING, without_column
from sources.synthetic.feeds.flaws import RAGGED, TWICE_IN_FILE, wrong
from sources.synthetic.feeds.stream import Stream

# Feed and its key.
_KEYS = {
    "master_mall": "mall_id",
    "master_shop": "shop_id",
    "master_gate": "gate_id",
    "master_entry": "entry_id",
    "master_staff": "staff_id",
    "master_group": "chat_id",
    "master_campaign": "campaign_id",
    "master_content": "content_id",
    "master_benefit": "benefit_id",
    "master_task": "task_id",
    "master_event": "event_id",
    "master_cost": "cost_id",
    "master_product": "sku_id",
    "master_community": "community_id",
    "master_building": "building_no",
    "master_pickup_point": "pickup_point_id",
    "master_leader": "leader_id",
    "master_role": "member_no",
    "master_experiment": "experiment_id",
    "master_target": "metric_id",
}


def _stream(feed: str, key: str) -> Stream:
    return Stream(
        feed,
        feed,
        file="{feed}.csv",
        lag=0,
        may_wander=False,
        encoding="utf-8-sig" if feed == "master_shop" else "utf-8",
        flaws=(RAGGED, TWICE_IN_FILE, wrong("no_key", "missing_value", key, None)),
        file_flaws=(UNKNOWN_COLUMN, without_column(key), EMPTY, UTF16, WRONG_ENCODING),
    )


STREAMS = tuple(_stream(feed, key) for feed, key in _KEYS.items())
