"""No connection of the house draws a progress bar, in whatever process: it would tear the log's lines."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# A program without a file looks interactive to the engine, as Dagster's worker processes do.
PROGRAM = """
import sys
from pathlib import Path
import duckdb
home = Path(sys.argv[1])
{opened}
print(con.execute("select current_setting('enable_progress_bar')").fetchone()[0])
"""
OPENED = {
    "sources": "from sources import sql; con = sql.connect(home)",
    "complete_journey": (
        "from sources.complete_journey import importing; con = duckdb.connect(); importing._bound(con, home)"
    ),
    "night": (
        "from orchestration.night import Night; from orchestration.settings import load_settings; "
        "import os; os.environ['MEMBERLOOP_HOME'] = str(home); night = Night(); "
        "night._settings = load_settings(); opened = night.warehouse(); con = opened.__enter__()"
    ),
}


@pytest.mark.parametrize("room", OPENED)
def test_an_engine_draws_no_progress_bar(room: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(opened=OPENED[room]), str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout.strip()) == (0, "False"), ended.stderr
