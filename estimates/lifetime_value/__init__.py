"""What buyers are still worth: BG/NBD for how often they come back, gamma-gamma for how much they then spend.

The unit of frequency is a purchase-day, time is counted in weeks and value in the hundredfold of a fen. Fits
are maximum likelihood with `lifetimes`: no draw anywhere, so equal tables give equal figures.
"""

from estimates.lifetime_value.expectation import expectations
from estimates.lifetime_value.fit import Frequency, NoFit, Value, fit_frequency, fit_value

__all__ = ["Frequency", "NoFit", "Value", "expectations", "fit_frequency", "fit_value"]
