-- One row per form_id and serial_no up to the as-of day: a sign-up by form and the event that the form is
-- for. A form of several events is the one's that begins next, else the last one's.

with signup as (
    select * from "staging"."stg_form_signup"
),

event as (
    select *
    from (
        select
            *,
            row_number() over (partition by event_id order by delivered_on desc) as recency
        from "staging"."stg_master__event"
    ) as by_recency
    where recency = 1
),

event_clock as (
    select * from "staging"."stg_master__clock" where object_type = 'event'
),

candidate as (
    select
        signup.*,
        event.event_id,
        row_number() over (
            partition by signup.form_id, signup.serial_no
            order by
                event.end_at < signup.signed_up_at asc,
                case when event.end_at >= signup.signed_up_at then event.start_at end asc,
                event.start_at desc,
                event.event_id asc
        ) as preference
    from signup
    left join event on signup.form_id = event.form_id
),

final as (
    select
        candidate.form_id,
        candidate.serial_no,
        candidate.event_id,
        event_clock.mall_id,
        candidate.signed_up_at,
        cast(timezone(coalesce(event_clock.timezone, 'Asia/Shanghai'), timezone('UTC', candidate.signed_up_at)) - coalesce(event_clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date,
        candidate.updated_at,
        candidate.entry_code,
        candidate.openid_hash,
        candidate.unionid_hash,
        candidate.phone_hash,
        candidate.delivered_on
    from candidate
    left join event_clock on candidate.event_id = event_clock.object_id
    where candidate.preference = 1
)

select * from final
where business_date <= (select as_of_date from "control"."run")
