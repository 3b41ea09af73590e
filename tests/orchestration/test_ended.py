"""Runs of Dagster's that ended are told once, by sensors that keep their place as the daemon keeps it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import dagster as dg
import pytest

from orchestration.assets.gate import CANDIDATE
from orchestration.assets.publish import VERSION
from orchestration.ended import ENDED_SENSORS, failure_sensor, published_sensor
from orchestration.nights import TOLD_BY_TAG
from tests.orchestration import last_assets
from tests.orchestration.last_assets import BY_HAND
from tests.worlds.receivers import address, mail_address

DAY = "2026-03-09"
PEOPLE = ("NOTIFY_WECOM", "NOTIFY_WEBHOOK", "NOTIFY_SMTP")


class Daemon:
    """The sensors' ticks over one record of runs, each sensor with its own cursor."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self.cursors: dict[str, str | None] = {}
        self.tick()

    def tick(self) -> None:
        for sensor in ENDED_SENSORS:
            context = dg.build_sensor_context(
                instance=self.instance, cursor=self.cursors.get(sensor.name), sensor_name=sensor.name
            )
            sensor.evaluate_tick(context)
            self.cursors[sensor.name] = context.cursor


@pytest.fixture
def daemon():
    with dg.DagsterInstance.ephemeral() as instance:
        yield Daemon(instance)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, web, mailbox) -> Path:
    """Everybody is to be told, at one address of each kind."""
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path / "home"))
    for name, where in zip(PEOPLE, [address(web), address(web), mail_address(mailbox)], strict=True):
        monkeypatch.setenv(f"MEMBERLOOP_{name}", where)
    return tmp_path / "home"


def run(daemon: Daemon, ends: str = "well", **how) -> None:
    """Run to the end, then let the daemon look three times."""
    last_assets.run(daemon.instance, ends, **{"partition_key": DAY, **how})
    for _ in range(3):
        daemon.tick()


def documents(web) -> list[tuple[str, str, list[str]]]:
    told = [one for one in web.got if "status" in one]
    return [(one["status"], one["delivered_through"], one["reasons"]) for one in told]


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("well", ("published", DAY, [])),
        ("refusal", ("refused", DAY, ["publish/candidate: adds_up"])),
        ("crash", ("crashed", DAY, ["publish__candidate"])),
    ],
)
def test_a_night_is_told_once_to_everybody_however_it_ended(daemon, web, mailbox, ends, told):
    run(daemon, ends)
    assert documents(web) == [told]
    assert len([one for one in web.got if one.get("msgtype") == "markdown"]) == 1
    assert len(mailbox.got) == 1
    assert "138" not in json.dumps(web.got) + mailbox.got[0]


def test_each_of_two_nights_is_told(daemon, web):
    run(daemon, "crash")
    run(daemon)
    assert [status for status, _, _ in documents(web)] == ["crashed", "published"]


def test_a_version_made_by_hand_is_a_night_and_a_part_of_the_graph_is_none(daemon, web):
    run(daemon, job=BY_HAND, asset_selection=[CANDIDATE])
    run(daemon, job="nightly", asset_selection=[CANDIDATE])
    run(daemon, job="ingest")
    assert documents(web) == []
    run(daemon, job=BY_HAND, asset_selection=[CANDIDATE, VERSION])
    assert documents(web) == [("published", DAY, [])]


def test_a_range_is_told_by_its_last_day(daemon, web):
    ends = {"dagster/asset_partition_range_start": "2026-03-01", "dagster/asset_partition_range_end": DAY}
    run(daemon, tags=ends, partition_key=None)
    assert documents(web) == [("published", DAY, [])]


@pytest.mark.parametrize("ends", ["well", "crash"])
def test_what_the_command_tells_is_not_told_again(daemon, web, ends):
    run(daemon, ends, tags={TOLD_BY_TAG: "memberloop run"})
    assert documents(web) == []


def test_a_failed_run_leaves_a_line_and_calls_the_programs_webhook(daemon, web, home, monkeypatch):
    monkeypatch.setenv("MEMBERLOOP_ALERT_WEBHOOK", address(web))
    run(daemon, "crash", job="ingest")
    [alert] = [json.loads(line) for line in (home / "alerts.jsonl").read_text().splitlines()]
    assert (alert["job"], alert["partition"]) == ("ingest", DAY)
    assert web.got == [alert]


def test_a_faulty_configuration_keeps_nobody_from_hearing(daemon, web, monkeypatch):
    monkeypatch.setenv("MEMBERLOOP_NIGHTLY_HOUR", "77")
    run(daemon, "crash")
    assert [status for status, _, _ in documents(web)] == ["crashed"]


def test_receivers_that_fail_are_logged_without_their_addresses(daemon, web, mailbox, monkeypatch, caplog):
    web.status = 500
    monkeypatch.setenv("MEMBERLOOP_ALERT_WEBHOOK", address(web))
    with caplog.at_level(logging.WARNING):
        run(daemon, "crash")
    assert len(mailbox.got) == 1
    assert {"alert webhook", "robot", "webhook"} <= {
        record.args[0] for record in caplog.records if record.name == "memberloop"
    }
    assert "a-secret" not in caplog.text


def test_nobody_has_to_switch_the_sensors_on():
    assert {sensor.default_status for sensor in (published_sensor, failure_sensor)} == {
        dg.DefaultSensorStatus.RUNNING
    }
