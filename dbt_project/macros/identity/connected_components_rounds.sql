{#-
    Contraction of edges (hi, lo), hi > lo, to their components; loops hi = lo are passed over. After the
    in-database algorithm of Bögeholz, Brand and Todor ("In-database connected component analysis", ICDE 2020): no
    label is rewritten in a round, each leaves a map of the nodes that moved, and the maps are walked back once.

    A round hangs every node on the smallest of its neighbours when that one is smaller than itself, which needs
    each edge in one direction only; moves the edges to where their ends now hang, and drops loops and doubles.
    From round `compressed_from` on, nodes hang on the smallest of their great-grandparents: a chain of a million
    nodes takes a dozen rounds. Before, tables are large, most components vanish anyway, and a jump costs more
    than it saves.
-#}
{% macro components_contract(name, edge, compressed_from=2) -%}
    {%- set open_edges = components_numbers('select count(*) from ' ~ edge ~ ' where hi <> lo')[0] -%}
    {%- set state = namespace(edge=edge, rounds=0, open=open_edges) -%}
    {%- for round in range(var('identity_max_rounds')) if state.open > 0 -%}
        {%- set moved = name ~ '__edge_' ~ (round + 1) -%}
        {%- set state.open = components_numbers(
            components_round_sql(state.edge, name ~ '__hang_' ~ round, moved, round >= compressed_from)
            ~ ('drop table ' ~ state.edge ~ ';' if round > 0 else '')
            ~ ' select count(*) from ' ~ moved
        )[0] -%}
        {%- set state.edge = moved -%}
        {%- set state.rounds = round + 1 -%}
    {%- endfor -%}
    {%- if state.open > 0 -%}
        {{ exceptions.raise_compiler_error(
            name ~ ': ' ~ state.open ~ ' edges left after ' ~ var('identity_max_rounds')
            ~ ' rounds; raise identity_max_rounds'
        ) }}
    {%- endif -%}
    {% do run_query(components_walk_back_sql(name, edge, state.rounds)) %}
{%- endmacro %}

{% macro components_round_sql(edge, hang, moved, compressed) -%}
    create or replace temporary table {{ hang }} as
    with hang_0 as (
        select
            hi as id,
            min(lo) as parent
        from {{ edge }}
        where hi <> lo
        group by hi
    )
    {%- set jumps = 2 if compressed else 0 -%}
    {%- for jump in range(jumps) %},

    hang_{{ jump + 1 }} as (
        select
            child.id,
            coalesce(parent.parent, child.parent) as parent
        from hang_{{ jump }} as child
        left join hang_{{ jump }} as parent on child.parent = parent.id
    )
    {%- endfor %}

    select * from hang_{{ jumps }};

    create or replace temporary table {{ moved }} as
    select distinct
        greatest(id_a, id_b) as hi,
        least(id_a, id_b) as lo
    from (
        select
            hang_hi.parent as id_a,
            coalesce(hang_lo.parent, edge.lo) as id_b
        from {{ edge }} as edge
        inner join {{ hang }} as hang_hi on edge.hi = hang_hi.id
        left join {{ hang }} as hang_lo on edge.lo = hang_lo.id
        where edge.hi <> edge.lo
    ) as both_ends
    where id_a <> id_b;
{%- endmacro %}

{#-
    Leaves `<name>__root` (id, parent): every node but the smallest of its component, and the smallest. A node that
    hung in a round goes where its parent went later; a node that did not goes where it went later itself.
-#}
{% macro components_walk_back_sql(name, edge, rounds) -%}
    {%- set root = name ~ '__root' -%}
    create or replace temporary table {{ root }} as
    {%- if rounds == 0 %}
    select
        hi as id,
        lo as parent
    from {{ edge }}
    where hi <> lo;
    {%- else %}
    select
        id,
        parent
    from {{ name }}__hang_{{ rounds - 1 }};
    drop table {{ name }}__edge_{{ rounds }};
    drop table {{ name }}__hang_{{ rounds - 1 }};
    {%- endif %}
    {%- for round in range(rounds - 2, -1, -1) %}
    {%- set hang = name ~ '__hang_' ~ round %}
    create or replace temporary table {{ root }}_back as
    select
        hang.id,
        coalesce(later.parent, hang.parent) as parent
    from {{ hang }} as hang
    left join {{ root }} as later on hang.parent = later.id
    union all
    select
        later.id,
        later.parent
    from {{ root }} as later
    anti join {{ hang }} as hang on later.id = hang.id;
    drop table {{ root }};
    drop table {{ hang }};
    alter table {{ root }}_back rename to {{ root }};
    {%- endfor %}
{%- endmacro %}
