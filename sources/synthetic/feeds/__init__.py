"""Every stream of the city, in the order of writing. One module a family, its views in the `.sql` beside."""

from __future__ import annotations

from sources.synthetic.feeds.master import STREAMS as _MASTER
from sources.synthetic.feeds.operator import STREAMS as _OPERATOR

__all__ = ["SCRIPTS", "STREAMS"]

SCRIPTS = ("common", "master", "operator")
"""Scripts of this folder, in order."""

STREAMS = (*_MASTER, *_OPERATOR)
