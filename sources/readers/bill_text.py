"""A delivered payment bill as one UTF-8 text on disk, with its first and last lines at hand.

Here: unpacking, which of an archive's files is the bill, the encoding. Not here: what rows hold (bill.py).
"""

from __future__ import annotations

import codecs
import zipfile
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING

from sources.intake import DamagedFileError, chunks, open_unpacked

if TYPE_CHECKING:
    from pathlib import Path

    from sources.vendors.bills import BillFormat

_ENDS_BYTES = 64 * 1024
_HEAD_LINES = 30
_MAX_MEMBERS = 100
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Survey:
    """What counting bytes tells, which is all that a bill needs: its totals tell the rest."""

    size: int
    newlines: int
    newline: str | None
    """None when line ends are mixed."""
    ends_with_newline: bool
    has_nul: bool
    separators: int


@dataclass(frozen=True)
class BillText:
    """The bill as the engine can read it."""

    path: Path
    encoding: str
    """In which it was delivered."""
    survey: Survey
    head: tuple[str, ...]
    """The first lines."""
    tail: tuple[str, ...]
    """The last lines; blank ones below them are left out."""
    blank_lines: int
    """How many blank lines were left out at the end."""
    is_whole: bool
    """Whether no byte was found that is no text of that encoding; of UTF-8 the engine finds it."""

    @property
    def is_plain(self) -> bool:
        """Whether an engine may split the text at its line ends."""
        return self.is_whole and not self.survey.has_nul and self.survey.newline is not None


class EmptyDay(Exception):
    """The file says that there is no bill for the day."""


def bill_text(path: Path, form: BillFormat, encodings: tuple[str, ...], scratch: Path) -> BillText:
    """Unpack and recode the file, into `scratch` when it is not UTF-8 as it lies.

    Raises:
        DamagedFileError: the file is damaged, in an encoding not declared, or no bill of this kind.
        EmptyDay: it holds the vendor's answer that there is no bill.
    """
    source = _unpacked(path, form, scratch)
    seen = _survey(source, form.separator.encode())
    start = _start(source)
    encoding = _encoding(start, seen.size, form, encodings)
    text, is_whole = source, True
    if encoding == "gb18030":
        text = scratch / "recoded"
        is_whole = _recode(source, text)
    tail = _end(text).split("\n")
    kept = len(tail)
    while kept and not tail[kept - 1].strip():
        kept -= 1
    # The last element is what follows the last line feed: no line when it is empty.
    blank = len(tail) - kept - (tail[-1] == "")
    lines = [line.removesuffix("\r") for line in tail[:kept]]
    head = _lines(start.decode(encoding, errors="replace"))
    return BillText(text, encoding, seen, tuple(head), tuple(lines), max(blank, 0), is_whole)


def _unpacked(path: Path, form: BillFormat, scratch: Path) -> Path:
    """The file itself, or its unpacked bytes on disk."""
    with path.open("rb") as file:
        magic = file.read(2)
    if magic not in {b"\x1f\x8b", b"PK"}:
        return path
    target = scratch / "unpacked"
    with (
        _bill_in_zip(path, form) if magic == b"PK" else open_unpacked(path) as stream,
        target.open("wb") as out,
    ):
        for chunk in chunks(stream):
            out.write(chunk)
    return target


def _bill_in_zip(path: Path, form: BillFormat) -> IO[bytes]:
    """The one file of the archive that holds the bill, known by its header and not by its name.

    Raises:
        DamagedFileError: none or several do, or the archive is broken or encrypted.
    """
    try:
        archive = zipfile.ZipFile(path)
        members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX")]
        if len(members) > _MAX_MEMBERS:
            raise DamagedFileError("ambiguous_archive")
        if len(members) > 1:
            members = [member for member in members if _holds_bill(archive, member, form)]
        if len(members) != 1:
            raise DamagedFileError("ambiguous_archive" if members else "empty_file")
        return archive.open(members[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise DamagedFileError("corrupt_archive") from error


def _holds_bill(archive: zipfile.ZipFile, member: zipfile.ZipInfo, form: BillFormat) -> bool:
    with archive.open(member) as stream:
        start = stream.read(_ENDS_BYTES)
    return any(
        form.header_at(_lines(start.decode(e, errors="replace"))) is not None for e in ("utf-8", "gb18030")
    )


def _survey(path: Path, separator: bytes) -> Survey:
    """Count line ends and separators, which are the same bytes in every encoding of a bill.

    Raises:
        DamagedFileError: the file holds nothing.
    """
    size = newlines = returns = pairs = separators = 0
    has_nul = has_content = False
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(_BLOCK):
            size += len(chunk)
            newlines += chunk.count(b"\n")
            pairs += last == b"\r" and chunk.startswith(b"\n")
            if b"\r" in chunk:  # which is found out ten times sooner than counted
                returns += chunk.count(b"\r")
                pairs += chunk.count(b"\r\n")
            over_the_edge = last[-1:] + chunk[:1] if len(separator) > 1 else b""
            separators += chunk.count(separator) + over_the_edge.count(separator)
            has_nul = has_nul or b"\0" in chunk
            has_content = has_content or bool(chunk.strip(b" \t\r\n\xef\xbb\xbf"))
            last = chunk[-1:]
    if not has_content:
        raise DamagedFileError("empty_file")
    newline = {0: "\n", newlines: "\r\n"}.get(pairs) if returns == pairs else None
    return Survey(size, newlines, newline, last == b"\n", has_nul, separators)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_ENDS_BYTES)


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in islice(text.split("\n"), _HEAD_LINES)]


def _encoding(start: bytes, size: int, form: BillFormat, encodings: tuple[str, ...]) -> str:
    """The encoding in which the header is found; without a header the file is no bill."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DamagedFileError("encoding_mismatch")
    for encoding in ("utf-8", "gb18030"):
        if form.header_at(_lines(start.decode(encoding, errors="replace"))) is not None:
            if encoding not in encodings:
                raise DamagedFileError("encoding_mismatch")
            return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else encoding
        if size <= _ENDS_BYTES and form.is_empty_day(start.decode(encoding, errors="replace")):
            raise EmptyDay
    if b"\0" in start:
        raise DamagedFileError("unsupported_format")
    if start.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[", b"<"):
        raise DamagedFileError("error_response")
    raise DamagedFileError("missing_required_column", ",".join(form.header_names))


def _recode(source: Path, target: Path) -> bool:
    """Write the text in UTF-8; whether all of it was good. What was not becomes the replacement character."""
    # GBK is the part of GB18030 that is mostly there, and twice as fast.
    for codec, errors in (("gbk", "strict"), ("gb18030", "strict"), ("gb18030", "replace")):
        try:
            with (
                source.open(encoding=codec, errors=errors, newline="") as text,
                target.open("w", encoding="utf-8", newline="") as out,
            ):
                while block := text.read(_BLOCK):
                    out.write(block)
        except UnicodeDecodeError:
            continue
        return errors == "strict"
    return False


def _end(path: Path) -> str:
    """The end of the text; it begins in the middle of a line when there is more before it."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _ENDS_BYTES))
        return file.read().decode("utf-8", errors="replace")
