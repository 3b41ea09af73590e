-- grain: date, mall_id. Buyers of the trailing 30 and 60 days at the end of each day, and those of them who
-- bought on two days or more, by home mall; a purchase at any mall counts.
with buyer as (
    select
        coalesce(anchor.home_mall_id, 'unknown') as mall_id,
        state.valid_from,
        state.valid_to,
        state.purchase_days_30d,
        state.purchase_days_60d
    from "lifecycle"."int_member__state" as state
    inner join "lifecycle"."int_member__anchor" as anchor on state.member_uid = anchor.member_uid
    where state.purchase_days_60d > 0
),

summed as (
    with delta as (
    
    select
        mall_id,
        valid_from as changes_on,
        (case when purchase_days_30d >= 1 then 1 else 0 end) as buyers_30d,
        (case when purchase_days_30d >= 2 then 1 else 0 end) as repeat_buyers_30d,
        (1) as buyers_60d,
        (case when purchase_days_60d >= 2 then 1 else 0 end) as repeat_buyers_60d
    from buyer
    union all
    select
        mall_id,
        valid_to as changes_on,
        -(case when purchase_days_30d >= 1 then 1 else 0 end) as buyers_30d,
        -(case when purchase_days_30d >= 2 then 1 else 0 end) as repeat_buyers_30d,
        -(1) as buyers_60d,
        -(case when purchase_days_60d >= 2 then 1 else 0 end) as repeat_buyers_60d
    from buyer
),

changed as (
    select
        mall_id,
        changes_on,
        sum(buyers_30d) as buyers_30d,
        sum(repeat_buyers_30d) as repeat_buyers_30d,
        sum(buyers_60d) as buyers_60d,
        sum(repeat_buyers_60d) as repeat_buyers_60d
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by mall_id, changes_on
),

swept as (
    select
        mall_id,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(buyers_30d) over so_far as bigint) as buyers_30d,
        cast(sum(repeat_buyers_30d) over so_far as bigint) as repeat_buyers_30d,
        cast(sum(buyers_60d) over so_far as bigint) as buyers_60d,
        cast(sum(repeat_buyers_60d) over so_far as bigint) as repeat_buyers_60d
    from changed
    window
        later as (partition by mall_id order by changes_on),
        so_far as (
            partition by mall_id order by changes_on
            rows between unbounded preceding and current row
        )
)

    select * from swept
),

bounds as (
    select
        min(valid_from) as first_day,
        (select as_of_date from "control"."run") as last_day
    from summed
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
)

select
    calendar.date_day as date,
    summed.mall_id,
    summed.buyers_30d,
    summed.repeat_buyers_30d,
    summed.buyers_60d,
    summed.repeat_buyers_60d
from summed
inner join calendar
    on summed.valid_from <= calendar.date_day and summed.valid_to > calendar.date_day
