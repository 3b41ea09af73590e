"""How large an experiment must be, and what it could have seen: power of a two-sided comparison of two means.

Exact for the t-test (the noncentral t distribution), beyond ten thousand degrees of freedom by the normal.
Money and counts alike; clusters by their design effect, with the degrees of freedom of clusters.
"""

from estimates.planning.experiments import powers
from estimates.planning.size import Comparison, detectable, power, sample_size

__all__ = ["Comparison", "detectable", "power", "powers", "sample_size"]
