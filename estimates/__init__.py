"""What figures cannot be counted and must be estimated: models fitted to sufficient statistics.

Belongs here: a fit, its guards and its parameters as rows. Does not belong here: who counts as a customer and
over which days (dbt's intermediate models), predictions (dbt, from the fitted parameters), or the orchestrator.
"""
