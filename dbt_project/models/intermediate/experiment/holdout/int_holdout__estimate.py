# grain: experiment_id, metric_id, segment_id, arm, look_no, method. What outreach added in each month of a
# universal holdout, by the same methods as experiments. The methods are in estimates/.
"""Runs the experiment room on the months of holdouts; dbt gives the tables and takes the rows."""


def model(dbt, session):
    """One row a holdout, metric, segment, arm, month and method."""
    dbt.config(materialized="table")
    from estimates.experiment import estimates

    return estimates(
        dbt.ref("int_experiment__method"),
        dbt.ref("int_holdout__look"),
        dbt.ref("int_holdout__statistic"),
        dbt.ref("int_experiment__cluster"),
    )
