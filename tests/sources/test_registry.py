"""The registry is whole, and a faulty one is told all its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from sources import dbt_sources
from sources.readers import document_sql
from sources.readers.canonical import Canonical, install
from sources.readers.document_plan import document_plan
from sources.registry import ALL_FEED_NAMES, RegistryError, load_registry

if TYPE_CHECKING:
    from pathlib import Path

FAULTY = """
weather:
  family: table
  group: operator
  title: {en: Weather, zh: 天气}
  key: [day, place]
  one_of: [[sun]]
  colour: blue
  columns:
    day: {type: data, event: true}
    place: {type: text, alias: day, min: 0}
    who: {type: identifier, identifier: passport, issuer: nobody}
    kind: {type: enum, words: {Sonne: sun}, values: [rain]}
    lists: {type: date, list: true, from: {nowhere: a}}
    odd: {type: text, matching: "(", when: {moon: full, place: {a: b}}}
  ignore: [day]
  fold_keys: true
footfall:
  family: documents
  group: vendor
  title: {en: Footfall, zh: 客流}
  key: [day]
  shapes:
    counts: {has: [a..b], rows: info, sun: 1}
  columns:
    day: {type: text, from: {counts: {path: "info[].day[]", type: sunny, of: 1}, night: a}}
points:
  family: tree
"""


def test_the_registry_is_whole() -> None:
    registry = load_registry()
    assert set(registry.feeds) <= set(ALL_FEED_NAMES)
    assert len(set(ALL_FEED_NAMES)) == 56


def test_the_natural_key_in_raw_columns() -> None:
    assert load_registry()["member_registry"].raw_key == (
        "member_no_hash",
        "tier_changed_at_utc",
        "tier_changed_at_local",
    )


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "faulty.yml").write_text(FAULTY, encoding="utf-8")
    with pytest.raises(RegistryError) as caught:
        load_registry(tmp_path)
    told = str(caught.value)
    for expected in (
        "weather: not a feed name", "unknown key colour", "one_of: sun", "type data is unknown",
        "header day is used twice", "min and max belong to numbers", "identifier passport is unknown",
        "issuer nobody", "word Sonne means unknown value sun", "points: missing key columns",
        "list belongs to type text or identifier", "from belongs to feeds with shapes",
        "ignore: day is a column", "fold_keys belongs to feeds with shapes", "a..b is no path",
        "rows info names no list", "shape counts: unknown key sun", "type sunny is unknown",
        "counts: unknown key of", "the column needs list: true", "night is no shape of the feed",
        "matching: ( is no pattern", "when: moon is not a column", "when: place needs a text",
    ):  # fmt: skip
        assert expected in told


def test_dbt_sources_equal_the_registry(capsys: pytest.CaptureFixture[str]) -> None:
    assert dbt_sources.main(["--check"]) == 0
    assert not capsys.readouterr().err


def test_a_stale_sources_file_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dbt_sources, "SOURCES_FILE", tmp_path / "_sources.yml")
    assert dbt_sources.main(["--check"]) == 1
    assert dbt_sources.main(["--write"]) == 0
    assert dbt_sources.main(["--check"]) == 0


@pytest.mark.parametrize("mend", [True, False])
def test_every_feed_can_be_read_from_documents(mend: bool) -> None:
    nothing = "(SELECT '' AS _file_id, 1 AS _line, 1 AS _document, NULL AS doc)"
    for feed in load_registry():
        if feed.family not in {"table", "documents"}:
            continue
        plan, con = document_plan(feed), duckdb.connect()
        document_sql.install_macros(con)
        install(con, Canonical(plan))
        assert (
            con.execute(f"FROM {document_sql.document_relation(plan, nothing, mend=mend)}").fetchall() == []
        )
        assert len(plan.layers.structures()) <= 2, feed.name
