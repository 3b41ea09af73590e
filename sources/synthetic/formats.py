"""From lines of text to the bytes of a file: one function a shape."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import TYPE_CHECKING

from sources.synthetic.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["SHAPES", "csv_cell", "gzipped", "zipped"]

_EARLY = (1980, 1, 1, 0, 0, 0)
"""The one time that every archive member carries, so that the same city has the same bytes."""
_GBK = "gb18030"


def csv_cell(text: str) -> str:
    """A cell as a spreadsheet writes it."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n') else text


def gzipped(data: bytes) -> bytes:
    """Packed, without the time of packing."""
    return gzip.compress(data, compresslevel=1, mtime=0)


def zipped(members: Sequence[tuple[bytes, bytes]]) -> bytes:
    """An archive of named members; a name beyond ASCII stays the bytes that it is, without the UTF-8 flag."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members:
            archive.writestr(_Member(name), data)
    return packed.getvalue()


class _Member(zipfile.ZipInfo):
    """A member whose name is written as given: Alipay packs GBK names and says nothing of it."""

    def __init__(self, name: bytes) -> None:
        super().__init__(name.hex(), _EARLY)
        self.compress_type = zipfile.ZIP_DEFLATED
        self._name = name

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the name that zipfile calls
        return self._name, self.flag_bits


def _table(header: tuple[str, ...], lines: Sequence[str], _footer: str | None, encoding: str) -> bytes:
    text = "\n".join([",".join(map(csv_cell, header)), *lines]) + "\n"
    return text.encode(encoding)


def _lines(_header: tuple[str, ...], lines: Sequence[str], _footer: str | None, encoding: str) -> bytes:
    return ("\n".join(lines) + "\n").encode(encoding)


def _array(_header: tuple[str, ...], lines: Sequence[str], _footer: str | None, encoding: str) -> bytes:
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode(encoding)


def _pretty(_header: tuple[str, ...], lines: Sequence[str], _footer: str | None, encoding: str) -> bytes:
    """Documents over several lines, one after another, as someone saved them from an API console."""
    documents = (json.dumps(json.loads(line), ensure_ascii=False, indent=2) for line in lines)
    return ("\n".join(documents) + "\n").encode(encoding)


def _bill(header: tuple[str, ...], lines: Sequence[str], footer: str | None, encoding: str) -> bytes:
    """What stands above (title lines and columns), the rows, the totals."""
    return ("\r\n".join([*header, *lines, footer or ""]) + "\r\n").encode(encoding)


def _alipay_zip(header: tuple[str, ...], lines: Sequence[str], footer: str | None, _encoding: str) -> bytes:
    detail = _bill(header, lines, footer, _GBK)
    summary = "#支付宝业务汇总查询\r\n门店编号,交易订单总笔数\r\n合计," + str(len(lines)) + "\r\n"
    return zipped(
        [
            ("20880000_业务明细.csv".encode(_GBK), detail),
            ("20880000_业务明细(汇总).csv".encode(_GBK), summary.encode(_GBK)),
        ]
    )


def _workbook(header: tuple[str, ...], lines: Sequence[str], _footer: str | None, _encoding: str) -> bytes:
    orders = [json.loads(line) for line in lines]
    # What names the activity stands above the columns.
    titles = tuple(name for name in header if "：" in name)
    columns = header[len(titles) :]
    return workbook(columns, orders, titles=titles)


SHAPES: dict[str, Callable[[tuple[str, ...], Sequence[str], str | None, str], bytes]] = {
    "csv": _table,
    "json_lines": _lines,
    "documents": _lines,
    "json_array": _array,
    "pretty_json": _pretty,
    "bill": _bill,
    "alipay_zip": _alipay_zip,
    "workbook": _workbook,
}
