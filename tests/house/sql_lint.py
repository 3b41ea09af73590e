"""sqlfluff with the rules and the answers that it always has, in less than half the time.

`python -m tests.house.sql_lint PATH …` is `sqlfluff lint PATH …`. Its templater reads every macro of the
project anew for every file; here a macro is compiled once. Its trees of small objects set Python's collector
going all the time, which finds nothing: here it looks less often.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Any

import jinja2
from sqlfluff.cli.commands import cli

if TYPE_CHECKING:
    from types import CodeType

    from jinja2.nodes import Template

COMPILE = jinja2.Environment.compile
# Allocations before the collector looks at young objects; Python's own 700 suits programs with cycles.
YOUNG_OBJECTS = 200_000
_compiled: dict[tuple[object, ...], CodeType | str] = {}


def compiled_once(
    self: jinja2.Environment, source: str | Template, *arguments: Any, **options: Any
) -> CodeType | str:
    """What jinja2 compiles a text to; of one run, all environments are set up alike."""
    key = (type(self), source, arguments, tuple(sorted(options.items())))
    if key not in _compiled:
        _compiled[key] = COMPILE(self, source, *arguments, **options)
    return _compiled[key]


def main() -> None:
    """Lint the paths of the command line; the exit code is sqlfluff's."""
    jinja2.Environment.compile = compiled_once  # type: ignore[assignment, method-assign]
    gc.set_threshold(YOUNG_OBJECTS, 50, 100)
    cli(["lint", "--disable-progress-bar", *sys.argv[1:]])


if __name__ == "__main__":
    main()
