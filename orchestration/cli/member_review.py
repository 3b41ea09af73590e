"""`memberloop member review`: the members that a steward should look at."""

from __future__ import annotations

import click

from orchestration.cli.output import Failing, json_option, print_rows
from orchestration.cli.published import open_published, rows_of
from orchestration.settings import load_settings

QUEUE = """
    select member_uid, why, identifiers, anchors, decided_on from ops.identity_review
    order by anchors desc, identifiers desc, member_uid
"""


@click.command(cls=Failing)
@json_option
def review(as_json: bool) -> None:
    """List members whom no rule could decide on, the most doubtful first.

    `memberloop member show` tells more of each; `link` and `unlink` decide.
    """
    with open_published(load_settings()) as store:
        print_rows(rows_of(store, QUEUE), as_json=as_json, empty="nobody waits for review")
