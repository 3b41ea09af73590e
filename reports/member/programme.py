"""What was done for a member: benefits, points, tags, groups, messages, arms of experiments, touch policy."""

from __future__ import annotations

from reports.member.questions import Question

# Where two states of a coupon carry one time, the later of its life stands.
BENEFITS = Question(
    ("core.fct_benefit", "core.dim_benefit"),
    """
    with coupon as (
        select coupon_code, any_value(benefit_id) as benefit_id, any_value(benefit_class) as benefit_class,
            any_value(benefit_type) as benefit_type, any_value(bearer) as bearer,
            any_value(face_value_fen) as face_value_fen, min(business_date) as first_on,
            max(business_date) as state_on,
            arg_max(state, (state_at, list_position(
                ['issued', 'claimed', 'redeemed', 'refunded', 'expired', 'cancelled'], state
            ))) as state,
            sum(cost_fen)::bigint as cost_fen, sum(attributed_fen)::bigint as attributed_fen
        from core.fct_benefit
        where member_uid = $uid and ($day is null or business_date <= $day)
        group by coupon_code
    )

    select benefit.name, coupon.* exclude (benefit_id)
    from coupon
    left join core.dim_benefit as benefit on coupon.benefit_id = benefit.benefit_id and benefit.is_last_known
    order by coupon.state_on desc, coupon.coupon_code
    """,
)
POINTS = Question(
    ("core.fct_points",),
    """
    select arg_max(balance_after, (occurred_at, entry_no)) as balance,
        sum(change) filter (where change > 0)::bigint as added,
        sum(change) filter (where change < 0)::bigint as taken, count(*) as entries,
        max(business_date) as last_on
    from core.fct_points
    where member_uid = $uid and ($day is null or business_date <= $day)
    having count(*) > 0
    """,
)
POINTS_BY_REASON = Question(
    ("core.fct_points",),
    """
    select reason, count(*) as entries, sum(change)::bigint as points, max(business_date) as last_on
    from core.fct_points
    where member_uid = $uid and ($day is null or business_date <= $day)
    group by reason
    order by abs(sum(change)) desc, reason
    """,
)
POINTS_ENTRIES = Question(
    ("core.fct_points",),
    """
    select business_date, reason, change, balance_after, ref_no, expires_at::date as expires_on
    from core.fct_points
    where member_uid = $uid and ($day is null or business_date <= $day)
    order by occurred_at desc, entry_no desc
    """,
)
TAGS = Question(
    ("core.bridge_member_tag",),
    """
    select tag_source, tag_group, tag, valid_from
    from core.bridge_member_tag
    where member_uid = $uid
        and valid_from <= coalesce($day, valid_from) and (valid_to is null or valid_to > $day)
    order by tag_source, tag_group, tag
    """,
)
GROUPS = Question(
    ("core.fct_group_membership", "core.dim_group"),
    """
    select club.group_type, spell.mall_id, spell.joined_at::date as joined_on, spell.how_joined,
        spell.left_at::date as left_on, spell.how, spell.chat_id
    from core.fct_group_membership as spell
    left join core.dim_group as club on spell.chat_id = club.chat_id and club.is_last_known
    where spell.member_uid = $uid and ($day is null or spell.joined_at::date <= $day)
    order by spell.joined_at desc nulls last, spell.chat_id
    """,
)
OUTREACH = Question(
    ("core.fct_outreach",),
    """
    select channel, count(*) as messages, count(*) filter (where is_reached) as reached,
        count(*) filter (where status = 'failed') as failed,
        count(*) filter (where status = 'suppressed') as suppressed, max(business_date) as last_on
    from core.fct_outreach
    where member_uid = $uid and ($day is null or business_date <= $day)
    group by channel
    order by messages desc, channel
    """,
)
SENDS = Question(
    ("core.fct_outreach", "core.dim_campaign"),
    """
    select send.business_date, send.channel, campaign.name as campaign, send.status, send.fail_reason,
        send.is_reached, send.experiment_id, send.arm
    from core.fct_outreach as send
    left join core.dim_campaign as campaign
        on send.campaign_id = campaign.campaign_id and campaign.is_last_known
    where send.member_uid = $uid and ($day is null or send.business_date <= $day)
    order by send.business_date desc, send.planned_at desc, send.send_id
    """,
)
EXPERIMENTS = Question(
    ("experiment.assignment", "core.dim_experiment"),
    """
    select assigned.experiment_id, trial.kind, assigned.arm, assigned.probability,
        assigned.assigned_at::date as assigned_on, trial.end_at::date as ends_on, trial.primary_metric
    from experiment.assignment as assigned
    left join core.dim_experiment as trial
        on assigned.experiment_id = trial.experiment_id and trial.is_last_known
    where assigned.member_uid = $uid and ($day is null or assigned.assigned_at::date <= $day)
    order by assigned.assigned_at desc, assigned.experiment_id
    """,
)
# A member has a row on days at a cap or over it alone.
TOUCH_POLICY = Question(
    ("kpi.touch_policy_daily",),
    """
    select rule, max(business_date) as last_on, arg_max(observed, business_date) as observed,
        arg_max(limit_value, business_date) as limit_value, arg_max(is_breach, business_date) as is_breach,
        count(*) as days_at_cap, count(*) filter (where is_breach) as days_over
    from kpi.touch_policy_daily
    where object_kind = 'member' and object_id = $uid and ($day is null or business_date <= $day)
    group by rule
    order by rule
    """,
)
SECTIONS = {
    "benefits": BENEFITS,
    "points": POINTS,
    "points_by_reason": POINTS_BY_REASON,
    "points_entries": POINTS_ENTRIES,
    "tags": TAGS,
    "groups": GROUPS,
    "outreach": OUTREACH,
    "sends": SENDS,
    "touch_policy": TOUCH_POLICY,
    "experiments": EXPERIMENTS,
}
