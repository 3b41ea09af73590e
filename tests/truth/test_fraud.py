"""What is planted, flagged and both, by flag: a wrong flag costs precision, a missed one recall."""

from __future__ import annotations

from tests.truth.fraud import ANY, Named, measured


def named(pattern: str, *flags: str, is_fraud: bool = True) -> Named:
    return Named(pattern, is_fraud, frozenset(flags))


def test_precision_and_recall_of_each_flag() -> None:
    found = {
        one.flag: one
        for one in measured(
            [
                named("burst", "burst"),
                named("burst", "burst", "same_ip"),
                named("burst"),
                named("natural", "burst", is_fraud=False),
                named("few_in_an_hour", is_fraud=False),
                named("ring", "shared_device"),
            ]
        )
    }
    burst, ring, anything = found["burst"], found["ring"], found[ANY]
    assert (burst.planted, burst.flagged, burst.hits) == (3, 3, 2)
    assert (burst.precision, burst.recall) == (2 / 3, 2 / 3)
    assert (ring.precision, ring.recall) == (None, 0)
    assert (found["same_ip"].precision, found["same_ip"].recall) == (0, None)
    assert (anything.planted, anything.flagged, anything.hits) == (4, 4, 3)
