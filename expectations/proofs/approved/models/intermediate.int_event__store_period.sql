-- grain: store_id, period_kind, period_start. A store (a community, else the mall of rituals without one) in
-- a whole week or month since the first ritual anywhere and since the store is known: which rituals it held,
-- whether it ran a kit of headquarters, and what its champion could spend and spent.
with kit as (
    select replace('', ' ', '') as listed
),

ritual as (
    select
        held.*,
        held.template_id is not null
        and (kit.listed = '' or list_contains(string_split(kit.listed, ','), held.template_id)) as is_kit
    from "intermediate"."int_event__held" as held
    cross join kit
    where held.event_kind = 'community_ritual' and held.store_id is not null
),

store as (
    select
        store_id,
        min(known_from) as known_from
    from (
        select
            community_id as store_id,
            valid_from as known_from
        from "core"."dim_community"
        union all
        select
            store_id,
            held_on as known_from
        from ritual
    ) as known
    group by store_id
),

bounds as (
    select
        min(held_on) as first_on,
        (select as_of_date from "control"."run") as last_on
    from ritual
),

day as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_on, last_on, interval 1 day)) as day_at
        from bounds
    ) as series
),

period as (
    select
        'week' as period_kind,
        date_day as period_start
    from day
    where isodow(date_day) = 1
    union all
    select
        'month' as period_kind,
        date_day as period_start
    from day
    where extract(day from date_day) = 1
),

whole as (
    select
        store.store_id,
        period.period_kind,
        period.period_start,
        case period.period_kind
        when 'day' then period.period_start
        when 'week' then (period.period_start + 6)
        else cast(last_day(period.period_start) as date)
    end as period_end
    from store
    inner join period on store.known_from <= period.period_start
    where case period.period_kind
        when 'day' then period.period_start
        when 'week' then (period.period_start + 6)
        else cast(last_day(period.period_start) as date)
    end <= (select as_of_date from "control"."run")
),

placed as (
    select
        store_id,
        max_by(mall_id, row(held_on, event_id)) as mall_id
    from ritual
    group by store_id
),

champion as (
    select distinct
        whole.store_id,
        whole.period_kind,
        whole.period_start
    from whole
    inner join placed on whole.store_id = placed.store_id
    inner join "core"."dim_staff" as staff
        on
            placed.mall_id = staff.mall_id
            and staff.role = 'champion'
            and whole.period_end >= staff.valid_from
            and whole.period_end < coalesce(staff.valid_to, date '9999-12-31')
),

counted as (
    select
        whole.store_id,
        whole.period_kind,
        whole.period_start,
        count(ritual.event_id) as rituals,
        count(case when ritual.cadence = 'light' then 1 end) as light_rituals,
        count(case when ritual.cadence = 'big' then 1 end) as big_rituals,
        count(case when ritual.is_kit then 1 end) as kit_rituals,
        cast(coalesce(sum(ritual.cost_fen), 0) as bigint) as cost_fen
    from whole
    left join ritual
        on
            whole.store_id = ritual.store_id
            and whole.period_start <= ritual.held_on
            and whole.period_end >= ritual.held_on
    group by whole.store_id, whole.period_kind, whole.period_start
)

select
    concat(counted.store_id, '|', counted.period_kind, '|', cast(counted.period_start as varchar))
        as store_period_id,
    counted.store_id,
    counted.period_kind,
    counted.period_start,
    placed.mall_id,
    counted.rituals,
    counted.light_rituals,
    counted.big_rituals,
    case
        when counted.period_kind = 'week' then counted.light_rituals >= 1
        else counted.big_rituals >= 1
    end as is_in_rhythm,
    counted.kit_rituals > 0 as has_kit,
    champion.store_id is not null as has_champion,
    counted.cost_fen,
    case
        when champion.store_id is not null and counted.period_kind = 'month'
            then 300000
        else 0
    end as budget_fen
from counted
left join placed on counted.store_id = placed.store_id
left join champion
    on
        counted.store_id = champion.store_id
        and counted.period_kind = champion.period_kind
        and counted.period_start = champion.period_start
