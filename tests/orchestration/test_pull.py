"""`memberloop pull wecom` and its job, against a server on loopback."""

from __future__ import annotations

import json
import logging
from datetime import date, timedelta
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.landing import land, landing_store
from orchestration.pull_job import pull_schedules, wecom_pull_job
from orchestration.pulling import today
from orchestration.sections import Wecom
from orchestration.settings import load_settings
from sources.landing import fetch
from tests.worlds.object_store import bucket_on_loopback
from tests.worlds.wecom_server import CORP, SECRET, Corp, wecom_on_loopback


@pytest.fixture
def corp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A corp whose address and secret are configured, and a home."""
    corp = Corp(customers=3)
    with wecom_on_loopback(corp) as address:
        monkeypatch.chdir(tmp_path)
        for name, value in {
            "HOME": str(tmp_path / "home"), "WECOM_CORP_ID": CORP, "WECOM_SECRET": SECRET,
            "WECOM_API_URL": address, "WECOM_STATISTICS_READY_HOUR": "0",
            "WECOM_REQUESTS_PER_SECOND": "1000", "WECOM_REQUESTS_PER_MINUTE": "9999",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"MEMBERLOOP_{name}", value)
        yield corp


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["pull", "wecom", *arguments])


@pytest.mark.usefixtures("corp")
def test_all_feeds_land_and_are_told(tmp_path: Path) -> None:
    result = command("--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert {row["status"] for row in told} == {"landed"}
    for row in told:
        assert row["file"] == f"{row['feed']}/{today()}/wecom-pull-01.jsonl"
        assert (tmp_path / "home" / "landing" / row["file"]).is_file()
    assert SECRET not in result.output
    assert "token-" not in result.output
    again = command()
    assert again.exit_code == 0
    assert "landed_before" in again.stdout


@pytest.mark.usefixtures("corp")
def test_feeds_and_days_can_be_chosen() -> None:
    yesterday = today() - timedelta(days=1)
    result = command(
        "--feeds", "staff_stat,wecom_tag", "--statistics-days", "5", "--date", str(yesterday), "--json"
    )
    told = {row["feed"]: row for row in json.loads(result.stdout)}
    assert told["wecom_tag"]["status"] == "past_state"
    assert told["wecom_staff_stat"]["documents"] == 2 * 5


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--feeds", "tga"], "wecom_tag"),
        (["--date", "2199-01-01"], "lies ahead"),
        (["--statistics-days", "365"], "180"),
        (["--feeds", ","], "there are"),
    ],
)
def test_wrong_arguments_are_told(corp: Corp, arguments: list[str], told: str) -> None:
    result = command(*arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert corp.asked == []


def test_what_is_unfinished_is_exit_one(corp: Corp) -> None:
    corp.refused = {"get_corp_tag_list": 40058}
    result = command("--feeds", "tag")
    assert result.exit_code == 1
    assert "run it again" in result.output


@pytest.mark.usefixtures("corp")
def test_a_refused_secret_is_exit_two_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERLOOP_WECOM_SECRET", "another-secret")
    result = command()
    assert result.exit_code == 2
    assert "MEMBERLOOP_WECOM_SECRET" in result.output
    assert "another-secret" not in result.output


@pytest.mark.usefixtures("corp")
def test_a_secret_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "memberloop.toml").write_text('[wecom]\nsecret = "in-a-file"\n')
    result = command()
    assert result.exit_code == 2
    assert "wecom.secret: is not a key" in result.output
    assert "in-a-file" not in result.output


@pytest.mark.usefixtures("corp")
def test_answers_go_to_the_store_and_are_not_fetched_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    landing = tmp_path / "home" / "landing"
    with bucket_on_loopback() as bucket:
        for name, value in bucket.environment.items():
            monkeypatch.setenv(name, value)
        assert command("--feeds", "tag,group").exit_code == 0
        fetched = land(load_settings())
        assert fetched is not None
        assert (fetched.listed, fetched.objects) == (2, 0)
        copy = tmp_path / "copy"
        assert fetch(landing_store(load_settings()), copy).objects == 2
        for path in landing.glob("wecom_*/*/*.jsonl"):
            assert (copy / path.relative_to(landing)).read_bytes() == path.read_bytes()
    # The command's own handler stops the log from reaching pytest's: listen where it is written.
    logging.getLogger("memberloop").addHandler(caplog.handler)
    result = command("--feeds", "link")
    assert result.exit_code == 0, "it has landed here"
    assert "1 files are here but not in the store" in caplog.text


def test_the_job_pulls_and_fails_when_something_is_unfinished(corp: Corp, tmp_path: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert wecom_pull_job.execute_in_process(instance=instance).success
        assert list((tmp_path / "home" / "landing").glob(f"wecom_*/{today()}/*.jsonl"))
        corp.refused = {"get_follow_user_list": 40058}
        for path in (tmp_path / "home" / "landing" / ".wecom").iterdir():
            path.unlink()
        failed = wecom_pull_job.execute_in_process(instance=instance, raise_on_error=False)
    assert not failed.success


def test_the_schedule_is_off_unless_wanted() -> None:
    [off] = pull_schedules(Wecom())
    assert (off.cron_schedule, off.default_status) == ("30 6 * * *", dg.DefaultScheduleStatus.STOPPED)
    [on] = pull_schedules(Wecom(scheduled_pull=True, pull_hour=7))
    assert (on.cron_schedule, on.default_status) == ("30 7 * * *", dg.DefaultScheduleStatus.RUNNING)
    assert isinstance(today(), date)
