"""The feed that the README adds: read as it stands there, its files land without any code."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from sources import registry as registry_module
from sources.ingest import accept_batch, ensure_schemas, prepare_batch
from sources.registry import load_registry

README = Path(__file__).parents[2] / "README.md"
PUSH = {
    "ticket": {"site": "X1", "time": "2026-03-01T19:30:00+08:00", "buyer": {"mobile": "+86 160 0000 0001"}},
    "seats": [{"no": "A1", "price": "45.50"}, {"no": "A2", "price": "39"}],
    "film_title": "nobody's business",
}
CSV = "票号,影院编码,售出时间,票价,手机号\nB1,X1,2026-03-01 20:00,12.5,16000000002\nB2,X1,yesterday,12.5,\n"


@pytest.fixture
def cinema(tmp_path, monkeypatch, house):
    entry = re.search(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[1]
    (tmp_path / "registry").mkdir()
    text = "\n".join(line.removeprefix("   ") for line in entry.splitlines())
    (tmp_path / "registry" / "cinema.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(registry_module, "ALL_FEED_NAMES", ("cinema_admission",))
    registry = load_registry(tmp_path / "registry")
    ensure_schemas(house.home, registry)
    return registry["cinema_admission"]


def test_the_feed_of_the_readme_lands_from_documents_and_tables(house, cinema):
    house.land("cinema_admission", "one", json.dumps(PUSH))
    house.land("cinema_admission", "two", CSV)
    batch = prepare_batch(house.home, cinema, house.pepper, date(2026, 3, 31))
    assert (batch.counts.rows_kept, batch.counts.rows_quarantined) == (3, 1)
    assert batch.new_columns == ()
    accept_batch(house.home, batch)
    rows = {row["ticket_no"]: row for row in house.rows("cinema_admission")}
    assert {number: row["price_fen"] for number, row in rows.items()} == {"A1": 4550, "A2": 3900, "B1": 1250}
    assert len({row["phone_hash"] for row in rows.values()}) == 2
    assert {row["site_code"] for row in rows.values()} == {"X1"}
