-- grain: experiment_id, send_id, person_id. A message that reached a person (B5) as part of an experiment: it
-- names the experiment, or names none and is of its campaign, and then only those count who were assigned. To
-- a universal holdout every message to a person belongs; posts in a group cannot leave anybody out.
with experiment as (
    select distinct
        experiment_id,
        kind,
        campaign_id,
        is_clustered
    from "intermediate"."int_experiment__design"
),

reached as (
    select
        reach.send_id,
        reach.person_id,
        reach.reached_at,
        reach.business_date,
        outreach.campaign_id,
        outreach.experiment_id,
        outreach.arm,
        outreach.channel,
        reach.chat_id is null as is_personal
    from "intermediate"."int_touch__reach" as reach
    inner join "core"."fct_outreach" as outreach on reach.send_id = outreach.send_id
    where outreach.campaign_id is not null or outreach.experiment_id is not null or reach.chat_id is null
),

message_cost as (
    select
        campaign_id,
        sum(amount_fen) as amount_fen
    from "core"."dim_cost"
    where is_last_known and kind = 'message' and campaign_id is not null and date <= (select as_of_date from "control"."run")
    group by campaign_id
),

message_count as (
    select
        campaign_id,
        count(*) as messages
    from reached
    where is_personal and campaign_id is not null
    group by campaign_id
),

-- In thousandths of a fen, so that sums are exact.
price as (
    select
        message_count.campaign_id,
        cast(round(1000.0 * message_cost.amount_fen / message_count.messages) as bigint) as message_milli_fen
    from message_count
    inner join message_cost on message_count.campaign_id = message_cost.campaign_id
),

belonging as (
    select
        reached.*,
        experiment.experiment_id as of_experiment_id,
        true as is_named
    from reached
    inner join experiment on reached.experiment_id = experiment.experiment_id
    union all
    select
        reached.*,
        experiment.experiment_id as of_experiment_id,
        false as is_named
    from reached
    inner join experiment
        on reached.experiment_id is null and reached.campaign_id = experiment.campaign_id
    where experiment.kind <> 'universal_holdout'
    union all
    select
        reached.*,
        experiment.experiment_id as of_experiment_id,
        false as is_named
    from reached
    inner join experiment
        on
            experiment.kind = 'universal_holdout'
            and reached.experiment_id is distinct from experiment.experiment_id
    where reached.is_personal
),

allocation as (
    select * from "intermediate"."int_experiment__allocation"
)

select
    belonging.of_experiment_id as experiment_id,
    belonging.send_id,
    belonging.person_id,
    belonging.reached_at,
    belonging.business_date,
    belonging.is_personal,
    belonging.is_named,
    belonging.arm as send_arm,
    allocation.subject_id is not null as is_assigned,
    -- Who lives where is known of some only: a household or community cannot tell its strangers.
    allocation.subject_id is null and belonging.is_personal and not experiment.is_clustered as is_unassigned,
    coalesce(belonging.reached_at >= allocation.assigned_at, false) as is_after_assignment,
    coalesce(
        belonging.business_date >= allocation.assigned_on and belonging.business_date < allocation.window_end,
        false
    ) as is_in_window,
    case
        when not belonging.is_personal then 0
        when price.message_milli_fen is not null then price.message_milli_fen
        when belonging.channel = 'sms' then cast(1000 * 5 as bigint)
        else 0
    end as message_milli_fen
from belonging
inner join experiment on belonging.of_experiment_id = experiment.experiment_id
left join allocation
    on
        belonging.of_experiment_id = allocation.experiment_id
        and belonging.person_id = allocation.subject_id
left join price on belonging.campaign_id = price.campaign_id
where belonging.is_named or allocation.subject_id is not null
