-- grain: member_uid, month_start. A member who redeemed in the month before and is to be revisited in this
-- one: whether somebody wrote or rang alone, what the member said of satisfaction, and whether declared tags
-- changed.
{%- set channels = "'" ~ var('revisit_channels').split(',') | map('trim') | join("','") ~ "'" %}
with eligible as (
    select
        member_uid,
        cast(date_trunc('month', business_date) + interval '1' month as date) as month_start,
        max_by(mall_id, struct_pack(state_at := state_at, coupon_code := coupon_code)) as mall_id
    from {{ ref('fct_benefit') }}
    where state = 'redeemed' and member_uid is not null
    group by member_uid, date_trunc('month', business_date)
),

due as (
    select * from eligible where month_start <= {{ as_of_date() }}
),

send as (
    {{ personal_sends() }}
    union all
    {{ archived_private_messages() }}
),

contacted as (
    select distinct
        person_id as member_uid,
        cast(date_trunc('month', business_date) as date) as month_start
    from send
    where channel in ({{ channels }}) and business_date <= {{ as_of_date() }}
),

member_identifier as (
    select * from {{ ref('int_identity__member_identifier') }}
),

answered as (
    select
        member_identifier.member_uid,
        cast(date_trunc('month', survey.business_date) as date) as month_start,
        count(*) as answers,
        sum(survey.score) as points
    from {{ ref('stg_survey') }} as survey
    inner join member_identifier
        on
            {{ member_at(
                'member_identifier', 'survey.identifier_type', 'survey.identifier_hash', 'survey.answered_at'
            ) }}
    where survey.kind = 'csat' and survey.business_date <= {{ as_of_date() }}
    group by member_identifier.member_uid, date_trunc('month', survey.business_date)
),

tag_day as (
    select
        member_uid,
        unnest([valid_from, valid_to]) as changed_on
    from {{ ref('int_tag__interval') }}
    where tag_source = 'declared'
),

tagged as (
    select distinct
        member_uid,
        cast(date_trunc('month', changed_on) as date) as month_start
    from tag_day
    where changed_on <= {{ as_of_date() }}
)

select
    concat(due.member_uid, '|', cast(due.month_start as varchar)) as revisit_id,
    due.member_uid,
    due.month_start,
    due.mall_id,
    contacted.member_uid is not null as is_contacted,
    coalesce(answered.answers, 0) as csat_answers,
    cast(coalesce(answered.points, 0) as double) as csat_points,
    tagged.member_uid is not null as has_tag_change
from due
left join contacted on due.member_uid = contacted.member_uid and due.month_start = contacted.month_start
left join answered on due.member_uid = answered.member_uid and due.month_start = answered.month_start
left join tagged on due.member_uid = tagged.member_uid and due.month_start = tagged.month_start
