"""Good rows of master data, and the harm that each expectation must see."""

from __future__ import annotations

from typing import Any

HASH = "0123456789abcdef" * 4
AT = "2024-06-01 10:00:00"

GOOD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "master_gate": (
        {"gate_id": "g1", "mall_id": "north", "is_outer": True},
        {"gate_id": "g2"},
    ),
    "master_entry": (
        {"entry_id": "n1", "mall_id": "north", "kind": "scene", "state_code": "park.north"},
        {"entry_id": "n2", "state_code": "desk.north"},
    ),
    "master_staff": (
        {"staff_id": "s1", "mall_id": "north", "role": "guide", "phone_hash": HASH},
        {"staff_id": "s2", "role": "manager"},
    ),
    "master_group": (
        {"chat_id": "c1", "mall_id": "north", "group_type": "sport", "staff_id": "s1"},
        {"chat_id": "c2"},
    ),
    "master_content": (
        {
            "content_id": "t1",
            "kind": "seeding",
            "crowd": "family",
            "benefit_point": "ride",
            "action_path": "scan",
        },
        {"content_id": "t2"},
    ),
    "master_task": (
        {"task_id": "k1", "kind": "streak", "steps": "3", "window_days": 7},
        {"task_id": "k2"},
    ),
    "master_event": (
        {
            "event_id": "e1",
            "mall_id": "north",
            "start_at_local": AT,
            "end_at_local": "2024-06-01 12:00:00",
            "host_member_no_hash": HASH,
        },
        {"event_id": "e2"},
    ),
    "master_cost": (
        {"cost_id": "f1", "date": "2024-06-01", "kind": "media", "amount_fen": 100},
        {"cost_id": "f2", "kind": "goods"},
    ),
    "master_community": (
        {"community_id": "q1", "name": "one", "tier": "A", "households": 900},
        {"community_id": "q2"},
    ),
    "master_building": (
        {"community_id": "q1", "building_no": "1", "households": 90},
        {"building_no": "2"},
    ),
    "master_pickup_point": (
        {"pickup_point_id": "u1", "community_id": "q1", "mode": "cabinet", "capacity": 20},
        {"pickup_point_id": "u2"},
    ),
    "master_leader": (
        {
            "leader_id": "d1",
            "community_id": "q1",
            "phone_hash": HASH,
            "applied_at_local": AT,
            "approved_at_local": "2024-06-02 10:00:00",
        },
        {"leader_id": "d2"},
    ),
    "master_role": (
        {"member_no_hash": HASH, "role": "adviser", "valid_from_local": AT},
        {"role": "host"},
    ),
    "master_target": (
        {
            "metric_id": "m1",
            "direction": "up",
            "warn": 0.5,
            "critical": 0.3,
            "owner_role": "operations_lead",
            "playbook_id": "b1",
        },
        {"metric_id": "m2"},
    ),
}

# What an UPDATE of the rows sets.
CHANGES: dict[str, dict[str, str]] = {
    "master_gate": {
        "gate_once_a_delivery": "gate_id = 'same'",
        "mall_id_is_known": "mall_id = NULL",
    },
    "master_entry": {
        "entry_once_a_delivery": "entry_id = 'same'",
        "code_of_one_entry": "state_code = 'same'",
        "codes_fit_wecom": "state_code = entry_id || repeat('x', 30)",
    },
    "master_staff": {
        "staff_once_a_delivery": "staff_id = 'same'",
        "identifiers_are_hashed": "phone_hash = 'p1'",
    },
    "master_group": {
        "group_once_a_delivery": "chat_id = 'same'",
        "staff_is_known": "staff_id = NULL",
    },
    "master_content": {
        "content_once_a_delivery": "content_id = 'same'",
        "content_says_for_whom_what_and_how": "crowd = NULL",
    },
    "master_task": {
        "task_once_a_delivery": "task_id = 'same'",
        "window_is_in_range": "window_days = -1",
    },
    "master_event": {
        "event_once_a_delivery": "event_id = 'same'",
        "identifiers_are_hashed": "host_member_no_hash = 'M1'",
        "place_is_known": "mall_id = NULL",
        "ends_after_start": "end_at_local = '2024-05-01 00:00:00'",
    },
    "master_cost": {
        "cost_once_a_delivery": "cost_id = 'same'",
        "few_costs_are_negative": "amount_fen = -1",
    },
    "master_community": {
        "community_once_a_delivery": "community_id = 'same'",
        "households_are_counted": "households = -1",
    },
    "master_building": {
        "building_once_a_delivery": "building_no = 'same'",
        "households_are_counted": "households = -1",
    },
    "master_pickup_point": {
        "pickup_point_once_a_delivery": "pickup_point_id = 'same'",
        "community_is_known": "community_id = NULL",
    },
    "master_leader": {
        "leader_once_a_delivery": "leader_id = 'same'",
        "identifiers_are_hashed": "phone_hash = 'p1'",
        "approved_after_applying": "approved_at_local = '2024-05-01 00:00:00'",
    },
    "master_role": {
        "role_once_a_delivery": "role = 'same'",
        "identifiers_are_hashed": "member_no_hash = 'M1'",
    },
    "master_target": {
        "target_once_a_delivery": "metric_id = 'same'",
        "critical_is_beyond_warn": "critical = 0.9",
    },
}
