-- grain: cutoff_on, member_uid. The value of each member who had bought: margin so far, discounted margin
-- that is expected, and, where the month after the cutoff is over, what was expected of it and what came.
with summary as (
    select * from "lifecycle"."int_value__summary"
),

cutoff as (
    select * from "lifecycle"."int_value__cutoff"
),

expectation as (
    select * from "lifecycle"."int_value__expectation"
),

expected as (
    select
        summary.*,
        cutoff.is_month_end,
        cutoff.is_as_of,
        cutoff.held_out_month,
        cutoff.held_out_until,
        cutoff.is_held_out_known,
        expectation.p_alive,
        expectation.discounted_purchase_days,
        expectation.next_month_purchase_days,
        expectation.null_reason as fit_null_reason,
        expectation.value_p
        * (expectation.value_v * 100 + summary.frequency * coalesce(summary.repeat_mean_fen, 0))
        / (expectation.value_p * summary.frequency + expectation.value_q - 1) as expected_purchase_day_fen
    from summary
    inner join cutoff on summary.cutoff_on = cutoff.cutoff_on
    inner join expectation
        on
            summary.cutoff_on = expectation.cutoff_on
            and summary.frequency = expectation.frequency
            and summary.recency_days = expectation.recency_days
            and summary.age_days = expectation.age_days
),

-- What the member had bought by the end of the month that was held out.
later as (
    select
        expected.cutoff_on,
        expected.member_uid,
        standing.purchase_days,
        standing.purchase_fen
    from expected
    inner join "lifecycle"."int_value__standing" as standing
        on
            expected.member_uid = standing.member_uid
            and expected.held_out_until >= standing.valid_from
            and expected.held_out_until < standing.valid_to
    where expected.is_held_out_known
)

select
    expected.cutoff_on,
    expected.member_uid,
    expected.mall_id,
    expected.is_month_end,
    expected.is_as_of,
    expected.frequency,
    expected.recency_days,
    expected.age_days,
    expected.net_fen,
    expected.margin_fen,
    expected.margin_rate,
    expected.p_alive,
    expected.discounted_purchase_days,
    expected.expected_purchase_day_fen,
    cast(
        round(expected.discounted_purchase_days * expected.expected_purchase_day_fen) as bigint
    ) as expected_net_fen,
    cast(
        round(expected.discounted_purchase_days * expected.expected_purchase_day_fen * expected.margin_rate)
        as bigint
    ) as expected_margin_fen,
    coalesce(
        expected.fit_null_reason, case when expected.margin_rate is null then 'margin_unknown' end
    ) as null_reason,
    expected.held_out_month,
    expected.is_held_out_known and expected.fit_null_reason is null as is_tested,
    expected.next_month_purchase_days as predicted_purchase_days,
    expected.next_month_purchase_days * expected.expected_purchase_day_fen as predicted_fen,
    later.purchase_days - expected.purchase_days as actual_purchase_days,
    later.purchase_fen - expected.purchase_fen as actual_fen
from expected
left join later
    on expected.cutoff_on = later.cutoff_on and expected.member_uid = later.member_uid
