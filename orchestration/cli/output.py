"""How commands speak: tables or JSON on standard output, progress and faults on standard error."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click

from orchestration.lock import HomeIsBusy
from orchestration.settings import ConfigurationError

MISUSED = 2
CRASHED = 3
Row = dict[str, Any]

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


class Failing(click.Command):
    """Turns the project's own faults into a plain message and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the user can mend is told without a stack trace."""
        try:
            return super().invoke(ctx)
        except ConfigurationError as error:
            click.echo("The configuration cannot be used:", err=True)
            for fault in error.faults:
                click.echo(f"  - {fault}", err=True)
            ctx.exit(MISUSED)
        except HomeIsBusy as error:
            click.echo(f"Refused: {error}", err=True)
            ctx.exit(MISUSED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception:  # noqa: BLE001  the last place to tell of it, with its trace and exit 3
            traceback.print_exc()
            click.echo("Crashed; the published version is as it was. Run it again, it recovers.", err=True)
            ctx.exit(CRASHED)


def show_progress() -> None:
    """Print the night's progress lines to standard error, coloured only at a terminal."""
    logger = logging.getLogger("memberloop")
    if logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", datefmt="%H:%M:%S"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def print_rows(rows: Sequence[Row], *, as_json: bool, empty: str = "nothing to show") -> None:
    """Print rows as an aligned table or as JSON."""
    if as_json:
        click.echo(json.dumps(list(rows), default=_plain, ensure_ascii=False, indent=2))
    elif not rows:
        click.echo(empty)
    else:
        _print_table(rows)


def _print_table(rows: Sequence[Row]) -> None:
    names = list(rows[0])
    cells = [[_text(row[name]) for name in names] for row in rows]
    widths = [max(_width(line[i]) for line in [names, *cells]) for i in range(len(names))]
    numeric = [all(isinstance(row[n], (int, float, Decimal, type(None))) for row in rows) for n in names]
    for line in [names, ["-" * width for width in widths], *cells]:
        padded = [
            " " * (w - _width(c)) + c if right else c + " " * (w - _width(c))
            for c, w, right in zip(line, widths, numeric, strict=True)
        ]
        click.echo("  ".join(padded).rstrip())


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def _width(text: str) -> int:
    """Columns at a terminal: Chinese characters take two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)
