"""A failed run leaves an alert in the home and calls the webhook, both really."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest

from orchestration.sensors import failure_sensor


@dg.op
def fails() -> None:
    raise RuntimeError("planned")


@dg.job
def doomed() -> None:
    fails()


@pytest.fixture
def webhook():
    """A server on loopback, and what was posted to it."""
    posted: list[dict[str, str]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing on the test's output."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/alert", posted
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_failed_run_is_told_in_the_home_and_to_the_webhook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, webhook
) -> None:
    url, posted = webhook
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path))
    monkeypatch.setenv("MEMBERLOOP_ALERT_WEBHOOK", url)
    with dg.DagsterInstance.ephemeral() as instance:
        result = doomed.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            sensor_name="failed_run",
            dagster_event=result.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        ).for_run_failure()
        failure_sensor(context)
    [alert] = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text().splitlines()]
    assert alert["job"] == "doomed"
    assert alert["run"] == result.run_id
    assert posted == [alert]
