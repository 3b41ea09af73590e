"""Putting a page in place whole: a reader sees the old one or the new one, never half."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write beside the target, then replace it in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    private = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        private.write_bytes(content.encode() if isinstance(content, str) else content)
        private.replace(path)
    finally:
        private.unlink(missing_ok=True)
    return path
