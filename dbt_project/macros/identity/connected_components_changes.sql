{#-
    `__cut`: nodes of the components that lost an edge, with their rows. `__whole`: the components that only gained
    some. `__local`: the small graph.
-#}
{% macro components_local_sql(name, target, edge, ids) -%}
    create temporary table {{ name }}__cut as
    select
        kept.rowid as row_no,
        {{ components_id('kept.node_key', ids) }} as id,
        kept.node_key,
        kept.component_key
    from {{ target }} as kept
    where kept.component_key in (select known.component_key from {{ name }}__known as known where known.is_cut);

    create temporary table {{ name }}__whole as
    select
        known.id,
        known.component_key,
        {{ components_id('known.component_key', ids) }} as component_id
    from {{ name }}__known as known
    where known.component_key not in (select cut.component_key from {{ name }}__cut as cut);

    create temporary table {{ name }}__local as
    select
        edge.hi,
        edge.lo
    from {{ edge }} as edge
    anti join {{ name }}__removed as removed on edge.hi = removed.hi and edge.lo = removed.lo
    where edge.hi in (select cut.id from {{ name }}__cut as cut)
    union all
    select
        hi,
        lo
    from {{ name }}__added
    union all
    select
        greatest(id, component_id) as hi,
        least(id, component_id) as lo
    from {{ name }}__whole;
{%- endmacro %}

{#-
    `__part`: each node of the small graph that is left, with its root. `__label`: those whose component is new or gets
    another name.
-#}
{% macro components_labels_sql(name, ids) -%}
    create temporary table {{ name }}__part as
    with part as (
        select
            id,
            row_no,
            node_key,
            component_key
        from {{ name }}__cut
        where id in (select hi from {{ name }}__local union all select lo from {{ name }}__local)
        union all
        select distinct
            component_id as id,
            cast(null as bigint) as row_no,
            component_key as node_key,
            component_key
        from {{ name }}__whole
        union all
        select
            ends.id,
            null as row_no,
            ends.node_key,
            null as component_key
        from {{ name }}__end as ends
        anti join {{ name }}__known as known on ends.id = known.id
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
{% macro components_change_sql(name, target, edge) -%}
    update {{ target }} as kept
    set component_key = label.new_key
    from {{ name }}__label as label
    where label.row_no is null and kept.component_key = label.old_key;

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

    insert into {{ target }}
    select
        node_key,
        new_key as component_key
    from {{ name }}__label
    where old_key is null;

    delete from {{ edge }} as edge
    using {{ name }}__removed as removed
    where edge.hi = removed.hi and edge.lo = removed.lo;

    insert into {{ edge }}
    select
        hi,
        lo
    from {{ name }}__added;
{%- endmacro %}
