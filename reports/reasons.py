"""Why a figure is missing, in words: the codes are part of the published contract."""

from __future__ import annotations

from reports.feeds import feed_name
from reports.words import Words, same


def reason(code: str | None) -> Words:
    """Why a figure is missing, out of the code the store carries."""
    if not code:
        return Words("未发布", "not published")
    kind, _, rest = code.partition(":")
    if kind == "immature_until":
        return Words(f"观察期未满，{rest} 起可读", f"Still maturing; readable from {rest}")
    if kind == "feed_absent":
        feeds = [feed_name(feed.strip()) for feed in rest.split(",")]
        return Words(
            "尚未接入来源：" + "、".join(feed.zh for feed in feeds),
            "Source not connected yet: " + ", ".join(feed.en for feed in feeds),
        )
    if kind == "not_in_registry":
        return Words("来源已接入，指标尚未登记", "The source is connected; the metric is not registered yet")
    if kind == "empty_denominator":
        return Words("分母为零，本期没有可比的对象", "Nothing to divide by: the denominator is zero")
    return same(code)
