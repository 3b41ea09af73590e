"""The sensor starts one ingestion for what has landed, here or in an object store, once it is quiet."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration import sensors
from tests.worlds.object_store import Bucket, bucket_on_loopback

TODAY = "2026-03-09"


class Clock:
    """Minutes pass when the test says so."""

    now = 1_773_000_000.0

    def time(self) -> float:
        return self.now


class Sensor:
    """The sensor with its cursor, as the daemon keeps it between ticks."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.cursor = clock, None

    def tick(self, seconds: float = 0) -> list[dg.RunRequest] | str:
        self.clock.now += seconds
        result = sensors.landing_sensor(dg.build_sensor_context(cursor=self.cursor))
        if isinstance(result, dg.SkipReason):
            return str(result.skip_message)
        self.cursor = result.cursor
        return result.run_requests or str(result.skip_reason.skip_message)


@pytest.fixture
def sensor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sensor:
    clock = Clock()
    monkeypatch.setattr(sensors, "time", clock)
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path))
    monkeypatch.setenv("MEMBERLOOP_LANDING_SETTLE_SECONDS", "60")
    return Sensor(clock)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch):
    with bucket_on_loopback() as bucket:
        for name, value in bucket.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("MEMBERLOOP_LANDING_POLL_SECONDS", "300")
        yield bucket


def land(home: Path, name: str, content: str = "x", day: str = TODAY) -> Path:
    path = home / "landing" / "pos_sales" / day / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_it_asks_once_when_what_has_landed_is_quiet(sensor: Sensor, tmp_path: Path) -> None:
    assert sensor.tick() == "nothing has landed yet"
    land(tmp_path, "tickets.csv")
    assert "quiet" in sensor.tick(30)
    [request] = sensor.tick(60)
    assert request.partition_key == TODAY
    assert sensor.tick(60) == "nothing new has landed"
    assert sensor.tick(3600) == "nothing new has landed"


def test_a_file_that_still_grows_is_waited_for(sensor: Sensor, tmp_path: Path) -> None:
    for size in (1, 2, 3):
        land(tmp_path, "tickets.csv", "x" * size)
        assert "quiet" in sensor.tick(45)
    assert len(sensor.tick(60)) == 1


def test_a_landing_zone_that_is_never_quiet_is_read_all_the_same(sensor: Sensor, tmp_path: Path) -> None:
    answers = []
    for minute in range(20):
        land(tmp_path, f"tickets-{minute}.csv")
        answers.append(sensor.tick(50))
    assert [type(answer) for answer in answers].count(list) == 1


def test_the_same_files_are_the_same_run(sensor: Sensor, tmp_path: Path) -> None:
    land(tmp_path, "tickets.csv")
    sensor.tick(30)
    [first] = sensor.tick(60)
    sensor.cursor = None  # a cursor that was reset
    sensor.tick(60)
    [again] = sensor.tick(60)
    assert again.run_key == first.run_key, "Dagster runs a key once"


def test_files_on_their_way_and_days_ahead_start_nothing(sensor: Sensor, tmp_path: Path) -> None:
    land(tmp_path, ".tickets.csv.part")
    assert sensor.tick() == "nothing has landed yet"
    land(tmp_path, "tickets.csv", day="2199-01-01")
    sensor.tick(30)
    assert sensor.tick(60) == "only days ahead have landed"


def test_an_old_cursor_is_no_crash(sensor: Sensor, tmp_path: Path) -> None:
    sensor.cursor = "0123abcd"
    land(tmp_path, "tickets.csv")
    assert "quiet" in sensor.tick()


@pytest.mark.slow
def test_it_sees_the_store_and_does_not_mistake_the_fetch_for_a_delivery(
    sensor: Sensor, tmp_path: Path, store: Bucket
) -> None:
    from orchestration.landing import land as fetch_all
    from orchestration.settings import load_settings

    store.put(f"pos_sales/{TODAY}/tickets.csv", b"x")
    assert "quiet" in sensor.tick()
    assert "a moment ago" in sensor.tick(10)
    [request] = sensor.tick(60)
    assert request.partition_key == TODAY
    fetch_all(load_settings())
    assert (tmp_path / "landing" / "pos_sales" / TODAY / "tickets.csv").read_bytes() == b"x"
    assert "a moment ago" in sensor.tick(60), "a quiet store is listed every few minutes only"
    assert sensor.tick(300) == "nothing new has landed"
    store.put(f"pos_sales/{TODAY}/more.csv", b"y")
    assert "quiet" in sensor.tick(300)
    assert len(sensor.tick(60)) == 1


@pytest.mark.slow
def test_a_store_that_does_not_answer_is_told(sensor: Sensor, store: Bucket) -> None:
    store.stop()
    assert "cannot be reached" in sensor.tick()
