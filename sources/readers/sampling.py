"""Some whole lines of large files, from all over them, without reading the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sources.readers.csv_engine import PlainFile

_SLICE = 128 * 1024
_SCHEMA = pa.schema([("_file_id", pa.string()), ("doc", pa.string())])


def sampled_lines(files: Sequence[PlainFile], size: int, longest: int) -> pa.Table:
    """Lines of about `size` bytes all in all, of every file at least the first one.

    Args:
        files: in UTF-8 and not compressed.
        size: how many bytes are wanted.
        longest: bytes of the longest line that is read.
    """
    ids, documents = [], []
    for file in files:
        for line in _lines(file, max(1, size // len(files) // _SLICE), longest):
            ids.append(file.file_id)
            documents.append(line.decode("utf-8-sig"))
    return pa.table([pa.array(ids, pa.string()), pa.array(documents, pa.string())], schema=_SCHEMA)


def _lines(file: PlainFile, slices: int, longest: int) -> Iterator[bytes]:
    with file.path.open("rb") as stream:
        end = stream.seek(0, 2)
        stream.seek(0)
        yield stream.readline(longest).rstrip(b"\r\n")
        start = stream.tell()
        for number in range(slices):
            stream.seek(start + (end - start) * number // slices)
            whole = stream.read(_SLICE).split(b"\n")
            # Where a slice begins and ends lines are cut.
            yield from (line.rstrip(b"\r") for line in whole[number > 0 : -1])
