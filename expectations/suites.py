"""The suites: `raw/<feed>.yml` and `gate/<table>.yml` as frozen dataclasses, with all faults told at once.

A suite asks about one feed's batch or one table. It holds frames, each a small query and the expectations on
its result; what every batch must satisfy stands once, in `raw/_every_batch.yml`. Loading imports no Great
Expectations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml

from expectations.vocabulary import argument_faults, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HERE = Path(__file__).parent
EVERY_BATCH = "_every_batch"
# The frame that the runner itself fills: one row about the batch as a whole, in place of a query.
BATCH_FRAME = "batch"
BATCH_COLUMNS = (
    "files", "files_quarantined", "rows_kept", "rows_quarantined", "rows_written", "quarantine_share",
    "rows_per_day", "usual_rows_per_day", "rows_to_usual",
)  # fmt: skip

Severity = Literal["critical", "warning"]

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TABLE = re.compile(r"[a-z]\w*\.[a-z]\w*")
_EXPECTATION_KEYS = {"name", "type", "kwargs", "severity", "owner", "metric"}
_FRAME_KEYS = {"select", "where", "distinct", "expectations"}


class SuiteError(ValueError):
    """The suites cannot be used; carries every fault found."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("The expectation suites have faults:\n" + "\n".join(f"  - {f}" for f in self.faults))


@dataclass(frozen=True)
class Expectation:
    """One reviewed expectation; `name` is unique within its suite."""

    name: str
    type: str
    kwargs: Mapping[str, Any]
    severity: Severity
    owner: str
    metric: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the frame that it reads."""
        return columns_of(self.type, self.kwargs)


@dataclass(frozen=True)
class Frame:
    """A query over the subject, and what is expected of its result.

    Aggregates give one row; `distinct` keeps each combination once, so that a million rows stay few.
    """

    name: str
    select: Mapping[str, str]
    where: str | None
    is_distinct: bool
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True)
class Suite:
    """All that is expected of one feed's batch (`pos_sales`) or of one table (`kpi.kpi_value`)."""

    subject: str
    frames: tuple[Frame, ...]

    @property
    def expectations(self) -> tuple[Expectation, ...]:
        """The expectations of all frames."""
        return tuple(expectation for frame in self.frames for expectation in frame.expectations)


def load_raw_suites(directory: Path = HERE / "raw") -> dict[str, Suite]:
    """The suite of each feed, by feed; every one includes what is expected of every batch."""
    return _load(directory, key="feed")


def load_gate_suites(directory: Path = HERE / "gate") -> dict[str, Suite]:
    """The suite of each gated table, by `schema.table`."""
    return _load(directory, key="table")


def load_suites() -> list[Suite]:
    """All suites of the house."""
    return [*load_raw_suites().values(), *load_gate_suites().values()]


def _load(directory: Path, key: str) -> dict[str, Suite]:
    contents = {
        path: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(directory.glob("*.yml"))
    }
    shared: dict[str, Any] = next(
        (content for path, content in contents.items() if path.stem == EVERY_BATCH), {}
    )
    suites: dict[str, Suite] = {}
    faults: list[str] = []
    for path, content in contents.items():
        if path.stem == EVERY_BATCH:
            continue
        merged = {**content, "frames": shared.get("frames", {}) | (content.get("frames") or {})}
        found = [f"{path.name}: {fault}" for fault in _suite_faults(path.stem, merged, key)]
        if found:
            faults += found
        else:
            suites[merged[key]] = _suite(merged, key)
    if faults:
        raise SuiteError(faults)
    return suites


def _suite(content: Mapping[str, Any], key: str) -> Suite:
    return Suite(
        subject=content[key],
        frames=tuple(
            Frame(
                name=name,
                select=frame.get("select") or {},
                where=frame.get("where"),
                is_distinct=frame.get("distinct", False),
                expectations=tuple(Expectation(**entry) for entry in frame["expectations"]),
            )
            for name, frame in content["frames"].items()
        ),
    )


def _suite_faults(stem: str, content: Mapping[str, Any], key: str) -> list[str]:
    subject = content.get(key)
    if not isinstance(subject, str) or subject.rpartition(".")[2] != stem:
        return [f"{key} has to name what the file is named after, not {subject}"]
    faults = [f"{name} is not a key of a suite" for name in sorted(content.keys() - {key, "frames"})]
    if key == "table" and not _TABLE.fullmatch(subject):
        faults.append(f"table {subject} has to be schema.name")
    if not content["frames"]:
        faults.append("has no frames")
    names: list[str] = []
    for name, frame in content["frames"].items():
        faults += [f"frame {name}: {fault}" for fault in _frame_faults(name, frame)]
        names += [entry.get("name", "") for entry in frame.get("expectations") or []]
    faults += [
        f"expectation {name} stands there twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    return faults


def _frame_faults(name: str, frame: Mapping[str, Any]) -> list[str]:
    faults = [f"{key} is not a key of a frame" for key in sorted(frame.keys() - _FRAME_KEYS)]
    select = frame.get("select") or {}
    if name == BATCH_FRAME:
        columns = set(BATCH_COLUMNS)
        if select:
            faults.append("is filled by the runner and takes no select")
    else:
        columns = set(select)
        if not select:
            faults.append("selects nothing")
    entries = frame.get("expectations") or []
    if not entries:
        faults.append("expects nothing")
    for position, entry in enumerate(entries, start=1):
        label = entry.get("name", f"expectation {position}")
        faults += [f"{label}: {fault}" for fault in _expectation_faults(entry, columns)]
    return faults


def _expectation_faults(entry: Mapping[str, Any], columns: set[str]) -> list[str]:
    missing = sorted(_EXPECTATION_KEYS - {"metric"} - entry.keys())
    faults = [f"{key} is missing" for key in missing]
    faults += [f"{key} is not a key of an expectation" for key in sorted(entry.keys() - _EXPECTATION_KEYS)]
    if faults:
        return faults
    if not _NAME.fullmatch(str(entry["name"])):
        faults.append("name has to be lower-case words joined by _")
    if entry["severity"] not in {"critical", "warning"}:
        faults.append(f"severity is critical or warning, not {entry['severity']}")
    arguments = argument_faults(entry["type"], entry["kwargs"])
    if not arguments:
        read = columns_of(entry["type"], entry["kwargs"])
        arguments = [f"column {name} is not selected" for name in read if name not in columns]
    return faults + arguments
