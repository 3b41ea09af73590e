# grain: experiment_id, metric_id, arm. What a comparison could be planned to see, and what it could see
# in the end: power, detectable effect and size, by the room estimates/planning.
"""Runs the planning room on the precision of comparisons; dbt gives the table and takes the rows."""


def model(dbt, session):
    """One row an experiment, metric and arm."""
    dbt.config(materialized="table")
    from estimates.planning import powers

    return powers(dbt.ref("int_experiment__precision"))
