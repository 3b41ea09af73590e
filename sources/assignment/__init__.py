"""Who is put into which arm of an experiment: the draw, and the ledger that keeps it.

Belongs here: the draw by hash, shares of arms, files that only grow. Does not belong here: who may be drawn,
which the warehouse knows, and what came of it, which dbt's models tell.
"""
