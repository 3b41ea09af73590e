"""One writer on a home, and a lock that dies with its holder."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from orchestration.lock import HomeIsBusy, writer_lock

HOLDER = """
import sys, time
from pathlib import Path
from orchestration.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def _holder(home: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_holds_the_home(tmp_path: Path) -> None:
    process = _holder(tmp_path)
    try:
        with pytest.raises(HomeIsBusy, match=str(process.pid)), writer_lock(tmp_path):
            pytest.fail("two writers on one home")
    finally:
        process.kill()
        process.wait()


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    process = _holder(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with writer_lock(tmp_path):
        pass


def test_waiting_ends_when_the_home_is_free(tmp_path: Path) -> None:
    process = _holder(tmp_path)
    threading.Timer(1, process.kill).start()
    with writer_lock(tmp_path, wait_seconds=60):
        assert process.wait() == -signal.SIGKILL


def test_one_process_may_enter_twice(tmp_path: Path) -> None:
    with writer_lock(tmp_path), writer_lock(tmp_path):
        pass
    with writer_lock(tmp_path):
        pass
