"""The metric machinery: one definition in YAML, compiled by MetricFlow, observed in the warehouse.

Belongs here: reading the registry out of dbt's semantic manifest, hashing definitions, compiling queries,
running them. Does not belong here: any KPI formula (those are YAML in `dbt_project/models/semantic`), windows
and cohorts (dbt's intermediate models), maturity and NULL reasons (`kpi_value`), or the orchestrator.
"""
