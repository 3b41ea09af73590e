"""What figures cannot be counted and must be estimated: models fitted to sufficient statistics.

Belongs here: a fit, its guards and its parameters as rows. Does not belong here: who counts as a customer and
over which days, what an estimate means in money (both dbt's intermediate models), or the orchestrator.
"""
