-- One row per node_key of a card and component_key that a record binds it to. One claim owns the card:
-- the one with a unionid beside it, else the latest binding, else the smallest component. The others are
-- `shared`.

with evidence as (
    select * from {{ ref('int_identity__evidence') }}
),

component as (
    select * from {{ ref('int_identity__component') }}
),

binding as (
    select
        card.node_key,
        component.component_key,
        max(case when strong.strength = 'S0' then 1 else 0 end) as has_unionid,
        max(card.bound_at) as last_bound_at,
        min(card.bound_at) as first_bound_at,
        min(card.source_feed) as first_source
    from evidence as card
    inner join evidence as strong
        on
            card.source_feed = strong.source_feed
            and card.source_key = strong.source_key
            and strong.strength in ('S0', 'S1')
    inner join component on strong.node_key = component.node_key
    where card.identifier_type = 'card_no'
    group by card.node_key, component.component_key
),

ordered as (
    select
        *,
        row_number() over (
            partition by node_key
            order by has_unionid desc, last_bound_at desc, component_key asc
        ) as preference
    from binding
),

final as (
    select
        node_key,
        component_key,
        has_unionid = 1 as has_unionid,
        first_bound_at,
        last_bound_at,
        first_source,
        case when preference = 1 then 'owner' else 'shared' end as role
    from ordered
)

select * from final
