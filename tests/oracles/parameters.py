"""The project's choices as it declares them; what an oracle must know of them is said here only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

__all__ = ["PARAMETERS", "PROJECT"]

PROJECT = Path(__file__).parents[2] / "dbt_project"
PARAMETERS: dict[str, Any] = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
