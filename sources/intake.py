"""What was delivered: finding files in landing/ and looking at their bytes once, before any reader does.

Here: content hash, compression, shape, encoding, damage. Not here: what the rows mean (readers/, casting.py).
Everything streams; a line of any length costs no memory.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sources.layout import Home
    from sources.registry import Registry

MAX_LINE_BYTES = 128 * 1024
"""A longer line of a table is refused; no row of any feed comes near it."""
_DATE_FOLDER = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CHUNK = 64 * 1024  # below MAX_LINE_BYTES, so that only a line over a chunk's edge can be too long
FILE_ID_LENGTH = 32
_MAX_UNPACKED_BYTES = 8 * 1024**3
_MAX_WHOLE_BYTES = 256 * 1024**2
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_NOT_TABLES = ("[Content_Types].xml", "mimetype")


@dataclass(frozen=True, order=True)
class Delivery:
    """One file in the landing zone."""

    delivered_on: date
    path: str  # relative to landing/, with forward slashes
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, order=True)
class Stray:
    """One file in the landing zone that no night reads."""

    path: str  # relative to landing/, with forward slashes
    why: str  # outside_feed_folder | unknown_feed | outside_date_folder


@dataclass(frozen=True)
class TextScan:
    """What one pass over the unpacked bytes saw."""

    compression: str  # none | gzip | zip
    size: int
    newlines: int
    ends_with_newline: bool
    first_line: bytes
    longest_gap: int  # of bytes between two newlines over a chunk's edge
    is_utf8: bool
    has_bom: bool
    has_nul: bool
    has_separator: bool
    """Whether there is a U+0001, at which the engine splits lines that it means to keep whole."""
    newline: str | None  # None: mixed

    @property
    def shape(self) -> str:
        """`csv`, `json` or `xml`, by the first character."""
        start = self.first_line.removeprefix(codecs.BOM_UTF8)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            start = start[2:].replace(b"\0", b"")
        start = start.lstrip()[:1]
        return {b"{": "json", b"[": "json", b"<": "xml"}.get(start, "csv")

    @property
    def is_plain(self) -> bool:
        """Whether an engine may read the landed bytes as they are."""
        return self.is_plain_up_to(MAX_LINE_BYTES)

    def is_plain_up_to(self, longest_line: int) -> bool:
        """Whether an engine may read the landed bytes as they are, with lines of up to so many bytes."""
        whole = self.is_utf8 and not self.has_nul and self.newline is not None
        return whole and self.compression != "zip" and self.longest_gap <= longest_line

    @property
    def is_plain_once_copied(self) -> bool:
        """Whether an engine may read the text once it is unpacked and UTF-8."""
        return not self.has_nul and self.newline is not None and self.longest_gap <= MAX_LINE_BYTES

    @property
    def holds_json_lines(self) -> bool:
        """Whether the file is JSON Lines: its first line is a whole object, or too long for anything else."""
        start = self.first_line.removeprefix(codecs.BOM_UTF8).strip()
        if not start.startswith(b"{"):
            return False
        try:
            return len(start) > MAX_LINE_BYTES or isinstance(json.loads(start), dict)
        except (ValueError, RecursionError):
            return False


class DamagedFileError(Exception):
    """The file as a whole cannot be read; carries a reason code and nothing of its content."""

    def __init__(self, reason: str, column_name: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column_name = column_name


def deliveries(home: Home, feed: str, up_to: date) -> list[Delivery]:
    """Delivered files of a feed with a delivery day up to `up_to`, in order of day and path."""
    found = []
    for folder in home.landing_of(feed).glob("*"):
        delivered_on = _delivery_day(folder)
        if delivered_on and delivered_on <= up_to:
            paths = (path for path in folder.rglob("*") if _is_delivered(path, folder))
            found += [_delivery(home, path, delivered_on) for path in paths]
    return sorted(found)


def _delivery_day(folder: Path) -> date | None:
    """The day that a date folder stands for."""
    try:
        return date.fromisoformat(folder.name) if _DATE_FOLDER.fullmatch(folder.name) else None
    except ValueError:
        return None


def strays(home: Home, registry: Registry) -> list[Stray]:
    """Files in the landing zone that no night reads because of where they lie, in order of path.

    Names only, and date folders of known feeds are not entered. Hidden files are on their way and no strays.
    """
    return sorted(
        Stray(path.relative_to(home.landing).as_posix(), why)
        for place, why in _misplaced(home, registry)
        for path in (place, *place.rglob("*"))
        if _is_delivered(path, home.landing)
    )


def _misplaced(home: Home, registry: Registry) -> Iterator[tuple[Path, str]]:
    for place in home.landing.glob("*"):
        if place.is_file():
            yield place, "outside_feed_folder"
        elif place.name in registry:
            for inner in place.glob("*"):
                if inner.is_file() or not _delivery_day(inner):
                    yield inner, "outside_date_folder"
        else:
            yield place, "unknown_feed"


def _is_delivered(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.is_file() and not hidden


def _delivery(home: Home, path: Path, delivered_on: date) -> Delivery:
    stat = path.stat()
    return Delivery(delivered_on, path.relative_to(home.landing).as_posix(), stat.st_size, stat.st_mtime_ns)


def file_id(path: Path) -> str:
    """The identity of delivered bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:FILE_ID_LENGTH]


def open_unpacked(path: Path) -> IO[bytes]:
    """The bytes of the file, unpacked when they are an archive of one file.

    Raises:
        DamagedFileError: the archive is broken, empty, encrypted, or holds more than one file.
    """
    compression = _compression(path)
    if compression == "gzip":
        return cast("IO[bytes]", gzip.open(path))
    if compression != "zip":
        return path.open("rb")
    try:
        archive = zipfile.ZipFile(path)
        hidden = ("__MACOSX", ".")
        members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith(hidden)]
        if any(member.filename in _NOT_TABLES for member in members):
            raise DamagedFileError("unsupported_format")
        if len(members) != 1:
            raise DamagedFileError("ambiguous_archive" if members else "empty_file")
        return archive.open(members[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise DamagedFileError("corrupt_archive") from error


def _compression(path: Path) -> str:
    with path.open("rb") as file:
        magic = file.read(4)
    if magic.startswith(b"\x1f\x8b"):
        return "gzip"
    return "zip" if magic in _ZIP_MAGIC else "none"


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in pieces; damage of an archive becomes a reason code.

    Raises:
        DamagedFileError: the archive ends early, is broken, or unpacks to more than is sane.
    """
    total = 0
    try:
        while chunk := stream.read(_CHUNK):
            total += len(chunk)
            if total > _MAX_UNPACKED_BYTES:
                raise DamagedFileError("file_too_large")
            yield chunk
    except EOFError as error:
        raise DamagedFileError("truncated_archive") from error
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise DamagedFileError("corrupt_archive") from error


def whole(stream: IO[bytes]) -> bytes:
    """All of the stream, for shapes that cannot be read line by line.

    Raises:
        DamagedFileError: the stream is damaged, or too large to be held.
    """
    pieces, size = [], 0
    for chunk in chunks(stream):
        size += len(chunk)
        if size > _MAX_WHOLE_BYTES:
            raise DamagedFileError("file_too_large")
        pieces.append(chunk)
    return b"".join(pieces)


def scan(path: Path) -> TextScan:
    """Look at every byte once.

    Raises:
        DamagedFileError: the file cannot be read as a whole, or holds nothing.
    """
    watcher = _Watcher()
    with open_unpacked(path) as stream:
        for chunk in chunks(stream):
            watcher.see(chunk)
    if not watcher.has_content:
        raise DamagedFileError("empty_file")
    return watcher.result(_compression(path))


class _Watcher:
    """Counts over a stream of chunks."""

    def __init__(self) -> None:
        self.size = self.newlines = self.gap = self.longest_gap = self.returns = self.pairs = 0
        self.first_line, self.first_is_whole = b"", False
        self.is_utf8 = True
        self.has_nul = self.has_separator = self.has_content = False
        self.last = b""
        self.decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self.decoder_is_idle = True

    def see(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.has_content = self.has_content or bool(chunk.strip(b" \t\r\n\xef\xbb\xbf"))
        self.has_nul = self.has_nul or b"\0" in chunk
        self.has_separator = self.has_separator or b"\1" in chunk
        self._see_lines(chunk)
        self._see_encoding(chunk)
        self.last = chunk[-1:]

    def _see_lines(self, chunk: bytes) -> None:
        self.newlines += chunk.count(b"\n")
        self.pairs += self.last == b"\r" and chunk.startswith(b"\n")
        if b"\r" in chunk:  # which is found out ten times sooner than counted
            self.returns += chunk.count(b"\r")
            self.pairs += chunk.count(b"\r\n")
        first = chunk.find(b"\n")
        if not self.first_is_whole and len(self.first_line) <= MAX_LINE_BYTES:
            self.first_line += chunk if first < 0 else chunk[:first]
            self.first_is_whole = first >= 0
        self.gap += len(chunk) if first < 0 else first
        self.longest_gap = max(self.longest_gap, self.gap)
        if first >= 0:
            self.gap = len(chunk) - chunk.rfind(b"\n") - 1

    def _see_encoding(self, chunk: bytes) -> None:
        if not self.is_utf8 or (self.decoder_is_idle and chunk.isascii()):
            return
        try:
            self.decoder.decode(chunk)
        except UnicodeDecodeError:
            self.is_utf8 = False
        self.decoder_is_idle = self.decoder.getstate()[0] == b""

    def result(self, compression: str) -> TextScan:
        newline = {0: "\n", self.newlines: "\r\n"}.get(self.pairs) if self.returns == self.pairs else None
        return TextScan(
            compression=compression,
            size=self.size,
            newlines=self.newlines,
            ends_with_newline=self.last == b"\n",
            first_line=self.first_line.removesuffix(b"\r"),
            longest_gap=max(self.longest_gap, self.gap),
            is_utf8=self.is_utf8 and self.decoder_is_idle,
            has_bom=self.first_line.startswith(codecs.BOM_UTF8),
            has_nul=self.has_nul,
            has_separator=self.has_separator,
            newline=newline,
        )
