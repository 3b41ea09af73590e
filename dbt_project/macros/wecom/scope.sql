{#-
    Scopes (a staff's list, a group) that pulls have ceased to hold at all, and the first pull without them. One
    missing answer is a failed call; two pulls in a row without it are a scope that is empty or gone. A day counts
    as a pull when it holds at least half as many scopes as the fullest one until then. `days` holds corp, scope_id
    and delivered_on. Gives CTEs, the last of which is `gone_scope`.
-#}
{% macro gone_scopes(days) -%}
pull_size as (
    select
        corp,
        delivered_on,
        count(distinct scope_id) as scopes
    from {{ days }}
    group by corp, delivered_on
),

sized_pull as (
    select
        *,
        max(scopes) over (partition by corp order by delivered_on) as most_scopes
    from pull_size
),

scope_end as (
    select
        corp,
        scope_id,
        max(delivered_on) as last_on
    from {{ days }}
    group by corp, scope_id
),

gone_scope as (
    select
        scope_end.corp,
        scope_end.scope_id,
        scope_end.last_on,
        min(sized_pull.delivered_on) as first_absent_on
    from scope_end
    inner join sized_pull
        on
            scope_end.corp = sized_pull.corp
            and scope_end.last_on < sized_pull.delivered_on
            and sized_pull.scopes * 2 >= sized_pull.most_scopes
    group by scope_end.corp, scope_end.scope_id, scope_end.last_on
    having count(*) > 1
)
{%- endmacro %}
