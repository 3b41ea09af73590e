# grain: cutoff_on, frequency, recency_days, age_days. What members of one purchase pattern are expected to do
# after a cutoff, with the parameters that were fitted to all members' patterns. The model is in estimates/.
"""Runs the lifetime value room on the grouped patterns; dbt gives the tables and takes the rows."""


def model(dbt, session):
    """One row a cutoff and pattern."""
    dbt.config(materialized="table")
    from estimates.lifetime_value import expectations

    return expectations(dbt.ref("int_value__cutoff"), dbt.ref("int_value__summary"))
