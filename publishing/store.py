"""The published store on disk: where versions are, which one is current, what the state file remembers.

- `current/memberloop.duckdb`: a second name (hard link) of the current version's database file
- `versions/v000001/`: memberloop.duckdb, `<schema>.<table>.parquet`, manifest.json; never changed
- `state.json`: the current version, the highest one there ever was, what happened
"""

from __future__ import annotations

import fcntl
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from publishing.errors import PublishingError, StoreBusyError, UnknownVersionError
from publishing.files import write_json
from publishing.write import DATABASE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST_FILE = "manifest.json"
INCOMING = ".incoming-"
REMOVING = ".removing-"
VERSION = re.compile(r"v(\d{6,})")
# Enough for an audit of who went back when; the log of publishes itself is in every version.
EVENTS_KEPT = 200


@dataclass(frozen=True)
class PublishedVersion:
    """One version that is kept in the store."""

    version: str
    path: Path
    run_id: str
    as_of: date
    data_through: date | None
    published_at: datetime
    git_revision: str
    definition_hash: str
    rows: dict[str, int]
    is_current: bool

    @property
    def file(self) -> Path:
        """This version's own database file."""
        return self.path / DATABASE_FILE


@dataclass
class State:
    """The content of `state.json`."""

    current: str | None = None
    latest: str | None = None
    events: list[dict[str, str | None]] = field(default_factory=list)

    def remember(self, event: str, version: str, at: datetime | None) -> None:
        """Notes that `version` became current, and why."""
        self.events.append(
            {"event": event, "from": self.current, "to": version, "at": at.isoformat() if at else None}
        )
        self.current = version


class Store:
    """Paths and state of one published directory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.versions = root / "versions"
        self.current = root / "current" / DATABASE_FILE
        self.state_file = root / "state.json"
        self.spill = root / ".spill"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps every other writer out; the lock dies with its process. Readers need none."""
        self.versions.mkdir(parents=True, exist_ok=True)
        self.current.parent.mkdir(exist_ok=True)
        with (self.root / ".lock").open("w", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreBusyError(
                    f"{self.root} is in use by another publish or rollback; try again later"
                ) from error
            yield

    def kept(self) -> list[str]:
        """Names of all whole versions, oldest first."""
        if not self.versions.is_dir():
            return []
        found = [path.name for path in self.versions.iterdir() if VERSION.fullmatch(path.name)]
        return sorted(found, key=number)

    def current_version(self) -> str | None:
        """The version whose file `current` is, newest first; None when it is none of those kept."""
        if not self.current.exists():
            return None
        for version in reversed(self.kept()):
            if self.file_of(version).exists() and self.file_of(version).samefile(self.current):
                return version
        return None

    def next_version(self) -> str:
        """The name of the next version. Numbers rise for ever: neither a rollback nor pruning frees one."""
        used = (self.read_state().latest, *self.kept(), None)
        return f"v{1 + max(number(version) for version in used):06d}"

    def file_of(self, version: str) -> Path:
        """The database file of a version."""
        return self.versions / version / DATABASE_FILE

    def read_state(self) -> State:
        """The state file; a missing or unreadable one is an empty state, which recovery rebuilds."""
        try:
            raw: dict[str, Any] = json.loads(self.state_file.read_text(encoding="utf-8"))
            return State(current=raw["current"], latest=raw["latest"], events=list(raw["events"]))
        except (OSError, ValueError, KeyError, TypeError):
            return State()

    def write_state(self, state: State) -> None:
        """Replaces the state file in one step."""
        write_json(
            self.state_file,
            {"current": state.current, "latest": state.latest, "events": state.events[-EVENTS_KEPT:]},
        )


def number(version: str | None) -> int:
    """The number in a version's name; 0 before the first."""
    match = VERSION.fullmatch(version or "")
    return int(match.group(1)) if match else 0


def current_file(published: Path) -> Path:
    """The file that readers open; raises when nothing was published yet."""
    file = Store(published).current
    if not file.exists():
        raise PublishingError(f"Nothing is published in {published} yet; run a nightly first")
    return file


def list_versions(published: Path) -> list[PublishedVersion]:
    """Every version kept, oldest first."""
    store = Store(published)
    current = store.current_version()
    return [_read(store, version, is_current=version == current) for version in store.kept()]


def read_version(store: Store, version: str) -> PublishedVersion:
    """One version by name; raises UnknownVersionError with the names there are."""
    if version not in store.kept():
        kept = ", ".join(store.kept()) or "none"
        raise UnknownVersionError(f"There is no version {version}; kept are: {kept}")
    return _read(store, version, is_current=version == store.current_version())


def _read(store: Store, version: str, *, is_current: bool) -> PublishedVersion:
    path = store.versions / version
    manifest = json.loads((path / MANIFEST_FILE).read_text(encoding="utf-8"))
    through = manifest["data_through"]
    return PublishedVersion(
        version=version,
        path=path,
        run_id=manifest["run_id"],
        as_of=date.fromisoformat(manifest["as_of"]),
        data_through=date.fromisoformat(through) if through else None,
        published_at=datetime.fromisoformat(manifest["published_at"]),
        git_revision=manifest["git_revision"],
        definition_hash=manifest["definition_hash"],
        rows={name: table["rows"] for name, table in manifest["tables"].items()},
        is_current=is_current,
    )
