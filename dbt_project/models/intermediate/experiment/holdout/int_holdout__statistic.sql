-- grain: experiment_id, look_no, segment_id, arm, metric_id, treatment. Sufficient statistics of the months
-- of a universal holdout, as int_experiment__statistic has them of looks. Groups are not summed by month: a
-- holdout that was drawn by group has no answer by month.
{{ experiment_statistic(ref('int_holdout__outcome'), ref('int_experiment__cluster')) }}
