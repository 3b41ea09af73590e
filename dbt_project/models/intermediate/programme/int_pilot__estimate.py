# grain: experiment_id, metric_id, method. What a pilot in communities added: synthetic difference-in-
# differences with permutation over the donors, and the plain one beside it. The model is in estimates/.
"""Runs the pilot room on panels of communities; dbt gives the tables and takes the rows."""


def model(dbt, session):
    """One row a pilot, metric and method."""
    dbt.config(materialized="table")
    from estimates.pilot import pilot_effects

    return pilot_effects(dbt.ref("int_pilot__look"), dbt.ref("int_pilot__panel"))
