# grain: experiment_id, metric_id, segment_id, arm, look_no, method. Effects with their uncertainty, by each
# method that the statistics allow; which of them answers, and what it decides, is SQL. The methods are in
# estimates/.
"""Runs the experiment room on sufficient statistics; dbt gives the tables and takes the rows."""


def model(dbt, session):
    """One row an experiment, metric, segment, arm, look and method."""
    dbt.config(materialized="table")
    from estimates.experiment import estimates

    return estimates(
        dbt.ref("int_experiment__method"),
        dbt.ref("int_experiment__look"),
        dbt.ref("int_experiment__statistic"),
        dbt.ref("int_experiment__cluster"),
    )
