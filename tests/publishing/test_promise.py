"""The promise to readers: what breaks it is told by table and column, and nobody alters it without a step."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from publishing import PUBLISH_LOG, ColumnContract, PublishingError, PublishRefused, TableContract
from publishing.promise import (
    Promise,
    differences,
    held,
    history_faults,
    next_version,
    promise_of,
    read_promise,
    render,
    rewritten,
    shape_of,
    stepped,
    told,
)

BOARD = TableContract(
    "kpi",
    "board",
    ("week_start", "metric_id"),
    (
        ColumnContract("week_start", "DATE", "Week", is_required=True),
        ColumnContract("metric_id", "VARCHAR", "Metric", is_required=True),
        ColumnContract("numerator", "INTEGER", "Numerator"),
        ColumnContract("value", "DECIMAL(10,2)", "Value"),
        ColumnContract("on", "BOOLEAN", "A name that YAML takes for a truth value"),
    ),
    "One row per week and metric",
)
ROLE = TableContract("kpi", "role", ("role_id",), (ColumnContract("role_id", "VARCHAR", "Role"),), "A role")
PROMISED = stepped(None, shape_of([BOARD, ROLE, PUBLISH_LOG], {}), "2026-11-01", "the beginning")


def changed(column: str, /, **changes) -> TableContract:
    columns = tuple(replace(c, **changes) if c.name == column else c for c in BOARD.columns)
    return replace(BOARD, columns=columns)


def without(name: str) -> TableContract:
    return replace(BOARD, columns=tuple(c for c in BOARD.columns if c.name != name))


def found(*tables: TableContract):
    return differences(PROMISED.shape, shape_of([*tables, PUBLISH_LOG], {}))


BREAKING = {
    "a column is gone": ([without("value"), ROLE], "kpi.board: column value is gone"),
    "a column is renamed": (
        [changed("value", name="amount"), ROLE],
        "kpi.board: column value is gone (renamed to amount?)",
    ),
    "a type is another": (
        [changed("numerator", type="VARCHAR"), ROLE],
        "kpi.board: column numerator was INTEGER, is VARCHAR",
    ),
    "a type is narrower": (
        [changed("numerator", type="SMALLINT"), ROLE],
        "kpi.board: column numerator was INTEGER, is SMALLINT",
    ),
    "a whole number becomes a fraction": (
        [changed("numerator", type="DOUBLE"), ROLE],
        "kpi.board: column numerator was INTEGER, is DOUBLE",
    ),
    "a scale is another": (
        [changed("value", type="DECIMAL(12,4)"), ROLE],
        "kpi.board: column value was DECIMAL(10,2), is DECIMAL(12,4)",
    ),
    "NULL where there was none": (
        [changed("metric_id", is_required=False), ROLE],
        "kpi.board: column metric_id was VARCHAR NOT NULL, is VARCHAR",
    ),
    "the grain is another": (
        [replace(BOARD, grain=("week_start",)), ROLE],
        "kpi.board: grain was metric_id, week_start, is week_start",
    ),
    "a table is gone": ([BOARD], "kpi.role: the table is gone, with the columns role_id"),
}
ADDITIVE = {
    "a column is new": (
        [
            replace(BOARD, columns=(*BOARD.columns, ColumnContract("note", None, "Note"))),
            ROLE,
        ],
        "kpi.board: column note is new",
    ),
    "a table is new": (
        [BOARD, ROLE, replace(ROLE, name="rota")],
        "kpi.rota: the table is new, with the columns role_id",
    ),
    "a whole number is wider": (
        [changed("numerator", type="BIGINT"), ROLE],
        "kpi.board: column numerator was INTEGER, is BIGINT",
    ),
    "an amount is wider": (
        [changed("value", type="DECIMAL(18,2)"), ROLE],
        "kpi.board: column value was DECIMAL(10,2), is DECIMAL(18,2)",
    ),
    "a column is never NULL now": (
        [changed("value", is_required=True), ROLE],
        "kpi.board: column value was DECIMAL(10,2), is DECIMAL(10,2) NOT NULL",
    ),
}


@pytest.mark.parametrize(("tables", "line"), BREAKING.values(), ids=BREAKING)
def test_what_breaks_readers_takes_a_major_step_and_is_named(tables, line) -> None:
    seen = found(*tables)
    assert line in told(seen)
    assert next_version("2.3", seen) == "3.0"


@pytest.mark.parametrize(("tables", "line"), ADDITIVE.values(), ids=ADDITIVE)
def test_what_adds_takes_a_minor_step_and_is_named(tables, line) -> None:
    seen = found(*tables)
    assert told(seen) == [line]
    assert next_version("2.3", seen) == "2.4"


def test_order_of_columns_and_words_are_no_promise() -> None:
    turned = replace(BOARD, columns=BOARD.columns[::-1], grain=BOARD.grain[::-1], comment="Other words")
    assert found(turned, ROLE) == []


@pytest.mark.parametrize(("tables", "line"), BREAKING.values(), ids=BREAKING)
def test_a_night_that_would_break_readers_is_refused(tables, line) -> None:
    with pytest.raises(PublishRefused) as refused:
        held(tables, PROMISED)
    assert f"contract 1.0: {line}" in refused.value.reasons


@pytest.mark.parametrize("tables", [tables for tables, _ in ADDITIVE.values()], ids=list(ADDITIVE))
def test_a_night_that_only_adds_is_not(tables) -> None:
    assert [table.full_name for table in held(tables, PROMISED)] == [table.full_name for table in tables]


def test_types_that_nobody_declares_are_held_as_promised() -> None:
    untyped = replace(BOARD, columns=tuple(replace(column, type=None) for column in BOARD.columns))
    assert held([untyped, ROLE], PROMISED) == [BOARD, ROLE]


def two_versions() -> Promise:
    return stepped(PROMISED, shape_of([BOARD, PUBLISH_LOG], {}), "2026-11-02", "nobody reads the roles: 角色")


def three_versions() -> Promise:
    wider = shape_of([changed("numerator", type="BIGINT"), PUBLISH_LOG], {})
    return stepped(two_versions(), wider, "2026-11-03", "larger malls")


def test_the_file_says_it_all(tmp_path) -> None:
    promise = three_versions()
    file = tmp_path / "published.yml"
    file.write_text(render(promise), encoding="utf-8")
    assert read_promise(file) == promise
    assert [step.version for step in promise.steps] == ["2.1", "2.0", "1.0"]
    assert history_faults(promise) == []


@pytest.mark.parametrize("text", ["", "steps: [", "steps: []\n", "steps: [{version: 1}]\ntables: {}\n"])
def test_a_file_that_is_none_is_told(tmp_path, text) -> None:
    file = tmp_path / "published.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PublishingError, match="can be read"):
        read_promise(file)


def edited(*replacements: tuple[str, str]) -> Promise:
    text = render(three_versions())
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return promise_of(yaml.safe_load(text))


def test_columns_altered_without_a_step_are_seen() -> None:
    assert history_faults(edited(("      value: DECIMAL(10,2)\n", ""))) == [
        "the tables are not those that version 2.1 was sealed with"
    ]


def test_a_step_that_tells_less_than_it_did_is_seen() -> None:
    promise = three_versions()
    shape = {table: dict(parts) for table, parts in promise.shape.items()}
    del shape["kpi.board"]["column value"]
    forged = stepped(replace(promise, steps=promise.steps[1:]), shape, "2026-11-03", "x").steps[0]
    newest = replace(promise.steps[0], seal=forged.seal)
    assert history_faults(Promise((newest, *promise.steps[1:]), shape)) == [
        "the tables are not those that version 2.0 was sealed with"
    ]


def test_a_step_that_is_too_small_is_seen() -> None:
    assert history_faults(
        edited(('version: "2.1"', 'version: "1.2"'), ('version: "2.0"', 'version: "1.1"'))
    ) == ["version 1.1 has to be 2.0, after 1.0"]


def test_a_step_of_nothing_is_seen() -> None:
    again = stepped(PROMISED, PROMISED.shape, "2026-11-02", "x")
    assert history_faults(again) == ["version 1.1 changes nothing"]


def test_a_step_that_tells_of_other_tables_is_seen() -> None:
    assert history_faults(
        edited(('was: "INTEGER", now: "BIGINT"', 'was: "INTEGER", now: "INTEGER NOT NULL"'))
    ) == ["version 2.1 tells of changes that the tables do not show"]


def test_a_version_rewritten_whole_is_seen_beside_what_was_committed() -> None:
    committed = three_versions()
    again = stepped(two_versions(), PROMISED.shape, "2026-11-03", "another step of that name")
    assert rewritten(committed, committed) == []
    assert rewritten(again, committed) == ["version 2.1 was altered once committed"]
    assert rewritten(PROMISED, committed) == [
        "version 2.1 was removed once committed",
        "version 2.0 was removed once committed",
    ]
