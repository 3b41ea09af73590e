"""Nights that Dagster's daemon runs are told once, also the one whose process is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights import PATIENCE_SECONDS, PEPPER, ROOT, memberloop
from tests.worlds.receivers import Web, address, at_work
from tests.worlds.small import LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.long
GRAPH = ["-m", "orchestration.definitions"]


class Service:
    """A daemon beside a home, as `make dagster` has one."""

    def __init__(self, home: Path, told: str) -> None:
        record = home / "dagster"
        record.mkdir(exist_ok=True)
        (record / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("MEMBERLOOP_", "DAGSTER_"))}
        self.home = home
        self.environment = inherited | {
            "MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": PEPPER, "PYTHONPATH": str(ROOT),
            "DAGSTER_HOME": str(record), "MEMBERLOOP_NOTIFY_WEBHOOK": told,
        }  # fmt: skip
        with (home / "daemon.log").open("wb") as log:
            self.daemon = subprocess.Popen(
                self._dagster("_daemon.cli", "run", *GRAPH),
                cwd=home, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @staticmethod
    def _dagster(module: str, *arguments: str) -> list[str]:
        return [sys.executable, "-c", f"from dagster.{module} import main; main()", *arguments]

    def said(self) -> str:
        """What the daemon has written so far."""
        return (self.home / "daemon.log").read_text()

    def launch(self) -> None:
        """Put a night in the daemon's queue, as a page or a schedule does."""
        tags = json.dumps({"dagster/partition": str(LAST_DAY)})
        ended = subprocess.run(
            self._dagster("_cli", "job", "launch", *GRAPH, "-j", "nightly", "--tags", tags),
            cwd=self.home, env=self.environment, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr[-3000:]

    def until(self, reached: Callable[[], object]) -> None:
        """Wait for something to come about; a daemon that died is a fault at once."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            alive = self.daemon.poll() is None and time.monotonic() < deadline
            assert alive, self.said()[-3000:]
            time.sleep(0.2)

    def holder(self) -> int | None:
        """The process that works on the home."""
        held = (self.home / ".writer.lock").read_text()
        return int(held) if held and Path(f"/proc/{held}").exists() else None

    def stop(self) -> None:
        self.daemon.send_signal(signal.SIGINT)
        try:
            self.daemon.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.daemon.pid, signal.SIGKILL)
            self.daemon.wait()


@pytest.fixture
def web() -> Iterator[Web]:
    with at_work(Web()) as server:
        yield server


@pytest.fixture
def service(small, tmp_path, web) -> Iterator[Service]:
    small.world.land(tmp_path)
    service = Service(tmp_path, address(web))
    try:
        yield service
    finally:
        service.stop()


def test_from_the_first_on_nights_are_told_once_and_a_killed_one_too(service, web):
    # Two at once would make the record's tables twice.
    service.until(lambda: "Initiating failed_run" in service.said())
    service.launch()
    service.until(lambda: web.got)
    assert web.got[0]["status"] == "published", web.got
    service.launch()
    service.until(service.holder)
    os.kill(service.holder(), signal.SIGKILL)
    service.until(lambda: len(web.got) > 1)
    assert [(told["status"], told["delivered_through"], told["version"]) for told in web.got] == [
        ("published", str(LAST_DAY), "v000001"),
        ("crashed", str(LAST_DAY), "v000001"),
    ]
    assert web.got[1]["reasons"] == ["the run failed outside of its steps; see the log"]
    status = json.loads(memberloop(service.home, "status", "--json").out)
    assert status["runs"][-1]["status"] == "published", status["runs"]
