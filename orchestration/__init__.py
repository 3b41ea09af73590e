"""Dagster's room: what runs when, with which settings. Meaning lives elsewhere.

Only this package imports dagster, and nothing imports this package.
"""
