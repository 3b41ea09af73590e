"""No row is lost or doubled, and the fast and the careful reader agree on any table."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.conftest import POS_HEADER, House, pos_line

_CELL = st.text('abc"\n, 一１\t', max_size=6)
_GARBAGE = st.text('S1,"\r ab一', max_size=30)


@st.composite
def _tables(draw: st.DrawFn) -> str:
    """A till export with some lines that are quoted, ragged, broken or empty."""
    lines = []
    for ticket in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(["good", "quoted", "garbage", "bad"]))
        if kind == "quoted":
            buffer = io.StringIO()
            csv.writer(buffer, lineterminator="").writerow(pos_line(ticket, item="X").split(","))
            cell = '"' + draw(_CELL).replace('"', '""') + '"'
            lines.append(buffer.getvalue().replace("X", cell))
        elif kind == "garbage":
            lines.append(draw(_GARBAGE))
        else:
            lines.append(pos_line(ticket, price="-1" if kind == "bad" else "1"))
    end = draw(st.sampled_from(["", "\n"]))
    return "\n".join([POS_HEADER, *lines]) + end


def _read(data: bytes) -> tuple[list[dict[str, object]], list[tuple[object, ...]]]:
    with tempfile.TemporaryDirectory() as root:
        house = House(Path(root))
        house.land("pos_sales", "a", data)
        house.ingest("pos_sales")  # asserts that what was read was kept or quarantined
        hidden = {"_file_id", "filename"}
        rows = [{k: v for k, v in row.items() if k not in hidden} for row in house.rows("pos_sales")]
        found = [
            (q["line"], q["reason"], q["column_name"], q["excerpt"]) for q in house.quarantine("pos_sales")
        ]
        return rows, found


@settings(max_examples=40, deadline=None)
@given(_tables())
def test_both_readers_agree(text: str) -> None:
    fast, careful = _read(text.encode()), _read(text.encode("gb18030"))
    assert fast == careful
