"""Assigning units to arms: who may be drawn today, in which order, and the list to send from.

Belongs here: populations, exclusions, the order of holdout and campaigns. Does not belong here: the draw and
the ledger, which are sources/assignment's, and what came of it, which dbt's models tell.
"""
