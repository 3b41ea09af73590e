"""Files that survive a power cut: synced, replaced whole, and made read-only once they are final."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

READ_ONLY = 0o444


def sync(path: Path) -> None:
    """Forces a file or a directory (its entries) to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal(directory: Path) -> None:
    """Syncs every file of a flat directory, then makes it read-only; syncs the directory last."""
    for file in sorted(directory.iterdir()):
        sync(file)
        file.chmod(READ_ONLY)
    sync(directory)


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Replaces a JSON file in one step: readers see the old or the new text, never a part."""
    staged = path.with_name(f".{path.name}.new")
    staged.write_text(
        json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )
    sync(staged)
    staged.replace(path)
    sync(path.parent)


def replace_by_link(source: Path, target: Path) -> None:
    """Makes `target` another name of `source` in one step, without copying.

    Renaming one name of a file over another name of the same file does nothing and leaves both, hence the
    last line.
    """
    staged = target.with_name(f".swap-{target.name}")
    staged.unlink(missing_ok=True)
    staged.hardlink_to(source)
    staged.replace(target)
    staged.unlink(missing_ok=True)
    sync(target.parent)


def sha256(path: Path) -> str:
    """Content hash of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
