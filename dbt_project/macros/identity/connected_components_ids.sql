{#-
    Numbers for node keys. Inside the loop a node is a number made of its key by hashing, so that joins compare
    eight bytes instead of a text and the order of keys says nothing about the order in which nodes came: chains
    shrink by a constant factor a round.

    'hash' is DuckDB's own 64-bit hash. Two keys of one number would make one person of two, so every build looks
    for such a pair; when there is one (once in 10^5 builds of 20 million nodes) the build starts again with 'md5',
    128 bits, and fails if even these meet. DuckDB may change its hash with a release, and rows may be taken out of the
    table behind our back, as an erasure does: the stamp, a comment on the edge table, tells whether stored numbers are
    those that the engine would make today, and how many nodes there were.
-#}
{% macro components_id(column, ids) -%}
    {%- if ids == 'md5' -%} md5_number(cast({{ column }} as varchar))
    {%- else -%} hash({{ column }})
    {%- endif -%}
{%- endmacro %}

{% macro components_stamp(target, ids) -%}
    {{ return(run_query(
        "select concat_ws(' ', '" ~ ids ~ "', " ~ components_id("'memberloop'", ids) ~ ', (select count(*) from '
        ~ target ~ '))'
    ).columns[0].values()[0]) }}
{%- endmacro %}

{% macro components_sign(target, edge, ids) -%}
    {% do run_query('comment on table ' ~ edge ~ " is '" ~ components_stamp(target, ids) ~ "'") %}
{%- endmacro %}

{#- Which numbers the edge table holds; none where it is missing or does not fit the engine or the table. -#}
{% macro components_ids_in_use(target, edge) -%}
    {%- set found = run_query(
        "select comment from duckdb_tables() where database_name = current_database() and schema_name = '"
        ~ edge.schema ~ "' and table_name = '" ~ edge.identifier ~ "'"
    ).columns[0].values() -%}
    {%- for ids in ['hash', 'md5'] if found and (found[0] or '').startswith(ids ~ ' ') -%}
        {{ return(ids if found[0] == components_stamp(target, ids) else none) }}
    {%- endfor -%}
    {{ return(none) }}
{%- endmacro %}

{#- Edges with the numbers of their ends, the greater one first: an edge is the same in both directions. -#}
{% macro components_ends(relation, ids) -%}
    select
        node_a,
        node_b,
        greatest({{ components_id('node_a', ids) }}, {{ components_id('node_b', ids) }}) as hi,
        least({{ components_id('node_a', ids) }}, {{ components_id('node_b', ids) }}) as lo
    from {{ relation }}
{%- endmacro %}
