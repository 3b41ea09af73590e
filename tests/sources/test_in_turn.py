"""Several processes that would make one thing make it once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sources.in_turn import in_turn

ROOT = Path(__file__).parents[2]
MAKER = """
import sys, time
from pathlib import Path
from sources.in_turn import in_turn
made = Path(sys.argv[1])
with in_turn(made.with_suffix(".lock")):
    if not made.exists():
        time.sleep(0.2)
        with made.open("a") as file:
            file.write("made\\n")
"""


def test_of_four_processes_one_makes_it(tmp_path: Path) -> None:
    made = tmp_path / "folder" / "thing"
    makers = [subprocess.Popen([sys.executable, "-c", MAKER, str(made)], cwd=ROOT) for _ in range(4)]
    assert [maker.wait(60) for maker in makers] == [0, 0, 0, 0]
    assert made.read_text() == "made\n"


def test_a_lock_of_one_who_died_is_free(tmp_path: Path) -> None:
    lock = tmp_path / "thing.lock"
    code = (
        "import os, sys; from pathlib import Path; from sources.in_turn import in_turn\n"
        "with in_turn(Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(lock)], cwd=ROOT, check=False).returncode == 9
    with in_turn(lock):
        assert lock.exists()
