"""The scores by which members are judged, against figures worked out by hand and scikit-free brute force."""

from __future__ import annotations

from itertools import combinations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.identity.measure.scores import scores

Labels = list[tuple[str, str]]


def score(labels: Labels):
    with duckdb.connect() as con:
        con.execute("create table clustered (touchpoint_id integer, person varchar, cluster varchar)")
        con.executemany(
            "insert into clustered values (?, ?, ?)", [(i, *pair) for i, pair in enumerate(labels)]
        )
        return scores(con, "clustered")


def test_two_people_of_whom_one_is_split_and_both_are_mixed() -> None:
    # Three touchpoints of a, two of b; the clusters are {a a b}, {a}, {b}.
    found = score([("a", "1"), ("a", "1"), ("a", "2"), ("b", "1"), ("b", "3")])
    assert found.precision == pytest.approx(1 / 3)
    assert found.recall == pytest.approx(1 / 4)
    assert found.bcubed_precision == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3 + 1) / 5)
    assert found.bcubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5)
    assert found.mixed_share == pytest.approx(3 / 5)
    assert (found.biggest, found.biggest_true) == (3, 3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("1234")), min_size=1, max_size=30))
def test_pairs_are_counted_as_brute_force_counts_them(labels: Labels) -> None:
    found = score(labels)
    pairs = list(combinations(labels, 2))
    true = [p == q for (p, _), (q, _) in pairs]
    said = [c == d for (_, c), (_, d) in pairs]
    both = sum(t and s for t, s in zip(true, said, strict=True))
    assert found.precision == pytest.approx(both / sum(said) if sum(said) else 1)
    assert found.recall == pytest.approx(both / sum(true) if sum(true) else 1)
