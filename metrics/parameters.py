"""The project's variables: every choice that the requirements leave open, with the value of this run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from metrics.registry import Parameter


def project_parameters(project_dir: Path, overrides: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The defaults of dbt_project.yml under the operator's own values."""
    project = yaml.safe_load((project_dir / "dbt_project.yml").read_text(encoding="utf-8"))
    return {**project.get("vars", {}), **overrides}
