-- One row per feed and file_id: a delivery that the figures are made of, and the version that first had it.
with delivery as (
    select * from "control"."delivery"
),

previous_delivery as (
    select * from "control"."previous_delivery"
),

-- Before anything was published there is no version to name: the first is told by publishing alone.
previous_version as (
    select * from "control"."previous_version"
),

final as (
    select
        delivery.feed,
        delivery.file_id,
        delivery.delivered_on,
        delivery.delivery_rank,
        coalesce(previous_delivery.since_version, previous_version.next_version, 'v000001') as since_version
    from delivery
    left join previous_delivery
        on
            delivery.feed = previous_delivery.feed
            and delivery.file_id = previous_delivery.file_id
    left join previous_version on true
)

select * from final
order by feed, delivery_rank
