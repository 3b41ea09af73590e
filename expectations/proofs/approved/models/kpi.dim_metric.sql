-- grain: metric_id, valid_from. The registry as it was: a change closes a metric's row and opens the next.

with registry as (
    select * from "control"."metric_registry"
),

run as (
    select * from "control"."run"
),

final as (
    select
        registry.metric_id,
        run.as_of_date as valid_from,
        registry.name_zh,
        registry.name_en,
        registry.definition,
        registry.numerator_definition,
        registry.denominator_definition,
        registry.requirement_rows,
        registry.covered_as,
        registry.parameters,
        registry.owner_role,
        registry.unit,
        registry.direction,
        registry.warn,
        registry.critical,
        registry.proxy,
        registry.evidence,
        registry.window_days,
        registry.feeds,
        registry.dimensions,
        registry.definition_hash,
        cast(null as date) as valid_to
    from registry
    cross join run
)

select * from final
order by metric_id, valid_from
