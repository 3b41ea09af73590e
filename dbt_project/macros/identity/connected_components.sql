{#-
    Materialization `connected_components`: the model's query gives edges (node_a, node_b), a lone node as an edge
    to itself; the table that comes out is (node_key, component_key), one row per node, named after the smallest
    node of its component.

    Beside the table lies `<model>__edge` with the edges that it was made of. A later build looks up which edges
    came and went and works on the components that these touch; `--full-refresh`, an edge table that is missing
    or does not fit, and a delta above `identity_rebuild_share` of the edges rebuild from nothing. A model that knows its delta names
    two relations of (node_a, node_b) in its config, `added` and `removed`; then its query is not run at all.

    With `identity_audit` both roads are gone, and the build fails unless they lead to the same table. A graph that
    still has edges after `identity_max_rounds` fails the build, too. All that lasts is written in one transaction
    at the end: a failed build leaves table and edges as they were.

    Files: `_ids` (numbers for keys), `_rounds` (contraction), `_full`, `_delta`, `_changes` (what a delta writes).
-#}
{% materialization connected_components, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set edge = api.Relation.create(
        database=this.database, schema=this.schema, identifier=this.identifier ~ '__edge', type='table'
    ) -%}
    {%- set name = this.identifier -%}
    {%- set is_table = existing is not none and existing.type == 'table' -%}
    {%- set audit = var('identity_audit', false) -%}
    {%- set ids = components_ids_in_use(target, edge) if is_table else none -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if ids and (audit or not should_full_refresh()) -%}
        {%- set changes = components_delta(name, target, edge, sql, ids) -%}
    {%- endif -%}
    {%- if not changes -%}
        {%- set rebuild = components_full(name, target, edge, sql) -%}
    {%- endif -%}

    {%- if existing is not none and not is_table -%}
        {{ drop_relation_if_exists(existing) }}
    {%- endif -%}
    {% call statement('main') -%}
        {{ changes or rebuild.sql }}
    {%- endcall %}
    {%- if changes and audit -%}
        {%- set rebuild = components_full(name, target, edge, sql) -%}
        {% do components_compare(name, target) %}
        {% do run_query(rebuild.sql) %}
    {%- endif -%}
    {% do components_sign(target, edge, rebuild.ids if rebuild else ids) %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target, model) %}
    {{ adapter.commit() }}
    {% do components_forget(name) %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{#- The only row of a query, as numbers. Every query through dbt costs milliseconds: ask for all at once. -#}
{% macro components_numbers(query) -%}
    {%- set numbers = [] -%}
    {%- for column in run_query(query).columns -%}
        {% do numbers.append(column.values()[0] | int) %}
    {%- endfor -%}
    {{ return(numbers) }}
{%- endmacro %}

{#- Drops every working table of a model, also those of a build that failed on this connection. -#}
{% macro components_forget(name) -%}
    {%- set found = run_query(
        "select table_name from duckdb_tables() where database_name = 'temp' and starts_with(table_name, '"
        ~ name ~ "__')"
    ).columns[0].values() -%}
    {%- if found -%}
        {% do run_query('drop table temp.' ~ found | join('; drop table temp.')) %}
    {%- endif -%}
{%- endmacro %}
