"""What must hold before a batch is accepted and before figures are published, as reviewed YAML.

Here belong the suites, their vocabulary and a runner on Great Expectations. Row-level rules inside the
warehouse are dbt tests; what happens after a failure is decided by whoever runs the suites.
"""
