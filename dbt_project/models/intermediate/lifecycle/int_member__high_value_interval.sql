-- grain: member_uid, valid_from. Whether a member is of high value, from the first known day on without a
-- gap. Hysteresis: the member enters on the first day on which a rule holds, and leaves when none has held
-- for high_value_exit_days days on end. So a spell [a, b) of a rule counts as [a, b + exit days), and spells
-- that touch or overlap are one.
with state as (
    select
        member_uid,
        valid_from,
        valid_to,
        visits_90d >= {{ var('high_value_visits_90d') }}
        or spend_365d_fen >= {{ var('high_value_spend_365d_fen') }}
        or redemption_gmv_90d_fen >= {{ var('high_value_redemption_gmv_90d_fen') }} as is_rule_met
    from {{ ref('int_member__state') }}
),

known as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        0 as holding
    from state
    group by member_uid
),

held as (
    select
        member_uid,
        valid_from,
        {{ add_days('valid_to', var('high_value_exit_days')) }} as valid_to,
        1 as holding
    from state
    where is_rule_met
),

spell as (
    select * from known
    union all
    select * from held
),

summed as (
    {{ interval_sums('spell', ['member_uid'], [{'name': 'holding', 'value': 'holding'}]) }}

    select
        member_uid,
        valid_from,
        valid_to,
        holding > 0 as is_high_value
    from swept
),

merged as (
    {{ merged_intervals('summed', ['is_high_value']) }}
)

select
    *,
    valid_to > {{ as_of_date() }} as is_current
from merged
