"""Every raw suite is green on a good batch; every expectation turns red, alone, on its own harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from expectations.runner import raw_frame, run_suite
from expectations.suites import load_raw_suites
from sources.registry import load_registry
from tests.expectations.raw_harm import EVERY_BATCH, HARM
from tests.expectations.raw_world import make_batch, make_history

if TYPE_CHECKING:
    from pathlib import Path

SUITES = load_raw_suites()


def failed(tmp_path: Path, feed: str, harm: str = "", usual: int = 0) -> set[str]:
    batch = make_batch(tmp_path / "incoming", feed, harm)
    accepted = make_history(tmp_path / "accepted", 6, usual) if usual else None
    results = run_suite(SUITES[feed], raw_frame(batch, SUITES[feed], accepted))
    return {result.name for result in results if not result.passed}


def test_every_feed_of_the_registry_has_a_suite() -> None:
    assert set(SUITES) == set(load_registry().feeds)


def test_every_expectation_has_its_harm() -> None:
    assert {feed: sorted(harm | EVERY_BATCH) for feed, harm in HARM.items()} == {
        feed: sorted(expectation.name for expectation in suite.expectations) for feed, suite in SUITES.items()
    }


@pytest.mark.parametrize("feed", SUITES)
def test_a_good_batch_is_green(tmp_path: Path, feed: str) -> None:
    assert failed(tmp_path, feed, usual=1) == set()


@pytest.mark.parametrize("feed", SUITES)
def test_an_empty_batch_is_not_refused(tmp_path: Path, feed: str) -> None:
    harm = "DELETE FROM rows; UPDATE files SET rows_kept = 0, rows_quarantined = 1, status = 'quarantined'"
    assert failed(tmp_path, feed, harm) == {"few_rows_in_quarantine", "no_file_in_quarantine"}


@pytest.mark.parametrize(("feed", "name"), [(feed, name) for feed, harm in HARM.items() for name in harm])
def test_an_expectation_sees_its_harm_and_nothing_else(tmp_path: Path, feed: str, name: str) -> None:
    assert failed(tmp_path, feed, HARM[feed][name]) == {name}


@pytest.mark.parametrize("name", EVERY_BATCH)
@pytest.mark.parametrize("feed", ["master_mall", "pos_sales"])
def test_what_is_expected_of_every_batch_is_seen(tmp_path: Path, feed: str, name: str) -> None:
    harm = EVERY_BATCH[name]
    if name == "volume_has_not_risen":
        # A hundred rows on each of two days, where one a day is usual.
        harm = "INSERT INTO rows SELECT r.* FROM rows r, range(99) g; UPDATE files SET rows_kept = 100"
    usual = {"volume_has_not_risen": 1, "volume_has_not_fallen": 100}.get(name, 0)
    repeats = {f"{feed.removeprefix('master_')}_once_a_delivery"} if feed.startswith("master_") else set()
    assert failed(tmp_path, feed, harm, usual) - repeats == {name}


def test_volume_waits_for_enough_days(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "incoming", "master_mall")
    accepted = make_history(tmp_path / "accepted", 4, 1000)
    profile = raw_frame(batch, SUITES["master_mall"], accepted)["batch"]
    assert profile.loc[0, "rows_per_day"] == 1
    assert profile["rows_to_usual"].isna().all()


def test_only_selected_columns_are_loaded(tmp_path: Path) -> None:
    batch = make_batch(tmp_path, "master_mall")
    rows = raw_frame(batch, SUITES["master_mall"])["rows"]
    assert "mall_name" not in rows.columns
    with duckdb.connect() as con:
        assert "mall_name" in {row[0] for row in con.execute(f"DESCRIBE FROM '{batch.rows_path}'").fetchall()}
