{#-
    Materialization `constrained_components`: joins nodes along their strongest edges first and never brings two
    nodes together that must be apart. The table that comes out is (node_key, component_key), one row per node.

    The model's query gives rows (node_a, node_b, preference, is_forced, exclusion_key). A row with a preference is
    an edge; preferences are unique and the smallest is the strongest edge. A forced edge joins whatever it brings
    together; give it the smallest preferences. A row without a preference is a node (node_b = node_a): nodes of one
    exclusion_key must stay apart.

    Each round takes every edge that is the strongest left at both of its ends. Nothing stronger can change these ends
    any more, so they are joined, or the edge is dropped for good, just as if all edges had been taken one by one in
    their order: the outcome depends on nothing but the edges. In a long chain whose edges are in order of strength
    that is one edge a round, so that what is left after `identity_ordered_rebuild_rounds` goes on in the order of a
    hash. A graph that still has edges after `identity_max_rebuild_rounds` fails the build.
-#}
{% materialization constrained_components, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set names = {
        'edge': this.identifier ~ '__edge',
        'label': this.identifier ~ '__label',
        'apart': this.identifier ~ '__apart',
        'taken': this.identifier ~ '__taken'
    } -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% do run_query(constrained_start_sql(names, sql)) %}
    {%- set state = namespace(open_edges=constrained_open_edges(names.edge)) -%}
    {%- for round_no in range(var('identity_max_rebuild_rounds')) if state.open_edges > 0 -%}
        {%- if round_no == var('identity_ordered_rebuild_rounds') -%}
            {% do run_query(constrained_by_hash_sql(names)) %}
        {%- endif -%}
        {% do run_query(constrained_round_sql(names)) %}
        {%- set state.open_edges = constrained_open_edges(names.edge) -%}
    {%- endfor -%}
    {%- if state.open_edges > 0 -%}
        {{ exceptions.raise_compiler_error(
            this.identifier ~ ': ' ~ state.open_edges ~ ' edges left after '
            ~ var('identity_max_rebuild_rounds') ~ ' rounds; raise identity_max_rebuild_rounds'
        ) }}
    {%- endif -%}

    {%- if existing_relation is not none and existing_relation.type != 'table' -%}
        {{ drop_relation_if_exists(existing_relation) }}
    {%- endif -%}
    {% call statement('main') -%}
        create or replace table {{ target_relation }} as
        select
            node_key,
            component_key
        from {{ names.label }};
        {%- for name in names.values() %}
        drop table if exists {{ name }};
        {%- endfor %}
    {%- endcall %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro constrained_start_sql(names, rows_sql) -%}
    create or replace temporary table {{ names.taken }} as {{ rows_sql }};
    create or replace temporary table {{ names.label }} as
    select
        node_a as node_key,
        node_a as component_key
    from {{ names.taken }}
    union
    select
        node_b as node_key,
        node_b as component_key
    from {{ names.taken }};
    create or replace temporary table {{ names.apart }} as
    select distinct
        node_a as component_key,
        exclusion_key
    from {{ names.taken }}
    where exclusion_key is not null;
    create or replace temporary table {{ names.edge }} as
    select
        least(node_a, node_b) as node_a,
        greatest(node_a, node_b) as node_b,
        min(preference) as preference,
        bool_or(is_forced) as is_forced
    from {{ names.taken }}
    where preference is not null and node_a <> node_b
    group by 1, 2;
{%- endmacro %}

{% macro constrained_open_edges(edge) -%}
    {{ return(run_query('select count(*) from ' ~ edge).columns[0].values()[0] | int) }}
{%- endmacro %}

{% macro constrained_round_sql(names) -%}
    create or replace temporary table {{ names.taken }} as
    with strongest as (
        select
            node_key,
            min(preference) as preference
        from (
            select
                node_a as node_key,
                preference
            from {{ names.edge }}
            union all
            select
                node_b as node_key,
                preference
            from {{ names.edge }}
        ) as both_ways
        group by node_key
    )

    select
        edge.*,
        edge.is_forced or not exists (
            select 1
            from {{ names.apart }} as apart_a
            inner join {{ names.apart }} as apart_b on apart_a.exclusion_key = apart_b.exclusion_key
            where apart_a.component_key = edge.node_a and apart_b.component_key = edge.node_b
        ) as is_joined
    from {{ names.edge }} as edge
    inner join strongest as of_a on edge.node_a = of_a.node_key and edge.preference = of_a.preference
    inner join strongest as of_b on edge.node_b = of_b.node_key and edge.preference = of_b.preference;

    -- An end is in one taken edge at most, so that one step is enough.
    {%- for table in ['label', 'apart'] %}
    update {{ names[table] }} as moved
    set component_key = taken.node_a
    from {{ names.taken }} as taken
    where moved.component_key = taken.node_b and taken.is_joined;
    {%- endfor %}

    create or replace temporary table {{ names.edge }} as
    select
        least(end_a, end_b) as node_a,
        greatest(end_a, end_b) as node_b,
        min(preference) as preference,
        bool_or(is_forced) as is_forced
    from (
        select
            coalesce(into_a.node_a, edge.node_a) as end_a,
            coalesce(into_b.node_a, edge.node_b) as end_b,
            edge.preference,
            edge.is_forced
        from {{ names.edge }} as edge
        left join {{ names.taken }} as into_a on edge.node_a = into_a.node_b and into_a.is_joined
        left join {{ names.taken }} as into_b on edge.node_b = into_b.node_b and into_b.is_joined
        -- Dropped for good: what is apart now stays so.
        anti join {{ names.taken }} as dropped on edge.preference = dropped.preference
    ) as moved
    where end_a <> end_b
    group by 1, 2;
{%- endmacro %}

{% macro constrained_by_hash_sql(names) -%}
    create or replace temporary table {{ names.edge }} as
    select
        node_a,
        node_b,
        row_number() over (
            order by is_forced desc, md5(concat_ws('|', node_a, node_b)) asc, node_a asc, node_b asc
        ) as preference,
        is_forced
    from {{ names.edge }};
{%- endmacro %}
