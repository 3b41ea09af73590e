"""The faster linter says what sqlfluff says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "dbt_project" / "models"
# Each breaks a rule; the second within what macros make of it.
WRONG = (
    "SELECT a from {{ ref('dim_mall') }}\n",
    "select\n    {{ add_days('a', 1) }} AS b ,\n  c\nfrom {{ source('control', 'run') }} where c=1\n",
)


def lint(*program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    options = ["--config", str(ROOT / ".sqlfluff"), "--processes", "1", "--disable-progress-bar"]
    return subprocess.run(
        [sys.executable, "-m", *program, str(folder), *options],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the project's own settings, whose paths are those of the project."""
    settings = (ROOT / "dbt_project" / ".sqlfluff").read_text(encoding="utf-8")
    named = settings.replace("macros/", f"{ROOT / 'dbt_project' / 'macros'}/")
    (tmp_path / ".sqlfluff").write_text(named, encoding="utf-8")
    return tmp_path


def test_it_finds_what_sqlfluff_finds(folder: Path) -> None:
    for number, text in enumerate(WRONG):
        (folder / f"wrong_{number}.sql").write_text(text, encoding="utf-8")
    plain = lint("sqlfluff", "lint", folder=folder)
    quick = lint("tests.house.sql_lint", folder=folder)
    assert plain.returncode == quick.returncode == 1, quick.stdout + quick.stderr
    assert quick.stdout == plain.stdout
    assert quick.stdout.count("FAIL") == len(WRONG)
    assert {"CP01", "LT01"} <= set(quick.stdout.split())


def test_a_clean_file_passes(folder: Path) -> None:
    text = (MODELS / "marts" / "kpi" / "mall_focus_monthly.sql").read_text(encoding="utf-8")
    (folder / "clean.sql").write_text(text, encoding="utf-8")
    assert lint("tests.house.sql_lint", folder=folder).returncode == 0
