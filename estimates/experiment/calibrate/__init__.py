"""Trials in which the treatment does nothing, thousands of them: how often does the method say that it does.

`python -m estimates.experiment.calibrate` runs them and prints a report. What is calibrated is what is
published: the estimates of this room and dbt's decision rule, compiled from the project's own macros.

Does not belong here: anything that a night runs.
"""
