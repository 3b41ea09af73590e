-- One row per member_no_hash and seen_on: a tier that the member was delivered with from that day on,
-- of members whose tier differs between deliveries and whose changes the registry never dates. Where it
-- dates changes, a row delivered again is a correction and no change.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."member_registry" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'member_registry'
            and delivery.file_id = feed_row._file_id
),

told as (
    select
        member_no_hash,
        delivered_on,
        tier,
        row_number() over (
            partition by member_no_hash, delivered_on order by delivery_rank desc, file_row_number desc
        ) as recency,
        bool_or(tier_changed_at_utc is not null or tier_changed_at_local is not null) over (
            partition by member_no_hash
        ) as is_dated
    from delivered
    where tier is not null
),

compared as (
    select
        *,
        lag(tier) over (partition by member_no_hash order by delivered_on) as previous_tier
    from told
    where recency = 1 and not is_dated
),

numbered as (
    select
        *,
        row_number() over (partition by member_no_hash order by delivered_on) as tier_no,
        count(*) over (partition by member_no_hash) as tiers
    from compared
    where previous_tier is null or previous_tier <> tier
)

select
    member_no_hash,
    delivered_on as seen_on,
    tier_no,
    tier
from numbered
where tiers > 1
