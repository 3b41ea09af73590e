"""Going back takes a swap; recovery follows what readers see, and finishes what was started."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from publishing import (
    PublishingError,
    TableContract,
    UnknownVersionError,
    current_file,
    list_versions,
    publish,
    recover,
    rollback,
)
from publishing.store import Store
from tests.publishing.support import run_info, stamps

Published = Callable[[int], Path]


@pytest.fixture
def with_versions(
    warehouse: Callable[[int], Path], published: Path, tables: list[TableContract]
) -> Callable[[int], Path]:
    """A store with so many versions."""

    def make(count: int) -> Path:
        for stamp in range(1, count + 1):
            publish(warehouse(stamp), published, tables, run_info(stamp))
        return published

    return make


def state(published: Path) -> tuple[str, str]:
    content = json.loads((published / "state.json").read_text(encoding="utf-8"))
    return content["current"], content["latest"]


def test_rollback_and_forth_is_noted(with_versions: Published) -> None:
    published = with_versions(3)
    back = rollback(published, "v000001", datetime(2024, 7, 2, tzinfo=UTC))

    assert back.is_current
    assert stamps(current_file(published)) == {"build": 1, "version": 1}
    assert state(published) == ("v000001", "v000003")
    assert [version.is_current for version in list_versions(published)] == [True, False, False]
    assert rollback(published, "v000003").is_current
    assert rollback(published, "v000003").is_current
    events = json.loads((published / "state.json").read_text(encoding="utf-8"))["events"]
    assert [(event["event"], event["from"], event["to"], event["at"]) for event in events[3:]] == [
        ("rollback", "v000003", "v000001", "2024-07-02T00:00:00+00:00"),
        ("rollback", "v000001", "v000003", None),
    ]


def test_a_publish_after_a_rollback_takes_a_new_number_and_keeps_the_whole_log(
    with_versions: Published, warehouse: Callable[[int], Path], tables: list[TableContract]
) -> None:
    published = with_versions(3)
    rollback(published, "v000001")
    publish(warehouse(9), published, tables, run_info(9), keep=1)

    assert stamps(current_file(published)) == {"build": 9, "version": 4}
    assert [version.version for version in list_versions(published)] == ["v000004"]
    with duckdb.connect(current_file(published), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM ops.publish_log").fetchone() == (4,)


def test_an_unknown_or_damaged_version_changes_nothing(with_versions: Published) -> None:
    published = with_versions(2)
    with pytest.raises(UnknownVersionError, match="no version v000009; kept are: v000001, v000002"):
        rollback(published, "v000009")
    Store(published).file_of("v000001").unlink()
    with pytest.raises(PublishingError, match="lost its file"):
        rollback(published, "v000001")
    assert stamps(current_file(published))["build"] == 2


def test_recovery_leaves_a_whole_store_alone(with_versions: Published) -> None:
    published = with_versions(2)
    rollback(published, "v000001")
    before = (published / "state.json").read_bytes()
    found = recover(published)
    assert (found.removed, found.made_current) == ((), None)
    assert (published / "state.json").read_bytes() == before


def test_recovery_of_an_empty_store_does_nothing(published: Path) -> None:
    assert recover(published).made_current is None
    assert list_versions(published) == []


def test_a_lost_state_file_does_not_undo_a_rollback(with_versions: Published) -> None:
    published = with_versions(3)
    rollback(published, "v000002")
    (published / "state.json").write_text("{ torn", encoding="utf-8")
    for _ in range(2):
        recover(published)
        assert stamps(current_file(published))["build"] == 2
        assert state(published) == ("v000002", "v000003")


def test_a_lost_link_is_put_back_where_it_was(with_versions: Published, tmp_path: Path) -> None:
    published = with_versions(3)
    rollback(published, "v000002")
    # A restored backup has a copy there, not a link.
    shutil.copy(current_file(published), tmp_path / "copied")
    shutil.copy(tmp_path / "copied", tmp_path / "elsewhere")
    (tmp_path / "elsewhere").replace(current_file(published))
    assert recover(published).made_current == "v000002"
    assert stamps(current_file(published))["build"] == 2
    current_file(published).unlink()
    assert recover(published).made_current == "v000002"


def test_a_reader_holds_the_old_file_as_long_as_it_likes(
    with_versions: Published, warehouse: Callable[[int], Path], tables: list[TableContract], tmp_path: Path
) -> None:
    published = with_versions(1)
    # DuckDB shares one instance per path in a process; a reader of another name stands for another process.
    (tmp_path / "bi.duckdb").hardlink_to(current_file(published))
    with duckdb.connect(tmp_path / "bi.duckdb", read_only=True) as reader:
        for stamp in range(2, 5):
            publish(warehouse(stamp), published, tables, run_info(stamp), keep=1)
        assert reader.execute("SELECT max(build) FROM kpi.kpi_value").fetchone() == (1,)
        assert stamps(current_file(published))["build"] == 4
