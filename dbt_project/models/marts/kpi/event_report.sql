-- grain: event_id. The report of an event: whom it reached, who signed up, came and used a coupon, what that
-- brought and cost, and what those who came did in the 30, 60 and 90 days after (requirements 125 and 215).
-- The return is on what was added where an experiment held people of its campaign out, else the attributed.
{%- set kinds = ['media', 'goods', 'labour', 'message', 'benefit', 'venue'] %}
with held as (
    select * from {{ ref('int_event__held') }}
),

event as (
    select * from {{ ref('dim_event') }} where is_last_known
),

feed as (
    select
        bool_or(feed = 'outreach_log' and is_present) as has_outreach,
        bool_or(feed = 'form_signup' and is_present) as has_signup,
        bool_or(feed = 'event_checkin' and is_present) as has_checkin,
        bool_or(feed = 'benefit_ledger' and is_present) as has_benefit,
        bool_or(feed = 'master_cost' and is_present) as has_cost,
        bool_or(feed = 'survey' and is_present) as has_survey
    from {{ source('control', 'feed_state') }}
),

tally as (
    select * from {{ ref('int_event__tally') }}
),

cost as (
    select * from {{ ref('int_event__cost') }}
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
    from {{ ref('result') }}
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
        {%- for column in [
            'sign_ups', 'sign_ups_come', 'known_attendees', 'redeeming_attendees', 'redemptions',
            'attributed_fen', 'halo_fen', 'nps_answers',
        ] %}
        tally.{{ column }},
        {%- endfor %}
        tally.nps,
        {%- for days in [30, 60, 90] %}
        tally.visiting_{{ days }}d,
        tally.buying_{{ days }}d,
        tally.net_fen_{{ days }}d,
        {%- endfor %}
        {%- for kind in kinds %}
        coalesce(cost.{{ kind }}_fen, 0) as {{ kind }}_fen,
        {%- endfor %}
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
        {{ as_of_date() }} as as_of_date
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
    {%- for kind in kinds %}
    case when cost_null_reason is null then {{ kind }}_fen end as cost_{{ kind }}_fen,
    {%- endfor %}
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
    {%- for bound in ['', '_low', '_high'] %}
    case when effect_null_reason is null then cast(round(effect{{ bound }} * n_treat) as bigint) end
        as added_margin{{ bound }}_fen,
    case
        when incremental_roi_null_reason is null
            then (effect{{ bound }} * n_treat - fixed_cost_fen) / fixed_cost_fen
    end as incremental_roi{{ bound }},
    {%- endfor %}
    incremental_roi_null_reason,
    case
        when incremental_roi_null_reason is null then 'incremental'
        when attributed_roi_null_reason is null then 'attributed'
    end as roi_label,
    {%- for days in [30, 60, 90] %}
    {%- set is_known = 'attendance_null_reason is null and ' ~ add_days('held_on', days) ~ ' <= as_of_date' %}
    case when {{ is_known }} then visiting_{{ days }}d end as visiting_{{ days }}d,
    case when {{ is_known }} then buying_{{ days }}d end as buying_{{ days }}d,
    case when {{ is_known }} then net_fen_{{ days }}d end as net_fen_{{ days }}d,
    case
        when attendance_null_reason is not null then attendance_null_reason
        when {{ add_days('held_on', days) }} > as_of_date
            then concat('immature_until:', cast({{ add_days('held_on', days) }} as varchar))
    end as outcome_{{ days }}d_null_reason,
    {%- endfor %}
    case when has_survey then nps_answers end as nps_answers,
    case when has_survey then nps end as nps,
    as_of_date
from rated
order by held_on, event_id
