# grain: programme_id, look_no, metric_id, method. What programmes without a control group added for those
# who took part: people weighted to be like them, and difference-in-differences of the same. The model is
# in estimates/.
"""Runs the matching room on people of programmes; dbt gives the tables and takes the rows."""


def model(dbt, session):
    """One row a programme, window, metric and method."""
    dbt.config(materialized="table")
    from estimates.matching import programme_effects

    return programme_effects(dbt.ref("int_programme__window"), dbt.ref("int_programme__person"))
