-- grain: experiment_id, look_no, segment_id, arm. How many of an arm were reached and what the arm cost so
-- far. What the campaign cost whoever took part is borne by the treated, each the same.
with outcome as (
    select
        *,
        unnest(['all', concat('layer=', layer), concat('mall=', mall_id)]) as segment_id
    from "intermediate"."int_experiment__outcome"
),

design as (
    select * from "intermediate"."int_experiment__design"
),

fixed as (
    select
        campaign_id,
        sum(amount_fen) as fixed_fen
    from "core"."dim_cost"
    where is_last_known and kind not in ('message', 'benefit') and campaign_id is not null
        and date <= (select as_of_date from "control"."run")
    group by campaign_id
),

summed as (
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        count(*) as subjects,
        -- Unknown where the experiment sends nothing.
        sum(case when is_reached then 1 when not is_reached then 0 end) as reached_n,
        sum(message_fen) as message_fen,
        sum(discount_fen) as discount_fen,
        sum(margin_fen) as margin_fen,
        sum(net_fen) as net_fen
    from outcome
    group by experiment_id, look_no, segment_id, arm
),

treated as (
    select
        summed.*,
        design.campaign_id,
        design.is_control,
        sum(case when summed.segment_id = 'all' and not design.is_control then summed.subjects end) over (
            partition by summed.experiment_id, summed.look_no
        ) as treated_subjects
    from summed
    inner join design on summed.experiment_id = design.experiment_id and summed.arm = design.arm
)

select
    treated.experiment_id,
    treated.look_no,
    treated.segment_id,
    treated.arm,
    treated.subjects,
    cast(treated.reached_n as bigint) as reached_n,
    cast(treated.message_fen as bigint) as message_fen,
    cast(treated.discount_fen as bigint) as discount_fen,
    cast(
        case
            when treated.is_control then 0
            else round(coalesce(fixed.fixed_fen, 0) * treated.subjects / treated.treated_subjects)
        end as bigint
    ) as fixed_fen,
    cast(treated.margin_fen as double) / nullif(cast(treated.net_fen as double), 0) as margin_rate
from treated
left join fixed on treated.campaign_id = fixed.campaign_id
