{#-
    The partition after a delta. A component that lost an edge is taken apart into its nodes and edges; one that
    only gained edges is a single node, standing for all of its own; the rest of the graph is not looked at. What
    comes out of contracting that small graph is what contracting the whole would give for these components.

    Gives back the statements that write the change; none when rebuilding costs less or two keys share a number.
-#}
{% macro components_delta(name, target, edge, sql, ids) -%}
    {% do components_forget(name) %}
    {% do run_query(
        components_given_delta_sql(name, ids) if config.get('added') or config.get('removed')
        else components_diff_sql(name, edge, sql, ids)
    ) %}
    {%- set came, went, edges, collisions = components_numbers(components_ends_sql(name, target, edge, ids)) -%}
    {%- if came + went > var('identity_rebuild_share') * [edges, 1] | max or collisions > 0 -%}
        {{ return(none) }}
    {%- endif -%}
    {% do run_query(components_local_sql(name, target, edge, ids, went > 0)) %}
    {% do components_contract(name, name ~ '__local', compressed_from=0) %}
    {% do run_query(components_labels_sql(name, ids, went > 0)) %}
    {{ return(components_change_sql(name, target, edge, went > 0)) }}
{%- endmacro %}

{% macro components_given_delta_sql(name, ids) -%}
    {%- set nothing = '(select null as node_a, null as node_b limit 0)' -%}
    create temporary table {{ name }}__added as
    {{ components_ends(config.get('added') or nothing, ids) }};
    create temporary table {{ name }}__removed as
    select distinct
        hi,
        lo
    from ({{ components_ends(config.get('removed') or nothing, ids) }}) as ends;
{%- endmacro %}

{% macro components_diff_sql(name, edge, sql, ids) -%}
    create temporary table {{ name }}__given as {{ sql }};
    create temporary table {{ name }}__added as
    select ends.*
    from ({{ components_ends(name ~ '__given', ids) }}) as ends
    anti join {{ edge }} as edge on ends.hi = edge.hi and ends.lo = edge.lo;
    create temporary table {{ name }}__removed as
    select distinct
        edge.hi,
        edge.lo
    from {{ edge }} as edge
    anti join ({{ components_ends(name ~ '__given', ids) }}) as ends on edge.hi = ends.hi and edge.lo = ends.lo;
    drop table {{ name }}__given;
{%- endmacro %}

{#-
    `__end`: the nodes at which the delta touches the graph. `__known`: those in it, with their components. Gives how
    many edges came, went and were there, and how many keys share a number with another.
-#}
{% macro components_ends_sql(name, target, edge, ids) -%}
    create temporary table {{ name }}__end as
    select
        id,
        min(node_key) as node_key,
        max(node_key) as last_key,
        bool_or(is_cut) as is_cut
    from (
        {%- for node in ['node_a', 'node_b'] %}
        select
            {{ components_id(node, ids) }} as id,
            {{ node }} as node_key,
            false as is_cut
        from {{ name }}__added
        union all
        {%- endfor %}
        {%- for id in ['hi', 'lo'] %}
        select
            {{ id }} as id,
            null as node_key,
            true as is_cut
        from {{ name }}__removed
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as both_ends
    group by id;

    create temporary table {{ name }}__known as
    select
        ends.id,
        ends.is_cut,
        ends.node_key as told_key,
        kept.node_key,
        kept.component_key
    from {{ target }} as kept
    inner join {{ name }}__end as ends on {{ components_id('kept.node_key', ids) }} = ends.id;

    select
        (select count(*) from {{ name }}__added) as came,
        (select count(*) from {{ name }}__removed) as went,
        (select count(*) from {{ edge }}) as edges,
        (select count(*) from {{ name }}__end where node_key <> last_key)
        + (select count(*) from {{ name }}__known where told_key <> node_key) as collisions;
{%- endmacro %}
