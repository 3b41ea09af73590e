"""`memberloop member`: who somebody is, why, and what a steward says about it."""

from __future__ import annotations

import click

from orchestration.cli.lazy import LazyGroup

COMMANDS = {
    "show": "orchestration.cli.member_show:show",
    "serve": "orchestration.cli.member_serve:serve",
    "link": "orchestration.cli.member_decide:link",
    "unlink": "orchestration.cli.member_decide:unlink",
    "forget": "orchestration.cli.member_forget:forget",
    "review": "orchestration.cli.member_review:review",
    "decisions": "orchestration.cli.member_decide:list_decisions",
}


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    epilog="Start with `memberloop member show -` and type `phone:…`: what is typed there stays out of the "
    "shell's history.",
)
def member() -> None:
    """Show one member with the reasons, and link or unlink what the rules got wrong.

    A member is named by member id, or by any identifier as type:value, such as phone:… or unionid:…; by its
    hash as type:#hash, of which twelve digits will do; or by -, which reads one of these from standard input.
    """
