-- grain: event_id. The report of an event: whom it reached, who signed up, came and used a coupon, what that
-- brought and cost, and what those who came did in the 30, 60 and 90 days after (requirements 125 and 215).
-- The return is on what was added where an experiment held people of its campaign out, else the attributed.
with held as (
    select * from "intermediate"."int_event__held"
),

event as (
    select * from "core"."dim_event" where is_last_known
),

feed as (
    select
        bool_or(feed = 'outreach_log' and is_present) as has_outreach,
        bool_or(feed = 'form_signup' and is_present) as has_signup,
        bool_or(feed = 'event_checkin' and is_present) as has_checkin,
        bool_or(feed = 'benefit_ledger' and is_present) as has_benefit,
        bool_or(feed = 'master_cost' and is_present) as has_cost,
        bool_or(feed = 'survey' and is_present) as has_survey
    from "control"."feed_state"
),

tally as (
    select * from "intermediate"."int_event__tally"
),

cost as (
    select * from "intermediate"."int_event__cost"
),

-- What an experiment answers of a campaign is an event's only where the campaign has no other.
only_event as (
    select
        campaign_id,
        count(*) as events
    from event
    where campaign_id is not null
    group by campaign_id
),

control as (
    select
        campaign_id,
        experiment_id,
        evidence,
        n_treat,
        n_control,
        invalid_reason,
        effect_abs,
        ci_low,
        ci_high
    from "experiment"."result"
    where
        metric_id = 'profit_fen' and segment_id = 'all' and is_answer
        and evidence in ('randomised', 'cluster_randomised') and campaign_id is not null
    qualify row_number() over (partition by campaign_id order by look_no desc, experiment_id asc, arm asc) = 1
),

joined as (
    select
        held.*,
        event.name,
        event.community_id,
        event.theme,
        event.capacity,
        tally.reached,
        tally.reached_sign_ups,
        tally.sign_ups,
        tally.sign_ups_come,
        tally.known_attendees,
        tally.redeeming_attendees,
        tally.redemptions,
        tally.attributed_fen,
        tally.halo_fen,
        tally.nps_answers,
        tally.nps,
        tally.visiting_30d,
        tally.buying_30d,
        tally.net_fen_30d,
        tally.visiting_60d,
        tally.buying_60d,
        tally.net_fen_60d,
        tally.visiting_90d,
        tally.buying_90d,
        tally.net_fen_90d,
        coalesce(cost.media_fen, 0) as media_fen,
        coalesce(cost.goods_fen, 0) as goods_fen,
        coalesce(cost.labour_fen, 0) as labour_fen,
        coalesce(cost.message_fen, 0) as message_fen,
        coalesce(cost.benefit_fen, 0) as benefit_fen,
        coalesce(cost.venue_fen, 0) as venue_fen,
        control.experiment_id,
        control.evidence,
        control.n_treat,
        control.n_control,
        control.effect_abs as effect,
        control.ci_low as effect_low,
        control.ci_high as effect_high,
        case
            when control.experiment_id is null then 'no_control'
            when only_event.events > 1 then 'control_of_several_events'
            when control.ci_low is null or control.ci_high is null
                then coalesce(control.invalid_reason, 'no_interval')
            else control.invalid_reason
        end as effect_null_reason,
        feed.*,
        (select as_of_date from "control"."run") as as_of_date
    from held
    inner join event on held.event_id = event.event_id
    inner join tally on held.event_id = tally.event_id
    left join cost on held.event_id = cost.event_id
    left join only_event on held.campaign_id = only_event.campaign_id
    left join control on held.campaign_id = control.campaign_id
    cross join feed
),

reasoned as (
    select
        *,
        -- Coupons and messages are in the profit of an experiment already.
        media_fen + goods_fen + labour_fen + venue_fen as fixed_cost_fen,
        case
            when not has_outreach then 'feed_absent:outreach_log'
            when not is_announced then 'no_campaign'
        end as reach_null_reason,
        case when not has_signup then 'feed_absent:form_signup' end as sign_up_null_reason,
        case when not has_checkin then 'feed_absent:event_checkin' end as attendance_null_reason,
        case when not has_benefit then 'feed_absent:benefit_ledger' end as benefit_null_reason,
        case when not has_cost then 'feed_absent:master_cost' end as cost_null_reason
    from joined
),

rated as (
    select
        *,
        coalesce(
            reach_null_reason,
            sign_up_null_reason,
            case when reached = 0 then 'empty_denominator' end
        ) as sign_up_rate_null_reason,
        coalesce(
            sign_up_null_reason,
            attendance_null_reason,
            case when sign_ups = 0 then 'empty_denominator' end
        ) as attendance_rate_null_reason,
        coalesce(attendance_null_reason, benefit_null_reason) as sale_null_reason,
        coalesce(
            cost_null_reason,
            attendance_null_reason,
            benefit_null_reason,
            case when cost_fen = 0 then 'no_cost' end
        ) as attributed_roi_null_reason,
        coalesce(
            effect_null_reason, cost_null_reason, case when fixed_cost_fen = 0 then 'no_cost' end
        ) as incremental_roi_null_reason
    from reasoned
)

select
    event_id,
    name,
    mall_id,
    community_id,
    campaign_id,
    event_kind,
    ring,
    cadence,
    theme,
    template_id,
    node,
    held_on,
    capacity,
    preheat_days,
    preview_late_days,
    sign_up_late_days,
    is_loop_closed,
    is_theme_repeated,
    case when reach_null_reason is null then reached end as reached_persons,
    case when coalesce(reach_null_reason, sign_up_null_reason) is null then reached_sign_ups end
        as reached_sign_ups,
    case when sign_up_rate_null_reason is null then cast(reached_sign_ups as double) / reached end
        as sign_up_rate,
    sign_up_rate_null_reason,
    case when sign_up_null_reason is null then sign_ups end as sign_ups,
    case when coalesce(sign_up_null_reason, attendance_null_reason) is null then sign_ups_come end
        as sign_ups_come,
    case when attendance_rate_null_reason is null then cast(sign_ups_come as double) / sign_ups end
        as attendance_rate,
    attendance_rate_null_reason,
    case when attendance_null_reason is null then attendees end as attendees,
    case when attendance_null_reason is null then known_attendees end as known_attendees,
    case when sale_null_reason is null then redeeming_attendees end as redeeming_attendees,
    case when sale_null_reason is null then cast(redeeming_attendees as double) / nullif(attendees, 0) end
        as redemption_rate,
    coalesce(sale_null_reason, case when attendees = 0 then 'empty_denominator' end)
        as redemption_rate_null_reason,
    case when sale_null_reason is null then redemptions end as redemptions,
    case when sale_null_reason is null then attributed_fen end as attributed_fen,
    case when sale_null_reason is null then halo_fen end as halo_fen,
    case when sale_null_reason is null then margin_fen end as attributed_margin_fen,
    case when cost_null_reason is null then media_fen end as cost_media_fen,
    case when cost_null_reason is null then goods_fen end as cost_goods_fen,
    case when cost_null_reason is null then labour_fen end as cost_labour_fen,
    case when cost_null_reason is null then message_fen end as cost_message_fen,
    case when cost_null_reason is null then benefit_fen end as cost_benefit_fen,
    case when cost_null_reason is null then venue_fen end as cost_venue_fen,
    case when cost_null_reason is null then coupon_cost_fen end as cost_coupon_fen,
    case when cost_null_reason is null then own_cost_fen end as cost_own_lines_fen,
    case when cost_null_reason is null then cost_fen end as cost_fen,
    case
        when coalesce(cost_null_reason, attendance_null_reason) is null
            then cast(cost_fen as double) / nullif(attendees, 0)
    end as cost_per_attendee_fen,
    case when attributed_roi_null_reason is null then cast(margin_fen - cost_fen as double) / cost_fen end
        as attributed_roi,
    attributed_roi_null_reason,
    experiment_id,
    evidence,
    n_treat,
    n_control,
    case when cost_null_reason is null then fixed_cost_fen end as fixed_cost_fen,
    case when effect_null_reason is null then cast(round(effect * n_treat) as bigint) end
        as added_margin_fen,
    case
        when incremental_roi_null_reason is null
            then (effect * n_treat - fixed_cost_fen) / fixed_cost_fen
    end as incremental_roi,
    case when effect_null_reason is null then cast(round(effect_low * n_treat) as bigint) end
        as added_margin_low_fen,
    case
        when incremental_roi_null_reason is null
            then (effect_low * n_treat - fixed_cost_fen) / fixed_cost_fen
    end as incremental_roi_low,
    case when effect_null_reason is null then cast(round(effect_high * n_treat) as bigint) end
        as added_margin_high_fen,
    case
        when incremental_roi_null_reason is null
            then (effect_high * n_treat - fixed_cost_fen) / fixed_cost_fen
    end as incremental_roi_high,
    incremental_roi_null_reason,
    case
        when incremental_roi_null_reason is null then 'incremental'
        when attributed_roi_null_reason is null then 'attributed'
    end as roi_label,
    case when attendance_null_reason is null and (held_on + 30) <= as_of_date then visiting_30d end as visiting_30d,
    case when attendance_null_reason is null and (held_on + 30) <= as_of_date then buying_30d end as buying_30d,
    case when attendance_null_reason is null and (held_on + 30) <= as_of_date then net_fen_30d end as net_fen_30d,
    case
        when attendance_null_reason is not null then attendance_null_reason
        when (held_on + 30) > as_of_date
            then concat('immature_until:', cast((held_on + 30) as varchar))
    end as outcome_30d_null_reason,
    case when attendance_null_reason is null and (held_on + 60) <= as_of_date then visiting_60d end as visiting_60d,
    case when attendance_null_reason is null and (held_on + 60) <= as_of_date then buying_60d end as buying_60d,
    case when attendance_null_reason is null and (held_on + 60) <= as_of_date then net_fen_60d end as net_fen_60d,
    case
        when attendance_null_reason is not null then attendance_null_reason
        when (held_on + 60) > as_of_date
            then concat('immature_until:', cast((held_on + 60) as varchar))
    end as outcome_60d_null_reason,
    case when attendance_null_reason is null and (held_on + 90) <= as_of_date then visiting_90d end as visiting_90d,
    case when attendance_null_reason is null and (held_on + 90) <= as_of_date then buying_90d end as buying_90d,
    case when attendance_null_reason is null and (held_on + 90) <= as_of_date then net_fen_90d end as net_fen_90d,
    case
        when attendance_null_reason is not null then attendance_null_reason
        when (held_on + 90) > as_of_date
            then concat('immature_until:', cast((held_on + 90) as varchar))
    end as outcome_90d_null_reason,
    case when has_survey then nps_answers end as nps_answers,
    case when has_survey then nps end as nps,
    as_of_date
from rated
order by held_on, event_id
