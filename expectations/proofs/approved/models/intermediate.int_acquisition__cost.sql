-- grain: line_id. What was spent on channels beside whom it may have brought: cost lines that name a channel,
-- and joiners by the channel of their first entry. Cost ledger and entries must call a channel by one name.
with cost as (
    select * from "core"."dim_cost" where is_last_known and date <= (select as_of_date from "control"."run")
),

campaign as (
    select * from "core"."dim_campaign" where is_last_known
),

joiner as (
    select * from "lifecycle"."int_cohort__join"
),

entry as (
    select * from "core"."dim_entry" where is_last_known
)

select
    concat('cost|', cost.cost_id) as line_id,
    cost.date as business_date,
    campaign.mall_id,
    cost.channel,
    cost.amount_fen as cost_fen,
    0 as joiners,
    0 as joiners_visiting_30d
from cost
left join campaign on cost.campaign_id = campaign.campaign_id
where cost.channel is not null
union all
select
    concat('member|', joiner.member_uid) as line_id,
    joiner.joined_on as business_date,
    joiner.mall_id,
    entry.channel,
    0 as cost_fen,
    1 as joiners,
    case when joiner.has_visit_30d then 1 else 0 end as joiners_visiting_30d
from joiner
left join entry on joiner.entry_id = entry.entry_id
