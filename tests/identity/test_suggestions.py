"""The probabilistic tier: clusters with a guard, columns told by their values, scores, and public records."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from identity import suggest as tier
from identity.__main__ import main
from identity.clusters import Pair, cluster
from identity.columns import profile
from identity.evaluate import evaluate, score
from identity.suggest import Settings

PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "identity" / "fake_1000.csv"
needs_splink = pytest.mark.skipif(
    not tier.splink_is_there(), reason="Splink is not installed: make probabilistic"
)
needs_public = pytest.mark.skipif(
    not PUBLIC.exists(), reason="the public records are not beside the checkout"
)


def clique(records: str, probability: float) -> list[Pair]:
    return [Pair(a, b, probability) for at, a in enumerate(records) for b in records[at + 1 :]]


def test_one_wrong_link_does_not_chain_two_people() -> None:
    pairs = [*clique("abcd", 0.99), *clique("efgh", 0.99), Pair("d", "e", 0.98)]
    found = cluster(pairs, threshold=0.9)
    assert found == dict.fromkeys("abcd", "a") | dict.fromkeys("efgh", "e")


def test_no_cluster_grows_above_the_limit() -> None:
    found = cluster(clique("abcdefgh", 0.99), threshold=0.9, max_size=3)
    sizes = [list(found.values()).count(name) for name in set(found.values())]
    assert max(sizes) == 3


def test_order_of_pairs_makes_no_difference() -> None:
    pairs = [*clique("abc", 0.95), *clique("cdef", 0.95), Pair("a", "f", 0.91)]
    first = cluster(pairs, threshold=0.9)
    for seed in range(5):
        random.Random(seed).shuffle(pairs)
        assert cluster(pairs, threshold=0.9) == first


def test_pairs_below_the_threshold_join_nobody() -> None:
    assert cluster(clique("ab", 0.8), threshold=0.9) == {}


def test_kinds_are_told_by_values() -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table given as select i as no, 'k' || i as own_key,"
            " 'name' || chr((97 + i % 26)::int) as given, date '1980-01-01' + i::int as born,"
            " 'p' || i % 90 || '@example.org' as mail, 100 + i % 95 as code, 'mall ' || i % 3 as mall,"
            " 'line ' || i % 80 || ' of a long street' as address, 'x' as same"
            " from range(200) as t(i)"
        )
        names = [row[0] for row in con.execute("describe given").fetchall()]
        kinds = {column.name: column.kind for column in profile(con, "given", names)}
    assert kinds == {
        "given": "name",
        "born": "date",
        "mail": "email",
        "code": "code",
        "mall": "category",
        "address": "text",
    }


def test_scores_of_a_known_partition() -> None:
    truth = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 3}
    found = {"a": "x", "b": "x", "d": "y", "e": "y"}
    scores = score(truth, found)
    assert (scores.pairwise_precision, scores.pairwise_recall) == (0.5, 1 / 3)
    assert scores.bcubed_precision == pytest.approx((1 + 1 + 1 + 0.5 + 0.5) / 5)
    assert scores.bcubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert (scores.largest, scores.true_largest) == (2, 3)


def test_without_splink_nothing_is_suggested_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tier, "splink_is_there", lambda: False)
    file = tmp_path / "signups.csv"
    file.write_text("name,building,born\nLi Na,3,1980-02-03\nLi Na,3,1980-02-03\n")
    outcome = CliRunner().invoke(main, ["suggest", str(file)])
    assert outcome.exit_code == 0
    assert outcome.stdout == ""
    assert "Splink is not installed" in outcome.stderr


def test_a_truth_that_is_not_there_is_told(tmp_path: Path) -> None:
    file = tmp_path / "signups.csv"
    file.write_text("name,building\nLi Na,3\nLi Na,3\n")
    outcome = CliRunner().invoke(main, ["evaluate", str(file), "--truth", "person"])
    assert outcome.exit_code == 2
    assert "there are: name, building" in outcome.output


@needs_splink
@needs_public
@pytest.mark.slow
def test_public_records() -> None:
    scores, _ = evaluate(PUBLIC, "cluster", Settings())
    assert scores.pairwise_f1 >= 0.84
    assert scores.largest <= 2 * scores.true_largest


@needs_splink
@pytest.mark.slow
def test_paper_signups_are_suggested_by_number_alone(tmp_path: Path) -> None:
    chance = random.Random(7)
    people = [
        (f"{chance.choice('abcdefghij')}{chance.choice('klmnopq')}{number}", number % 40, number)
        for number in range(150)
    ]
    lines = ["name,building,born"]
    for name, building, number in people:
        born = f"19{50 + number % 40}-0{1 + number % 9}-1{number % 10}"
        lines += [f"{name},{building},{born}", f"{name.upper()},{building},{born}"]
    file = tmp_path / "signups.csv"
    file.write_text("\n".join(lines))
    outcome = CliRunner().invoke(main, ["suggest", str(file)])
    assert outcome.exit_code == 0, outcome.output
    found = {tuple(line.split(",")[:2]) for line in outcome.stdout.splitlines()[1:]}
    true = {(str(2 * n + 1), str(2 * n + 2)) for n in range(150)}
    assert len(found & true) > 0.9 * len(true)
    assert not any(name in outcome.output for name, _, _ in people)
