"""Files that no night will read are told, by `memberloop status` and in the night's log."""

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.night import tell_strays
from sources.layout import Home
from sources.registry import load_registry


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for path in ("pos_sales/b.csv", "pos_sales/a.csv", "pos_sale/2026-03-01/13800138000.csv"):
        file = tmp_path / "landing" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path


def test_status_tells_folder_reason_and_number(home: Path) -> None:
    answer = CliRunner().invoke(main, ["status", "--json"], env={"MEMBERLOOP_HOME": str(home)})
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["misplaced files"] == [
        {"folder": "pos_sale/2026-03-01", "why": "unknown_feed", "files": 1},
        {"folder": "pos_sales", "why": "outside_date_folder", "files": 2},
    ]


def test_the_log_tells_how_many_and_no_name(
    home: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("memberloop"), "propagate", True)
    with caplog.at_level(logging.WARNING, logger="memberloop"):
        tell_strays(Home(home), load_registry())
        tell_strays(Home(home / "elsewhere"), load_registry())
    (record,) = caplog.records
    assert record.getMessage() == (
        "3 files in landing/ lie where no night reads them "
        "(outside_date_folder, unknown_feed); `memberloop status` names the folders"
    )
