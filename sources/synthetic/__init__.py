"""A city of malls and community stores from a seed: landing files as vendors deliver them, and the truth.

Belongs here: the world (`world/*.sql`), its rendering into raw vendor files, and the planted truth beside
them. Does not belong here: anything that reads the landing zone, and any rule of the pipeline; the truth is
computed from the world by code of its own.
"""

from sources.synthetic.city import LAST_DAY, CityRefused, CitySummary, generate
from sources.synthetic.rates import CityRates

__all__ = ["LAST_DAY", "CityRates", "CityRefused", "CitySummary", "generate"]
