{#-
    The small graph of a delta and what it writes. `has_cut`: some edges went. Without such, which is most nights,
    the table is read twice, to look up the components of the delta's ends and to rename some of them.

    `__cut`: nodes of the components that lost an edge, with their rows. `__point`: what stands in the small graph
    for an end of the delta, itself where its component is cut, else the node that its component is named after.
    `__local`: the small graph.
-#}
{% macro components_local_sql(name, target, edge, ids, has_cut) -%}
    {%- set component_id = components_id('known.component_key', ids) -%}
    {%- if has_cut %}
    create temporary table {{ name }}__cut as
    select
        kept.rowid as row_no,
        {{ components_id('kept.node_key', ids) }} as id,
        kept.node_key,
        kept.component_key
    from {{ target }} as kept
    where kept.component_key in (select known.component_key from {{ name }}__known as known where known.is_cut);
    {%- endif %}

    create temporary table {{ name }}__point as
    select
        known.id,
        known.component_key,
        {%- if has_cut %}
        cut.id is null as is_whole,
        coalesce(cut.id, {{ component_id }}) as point
        {%- else %}
        true as is_whole,
        {{ component_id }} as point
        {%- endif %}
    from {{ name }}__known as known
    {%- if has_cut %}
    left join {{ name }}__cut as cut on known.id = cut.id
    {%- endif %};

    create temporary table {{ name }}__local as
    select
        greatest(end_a, end_b) as hi,
        least(end_a, end_b) as lo
    from (
        select
            coalesce(point_a.point, {{ components_id('added.node_a', ids) }}) as end_a,
            coalesce(point_b.point, {{ components_id('added.node_b', ids) }}) as end_b
        from {{ name }}__added as added
        left join {{ name }}__point as point_a on {{ components_id('added.node_a', ids) }} = point_a.id
        left join {{ name }}__point as point_b on {{ components_id('added.node_b', ids) }} = point_b.id
    ) as ends
    {%- if has_cut %}
    union all
    select
        edge.hi,
        edge.lo
    from {{ edge }} as edge
    anti join {{ name }}__removed as removed on edge.hi = removed.hi and edge.lo = removed.lo
    where edge.hi in (select cut.id from {{ name }}__cut as cut)
    {%- endif %};
{%- endmacro %}

{#-
    `__part`: each node of the small graph with its root; a node that has lost its last edge is not among them.
    `__label`: those whose component is new or gets another name.
-#}
{% macro components_labels_sql(name, ids, has_cut) -%}
    create temporary table {{ name }}__part as
    with part as (
        {%- if has_cut %}
        select
            id,
            row_no,
            node_key,
            component_key
        from {{ name }}__cut
        where id in (select hi from {{ name }}__local union all select lo from {{ name }}__local)
        union all
        {%- endif %}
        select distinct
            point as id,
            cast(null as bigint) as row_no,
            component_key as node_key,
            component_key
        from {{ name }}__point
        where is_whole
        union all
        select
            ends.id,
            null as row_no,
            ends.node_key,
            null as component_key
        from {{ name }}__end as ends
        anti join {{ name }}__point as point on ends.id = point.id
        where ends.node_key is not null
    )

    select
        part.*,
        coalesce(root.parent, part.id) as root
    from part
    left join {{ name }}__root as root on part.id = root.id;

    create temporary table {{ name }}__label as
    with named as (
        select
            root,
            min(node_key) as component_key
        from {{ name }}__part
        group by root
    )

    select
        part.row_no,
        part.node_key,
        part.component_key as old_key,
        named.component_key as new_key
    from {{ name }}__part as part
    inner join named on part.root = named.root
    where part.component_key is distinct from named.component_key;
{%- endmacro %}

{#- Whole components first: they are found by their old name, which a cut node could just have been given. -#}
{% macro components_change_sql(name, target, edge, has_cut) -%}
    update {{ target }} as kept
    set component_key = label.new_key
    from {{ name }}__label as label
    where label.row_no is null and kept.component_key = label.old_key;
    {%- if has_cut %}

    update {{ target }} as kept
    set component_key = label.new_key
    from {{ name }}__label as label
    where kept.rowid = label.row_no;

    delete from {{ target }}
    where rowid in (
        select cut.row_no
        from {{ name }}__cut as cut
        anti join {{ name }}__part as part on cut.row_no = part.row_no
    );

    delete from {{ edge }} as edge
    using {{ name }}__removed as removed
    where edge.hi = removed.hi and edge.lo = removed.lo;
    {%- endif %}

    insert into {{ target }}
    select
        node_key,
        new_key as component_key
    from {{ name }}__label
    where old_key is null;

    insert into {{ edge }}
    select
        hi,
        lo
    from {{ name }}__added;
{%- endmacro %}
