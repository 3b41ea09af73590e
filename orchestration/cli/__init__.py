"""The `memberloop` command. One module per command; each imports what it needs only when it is called."""

from __future__ import annotations

import click

from orchestration.cli.lazy import LazyGroup

COMMANDS = {
    "demo": "orchestration.cli.demo:demo",
    "import": "orchestration.cli.demo:import_",
    "pull": "orchestration.cli.pull:pull",
    "ingest": "orchestration.cli.ingest:ingest",
    "run": "orchestration.cli.run:run",
    "status": "orchestration.cli.status:status",
    "alert": "orchestration.cli.alert:alert",
    "metric": "orchestration.cli.metric:metric",
    "member": "orchestration.cli.member:member",
    "leader": "orchestration.cli.leader:leader",
    "experiment": "orchestration.cli.experiment:experiment",
    "changes": "orchestration.cli.changes:changes",
    "publish": "orchestration.cli.publish:publish",
    "docs": "orchestration.cli.docs:docs",
    "contract": "orchestration.cli.contract:contract",
    "prove": "orchestration.cli.prove:prove",
    "bench": "orchestration.cli.bench:bench",
    "bench-ingest": "orchestration.cli.bench_ingest:bench_ingest",
    "bench-identity": "orchestration.cli.bench_identity:bench_identity",
    "bench-experiments": "orchestration.cli.bench_experiments:bench_experiments",
}


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with `memberloop demo`; then `memberloop status` and `memberloop metric new_members`.",
)
def main() -> None:
    """Raw feeds of malls and community stores in, members and trusted figures out.

    Configuration: memberloop.toml in this folder or at $MEMBERLOOP_CONFIG; data below $MEMBERLOOP_HOME
    (default ./data); the secret of the identifier hash in $MEMBERLOOP_PEPPER.
    """
