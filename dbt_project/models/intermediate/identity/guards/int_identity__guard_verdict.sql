-- One row per node_key and guard: what a guard found in an identifier and what it did about it.

select
    cast(null as varchar) as node_key,
    cast(null as varchar) as guard,
    cast(null as double) as observed,
    cast(null as double) as limit_value,
    cast(null as varchar) as action,
    cast(null as varchar) as reason,
    cast(null as date) as decided_on
where false
