-- grain: member_uid, valid_from. The behaviour layer of a member at the end of each day of [valid_from,
-- valid_to). Exclusive and exhaustive from the first known day on; where several rules hold, the later layer
-- wins (6 > ... > 1). "Active" means seen after the day of joining: the visit on which a member joins is not
-- yet a return.
with state as (
    select * from "lifecycle"."int_member__state"
),

threshold as (
    select * from "lifecycle"."int_layer__threshold"
),

piece as (
    select
        state.*,
        threshold.high_frequency_visits_90d,
        threshold.high_ticket_fen,
        greatest(state.valid_from, threshold.valid_from) as piece_from,
        least(state.valid_to, threshold.valid_to) as piece_to
    from state
    inner join threshold
        on state.valid_from < threshold.valid_to and state.valid_to > threshold.valid_from
),

ruled as (
    select
        member_uid,
        piece_from as valid_from,
        piece_to as valid_to,
        case
            when sign_days_30d = 0 then 'silent'
            when not is_joined then 'visitor_not_joined'
            when
                visits_90d >= high_frequency_visits_90d and average_ticket_90d_fen >= high_ticket_fen
                then 'high_frequency_high_ticket'
            when purchase_days_180d >= 2 then 'repeat_low_frequency'
            when active_days_after_join_30d > 0 then 'active_no_repurchase'
            else 'joined_inactive'
        end as layer,
        case
            when sign_days_30d > 0 then 'none'
            when sign_days_60d > 0 then 'silent'
            when sign_days_90d > 0 then 'warning'
            else 'lost'
        end as silence
    from piece
),

merged as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        layer,
        silence
    from (
        select
            *,
            sum(is_start) over (
                partition by member_uid order by valid_from rows between unbounded preceding and current row
            ) as island
        from (
            select
                *,
                case
                    when
                        lag(valid_to) over (partition by member_uid order by valid_from) = valid_from
                        and lag(layer) over (partition by member_uid order by valid_from) = layer
                        and lag(silence) over (partition by member_uid order by valid_from) = silence
                        then 0
                    else 1
                end as is_start
            from ruled
        ) as marked
    ) as numbered
    group by member_uid, island, layer, silence
)

select
    merged.member_uid,
    merged.valid_from,
    merged.valid_to,
    merged.layer,
    merged.silence,
    layer_name.layer_rank,
    layer_name.conversion_layer,
    merged.valid_to > (select as_of_date from "control"."run") as is_current
from merged
inner join "lifecycle"."lifecycle_layer" as layer_name on merged.layer = layer_name.layer
