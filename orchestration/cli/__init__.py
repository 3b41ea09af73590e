"""The `memberloop` command. One module per command; each imports what it needs only when it is called."""

from __future__ import annotations

import importlib

import click

from orchestration.cli.output import Failing

COMMANDS = {
    "demo": "orchestration.cli.demo:demo",
    "import": "orchestration.cli.demo:import_",
    "pull": "orchestration.cli.pull:pull",
    "ingest": "orchestration.cli.ingest:ingest",
    "run": "orchestration.cli.run:run",
    "status": "orchestration.cli.status:status",
    "metric": "orchestration.cli.metric:metric",
    "publish": "orchestration.cli.publish:publish",
    "bench": "orchestration.cli.bench:bench",
}


class _LazyGroup(Failing, click.Group):
    """Imports a command when it is asked for, so that `status` does not wait for the night's libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with `memberloop demo`; then `memberloop status` and `memberloop metric new_members`.",
)
def main() -> None:
    """Raw feeds of malls and community stores in, members and trusted figures out.

    Configuration: memberloop.toml in this folder or at $MEMBERLOOP_CONFIG; data below $MEMBERLOOP_HOME
    (default ./data); the secret of the identifier hash in $MEMBERLOOP_PEPPER.
    """
