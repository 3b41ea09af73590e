"""A landed text as plain UTF-8 beside the raw store, for as long as the engine reads it.

Archives the engine cannot open and encodings it does not know take this way, clean files only.
"""

from __future__ import annotations

import codecs
import os
import shutil
from typing import TYPE_CHECKING

from sources.intake import DamagedFileError, open_unpacked
from sources.readers.csv_engine import PlainFile

if TYPE_CHECKING:
    from pathlib import Path

    from sources.intake import TextScan
    from sources.outcome import Outcome

_CHUNK = 1024 * 1024


def plain_copy(path: Path, encoding: str, target: Path) -> None:
    """Write the unpacked text as UTF-8 to `target`, which only its owner may read.

    Raises:
        DamagedFileError: a byte is none of the encoding; nothing is left behind.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as copy, open_unpacked(path) as stream:
            while chunk := stream.read(_CHUNK):
                copy.write(decoder.decode(chunk).encode())
            copy.write(decoder.decode(b"", final=True).encode())
    except UnicodeDecodeError as error:
        target.unlink()
        raise DamagedFileError("bad_encoding") from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise


class PlainCopies:
    """Copies of files that the engine cannot read as they lie, where only their owner may enter."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def plain(self, outcome: Outcome, text: TextScan, path: Path) -> PlainFile | None:
        """The landed file or its copy; None when not every byte of it is of its encoding."""
        if text.is_plain:
            return PlainFile(path, outcome.file_id, text.compression)
        copy = self._directory / f"{outcome.file_id}.csv"
        if not copy.exists():
            self._directory.mkdir(mode=0o700, exist_ok=True)
            try:
                plain_copy(path, str(outcome.encoding), copy)
            except DamagedFileError:
                return None
        return PlainFile(copy, outcome.file_id, "none")

    def remove(self) -> None:
        """Remove all copies."""
        shutil.rmtree(self._directory, ignore_errors=True)
