# grain: programme_id, covariate. How alike people of a programme and those weighted to be like them are.
# The model is in estimates/.
"""Runs the matching room on people of programmes; dbt gives the tables and takes the rows."""


def model(dbt, session):
    """One row a programme and covariate."""
    dbt.config(materialized="table")
    from estimates.matching import programme_balance

    return programme_balance(dbt.ref("int_programme__window"), dbt.ref("int_programme__person"))
