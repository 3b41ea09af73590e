"""The file of the promise: read, and written so that a step can be read in a difference of two commits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from publishing.errors import PublishingError
from publishing.promise.compare import Difference
from publishing.promise.shape import COLUMN, GRAIN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from publishing.promise.shape import Shape

HEAD = """\
# What readers of the published tables may rely on: the grain of each table, and type and NULL of each column.
# Written by `memberloop contract write`, held by `make test` and by every publish; do not edit it by hand.
# A step that breaks readers raises the first number, one that only adds raises the second.
"""


@dataclass(frozen=True)
class Step:
    """How one version came about; the first has no differences, it is the beginning."""

    version: str
    since: str
    because: str
    seal: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Promise:
    """The tables as promised, and the steps that led there, newest first."""

    steps: tuple[Step, ...]
    shape: Shape

    @property
    def version(self) -> str:
        """The version that is in force."""
        return self.steps[0].version


def read_promise(path: Path) -> Promise:
    """Read the file; raises PublishingError when it cannot be understood."""
    try:
        return promise_of(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise PublishingError(f"{path.name} is no contract that can be read: {error}") from error


def promise_of(content: Mapping[str, Any]) -> Promise:
    """The promise in the loaded content of its file."""
    steps = tuple(
        Step(
            str(step["version"]),
            str(step["since"]),
            str(step["because"]),
            str(step["seal"]),
            tuple(Difference(d["table"], d["part"], d["was"], d["now"]) for d in step["changes"]),
        )
        for step in content["steps"]
    )
    return Promise(steps, {table: _parts(told) for table, told in content["tables"].items()})


def render(promise: Promise) -> str:
    """The file's text: steps first, then each table with a line for each column."""
    lines = [HEAD, "steps:"]
    for step in promise.steps:
        lines += [
            f"  - version: {json.dumps(step.version)}",
            f"    since: {json.dumps(step.since)}",
            f"    because: {json.dumps(step.because, ensure_ascii=False)}",
            f"    seal: {json.dumps(step.seal)}",
            "    changes:" + ("" if step.differences else " []"),
            *(f"      - {_flow(difference)}" for difference in step.differences),
        ]
    lines += ["", "tables:"]
    for table, parts in sorted(promise.shape.items()):
        lines += [f"  {table}:", f"    grain: [{parts[GRAIN]}]", "    columns:"]
        lines += [
            f"      {_key(part.removeprefix(COLUMN))}: {told}"
            for part, told in parts.items()
            if part != GRAIN
        ]
    return "\n".join(lines) + "\n"


def _parts(told: Mapping[str, Any]) -> dict[str, str]:
    columns = {COLUMN + str(name): str(said) for name, said in told["columns"].items()}
    return {GRAIN: ", ".join(sorted(told["grain"])), **columns}


def _key(name: str) -> str:
    """A column's name; quoted where YAML would take it for something else, such as `on`."""
    return name if yaml.safe_load(name) == name else json.dumps(name)


def _flow(difference: Difference) -> str:
    told = {
        "table": difference.table,
        "part": difference.part,
        "was": difference.was,
        "now": difference.now,
    }
    return "{" + ", ".join(f"{key}: {json.dumps(value)}" for key, value in told.items()) + "}"
