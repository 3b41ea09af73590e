-- grain: campaign_id, pack_id, layer. What members with a pack did on a member day, beside those of the same
-- layer with another pack of it; and what the pack added, where an experiment on the campaign drew lots. The
-- layer `all` stands for all of them. Side by side is no effect: packs go to members who differ.
with pack as (
    select
        campaign_id,
        pack_id,
        unnest(['all', coalesce(layer, 'unknown')]) as layer,
        matures_on,
        has_come,
        tickets,
        net_fen
    from "intermediate"."int_benefit__member_day"
),

summed as (
    select
        campaign_id,
        pack_id,
        layer,
        max(matures_on) as last_on,
        count(*) as members,
        cast(sum(case when has_come then 1 else 0 end) as bigint) as members_come,
        cast(sum(tickets) as bigint) as tickets,
        cast(sum(net_fen) as bigint) as net_fen
    from pack
    group by campaign_id, pack_id, layer
),

beside as (
    select
        *,
        last_on <= (select as_of_date from "control"."run") as is_mature,
        count(*) over campaign_layer as packs,
        cast(sum(members) over campaign_layer as bigint) - members as other_members,
        cast(sum(members_come) over campaign_layer as bigint) - members_come as other_members_come,
        cast(sum(tickets) over campaign_layer as bigint) - tickets as other_tickets,
        cast(sum(net_fen) over campaign_layer as bigint) - net_fen as other_net_fen,
        count(distinct pack_id) over (partition by campaign_id) as packs_of_campaign
    from summed
    window campaign_layer as (partition by campaign_id, layer)
),

campaign as (
    select * from "core"."dim_campaign" where is_last_known
),

drawn as (
    select
        experiment_id,
        campaign_id,
        segment_id,
        arm,
        metric_id,
        n_treat,
        n_control,
        effect_abs,
        ci_low,
        ci_high,
        decision,
        decision_reason,
        count(distinct arm) over (partition by campaign_id) as arms_of_campaign,
        row_number() over (
            partition by campaign_id, segment_id, arm, metric_id
            order by window_start desc, experiment_id asc
        ) as recency
    from "experiment"."result"
    where is_answer and evidence in ('randomised', 'cluster_randomised') and campaign_id is not null
),

-- An arm is a pack of its name; or the only pack, where the experiment has one arm beside the control.
answered as (
    select
        beside.*,
        visit.experiment_id,
        visit.n_control,
        visit.effect_abs as added_attendance,
        visit.ci_low as added_attendance_low,
        visit.ci_high as added_attendance_high,
        visit.decision as attendance_decision,
        visit.decision_reason as attendance_reason,
        net.effect_abs as added_net_fen,
        net.ci_low as added_net_low_fen,
        net.ci_high as added_net_high_fen,
        net.decision as net_decision,
        net.decision_reason as net_reason
    from beside
    left join drawn as visit
        on
            beside.campaign_id = visit.campaign_id
            and visit.metric_id = 'visit'
            and visit.recency = 1
            and visit.segment_id
            = case beside.layer when 'all' then 'all' else concat('layer=', beside.layer) end
            and (
                beside.pack_id = visit.arm
                or (beside.packs_of_campaign = 1 and visit.arms_of_campaign = 1)
            )
    left join drawn as net
        on
            visit.experiment_id = net.experiment_id
            and visit.segment_id = net.segment_id
            and visit.arm = net.arm
            and net.metric_id = 'net_fen'
            and net.recency = 1
)

select
    answered.campaign_id,
    answered.pack_id,
    answered.layer,
    campaign.mall_id,
    cast(date_trunc('month', answered.last_on) as date) as month_start,
    answered.last_on,
    answered.members,
    answered.is_mature,
    case when answered.is_mature then answered.members_come end as members_come,
    case
        when answered.is_mature then cast(answered.members_come as double) / answered.members
    end as attendance_rate,
    case when answered.is_mature then answered.tickets end as tickets,
    case when answered.is_mature then answered.net_fen end as net_fen,
    case
        when answered.is_mature then cast(answered.net_fen as double) / nullif(answered.tickets, 0)
    end as ticket_fen,
    case when answered.is_mature then answered.other_members end as other_members,
    case when answered.is_mature then answered.other_members_come end as other_members_come,
    case
        when answered.is_mature
            then cast(answered.other_members_come as double) / nullif(answered.other_members, 0)
    end as other_attendance_rate,
    case when answered.is_mature then answered.other_tickets end as other_tickets,
    case when answered.is_mature then answered.other_net_fen end as other_net_fen,
    case
        when answered.is_mature
            then cast(answered.other_net_fen as double) / nullif(answered.other_tickets, 0)
    end as other_ticket_fen,
    case
        when not answered.is_mature then concat('immature_until:', cast(answered.last_on as varchar))
        when answered.tickets = 0 then 'no_tickets'
    end as null_reason,
    case
        when not answered.is_mature then concat('immature_until:', cast(answered.last_on as varchar))
        when answered.other_members = 0 then 'no_other_pack'
    end as other_null_reason,
    case when answered.experiment_id is null then 'side_by_side' else 'randomised' end as evidence,
    answered.experiment_id,
    answered.n_control,
    case when answered.attendance_decision <> 'invalid' then answered.added_attendance end
        as added_attendance,
    case when answered.attendance_decision <> 'invalid' then answered.added_attendance_low end
        as added_attendance_low,
    case when answered.attendance_decision <> 'invalid' then answered.added_attendance_high end
        as added_attendance_high,
    case
        when answered.experiment_id is null then 'no_control'
        when answered.attendance_decision = 'invalid' then concat('invalid:', answered.attendance_reason)
    end as added_null_reason,
    case when answered.net_decision <> 'invalid' then answered.added_net_fen end as added_net_fen,
    case when answered.net_decision <> 'invalid' then answered.added_net_low_fen end as added_net_low_fen,
    case when answered.net_decision <> 'invalid' then answered.added_net_high_fen end as added_net_high_fen,
    case
        when answered.experiment_id is null then 'no_control'
        when answered.net_decision is null then 'not_measured'
        when answered.net_decision = 'invalid' then concat('invalid:', answered.net_reason)
    end as added_net_null_reason
from answered
left join campaign on answered.campaign_id = campaign.campaign_id
order by campaign_id, pack_id, layer
