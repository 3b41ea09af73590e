"""A group of commands whose modules are imported when one is asked for: `status` waits for no other."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from orchestration.cli.output import Failing


class LazyGroup(Failing, click.Group):
    """Commands by name, each as `module:attribute`, listed in the order given."""

    def __init__(self, *arguments: Any, places: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, as told."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None when there is none of this name."""
        if cmd_name not in self._places:
            return None
        module, _, attribute = self._places[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command
