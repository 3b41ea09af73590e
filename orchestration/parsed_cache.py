"""The cache of parsed projects stays small: each edit of the project adds one, and nobody misses old ones."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from pathlib import Path

# A parsed project is some 25 MB; a checkout goes back and forth between a few.
KEPT = 8
# Compiled queries are small and take minutes to make.
KEPT_QUERIES = 24
QUERIES = "queries-"
# Whoever took a project from here may still read its files.
SPARED_SECONDS = 3600


def used(file: Path) -> None:
    """Note that an entry was used just now; one that is gone is none."""
    if file.exists():
        os.utime(file)


def prune(folder: Path) -> list[str]:
    """Remove the entries used longest ago, all files of each; returns their names.

    An entry is what shares a name up to its first dot. The newest few stay, and what was used within an hour.
    """
    entries: dict[str, list[Path]] = defaultdict(list)
    for path in folder.iterdir():
        if path.is_file():
            entries[path.name.partition(".")[0]].append(path)
    last = {entry: max(map(_changed, files)) for entry, files in entries.items()}
    newest = sorted(entries, key=lambda entry: last[entry], reverse=True)
    queries = [entry for entry in newest if entry.startswith(QUERIES)]
    projects = [entry for entry in newest if not entry.startswith(QUERIES)]
    spared = time.time() - SPARED_SECONDS
    gone = [entry for entry in (*projects[KEPT:], *queries[KEPT_QUERIES:]) if last[entry] < spared]
    for entry in gone:
        for path in entries[entry]:
            path.unlink(missing_ok=True)
    return gone


def _changed(path: Path) -> float:
    """When a file was written or used last; one that another process has just removed never was."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
