"""Made-up invitees of the city against the flags of fct_referral: `python -m tests.truth.fraud HOME`.

HOME is one in which a night has run over a city; its pepper is in MEMBERLOOP_PEPPER. Printed are precision
and recall of each flag, and of any flag against any invitee who was made up.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import duckdb

from sources.identifiers import Pepper, install_macros

if TYPE_CHECKING:
    from collections.abc import Iterable

ANY = "any"
FLAGS = ("burst", "ring", "same_ip", "self", "sequential_phones", "shared_device")
"""Flags that the city has a pattern for, by its name."""
# Whom the registry has not told of cannot be found; who is named twice is judged by the referrer that counts.
_NAMED = """
    SELECT t.pattern, t.is_fraud, coalesce(r.fraud_flags, '')
    FROM read_parquet(?) AS t
    JOIN identity.int_identity__member_identifier AS referee
        ON referee.identifier_type = 'member_no'
        AND referee.identifier_hash = identifier_hash_member_no(t.member_no)
    JOIN identity.int_identity__member_identifier AS referrer
        ON referrer.identifier_type = 'member_no'
        AND referrer.identifier_hash = identifier_hash_member_no(t.referrer_member_no)
    JOIN core.fct_referral AS r
        ON r.referee_member_uid = referee.member_uid AND r.referrer_member_uid = referrer.member_uid
"""


@dataclass(frozen=True)
class Named:
    """One invitee: what the city made of them, and the flags they got."""

    pattern: str
    is_fraud: bool
    flags: frozenset[str]


@dataclass(frozen=True)
class Found:
    """How well a flag finds its pattern."""

    flag: str
    planted: int
    flagged: int
    hits: int

    @property
    def precision(self) -> float | None:
        return self.hits / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        return self.hits / self.planted if self.planted else None


def measured(invitees: Iterable[Named]) -> list[Found]:
    """Each flag against its pattern, and any flag against everybody made up."""
    named = list(invitees)
    found = []
    for flag in FLAGS:
        planted = [one.pattern == flag for one in named]
        flagged = [flag in one.flags for one in named]
        found.append(_found(flag, planted, flagged))
    found.append(_found(ANY, [one.is_fraud for one in named], [bool(one.flags) for one in named]))
    return found


def _found(flag: str, planted: list[bool], flagged: list[bool]) -> Found:
    hits = sum(both for both in map(all, zip(planted, flagged, strict=True)))
    return Found(flag, sum(planted), sum(flagged), hits)


def invitees_of(home: Path, pepper: Pepper) -> list[Named]:
    """Everybody in the city who named a referrer, as the warehouse judged them."""
    truth = home / "truth" / "referral_truth.parquet"
    with duckdb.connect(str(home / "warehouse" / "memberloop.duckdb"), read_only=True) as con:
        install_macros(con, pepper)
        rows = con.execute(_NAMED, [str(truth)]).fetchall()
    return [
        Named(pattern, is_fraud, frozenset(filter(None, flags.split(";"))))
        for pattern, is_fraud, flags in rows
    ]


@click.command()
@click.argument("home", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(home: Path) -> None:
    """Tell precision and recall of each flag against what the city planted."""
    found = measured(invitees_of(home, Pepper(os.environ.get("MEMBERLOOP_PEPPER", ""))))
    click.echo(f"{'flag':<20}{'planted':>8}{'flagged':>8}{'hits':>6}{'precision':>11}{'recall':>8}")
    for one in found:
        shares = "".join(
            f"{'-' if share is None else f'{share:.2f}':>{width}}"
            for share, width in ((one.precision, 11), (one.recall, 8))
        )
        click.echo(f"{one.flag:<20}{one.planted:>8}{one.flagged:>8}{one.hits:>6}{shares}")
    sys.exit(0 if any(one.planted for one in found) else 1)


if __name__ == "__main__":
    main()
