-- grain: experiment_id, look_no, segment_id, arm, metric_id, treatment. Sufficient statistics of an arm: all
-- that estimation sees of it. People are passed over once, into cells of whole numbers; segments are sums of
-- cells, and variances come from exact sums, so they do not depend on the order of rows or on threads.
{{ experiment_statistic(ref('int_experiment__outcome'), ref('int_experiment__cluster')) }}
