-- grain: member_uid, birthday_on. Birthdays of members who had joined by then, and whether the birthday gift
-- was got and used on one of the days around it. Of several registrations the latest that tells a birthday
-- counts; the 29th of February is kept on the 28th in other years. Days before the ledger of benefits begins
-- are not asked of it.
with member_number as (
    select
        identifier_hash,
        member_uid
    from "identity"."int_identity__member_identifier"
    where identifier_type = 'member_no' and member_uid is not null
),

told as (
    select
        member_number.member_uid,
        max_by(
            registry.birthday_md,
            concat(cast(registry.registered_at as varchar), registry.birthday_md)
        ) as birthday_md
    from "staging"."stg_member_registry" as registry
    inner join member_number on registry.member_no_hash = member_number.identifier_hash
    where registry.birthday_md is not null and registry.registered_on <= (select as_of_date from "control"."run")
    group by member_number.member_uid
),

ledger as (
    select * from "intermediate"."int_benefit__state" where business_date <= (select as_of_date from "control"."run")
),

span as (
    select
        min(business_date) as first_day,
        (select as_of_date from "control"."run") as last_day
    from ledger
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from span
    ) as series
),

day_of_year as (
    select
        date_day,
        strftime(date_day, '%m-%d') as birthday_md
    from calendar
    union all
    select
        date_day,
        '02-29' as birthday_md
    from calendar
    where strftime(date_day, '%m-%d') = '02-28' and strftime((date_day + 1), '%m-%d') = '03-01'
),

gift as (
    select
        ledger.member_uid,
        ledger.state,
        ledger.business_date
    from ledger
    inner join "core"."dim_benefit" as benefit on ledger.benefit_id = benefit.benefit_id
    where
        benefit.is_last_known
        and benefit.trigger = 'birthday'
        and ledger.state in ('issued', 'claimed', 'redeemed')
        and ledger.member_uid is not null
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
)

select
    told.member_uid,
    day_of_year.date_day as birthday_on,
    any_value(anchor.home_mall_id) as mall_id,
    count(gift.member_uid) > 0 as has_gift,
    count(*) filter (where gift.state = 'redeemed') > 0 as is_redeemed
from told
inner join day_of_year on told.birthday_md = day_of_year.birthday_md
inner join anchor on told.member_uid = anchor.member_uid and day_of_year.date_day >= anchor.joined_on
left join gift
    on
        told.member_uid = gift.member_uid
        and gift.business_date >= (day_of_year.date_day + -7)
        and gift.business_date <= (day_of_year.date_day + 7)
group by told.member_uid, day_of_year.date_day
