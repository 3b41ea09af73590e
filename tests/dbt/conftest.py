"""Where a home with a night on real purchases is; making one is the caller's business."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cj_home() -> Path:
    """A home in which a night has run over Complete Journey; tests that want one are skipped without."""
    root = os.environ.get("MEMBERLOOP_TEST_CJ_HOME", "")
    if not (Path(root) / "warehouse" / "memberloop.duckdb").exists():
        pytest.skip("MEMBERLOOP_TEST_CJ_HOME names no home with a warehouse")
    return Path(root)
