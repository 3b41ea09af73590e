-- One row per park_code: the mall that a car park belongs to, as last known, and its clock. A code that
-- two malls claim is the smaller mall_id's.

with mall as (
    select *
    from (
        select
            *,
            row_number() over (partition by mall_id order by delivered_on desc) as recency
        from "staging"."stg_master__mall"
    ) as by_recency
    where recency = 1
),

named as (
    select
        mall_id,
        timezone,
        business_day_cut_hour,
        trim(unnest(string_split(replace(parking_codes, '；', ';'), ';'))) as park_code
    from mall
),

ordered as (
    select
        *,
        row_number() over (partition by park_code order by mall_id) as preference
    from named
    where park_code <> ''
)

select
    park_code,
    mall_id,
    timezone,
    business_day_cut_hour
from ordered
where preference = 1
