"""What a programme without a control group added: exact strata, then entropy balancing, and what refuses it.

Weights, their balance and the effect on those who took part. Does not belong here: who took part, over which
days (dbt's `int_programme__*`), and which figures are fit to be read (the guards of `experiment.result`).
"""

from estimates.matching.balance import Balance, effective_sample, standardised_differences
from estimates.matching.effect import Effect, Outcome, effect
from estimates.matching.entropy import entropy_weights
from estimates.matching.neighbour import neighbour_weights
from estimates.matching.programme import programme_balance, programme_effects
from estimates.matching.sample import Sample, matched, moments

__all__ = [
    "Balance", "Effect", "Outcome", "Sample", "effect", "effective_sample", "entropy_weights", "matched",
    "moments", "neighbour_weights", "programme_balance", "programme_effects", "standardised_differences",
]  # fmt: skip
