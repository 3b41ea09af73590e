"""Definitions that differ from the approved ones are run beside them on hostile tiny tables.

A definition is a dbt model (its compiled SQL over its direct inputs) or a metric (MetricFlow's SQL over the
tables of its semantic models). What answers alike on all of them is a harmless rewrite; what does not is
shown with the smallest tables that tell the two apart.
"""
