"""Truth against published figures: `python -m tests.truth HOME`, or over new cities with `--seeds 10`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from tests.oracles import all_faults
from tests.truth.city import CITIES, MEMBERS, judged, night
from tests.truth.compare import Verdict, faults


@click.command()
@click.argument("home", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seeds", type=click.IntRange(1), help="Make so many cities below HOME, clean and dirty ones.")
@click.option("--members", type=click.IntRange(100), default=MEMBERS, show_default=True)
@click.option("--people/--events", default=True, help="Whether persons count in a finished HOME, too.")
def main(home: Path, seeds: int | None, members: int, people: bool) -> None:
    """Compare every figure of HOME, in which a night has run over a city, with the city's truth."""
    if seeds is None:
        sys.exit(_tell("home", judged(home), of_people=people))
    sys.exit(max(_city(home, kind, seed, members) for seed in range(1, seeds + 1) for kind in CITIES))


def _city(home: Path, kind: str, seed: int, members: int) -> int:
    place = home / f"{kind}-{seed}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    CITIES[kind](place, seed, members)
    ended = night(place)
    if ended.returncode:
        said = ended.stdout[-2000:] + ended.stderr[-2000:]
        click.echo(f"{place.name}: the night ended with {ended.returncode}\n{said}")
        return 1
    wrong = _tell(place.name, judged(place), of_people=kind == "clean")
    broken = all_faults(place)
    click.echo("\n".join(broken) or f"{place.name}: all that must hold exactly does")
    wrong = wrong or int(bool(broken))
    if not wrong:
        shutil.rmtree(place)
    return wrong


def _tell(name: str, found: list[Verdict], *, of_people: bool) -> int:
    counted = [verdict for verdict in found if of_people or verdict.about == "events"]
    wrong = faults(found, of_people=of_people)
    figures = sum(verdict.compared for verdict in counted)
    click.echo(f"{name}: {len(counted)} metrics, {figures:,} figures, {len(wrong)} metrics differ")
    for verdict in wrong:
        click.echo(f"  {verdict.metric_id}: {verdict.wrong} of {verdict.compared}, such as {verdict.example}")
    return int(bool(wrong) or not counted)


if __name__ == "__main__":
    main()
