-- grain: experiment_id, metric_id, segment_id, arm, look_no, method. Every estimate with the decision that
-- the guards allow; the rule is a macro, which the calibration runs as well.
{{ experiment_decision(ref('int_experiment__evidence')) }}
