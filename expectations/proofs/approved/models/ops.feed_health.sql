-- One row per feed: what was delivered until the as-of day, how fresh it is and how much of it was refused.

with feed_state as (
    select * from "control"."feed_state"
),

delivered_file as (
    select * from "manifest"."files" where delivered_on <= (select as_of_date from "control"."run")
),

-- The same bytes may lie in several folders; which of them came in first does not matter here.
file_count as (
    select
        feed,
        count(distinct path) as paths_delivered,
        count(distinct file_id) as files_distinct,
        count(distinct case when status = 'quarantined' then file_id end) as files_quarantined,
        count(distinct case when unknown_columns <> '' then file_id end) as files_with_unknown_columns
    from delivered_file
    group by feed
),

file_size as (
    select
        feed,
        file_id,
        max(rows_kept) as rows_kept
    from delivered_file
    where status = 'accepted'
    group by feed, file_id
),

delivery_size as (
    select
        delivery.feed,
        delivery.delivered_on,
        sum(file_size.rows_kept) as rows_kept
    from "control"."delivery" as delivery
    inner join file_size on delivery.feed = file_size.feed and delivery.file_id = file_size.file_id
    group by delivery.feed, delivery.delivered_on
),

newest_delivery as (
    select
        feed,
        rows_kept,
        row_number() over (partition by feed order by delivered_on desc) as recency
    from delivery_size
),

usual_size as (
    select
        feed,
        median(rows_kept) as rows_usual
    from delivery_size
    group by feed
),

volume as (
    select
        newest_delivery.feed,
        newest_delivery.rows_kept as rows_last_delivery,
        usual_size.rows_usual
    from newest_delivery
    inner join usual_size on newest_delivery.feed = usual_size.feed
    where newest_delivery.recency = 1
),

-- Changes between snapshots, and whether the feed of callbacks tells the same.
agreement as (
    select
        feed,
        sum(derived_facts) as derived_facts,
        sum(agreeing_facts) as agreeing_facts,
        sum(facts_only_in_events) as facts_only_in_events,
        sum(facts_only_in_snapshots) as facts_only_in_snapshots
    from "intermediate"."int_wecom__agreement"
    where fact_on <= (select as_of_date from "control"."run")
    group by feed
),

final as (
    select
        feed_state.feed,
        feed_state.is_present,
        cast(feed_state.files as bigint) as files_accepted,
        cast(coalesce(file_count.paths_delivered - file_count.files_distinct, 0) as bigint) as files_repeated,
        cast(coalesce(file_count.files_quarantined, 0) as bigint) as files_quarantined,
        cast(coalesce(file_count.files_with_unknown_columns, 0) as bigint) as files_with_unknown_columns,
        cast(feed_state.rows_kept as bigint) as rows_kept,
        cast(feed_state.rows_quarantined as bigint) as rows_quarantined,
        feed_state.first_delivered_on,
        feed_state.last_delivered_on,
        cast((select as_of_date from "control"."run") - feed_state.last_delivered_on as bigint) as days_since_last_delivery,
        cast(volume.rows_last_delivery as bigint) as rows_last_delivery,
        cast(volume.rows_usual as double) as rows_usual_delivery,
        cast(agreement.derived_facts as bigint) as derived_facts,
        cast(agreement.agreeing_facts as bigint) as agreeing_facts,
        cast(agreement.facts_only_in_events as bigint) as facts_only_in_events,
        cast(agreement.facts_only_in_snapshots as bigint) as facts_only_in_snapshots,
        (select as_of_date from "control"."run") as as_of_date
    from feed_state
    left join file_count on feed_state.feed = file_count.feed
    left join volume on feed_state.feed = volume.feed
    left join agreement on feed_state.feed = agreement.feed
)

select * from final
