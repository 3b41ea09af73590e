"""What `dagster dev` opens."""

from orchestration.build import build_definitions

defs = build_definitions()
