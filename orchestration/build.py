"""Puts the graph together; tests and the demo assemble variants by overriding parts."""

from __future__ import annotations

import dagster as dg

from orchestration.assets.gate import gate_assets
from orchestration.assets.models import model_assets
from orchestration.assets.observations import observation_assets
from orchestration.assets.proofs import proof_assets
from orchestration.assets.publish import publish_assets
from orchestration.assets.raw import raw_assets
from orchestration.assets.report import report_assets
from orchestration.assets.scope import scope_assets
from orchestration.audit_job import AUDIT_JOBS, AUDIT_SCHEDULES
from orchestration.jobs import JOBS, schedules
from orchestration.night import Night
from orchestration.project import Parameters, parsed_project
from orchestration.pull_job import PULL_JOBS, pull_schedules
from orchestration.sections import Wecom
from orchestration.sensors import SENSORS
from orchestration.settings import ConfigurationError, Nightly, load_settings


def build_definitions(night: Night | None = None) -> dg.Definitions:
    """All assets, checks, jobs, schedules and sensors; `night` replaces the resource."""
    parameters, nightly, wecom = _configured()
    project = parsed_project(parameters)
    return dg.Definitions(
        assets=[
            *raw_assets(),
            *scope_assets(),
            *model_assets(project),
            *observation_assets(project),
            *proof_assets(),
            *gate_assets(project),
            *publish_assets(),
            *report_assets(),
        ],
        jobs=[*JOBS, *PULL_JOBS, *AUDIT_JOBS],
        schedules=[*schedules(nightly), *pull_schedules(wecom), *AUDIT_SCHEDULES],
        sensors=SENSORS,
        resources={"night": night or Night()},
        executor=dg.in_process_executor,
    )


def _configured() -> tuple[Parameters, Nightly, Wecom]:
    """Parameters and hours; a faulty configuration is told by the run, not by the graph's loading."""
    try:
        settings = load_settings()
    except ConfigurationError:
        return {}, Nightly(), Wecom()
    return settings.parameters, settings.nightly, settings.wecom
