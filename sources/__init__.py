"""Room of the raw data: from delivered files to typed, pseudonymous Parquet.

Here: the registry of feeds, readers, keyed hashing, quarantine, manifest and scope. Not here: anything that
interprets the data (dbt_project/) or decides when to run (orchestration/).
"""
