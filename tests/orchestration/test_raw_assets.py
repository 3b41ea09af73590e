"""A feed's raw asset: without news it is done at once and checks nothing; with news its checks decide."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from expectations.runner import ExpectationResult
from orchestration.assets import raw
from orchestration.night import Night
from orchestration.outcome import Exit, Outcome

DAY = "2026-03-09"
POINTS = "entry_no,member_no,mall_id,occurred_at,change,reason\n1,M1,mall,2026-03-09 10:00:00,5,share\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path))
    monkeypatch.setenv("MEMBERLOOP_PEPPER", "a pepper of the tests")
    return tmp_path


def run(*feeds: str) -> dg.ExecuteInProcessResult:
    """Materialise feeds and something that stands behind them."""
    keys = [dg.AssetKey(["raw", feed]) for feed in feeds]

    @dg.asset(deps=keys, partitions_def=raw.DELIVERY_DAY, backfill_policy=raw.ONE_RUN)
    def behind() -> None:
        """Runs when its feeds have."""

    chosen = [asset for asset in raw.raw_assets() if asset.key in keys]
    return dg.materialize(
        [*chosen, behind], resources={"night": Night()}, partition_key=DAY, raise_on_error=False
    )


def land(home: Path) -> None:
    folder = home / "landing" / "points" / DAY
    folder.mkdir(parents=True)
    (folder / "points.csv").write_text(POINTS)


def has_run(result: dg.ExecuteInProcessResult, name: str) -> bool:
    return any(event.step_key == name and event.is_step_success for event in result.all_events)


@pytest.mark.usefixtures("home")
def test_a_feed_without_news_checks_nothing_and_holds_nothing_up(capfd: pytest.CaptureFixture[str]) -> None:
    result = run("points", "survey")
    assert result.success
    assert has_run(result, "behind")
    assert result.get_asset_check_evaluations() == []
    assert len(result.get_asset_materialization_events()) == 3
    assert "emitted no result" not in capfd.readouterr().err


def test_a_feed_with_news_tells_each_check(home: Path) -> None:
    land(home)
    result = run("points", "survey")
    assert result.success
    told = {evaluation.check_name for evaluation in result.get_asset_check_evaluations()}
    assert told == {expectation.name for expectation in raw.load_raw_suites()["points"].expectations}


@pytest.mark.parametrize(("severity", "goes_on"), [("critical", False), ("warning", True)])
def test_a_failed_check_stops_what_stands_behind_only_when_critical(
    home: Path, monkeypatch: pytest.MonkeyPatch, severity: str, goes_on: bool
) -> None:
    name = next(e.name for e in raw.load_raw_suites()["points"].expectations if e.severity == "critical")
    failed = ExpectationResult(name, False, severity, "points", None, {"planned": 1})
    monkeypatch.setattr(raw, "run_suite", lambda *_: [failed])
    land(home)
    result = run("points")
    assert result.success is goes_on
    assert has_run(result, "behind") is goes_on
    outcome = Outcome.of(result.all_events, success=result.success)
    assert outcome.exit is (Exit.PUBLISHED if goes_on else Exit.REFUSED)
    accepted = [batch for batch in (home / "raw" / "points").iterdir() if batch.name != "_schema"]
    assert bool(accepted) is goes_on
