-- grain: held_out_month, mall_id, frequency_group. What was expected of a month from the end of the one
-- before, and what came: by home mall and by how often members had come back until then.
with tested as (
    select
        *,
        least(frequency, 4) as frequency_group
    from "lifecycle"."int_value__member"
    where is_tested
),

summed as (
    select
        held_out_month,
        coalesce(mall_id, 'unknown') as mall_id,
        frequency_group,
        count(*) as members,
        sum(predicted_purchase_days) as predicted_purchase_days,
        sum(actual_purchase_days) as actual_purchase_days,
        sum(predicted_fen) as predicted_fen,
        sum(actual_fen) as actual_fen
    from tested
    group by held_out_month, coalesce(mall_id, 'unknown'), frequency_group
)

select
    concat_ws('|', cast(held_out_month as varchar), mall_id, cast(frequency_group as varchar)) as backtest_id,
    held_out_month,
    mall_id,
    frequency_group,
    members,
    predicted_purchase_days,
    cast(actual_purchase_days as bigint) as actual_purchase_days,
    cast(round(predicted_fen) as bigint) as predicted_fen,
    cast(actual_fen as bigint) as actual_fen,
    -- In thousandths, so that the figures that are published stay whole numbers.
    cast(
        round(1000 * abs(predicted_purchase_days - actual_purchase_days)) as bigint
    ) as error_purchase_days_milli,
    cast(1000 * actual_purchase_days as bigint) as actual_purchase_days_milli,
    cast(round(abs(predicted_fen - actual_fen)) as bigint) as error_fen
from summed
