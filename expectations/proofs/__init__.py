"""The metric-consistency proofs, each a check of a night and of CI.

Compile: nobody works a metric out twice. Differential: a second engine agrees. Adversarial: what differs from
the approved definitions is run on hostile tables. No suites and no Great Expectations here, and no dbt: they
read what dbt has parsed and compiled.
"""
