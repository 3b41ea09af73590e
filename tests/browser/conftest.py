"""Pages to look at: those of a small city's last night, or of a home that `MEMBERLOOP_BROWSER_HOME` names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reports.render import render_all, render_refused
from tests.reports.published import refused_night

ROOT = Path(__file__).parents[2]
PUBLISHED = "published/current/memberloop.duckdb"
CITY = ("--members", "300", "--days", "20")


@pytest.fixture(scope="session")
def pages(tmp_path_factory) -> Path:
    """The folder of all pages, drawn anew by this tree, and of a night that was refused."""
    named = os.environ.get("MEMBERLOOP_BROWSER_HOME")
    home = Path(named) if named else _city(tmp_path_factory.mktemp("home"))
    folder = tmp_path_factory.mktemp("pages")
    render_all(home / PUBLISHED, folder)
    render_refused(*refused_night(), folder)
    return folder


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures are left for looking at: in the checkout, ignored by git."""
    folder = ROOT / ".screenshots"
    folder.mkdir(exist_ok=True)
    return folder


def _city(home: Path) -> Path:
    command = [sys.executable, "-c", "from orchestration.cli import main; main()", "demo", *CITY]
    subprocess.run(
        command, check=True, cwd=ROOT, env=os.environ | {"MEMBERLOOP_HOME": str(home)}, timeout=1200
    )
    return home
