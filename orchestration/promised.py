"""The contract file of this checkout, beside what its dbt project and a home's warehouse say."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from orchestration.build_state import TABLE as BUILT_WITH
from orchestration.fingerprint import build_fingerprint
from orchestration.operations import OPERATIONS_TABLES
from orchestration.project import ROOT, Parameters, parsed_project
from orchestration.settings import ConfigurationError, Settings
from publishing import PUBLISH_LOG, TableContract, published_tables
from publishing.promise import Promise, Shape, differences, history_faults, next_version, shape_of, told
from publishing.promise.shape import COLUMN, GRAIN, NOT_NULL, UNKNOWN, Types, types_in
from publishing.sql import columns_of
from sources.layout import Home

CONTRACT_FILE = ROOT / "contracts" / "published.yml"
# Published, but made by no model of dbt.
OUTSIDE_DBT = frozenset(table.full_name for table in (*OPERATIONS_TABLES, PUBLISH_LOG))
WRITE = "memberloop contract write"


def declared_tables(parameters: Parameters) -> list[TableContract]:
    """All that is published: dbt's models, the operator's own tables, the log of publishes."""
    return [*published_tables(parsed_project(parameters).content()), *OPERATIONS_TABLES, PUBLISH_LOG]


def declared_shape(promise: Promise, parameters: Parameters) -> Shape:
    """What the project declares now; types that it leaves to the warehouse are taken as promised."""
    return shape_of(declared_tables(parameters), types_in(promise.shape))


def contract_faults(promise: Promise, now: Shape) -> list[str]:
    """What `make test` fails with: a file altered by hand, and a project that went on without a step."""
    if faults := history_faults(promise):
        return faults
    found = differences(promise.shape, now)
    if not found:
        return []
    due = next_version(promise.version, found)
    broken = told(found, breaking=True)
    lines = [f"breaks readers of {promise.version}: {line}" for line in broken]
    lines += [f"adds to {promise.version}: {line}" for line in told(found, breaking=False)]
    how = f"{WRITE} --breaking --because WHY" if broken else f"{WRITE} --because WHY"
    return [*lines, f"version {due} is due: `{how}`, then commit the file with the change"]


def contract_rows(promise: Promise) -> Iterator[tuple[object, ...]]:
    """Rows of `ops.data_contract`: each promised column."""
    types = types_in(promise.shape)
    for table, parts in sorted(promise.shape.items()):
        schema, _, name = table.partition(".")
        grain = parts[GRAIN].split(", ")
        for column, kind in types[table].items():
            is_required = parts[COLUMN + column].endswith(NOT_NULL)
            yield promise.version, schema, name, column, kind, is_required, column in grain


def built_shape(settings: Settings, promise: Promise | None) -> Shape:
    """What the project declares, with the types that the home's warehouse gave its columns.

    A warehouse that other code built types only what the promise does not have yet: the rest may be old.
    Raises ConfigurationError where a column was never built.
    """
    built, is_current = _built_types(settings)
    promised = types_in(promise.shape) if promise else {}
    first, then = (built, promised) if is_current else (promised, built)
    types = {table: {**then.get(table, {}), **first.get(table, {})} for table in {*first, *then}}
    shape = shape_of(declared_tables(settings.parameters), types)
    untyped = [
        f"{table}: {part} was not built yet in {settings.home}; let a night run there"
        for table, parts in shape.items()
        for part, said in parts.items()
        if said.startswith(UNKNOWN)
    ]
    if untyped:
        raise ConfigurationError(untyped)
    return shape


def _built_types(settings: Settings) -> tuple[Types, bool]:
    """Types in the home's warehouse, and whether this very code and configuration built it."""
    warehouse = Home(settings.home).warehouse_file
    if not warehouse.exists():
        return {}, False
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        types = columns_of(connection, warehouse.stem)
        if BUILT_WITH not in types:
            return types, False
        built = connection.execute(f"select max(fingerprint) from {BUILT_WITH}").fetchone()
    return types, built == (build_fingerprint(settings, parsed_project(settings.parameters)),)
