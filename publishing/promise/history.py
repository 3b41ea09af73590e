"""Steps of the promise: how large one has to be, making one, and whether those in the file hold together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publishing.promise.compare import Difference, differences
from publishing.promise.file import Promise, Step
from publishing.promise.shape import seal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publishing.promise.shape import Shape

FIRST = "1.0"
VERSION = re.compile(r"([1-9]\d*)\.(0|[1-9]\d*)")


def next_version(version: str, found: Iterable[Difference]) -> str:
    """The version after a step with these differences: major where one of them breaks readers."""
    major, minor = _numbers(version)
    is_breaking = any(difference.is_breaking for difference in found)
    return f"{major + 1}.0" if is_breaking else f"{major}.{minor + 1}"


def stepped(promise: Promise | None, shape: Shape, since: str, because: str) -> Promise:
    """The promise after the step to a shape; without a promise, its beginning."""
    if promise is None:
        return Promise((Step(FIRST, since, because, seal("", shape)),), shape)
    found = tuple(differences(promise.shape, shape))
    version = next_version(promise.version, found)
    step = Step(version, since, because, seal(promise.steps[0].seal, shape), found)
    return Promise((step, *promise.steps), shape)


def history_faults(promise: Promise) -> list[str]:
    """Where the file was altered by hand: walks back from the tables and has to meet every seal.

    What this cannot see, a last step rewritten whole with a seal to fit, only an earlier copy of the file can
    tell: `rewritten` is given one.
    """
    faults: list[str] = []
    shape: Shape = promise.shape
    for step, before in zip(promise.steps, (*promise.steps[1:], None), strict=True):
        if step.seal != seal(before.seal if before else "", shape):
            return [*faults, f"the tables are not those that version {step.version} was sealed with"]
        faults += _size_faults(step, before)
        if before is None:
            break
        walked = _back(shape, step)
        if walked is None:
            return [*faults, f"version {step.version} tells of changes that the tables do not show"]
        shape = walked
    return faults


def rewritten(promise: Promise, earlier: Promise) -> list[str]:
    """Versions of an earlier copy of the file that are missing or sealed otherwise now."""
    seals = {step.version: step.seal for step in promise.steps}
    return [
        f"version {step.version} was {'altered' if step.version in seals else 'removed'} once committed"
        for step in earlier.steps
        if seals.get(step.version) != step.seal
    ]


def _size_faults(step: Step, before: Step | None) -> list[str]:
    if before is None:
        return [f"version {step.version} is the first and has changes"] if step.differences else []
    if not step.differences:
        return [f"version {step.version} changes nothing"]
    due = next_version(before.version, step.differences)
    return [] if step.version == due else [f"version {step.version} has to be {due}, after {before.version}"]


def _back(shape: Shape, step: Step) -> Shape | None:
    """The shape before a step; None where the step does not tell of this shape."""
    tables = {table: dict(parts) for table, parts in shape.items()}
    for difference in step.differences:
        parts = tables.setdefault(difference.table, {})
        if parts.get(difference.part) != difference.now:
            return None
        if difference.was is None:
            del parts[difference.part]
        else:
            parts[difference.part] = difference.was
    return {table: parts for table, parts in tables.items() if parts}


def _numbers(version: str) -> tuple[int, int]:
    match = VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version} is no version; 2.3 would be one")
    return int(match[1]), int(match[2])
