"""Good rows of the WeCom feeds, and the harm that each expectation must see."""

from __future__ import annotations

from typing import Any

HASH = "0123456789abcdef" * 4
AT = "2024-06-01 10:00:00"

GOOD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "wecom_contact": (
        {
            "scope": "staff",
            "external_userid_hash": HASH,
            "userid": "guide1",
            "added_at_utc": AT,
            "remark_mobile_hashes": [HASH],
        },
        {"scope": "customer", "unionid_hash": HASH},
    ),
    "wecom_contact_event": (
        {
            "event": "change_external_contact",
            "change_type": "add_external_contact",
            "userid": "guide1",
            "external_userid_hash": HASH,
            "event_at_utc": AT,
        },
        {"change_type": "del_follow_user"},
    ),
    "wecom_group": (
        {"chat_id": "wr1", "member_type": "customer", "external_userid_hash": HASH, "joined_at_utc": AT},
        {"member_type": "staff", "external_userid_hash": None, "member_userid": "guide1"},
    ),
    "wecom_group_event": (
        {"event": "change_external_chat", "chat_id": "wr1", "change_type": "create", "event_at_utc": AT},
        {"change_type": "update", "update_detail": "add_member", "external_userid_hash": HASH},
    ),
    "wecom_mass_send": (
        {"kind": "message", "msgid": "m1", "created_at_utc": AT},
        {"kind": "result", "external_userid_hash": HASH, "status": "1", "sent_at_utc": AT},
    ),
    "wecom_tag": (
        {"tag_id": "t1", "tag_name": "tea", "group_id": "g1"},
        {"tag_id": "t2", "tag_name": "coffee"},
    ),
    "wecom_staff_stat": (
        {"userid": "guide1", "stat_at_utc": AT, "chat_count": 0, "message_count": 0}
        | {"new_apply_count": 0, "new_contact_count": 0},
        {"userid": "guide2", "chat_count": 3, "reply_percentage": 100},
    ),
    "wecom_group_stat": (
        {"owner_userid": "guide1", "stat_at_utc": AT, "chat_count": 2, "active_chat_count": 2}
        | {"member_count": 6, "active_member_count": 0},
        {"owner_userid": "guide2"},
    ),
    "wecom_chat_meta": (
        {"msgid": "m1", "action": "send", "sent_at_utc": AT, "sender_external_userid_hash": HASH},
        {
            "sender_external_userid_hash": None,
            "sender_userid": "guide1",
            "receiver_external_userid_hashes": [HASH, HASH],
        },
    ),
    "wecom_link": (
        {"kind": "customer", "link_id": "l1", "external_userid_hash": HASH},
        {"kind": "statistic", "external_userid_hash": None, "click_count": 2, "new_customer_count": 2},
    ),
}

CHANGES: dict[str, dict[str, str]] = {
    "wecom_contact": {
        "identifiers_are_hashed": "remark_mobile_hashes = [remark_mobile_hashes[1], 'x']",
        "key_is_known": "userid = NULL",
        "time_is_known": "added_at_utc = NULL",
        "scope_is_of_the_list": "scope = NULL",
    },
    "wecom_contact_event": {
        "identifiers_are_hashed": "external_userid_hash = 'x'",
        "key_is_known": "userid = NULL",
        "time_is_known": "event_at_utc = NULL",
        "changes_are_of_the_list": "change_type = 'waved_at'",
    },
    "wecom_group": {
        "identifiers_are_hashed": "unionid_hash = 'x'",
        "key_is_known": "member_userid = NULL",
        "time_is_known": "joined_at_utc = NULL",
    },
    "wecom_group_event": {
        "identifiers_are_hashed": "external_userid_hash = 'x'",
        "key_is_known": "chat_id = NULL",
        "time_is_known": "event_at_utc = NULL",
        "changes_are_of_the_list": "change_type = 'painted'",
    },
    "wecom_mass_send": {
        "identifiers_are_hashed": "external_userid_hash = 'x'",
        "key_is_known": "msgid = NULL",
        "receiver_is_known": "external_userid_hash = NULL",
        "sent_rows_have_a_time": "sent_at_utc = NULL",
    },
    "wecom_tag": {
        "key_is_known": "tag_id = NULL",
        "group_is_known": "group_id = NULL",
        "tags_are_named": "tag_name = NULL",
    },
    "wecom_staff_stat": {
        "key_is_known": "userid = NULL",
        "reply_share_is_a_share": "reply_percentage = 101",
        "figures_were_ready": "chat_count = 0",
    },
    "wecom_group_stat": {
        "key_is_known": "owner_userid = NULL",
        "active_are_some_of_all": "active_chat_count = 3",
    },
    "wecom_chat_meta": {
        "identifiers_are_hashed": "receiver_external_userid_hashes = ['x']",
        "key_is_known": "action = 'send', msgid = NULL",
        "time_is_known": "sent_at_utc = NULL",
        "messages_have_a_sender": "sender_userid = NULL, sender_external_userid_hash = NULL",
    },
    "wecom_link": {
        "identifiers_are_hashed": "external_userid_hash = 'x'",
        "key_is_known": "link_id = NULL",
        "customers_are_known": "external_userid_hash = NULL",
        "customers_clicked_first": "new_customer_count = 3",
    },
}
