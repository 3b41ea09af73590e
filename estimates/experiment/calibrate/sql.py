"""SQL of the project without a run of dbt: a model or the decision rule, with the project's parameters."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[3] / "dbt_project"
MODELS = PROJECT / "models" / "intermediate" / "experiment"
# A macro that returns a list is a function here: plain Jinja knows only text.
LISTS = re.compile(r"{% macro (\w+)\(\) -?%}\s*{{ return\((\[.*?\])\) }}\s*{%-? endmacro %}", re.DOTALL)


def compiled_model(name: str, **changed: object) -> str:
    """A model over tables by their bare names; parameters that are not given are the project's."""
    return _render((MODELS / f"{name}.sql").read_text(encoding="utf-8"), changed)


def compiled_decision(relation: str) -> str:
    """The rule that decides, over a table of estimates."""
    return _render(f"{{{{ experiment_decision({relation!r}) }}}}", {})


def _render(source: str, changed: dict[str, Any]) -> str:
    from jinja2 import Environment

    macros, lists = _macros()
    variables = _variables() | changed
    template = Environment(autoescape=False, extensions=["jinja2.ext.do"]).from_string(macros + source)  # noqa: S701  SQL, no page
    functions = {name: (lambda value=value: value) for name, value in lists.items()}
    return template.render(ref=lambda name: name, var=variables.__getitem__, **functions)


@cache
def _macros() -> tuple[str, dict[str, list[str]]]:
    files = sorted((PROJECT / "macros" / "experiment").glob("*.sql"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return LISTS.sub("", text), {name: ast.literal_eval(told) for name, told in LISTS.findall(text)}


@cache
def _variables() -> dict[str, Any]:
    import yaml

    told: dict[str, Any] = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    return told


def parameter(name: str) -> Any:  # noqa: ANN401  whatever the project says
    """A parameter as the project has it."""
    return _variables()[name]
