"""Hashes of whole columns are those of single values, whichever way is taken; every row keeps its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sources import hashing
from sources.identifiers import identifier_hash
from sources.readers.csv_engine import PlainFile
from sources.readers.sampling import sampled_lines
from tests.sources.conftest import House, pos_csv, pos_line

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 300_000
"""More than a row group and a morsel of the engine."""


@pytest.mark.parametrize("worth_from", [0.001, 10**9])
def test_joined_or_in_place_every_row_has_its_own_hash(
    house: House, monkeypatch: pytest.MonkeyPatch, worth_from: float
) -> None:
    monkeypatch.setattr(hashing, "_WORTH_FROM", worth_from)
    lines = [pos_line(n, card=f"c{n % 7}", phone=f"1600000{n % 5000:04}" * (n % 3 > 0)) for n in range(ROWS)]
    house.land("pos_sales", "a.csv", pos_csv(*lines))
    house.land("pos_sales", "b.csv", pos_csv(pos_line(ROWS, price="-1"), pos_line(ROWS + 1, card="Ｃ１")))
    house.ingest("pos_sales")
    rows = house.rows("pos_sales")
    assert [row["ticket_no"] for row in rows] == [str(n) for n in [*range(ROWS), ROWS + 1]]
    cards = [identifier_hash(house.pepper, "card_no", f"c{n}") for n in range(7)]
    assert [row["card_no_hash"] for row in rows[:-1]] == [cards[n % 7] for n in range(ROWS)]
    assert rows[-1]["card_no_hash"] == identifier_hash(house.pepper, "card_no", "C1")
    for n in (0, 1, 2, 4_999, ROWS - 1):
        phone = f"1600000{n % 5000:04}" if n % 3 else None
        assert rows[n]["phone_hash"] == identifier_hash(house.pepper, "phone", phone)
    (refused,) = house.quarantine("pos_sales")
    assert (refused["path"].rpartition("/")[2], refused["line"]) == ("b.csv", 2)


def test_no_identifier_is_in_the_clear_in_what_is_kept(house: House) -> None:
    lines = [pos_line(n, card="SECRET77") for n in (1, 2, 3, "")]
    house.land("pos_sales", "a.csv", pos_csv(*lines))
    batch = house.ingest("pos_sales")
    for path in (batch.rows_path, batch.quarantine_path, batch.files_path):
        stored = next(house.home.root.rglob(f"[0-9a-f]*/{path.name}")).read_bytes()
        assert b"SECRET77" not in stored
        assert b"card_no|" not in stored


def test_sampled_lines_are_whole_and_begin_with_the_first(tmp_path: Path) -> None:
    lines = [f'{{"n": {n}, "text": "{"商" * (n % 50)}"}}' for n in range(20_000)]
    path = tmp_path / "a.jsonl"
    path.write_bytes("\r\n".join(lines).encode())
    sample = sampled_lines([PlainFile(path, "f", "none")], 400_000, 1_000_000).to_pydict()
    assert sample["doc"][0] == lines[0]
    assert set(sample["doc"]) <= set(lines)
    assert 2_000 < len(sample["doc"]) < 20_000
    assert set(sample["_file_id"]) == {"f"}
    # From all over the file.
    assert len({lines.index(line) // 7_000 for line in sample["doc"]}) == 3
