"""What a pilot in one or two communities added: synthetic difference-in-differences, and the plain one.

The communities without the pilot are the donors; each of them in turn stands in for the pilot, and how far
its effect strays is the uncertainty. Which communities and weeks are compared is dbt's `int_pilot__panel`.
"""

from estimates.pilot.did import did
from estimates.pilot.effects import pilot_effects
from estimates.pilot.inference import Pilot, estimated
from estimates.pilot.panel import Fit, Panel
from estimates.pilot.synthetic import synthetic_did

__all__ = ["Fit", "Panel", "Pilot", "did", "estimated", "pilot_effects", "synthetic_did"]
