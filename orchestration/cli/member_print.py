"""A member's document at a terminal: attributes, then a table a section, the newest rows first."""

from __future__ import annotations

from typing import Any

import click

from orchestration.cli.output import print_rows

ROWS = 12
SECTIONS = {
    "next_step": "Next best step",
    "lifecycle": "Lifecycle",
    "standing": "What the member was when",
    "worth": "Lifetime value",
    "visits": "Visits by mall",
    "visit_days": "Visit days",
    "purchases": "Purchases by month and category, in fen",
    "tickets": "Tickets",
    "orders": "Community orders",
    "benefits": "Benefits",
    "points": "Points",
    "points_by_reason": "Points by reason",
    "points_entries": "Entries of points",
    "tags": "Tags",
    "groups": "Groups",
    "outreach": "Messages by channel",
    "sends": "Messages",
    "touch_policy": "Touch policy: caps reached",
    "experiments": "Experiments",
    "interactions": "Interactions",
    "events": "Events",
    "referrals": "Referrals",
    "identifiers": "Identifiers",
    "shared_with": "Shares with",
    "household": "Household",
    "vehicles": "Cars",
    "common": "What both share",
    "guards": "Guards that spoke",
    "decisions": "Stewards' decisions",
    "history": "History of the id",
}
# Told in the order that they happened: the last rows are the newest.
OLDEST_FIRST = ("standing", "lifecycle", "history")


def print_member(document: dict[str, Any]) -> None:
    """The member with every section that holds anything."""
    day = document["as_of"]
    click.echo(f"{document['member_uid']}{f' as of {day}' if day else ''}\n")
    for key, value in document["member"].items():
        if value is not None:
            click.echo(f"  {key.replace('_', ' ')}: {value}")
    if document["former_ids"]:
        click.echo(f"  former ids: {', '.join(document['former_ids'])}")
    print_sections(document)


def print_sections(document: dict[str, Any]) -> None:
    """A table for each section; of long ones the newest rows."""
    for key, title in SECTIONS.items():
        rows = document.get(key)
        if not rows:
            continue
        click.echo(f"\n{title}")
        print_rows(rows[-ROWS:] if key in OLDEST_FIRST else rows[:ROWS], as_json=False)
        if len(rows) > ROWS:
            click.echo(f"… and {len(rows) - ROWS} older; --json prints all")
    if "note" in document:
        click.echo(f"\n{document['note']}", err=True)
