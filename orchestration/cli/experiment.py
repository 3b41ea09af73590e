"""`memberloop experiment`: how large, who is in which arm, whom to send to, and what came of it."""

from __future__ import annotations

import click

from orchestration.cli.lazy import LazyGroup

COMMANDS = {
    "plan": "orchestration.cli.experiment_plan:plan",
    "assign": "orchestration.cli.experiment_assign:assign",
    "export": "orchestration.cli.experiment_export:export",
    "results": "orchestration.cli.experiment_results:results",
}


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    epilog="The order of things: deliver the experiment in master_experiment and run a night; plan; assign; "
    "export the list and send to nobody else; deliver outreach_log as ever. Every night has the results.",
)
def experiment() -> None:
    """Plan an experiment, assign its arms once for all, export the list to send from, read the results."""
