{#-
    Materialization `connected_components`: the model's query gives edges (node_a, node_b), a lone node as an edge
    to itself; the table that comes out is (node_key, component_key), one row per node.

    Each round hangs every node on the smallest of itself and its neighbours, moves the edges to where their ends
    now hang and drops those that have become loops. Nothing is left when every component is one point. A graph
    that still has edges after `identity_max_rounds` fails the build: a fixed number of hops would cut chains.
    Node keys are hashes, so that a chain shrinks by a constant factor a round whatever its order in time was.
-#}
{% materialization connected_components, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set edge = this.identifier ~ '__edge' -%}
    {%- set label = this.identifier ~ '__label' -%}
    {%- set hang = this.identifier ~ '__hang' -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% do run_query(components_start_sql(edge, label, sql)) %}
    {%- set state = namespace(open_edges=components_open_edges(edge)) -%}
    {%- for round_no in range(var('identity_max_rounds')) if state.open_edges > 0 -%}
        {% do run_query(components_round_sql(edge, label, hang)) %}
        {%- set state.open_edges = components_open_edges(edge) -%}
    {%- endfor -%}
    {%- if state.open_edges > 0 -%}
        {{ exceptions.raise_compiler_error(
            this.identifier ~ ': ' ~ state.open_edges ~ ' edges left after '
            ~ var('identity_max_rounds') ~ ' rounds; raise identity_max_rounds'
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
        from {{ label }};
        drop table {{ label }};
        drop table {{ edge }};
        drop table if exists {{ hang }};
    {%- endcall %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro components_start_sql(edge, label, edges_sql) -%}
    create or replace temporary table {{ edge }} as {{ edges_sql }};
    create or replace temporary table {{ label }} as
    select
        node_a as node_key,
        node_a as component_key
    from {{ edge }}
    union
    select
        node_b as node_key,
        node_b as component_key
    from {{ edge }};
    delete from {{ edge }} where node_a = node_b;
{%- endmacro %}

{% macro components_open_edges(edge) -%}
    {{ return(run_query('select count(*) from ' ~ edge).columns[0].values()[0] | int) }}
{%- endmacro %}

{% macro components_round_sql(edge, label, hang) -%}
    create or replace temporary table {{ hang }} as
    select
        node_key,
        min(least(node_key, neighbour)) as hangs_on
    from (
        select
            node_a as node_key,
            node_b as neighbour
        from {{ edge }}
        union all
        select
            node_b as node_key,
            node_a as neighbour
        from {{ edge }}
    ) as both_ways
    group by node_key;

    create or replace temporary table {{ label }} as
    select
        label.node_key,
        coalesce(hang.hangs_on, label.component_key) as component_key
    from {{ label }} as label
    left join {{ hang }} as hang on label.component_key = hang.node_key;

    create or replace temporary table {{ edge }} as
    select distinct
        hang_a.hangs_on as node_a,
        hang_b.hangs_on as node_b
    from {{ edge }} as edge
    inner join {{ hang }} as hang_a on edge.node_a = hang_a.node_key
    inner join {{ hang }} as hang_b on edge.node_b = hang_b.node_key
    where hang_a.hangs_on <> hang_b.hangs_on;
{%- endmacro %}
