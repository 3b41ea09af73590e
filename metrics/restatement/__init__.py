"""Why a published figure is another one tonight: the tables of the last version, changed row by row.

Here belong which tables are kept, which rows differ, what each of them differs by, and the figures observed
stage by stage between the old tables and the new ones. What is told of it, and to whom, is the business of
the dbt models in `marts/kpi/restatement`.
"""
