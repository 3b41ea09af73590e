-- Layers are exclusive and exhaustive on every day: those counted by layer are exactly those known by then.
with day_count as (
    select
        date,
        sum(members) as members
    from {{ ref('int_member__daily_count') }}
    group by date
),

beginning as (
    select
        known_since,
        count(*) as members
    from {{ ref('int_member__anchor') }}
    group by known_since
),

known as (
    select
        day_count.date,
        day_count.members,
        coalesce(sum(beginning.members), 0) as known_members
    from day_count
    left join beginning on day_count.date >= beginning.known_since
    group by day_count.date, day_count.members
)

select * from known
where members <> known_members
