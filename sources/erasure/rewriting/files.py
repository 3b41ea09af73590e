"""A delivered file as it lies: unpacked, given to the editor of its format, packed again."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from sources.erasure.rewriting.documents import edit_json, edit_json_lines, edit_xml
from sources.erasure.rewriting.edit import Desk, Edited, Places
from sources.erasure.rewriting.tables import edit_table
from sources.erasure.rewriting.texts import edit_bill, edit_lines
from sources.erasure.rewriting.workbooks import edit_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from sources.outcome import Outcome

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_CONTENT_TYPES = "[Content_Types].xml"
_STAMP = (1980, 1, 1, 0, 0, 0)


class UnreadableFile(Exception):
    """Nobody can look into the file: it is damaged or encrypted."""


def edit_file(desk: Desk, data: bytes, outcome: Outcome, places: Places) -> Edited:
    """The file without its targets.

    Raises:
        UnreadableFile: the file's packing is damaged, so that nobody can tell what is in it.
    """
    return _packed(data, lambda plain: _edit_plain(desk, plain, outcome, places))


def _packed(data: bytes, edit: Callable[[bytes], Edited]) -> Edited:
    if data.startswith(_GZIP):
        edited = edit(_gunzipped(data))
        if edited.is_changed:
            edited.data = gzip.compress(edited.data, compresslevel=6, mtime=0)
        return edited
    if data.startswith(_ZIP) and not _is_workbook(data):
        return _edit_archive(data, edit)
    return edit(data)


def _gunzipped(data: bytes) -> bytes:
    """All that can be unpacked: of a file that was cut off, the beginning."""
    pieces, rest = [], data
    try:
        while rest.startswith(_GZIP):
            unpacker = zlib.decompressobj(wbits=31)
            pieces.append(unpacker.decompress(rest))
            rest = unpacker.unused_data
    except zlib.error:
        pass
    if not any(pieces) and len(data) > 64:
        raise UnreadableFile
    return b"".join(pieces)


def _edit_archive(data: bytes, edit: Callable[[bytes], Edited]) -> Edited:
    whole, target = Edited(data), io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
            for member in source.infolist():
                content = source.read(member)
                edited = Edited(content) if member.is_dir() else _packed(content, edit)
                whole.gone += edited.gone
                whole.cleared += edited.cleared
                whole.lines |= edited.lines
                again = zipfile.ZipInfo(member.filename, member.date_time)
                made.writestr(again, edited.data, zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise UnreadableFile from error
    if whole.is_changed:
        whole.data = target.getvalue()
    return whole


def _edit_plain(desk: Desk, data: bytes, outcome: Outcome, places: Places) -> Edited:
    if data.startswith(_ZIP):
        return _guarded(edit_workbook, desk, data)
    if desk.feed.family == "bill":
        return edit_bill(desk, data) or edit_lines(desk, data, places)
    if outcome.status == "quarantined":
        return edit_lines(desk, data, places)
    if outcome.shape == "csv":
        return edit_table(desk, data, str(outcome.encoding), places)
    return _edit_documents(desk, data, str(outcome.shape), places)


def _edit_documents(desk: Desk, data: bytes, shape: str, places: Places) -> Edited:
    match shape:
        case "json_lines":
            return edit_json_lines(desk, data, places)
        case "json":
            return edit_json(desk, data)
        case "xml":
            return edit_xml(desk, data)
        case _:
            return edit_lines(desk, data, places)


def _guarded(edit: Callable[[Desk, bytes], Edited], desk: Desk, data: bytes) -> Edited:
    try:
        return edit(desk, data)
    except Exception as error:
        # Whatever a parser makes of damaged bytes.
        raise UnreadableFile from error


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _CONTENT_TYPES in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        return False
