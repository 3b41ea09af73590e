"""What a member is and was: attributes of today or of a day, lifecycle nodes, layers over time, next step."""

from __future__ import annotations

from reports.member.questions import Question

# Holds on the day asked for; without one, what holds still.
HOLDS = "(valid_from <= coalesce($day, valid_from) and (valid_to is null or valid_to > $day))"

TODAY = Question(
    ("core.dim_member",),
    """
    select * exclude (member_uid)
    from core.dim_member where member_uid = $uid
    """,
)
ON_A_DAY = Question(
    ("core.dim_member_history",),
    f"""
    select attribute, value from core.dim_member_history
    where member_uid = $uid and {HOLDS}
    order by attribute
    """,
)
SEEN = Question(
    ("core.fct_touchpoint",),
    """
    select
        count(*) as touchpoints, min(business_date) as first_seen_on, max(business_date) as last_seen_on
    from core.fct_touchpoint
    where member_uid = $uid and ($day is null or business_date <= $day)
    """,
)
LIFECYCLE = Question(
    ("core.fct_lifecycle_event",),
    """
    select node, reached_on, mall_id
    from core.fct_lifecycle_event
    where member_uid = $uid and ($day is null or reached_on <= $day)
    order by reached_at, node
    """,
)
STANDING = Question(
    ("core.dim_member_history",),
    """
    select attribute, value, valid_from, valid_to from core.dim_member_history
    where member_uid = $uid and ($day is null or valid_from <= $day)
    order by valid_from, attribute
    """,
)
NEXT_STEP = Question(
    ("core.dim_layer", "core.dim_member_history"),
    f"""
    select layer.next_best_step, layer.layer, layer.name_zh, layer.name_en, layer.strategy_code, layer.goal,
        layer.touch_cap_per_week
    from core.dim_layer as layer
    inner join core.dim_member_history as history on layer.layer = history.value
    where history.member_uid = $uid and history.attribute = 'layer' and {HOLDS}
    """,
)
WORTH = Question(
    ("core.member_value",),
    """
    select historic_margin_fen, expected_margin_fen, lifetime_value_fen, p_alive, null_reason
    from core.member_value where member_uid = $uid and ($day is null or as_of_date <= $day)
    """,
)
SECTIONS = {
    "next_step": NEXT_STEP,
    "lifecycle": LIFECYCLE,
    "standing": STANDING,
    "worth": WORTH,
}
