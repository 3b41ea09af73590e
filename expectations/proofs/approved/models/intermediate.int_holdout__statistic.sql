-- grain: experiment_id, look_no, segment_id, arm, metric_id, treatment. Sufficient statistics of the months
-- of a universal holdout, as int_experiment__statistic has them of looks. Groups are not summed by month: a
-- holdout that was drawn by group has no answer by month.

with outcome as (
    select * from "intermediate"."int_holdout__outcome"
),

-- One cap for all arms and segments: whoever sets it does not see the arms. A quantile holds all values, so
-- the metrics have theirs one after the other.
quantile as (
    select
        experiment_id,
        look_no,
        'visit_days' as metric_id,
        quantile_disc(visit_days, 0.999) as cap_value
    from outcome
    group by experiment_id, look_no
    union all
    select
        experiment_id,
        look_no,
        'purchase_days' as metric_id,
        quantile_disc(purchase_days, 0.999) as cap_value
    from outcome
    group by experiment_id, look_no
    union all
    select
        experiment_id,
        look_no,
        'net_fen' as metric_id,
        quantile_disc(net_fen, 0.999) as cap_value
    from outcome
    group by experiment_id, look_no
    union all
    select
        experiment_id,
        look_no,
        'profit_fen' as metric_id,
        quantile_disc(profit_fen, 0.999) as cap_value
    from outcome
    group by experiment_id, look_no
),

cap as (
    select
        max(case when metric_id = 'visit_days' then cap_value end) as visit_days_cap,
        max(case when metric_id = 'purchase_days' then cap_value end) as purchase_days_cap,
        max(case when metric_id = 'net_fen' then cap_value end) as net_fen_cap,
        max(case when metric_id = 'profit_fen' then cap_value end) as profit_fen_cap,
        experiment_id,
        look_no
    from quantile
    group by experiment_id, look_no
),

cell as (
    select
        outcome.experiment_id,
        outcome.look_no,
        outcome.arm,
        outcome.layer,
        outcome.mall_id,
        sum(visit) as visit_x,
    sum(cast(visit as hugeint) * visit) as visit_xx,
    sum(case when abs(visit) <= 10000000000 then cast(visit as hugeint) * visit * visit end)
        as visit_xxx,
    max(abs(visit)) as visit_largest,
    sum(pre_visit) as visit_p,
    sum(cast(pre_visit as hugeint) * pre_visit) as visit_pp,
    sum(cast(visit as hugeint) * pre_visit) as visit_xp,
    sum(case when is_reached then visit when not is_reached then 0 end) as visit_reached_x,
    count(*) filter (where visit <> 0) as visit_nonzero,
        sum(visit_days) as visit_days_x,
    sum(cast(visit_days as hugeint) * visit_days) as visit_days_xx,
    sum(case when abs(visit_days) <= 10000000000 then cast(visit_days as hugeint) * visit_days * visit_days end)
        as visit_days_xxx,
    max(abs(visit_days)) as visit_days_largest,
    sum(pre_visit_days) as visit_days_p,
    sum(cast(pre_visit_days as hugeint) * pre_visit_days) as visit_days_pp,
    sum(cast(visit_days as hugeint) * pre_visit_days) as visit_days_xp,
    sum(case when is_reached then visit_days when not is_reached then 0 end) as visit_days_reached_x,
    count(*) filter (where visit_days <> 0) as visit_days_nonzero,
        sum(purchase) as purchase_x,
    sum(cast(purchase as hugeint) * purchase) as purchase_xx,
    sum(case when abs(purchase) <= 10000000000 then cast(purchase as hugeint) * purchase * purchase end)
        as purchase_xxx,
    max(abs(purchase)) as purchase_largest,
    sum(pre_purchase) as purchase_p,
    sum(cast(pre_purchase as hugeint) * pre_purchase) as purchase_pp,
    sum(cast(purchase as hugeint) * pre_purchase) as purchase_xp,
    sum(case when is_reached then purchase when not is_reached then 0 end) as purchase_reached_x,
    count(*) filter (where purchase <> 0) as purchase_nonzero,
        sum(purchase_days) as purchase_days_x,
    sum(cast(purchase_days as hugeint) * purchase_days) as purchase_days_xx,
    sum(case when abs(purchase_days) <= 10000000000 then cast(purchase_days as hugeint) * purchase_days * purchase_days end)
        as purchase_days_xxx,
    max(abs(purchase_days)) as purchase_days_largest,
    sum(pre_purchase_days) as purchase_days_p,
    sum(cast(pre_purchase_days as hugeint) * pre_purchase_days) as purchase_days_pp,
    sum(cast(purchase_days as hugeint) * pre_purchase_days) as purchase_days_xp,
    sum(case when is_reached then purchase_days when not is_reached then 0 end) as purchase_days_reached_x,
    count(*) filter (where purchase_days <> 0) as purchase_days_nonzero,
        sum(net_fen) as net_fen_x,
    sum(cast(net_fen as hugeint) * net_fen) as net_fen_xx,
    sum(case when abs(net_fen) <= 10000000000 then cast(net_fen as hugeint) * net_fen * net_fen end)
        as net_fen_xxx,
    max(abs(net_fen)) as net_fen_largest,
    sum(pre_net_fen) as net_fen_p,
    sum(cast(pre_net_fen as hugeint) * pre_net_fen) as net_fen_pp,
    sum(cast(net_fen as hugeint) * pre_net_fen) as net_fen_xp,
    sum(case when is_reached then net_fen when not is_reached then 0 end) as net_fen_reached_x,
    count(*) filter (where net_fen <> 0) as net_fen_nonzero,
        sum(redemption) as redemption_x,
    sum(cast(redemption as hugeint) * redemption) as redemption_xx,
    sum(case when abs(redemption) <= 10000000000 then cast(redemption as hugeint) * redemption * redemption end)
        as redemption_xxx,
    max(abs(redemption)) as redemption_largest,
    sum(pre_redemption) as redemption_p,
    sum(cast(pre_redemption as hugeint) * pre_redemption) as redemption_pp,
    sum(cast(redemption as hugeint) * pre_redemption) as redemption_xp,
    sum(case when is_reached then redemption when not is_reached then 0 end) as redemption_reached_x,
    count(*) filter (where redemption <> 0) as redemption_nonzero,
        sum(profit_fen) as profit_fen_x,
    sum(cast(profit_fen as hugeint) * profit_fen) as profit_fen_xx,
    sum(case when abs(profit_fen) <= 10000000000 then cast(profit_fen as hugeint) * profit_fen * profit_fen end)
        as profit_fen_xxx,
    max(abs(profit_fen)) as profit_fen_largest,
    sum(pre_profit_fen) as profit_fen_p,
    sum(cast(pre_profit_fen as hugeint) * pre_profit_fen) as profit_fen_pp,
    sum(cast(profit_fen as hugeint) * pre_profit_fen) as profit_fen_xp,
    sum(case when is_reached then profit_fen when not is_reached then 0 end) as profit_fen_reached_x,
    count(*) filter (where profit_fen <> 0) as profit_fen_nonzero,
        sum(least(visit_days, cap.visit_days_cap)) as visit_days_capped_x,
    sum(cast(least(visit_days, cap.visit_days_cap) as hugeint) * least(visit_days, cap.visit_days_cap)) as visit_days_capped_xx,
    count(*) filter (where visit_days > cap.visit_days_cap) as visit_days_above,
    max(cap.visit_days_cap) as visit_days_cap,
        sum(least(purchase_days, cap.purchase_days_cap)) as purchase_days_capped_x,
    sum(cast(least(purchase_days, cap.purchase_days_cap) as hugeint) * least(purchase_days, cap.purchase_days_cap)) as purchase_days_capped_xx,
    count(*) filter (where purchase_days > cap.purchase_days_cap) as purchase_days_above,
    max(cap.purchase_days_cap) as purchase_days_cap,
        sum(least(net_fen, cap.net_fen_cap)) as net_fen_capped_x,
    sum(cast(least(net_fen, cap.net_fen_cap) as hugeint) * least(net_fen, cap.net_fen_cap)) as net_fen_capped_xx,
    count(*) filter (where net_fen > cap.net_fen_cap) as net_fen_above,
    max(cap.net_fen_cap) as net_fen_cap,
        sum(least(profit_fen, cap.profit_fen_cap)) as profit_fen_capped_x,
    sum(cast(least(profit_fen, cap.profit_fen_cap) as hugeint) * least(profit_fen, cap.profit_fen_cap)) as profit_fen_capped_xx,
    count(*) filter (where profit_fen > cap.profit_fen_cap) as profit_fen_above,
    max(cap.profit_fen_cap) as profit_fen_cap,
        count(*) as n,
        sum(case when is_reached then 1 when not is_reached then 0 end) as n_reached
    from outcome
    inner join cap on outcome.experiment_id = cap.experiment_id and outcome.look_no = cap.look_no
    group by outcome.experiment_id, outcome.look_no, outcome.arm, outcome.layer, outcome.mall_id
),

long as (
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'visit' as metric_id,
        'plain' as treatment,
        visit_x as x,
        visit_xx as xx,
        visit_xxx as xxx,
        visit_largest as largest,
        visit_p as p,
        visit_pp as pp,
        visit_xp as xp,
        visit_reached_x as reached_x,
        visit_nonzero as nonzero,
        cast(null as bigint) as above,
        cast(null as bigint) as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'visit_days' as metric_id,
        'plain' as treatment,
        visit_days_x as x,
        visit_days_xx as xx,
        visit_days_xxx as xxx,
        visit_days_largest as largest,
        visit_days_p as p,
        visit_days_pp as pp,
        visit_days_xp as xp,
        visit_days_reached_x as reached_x,
        visit_days_nonzero as nonzero,
        cast(null as bigint) as above,
        cast(null as bigint) as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'purchase' as metric_id,
        'plain' as treatment,
        purchase_x as x,
        purchase_xx as xx,
        purchase_xxx as xxx,
        purchase_largest as largest,
        purchase_p as p,
        purchase_pp as pp,
        purchase_xp as xp,
        purchase_reached_x as reached_x,
        purchase_nonzero as nonzero,
        cast(null as bigint) as above,
        cast(null as bigint) as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'purchase_days' as metric_id,
        'plain' as treatment,
        purchase_days_x as x,
        purchase_days_xx as xx,
        purchase_days_xxx as xxx,
        purchase_days_largest as largest,
        purchase_days_p as p,
        purchase_days_pp as pp,
        purchase_days_xp as xp,
        purchase_days_reached_x as reached_x,
        purchase_days_nonzero as nonzero,
        cast(null as bigint) as above,
        cast(null as bigint) as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'net_fen' as metric_id,
        'plain' as treatment,
        net_fen_x as x,
        net_fen_xx as xx,
        net_fen_xxx as xxx,
        net_fen_largest as largest,
        net_fen_p as p,
        net_fen_pp as pp,
        net_fen_xp as xp,
        net_fen_reached_x as reached_x,
        net_fen_nonzero as nonzero,
        cast(null as bigint) as above,
        cast(null as bigint) as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'redemption' as metric_id,
        'plain' as treatment,
        redemption_x as x,
        redemption_xx as xx,
        redemption_xxx as xxx,
        redemption_largest as largest,
        redemption_p as p,
        redemption_pp as pp,
        redemption_xp as xp,
        redemption_reached_x as reached_x,
        redemption_nonzero as nonzero,
        cast(null as bigint) as above,
        cast(null as bigint) as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'profit_fen' as metric_id,
        'plain' as treatment,
        profit_fen_x as x,
        profit_fen_xx as xx,
        profit_fen_xxx as xxx,
        profit_fen_largest as largest,
        profit_fen_p as p,
        profit_fen_pp as pp,
        profit_fen_xp as xp,
        profit_fen_reached_x as reached_x,
        profit_fen_nonzero as nonzero,
        cast(null as bigint) as above,
        cast(null as bigint) as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'visit_days' as metric_id,
        'capped' as treatment,
        visit_days_capped_x as x,
        visit_days_capped_xx as xx,
        cast(null as hugeint) as xxx,
        cast(null as bigint) as largest,
        cast(null as hugeint) as p,
        cast(null as hugeint) as pp,
        cast(null as hugeint) as xp,
        cast(null as hugeint) as reached_x,
        visit_days_nonzero as nonzero,
        visit_days_above as above,
        visit_days_cap as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'purchase_days' as metric_id,
        'capped' as treatment,
        purchase_days_capped_x as x,
        purchase_days_capped_xx as xx,
        cast(null as hugeint) as xxx,
        cast(null as bigint) as largest,
        cast(null as hugeint) as p,
        cast(null as hugeint) as pp,
        cast(null as hugeint) as xp,
        cast(null as hugeint) as reached_x,
        purchase_days_nonzero as nonzero,
        purchase_days_above as above,
        purchase_days_cap as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'net_fen' as metric_id,
        'capped' as treatment,
        net_fen_capped_x as x,
        net_fen_capped_xx as xx,
        cast(null as hugeint) as xxx,
        cast(null as bigint) as largest,
        cast(null as hugeint) as p,
        cast(null as hugeint) as pp,
        cast(null as hugeint) as xp,
        cast(null as hugeint) as reached_x,
        net_fen_nonzero as nonzero,
        net_fen_above as above,
        net_fen_cap as cap_value
    from cell
    union all
    select
        experiment_id, look_no, arm,
        layer,
        mall_id,
        n,
        n_reached,
        'profit_fen' as metric_id,
        'capped' as treatment,
        profit_fen_capped_x as x,
        profit_fen_capped_xx as xx,
        cast(null as hugeint) as xxx,
        cast(null as bigint) as largest,
        cast(null as hugeint) as p,
        cast(null as hugeint) as pp,
        cast(null as hugeint) as xp,
        cast(null as hugeint) as reached_x,
        profit_fen_nonzero as nonzero,
        profit_fen_above as above,
        profit_fen_cap as cap_value
    from cell
),

segment as (
    select
        experiment_id, look_no, arm,
        segment_id,
        metric_id,
        treatment,
        cast(sum(n) as hugeint) as n,
        sum(n_reached) as n_reached,
        sum(x) as x,
        sum(xx) as xx,
        sum(xxx) as xxx,
        sum(p) as p,
        sum(pp) as pp,
        sum(xp) as xp,
        sum(reached_x) as reached_x,
        sum(nonzero) as nonzero,
        sum(above) as above,
        max(largest) as largest,
        max(cap_value) as cap_value
    from (
        select
            *,
            unnest(['all', concat('layer=', layer), concat('mall=', mall_id)]) as segment_id
        from long
    ) as placed
    group by experiment_id, look_no, arm, segment_id, metric_id, treatment
),

centred as (
    select
        *,
        cast(round(cast(x as double) / n) as hugeint) as x_centre,
        cast(round(cast(p as double) / n) as hugeint) as p_centre
    from segment
),

moment as (
    select
        *,
        cast(
        n * (xx - x_centre * x - x_centre * x + x_centre * x_centre * n)
        - (x - x_centre * n) * (x - x_centre * n) as double
    ) / nullif(n * (n - 1), 0) as variance,
        cast(
        n * (pp - p_centre * p - p_centre * p + p_centre * p_centre * n)
        - (p - p_centre * n) * (p - p_centre * n) as double
    ) / nullif(n * (n - 1), 0) as pre_variance,
        cast(
        n * (xp - x_centre * p - p_centre * x + x_centre * p_centre * n)
        - (x - x_centre * n) * (p - p_centre * n) as double
    ) / nullif(n * (n - 1), 0) as covariance,
        -- Mean of what is left beyond the centre, and mean square and cube about the centre.
        cast(x - n * x_centre as double) / n as beyond,
        cast(xx - 2 * x_centre * x + n * x_centre * x_centre as double) / n as square,
        case
            when largest <= 10000000000 then cast(
                    xxx - 3 * x_centre * xx + 3 * x_centre * x_centre * x - n * x_centre * x_centre * x_centre
                    as double
                ) / n
        end as cube,
        variance * cast(n - 1 as double) / n as spread
    from centred
),

cluster as (
    select
        experiment_id,
        look_no,
        segment_id,
        arm,
        metric_id,
        count(*) as clusters
    from "intermediate"."int_experiment__cluster"
    group by experiment_id, look_no, segment_id, arm, metric_id
)

select
    moment.experiment_id,
    moment.look_no,
    moment.segment_id,
    moment.arm,
    moment.metric_id,
    moment.treatment,
    cast(moment.n as bigint) as n,
    cast(moment.x as double) as total,
    cast(moment.x as double) / moment.n as mean,
    moment.variance,
    cast(moment.p as double) / moment.n as pre_mean,
    moment.pre_variance,
    moment.covariance,
    cast(moment.nonzero as bigint) as nonzero,
    (moment.cube - 3 * moment.beyond * moment.square + 2 * moment.beyond * moment.beyond * moment.beyond)
    / nullif(moment.spread * sqrt(moment.spread), 0) as skewness,
    cast(moment.cap_value as double) as cap_value,
    cast(moment.above as double) / moment.n as share_capped,
    cast(moment.n_reached as bigint) as n_reached,
    cast(moment.reached_x as double) as reached_total,
    cast(cluster.clusters as bigint) as clusters
from moment
inner join "intermediate"."int_experiment__metric" as metric
    on moment.experiment_id = metric.experiment_id and moment.metric_id = metric.metric_id
left join cluster
    on
        moment.experiment_id = cluster.experiment_id
        and moment.look_no = cluster.look_no
        and moment.segment_id = cluster.segment_id
        and moment.arm = cluster.arm
        and moment.metric_id = cluster.metric_id
