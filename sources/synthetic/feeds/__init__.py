"""Every stream of the city, in the order of writing. One module a family, its views in the `.sql` beside."""

from __future__ import annotations

from sources.synthetic.feeds.mall import STREAMS as _MALL
from sources.synthetic.feeds.master import STREAMS as _MASTER
from sources.synthetic.feeds.operator import STREAMS as _OPERATOR
from sources.synthetic.feeds.payment import STREAMS as _PAYMENT
from sources.synthetic.feeds.till import STREAMS as _TILL
from sources.synthetic.feeds.voucher import STREAMS as _VOUCHER
from sources.synthetic.feeds.wecom import STREAMS as _WECOM

__all__ = ["SCRIPTS", "STREAMS"]

SCRIPTS = (
    "common", "master", "operator", "till", "mall", "bills", "circle", "voucher", "form", "groupbuy", "wecom",
    "wecom_flow",
)  # fmt: skip
"""Scripts of this folder, in order."""

STREAMS = (*_MASTER, *_OPERATOR, *_TILL, *_MALL, *_PAYMENT, *_VOUCHER, *_WECOM)
