"""Did it work: from sufficient statistics of arms to effects with their uncertainty.

Means are compared by Welch, whatever the metric; beside it stand CUPED (the same metric before the
assignment), pooled variance, capped values, the effect on the reached and, where groups were assigned,
cluster-robust errors or a randomisation test. Everything works on whole columns at once: SQL hands over one
row an arm, never a person.

Does not belong here: which row is the answer and what it decides. That is SQL (macro experiment_decision).
"""

from estimates.experiment.table import COLUMNS, estimates

__all__ = ["COLUMNS", "estimates"]
