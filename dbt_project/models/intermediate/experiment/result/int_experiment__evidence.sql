-- grain: experiment_id, metric_id, segment_id, arm, look_no, method. Every estimate, of experiments and of
-- programmes that nobody was held out of, with what the guards ask about it. A metric that nobody keeps per
-- person is a row that says so.
with design as (
    select * from {{ ref('int_experiment__design') }}
),

metric as (
    select * from {{ ref('int_experiment__metric') }}
),

look as (
    select * from {{ ref('int_experiment__look') }}
),

spend as (
    select * from {{ ref('int_experiment__spend') }}
),

estimate as (
    select {{ experiment_estimate_columns() | join(', ') }}
    from {{ ref('int_experiment__estimate') }}
),

drawn as (
    select *
    from estimate
    union all
    select
        {{ experiment_estimate_without_figure({
            'experiment_id': 'look.experiment_id', 'metric_id': 'metric.metric_id', 'arm': 'design.arm',
            'look_no': 'look.look_no', 'alpha': 'design.alpha', 'is_final_look': 'look.is_final_look',
            'null_reason': "'metric_not_kept_per_member'"
        }) }}
    from look
    inner join metric on look.experiment_id = metric.experiment_id and not metric.is_kept
    inner join design on look.experiment_id = design.experiment_id and not design.is_control
)

select
    drawn.*,
    fact.kind as program_kind,
    fact.campaign_id,
    fact.unit,
    fact.evidence,
    fact.is_clustered,
    coalesce(metric.is_primary, false) as is_primary,
    look.first_assigned_on as window_start,
    look.counted_until as window_end,
    spend.reached_n,
    spend.reached_n / spend.subjects as reached_share,
    fact.crossover_rate,
    fact.late_units,
    fact.units_not_in_ledger,
    fact.contaminated_units,
    cast(null as double) as max_smd,
    cast(null as double) as ess,
    cast(null as double) as placebo_p,
    cast(null as double) as pretrend_p,
    spend.message_fen,
    spend.discount_fen,
    spend.fixed_fen,
    spend.margin_rate
from drawn
inner join {{ ref('int_experiment__fact') }} as fact on drawn.experiment_id = fact.experiment_id
left join metric on drawn.experiment_id = metric.experiment_id and drawn.metric_id = metric.metric_id
left join look on drawn.experiment_id = look.experiment_id and drawn.look_no = look.look_no
left join spend
    on
        drawn.experiment_id = spend.experiment_id
        and drawn.look_no = spend.look_no
        and drawn.segment_id = spend.segment_id
        and drawn.arm = spend.arm
union all
select
    programme.{{ experiment_estimate_columns() | join(', programme.') }},
    programme.program_kind,
    design.campaign_id,
    case when programme.program_kind = 'pilot' then 'community' else 'member' end as unit,
    programme.evidence,
    false as is_clustered,
    coalesce(programme.is_primary, false) as is_primary,
    programme.window_start,
    programme.window_end,
    null as reached_n,
    null as reached_share,
    null as crossover_rate,
    null as late_units,
    null as units_not_in_ledger,
    null as contaminated_units,
    programme.max_smd,
    programme.ess,
    programme.placebo_p,
    programme.pretrend_p,
    null as message_fen,
    null as discount_fen,
    programme.cost_fixed_fen as fixed_fen,
    null as margin_rate
from {{ ref('int_experiment__programme') }} as programme
left join design on programme.experiment_id = design.experiment_id and design.is_control
