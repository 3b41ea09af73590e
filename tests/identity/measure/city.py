"""Members of a city against its planted truth: `python -m tests.identity.measure.city --help`."""

from __future__ import annotations

import os
from pathlib import Path

import click
import duckdb

from sources.identifiers import Pepper, install_macros
from sources.sql import literal
from tests.identity.measure.clusters import NAMES, add_clusters
from tests.identity.measure.scores import Scores, scores

ANSWER_KEY = Path(__file__).parent / "answer_key.sql"
# How an identifier of each type is written before it is hashed.
_WRITTEN = {"openid": "i.issuer || ':' || i.identifier", "external_userid": "i.issuer || ':' || i.identifier"}
_TYPES = ("phone", "unionid", "openid", "external_userid", "card_no", "member_no", "plate", "mac_hash")


def measured(warehouse: Path, truth: Path, pepper: Pepper) -> dict[str, Scores]:
    """Scores of the members in a warehouse and of every yardstick, by name; `members` is ours."""
    with duckdb.connect() as con:
        con.execute(f"attach {literal(str(warehouse))} as home (read_only)")
        con.execute("use home")
        install_macros(con, pepper)
        _read_truth(con, truth)
        con.execute("""
            create or replace temp table clustered_members as
            select touchpoint_id, person, coalesce(member_uid, touchpoint_id) as cluster from answer
        """)
        for name in NAMES:
            add_clusters(con, name)
        return {name: scores(con, f"clustered_{name}") for name in (*NAMES, "members")}


def _read_truth(con: duckdb.DuckDBPyConnection, truth: Path) -> None:
    for name in ("person_identifier", "touchpoint_truth"):
        path = literal(str(truth / f"{name}.parquet"))
        con.execute(f"create or replace temp view {name} as from read_parquet({path})")
    types = "\n".join(
        f"when '{name}' then identifier_hash_{name}({_WRITTEN.get(name, 'i.identifier')})" for name in _TYPES
    )
    con.execute(ANSWER_KEY.read_text().replace("{types}", types).replace("truth.", ""))


def table(found: dict[str, Scores]) -> str:
    """The scores as lines of text."""
    guard = found["perfect_guard"].recall
    head = (
        f"{'':16} {'precision':>9} {'recall':>8} {'of guard':>8} {'B3 P':>7} {'B3 R':>7} {'B3 F1':>7} "
        f"{'mixed':>7} {'biggest':>8} {'(true)':>7}"
    )
    lines = [
        f"{name:16} {s.precision:9.4f} {s.recall:8.4f} {s.recall / guard:8.3f} {s.bcubed_precision:7.4f} "
        f"{s.bcubed_recall:7.4f} {s.bcubed_f1:7.4f} {s.mixed_share:7.4f} {s.biggest:8d} {s.biggest_true:7d}"
        for name, s in found.items()
    ]
    return "\n".join([head, *lines])


@click.command()
@click.argument("home", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--truth", type=click.Path(exists=True, path_type=Path), help="default: HOME/truth")
def main(home: Path, truth: Path | None) -> None:
    """Score the members of HOME, in which a night has run over a city, against the city's truth."""
    pepper = Pepper(os.environ.get("MEMBERLOOP_PEPPER", ""))
    click.echo(table(measured(home / "warehouse/memberloop.duckdb", truth or home / "truth", pepper)))


if __name__ == "__main__":
    main()
