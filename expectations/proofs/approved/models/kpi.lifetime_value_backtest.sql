-- grain: held_out_month, mall_id, frequency_group. The back-test of lifetime value where it is finest: what
-- was expected of a month and what came, with the absolute percentage error of each group.
select
    held_out_month,
    mall_id,
    frequency_group,
    members,
    predicted_purchase_days,
    actual_purchase_days,
    abs(predicted_purchase_days - actual_purchase_days)
    / nullif(actual_purchase_days, 0) as purchase_days_error,
    predicted_fen,
    actual_fen,
    cast(error_fen as double) / nullif(actual_fen, 0) as net_error
from "lifecycle"."int_value__backtest"
order by held_out_month, mall_id, frequency_group
