{#-
    The partition from nothing. Leaves it in temporary tables: `<name>__rooted` (the root of each node_key) and
    `<name>__named` (the smallest key under each root). Gives back the statements that put it in the place of the
    last one, and the kind of numbers used.
-#}
{% macro components_full(name, target, edge, sql) -%}
    {%- set edge_new = api.Relation.create(
        database=edge.database, schema=edge.schema, identifier=edge.identifier ~ '_new', type='table'
    ) -%}
    {% do components_forget(name) %}
    {% do run_query('create temporary table ' ~ name ~ '__given as ' ~ sql) %}
    {% do run_query(components_nodes_sql(name)) %}
    {%- set ids = components_wide_enough(name) -%}
    {% do run_query(components_edges_sql(name, edge_new, ids)) %}
    {% do components_contract(name, edge_new) %}
    {% do run_query(components_names_sql(name, ids)) %}
    {{ return({'sql': components_replace_sql(name, target, edge, edge_new), 'ids': ids}) }}
{%- endmacro %}

{% macro components_nodes_sql(name) -%}
    create temporary table {{ name }}__node as
    select distinct node_key
    from (
        select node_a as node_key from {{ name }}__given
        union all
        select node_b as node_key from {{ name }}__given
    ) as both_ends;
{%- endmacro %}

{#- The shortest kind of number that tells all nodes apart. -#}
{% macro components_wide_enough(name) -%}
    {%- for ids in ['hash', 'md5'] -%}
        {%- set number = components_id('node_key', ids) -%}
        {%- set doubles = components_numbers(
            'select count(*) - count(distinct ' ~ number ~ ') from ' ~ name ~ '__node'
        )[0] -%}
        {%- if doubles == 0 -%}
            {{ return(ids) }}
        {%- endif -%}
        {% do log(name ~ ': ' ~ doubles ~ ' node keys share a number of kind ' ~ ids, info=true) %}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error(name ~ ': node keys cannot be told apart by their numbers') }}
{%- endmacro %}

{% macro components_edges_sql(name, edge_new, ids) -%}
    create or replace table {{ edge_new }} as
    select
        hi,
        lo
    from ({{ components_ends(name ~ '__given', ids) }}) as ends;
    drop table {{ name }}__given;
{%- endmacro %}

{% macro components_names_sql(name, ids) -%}
    create temporary table {{ name }}__rooted as
    select
        node.node_key,
        coalesce(root.parent, {{ components_id('node.node_key', ids) }}) as root
    from {{ name }}__node as node
    left join {{ name }}__root as root on {{ components_id('node.node_key', ids) }} = root.id;
    drop table {{ name }}__node;
    drop table {{ name }}__root;

    create temporary table {{ name }}__named as
    select
        root,
        min(node_key) as component_key
    from {{ name }}__rooted
    group by root;
{%- endmacro %}

{#- Hashes as text do not compress; trying costs more than all rounds together. -#}
{% macro components_replace_sql(name, target, edge, edge_new) -%}
    {%- set type = run_query(
        "select data_type from duckdb_columns() where database_name = 'temp' and column_name = 'node_key'"
        ~ " and table_name = '" ~ name ~ "__rooted'"
    ).columns[0].values()[0] -%}
    {%- set type = type ~ (' using compression uncompressed' if type == 'VARCHAR' else '') -%}
    create or replace table {{ target }} (node_key {{ type }}, component_key {{ type }});
    insert into {{ target }}
    {{ components_partition(name) }};
    drop table if exists {{ edge }};
    alter table {{ edge_new }} rename to {{ edge.identifier }};
{%- endmacro %}

{% macro components_partition(name) -%}
    select
        rooted.node_key,
        named.component_key
    from {{ name }}__rooted as rooted
    inner join {{ name }}__named as named on rooted.root = named.root
{%- endmacro %}

{#- The audit: after a delta the table must be what comes out when it is made from nothing. -#}
{% macro components_compare(name, target) -%}
    {%- set wrong = components_numbers(
        'select count(*) from (' ~ components_partition(name) ~ ') as partition full join ' ~ target ~ ' as kept'
        ~ ' on partition.node_key = kept.node_key and partition.component_key = kept.component_key'
        ~ ' where partition.node_key is null or kept.node_key is null'
    )[0] -%}
    {%- if wrong > 0 -%}
        {{ exceptions.raise_compiler_error(
            name ~ ': ' ~ wrong ~ ' rows of the incremental partition and of the one made from nothing differ;'
            ~ ' find out why, then rebuild with --full-refresh'
        ) }}
    {%- endif -%}
{%- endmacro %}
