"""The macros of the components step on a bare DuckDB connection, without dbt around them.

dbt takes a second a build; properties need hundreds. Only what these macros use of dbt is stood in for
here; `test_connected_components.py` runs the materialization itself through dbt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from tests.identity.dbt_world import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import duckdb

DEFAULTS = {"identity_max_rounds": 40, "identity_rebuild_share": 0.2}
MACRO = re.compile(r"\{% macro (\w+)\(.*?\{%- endmacro %\}", re.DOTALL)


class Refused(Exception):
    """What `exceptions.raise_compiler_error` raises."""


class _Returned(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


@dataclass(frozen=True)
class _Relation:
    database: str
    schema: str
    identifier: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.identifier}"


class Macros:
    """Calls a macro by its name: `macros.components_full(...)`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, **variables: Any) -> None:
        """Read the macros and give them a connection."""
        self.con = con
        self.variables = DEFAULTS | variables
        self.config: dict[str, str] = {}
        self._jinja = Environment(extensions=["jinja2.ext.do"])
        self._jinja.globals |= {
            "run_query": self._run_query,
            "var": self.variables.__getitem__,
            "return": self._return,
            "log": lambda *_, **__: "",
            "config": SimpleNamespace(get=self.config.get),
            "exceptions": SimpleNamespace(raise_compiler_error=self._refuse),
            "api": SimpleNamespace(Relation=SimpleNamespace(create=self.relation)),
        }
        for path in sorted((PROJECT / "macros/identity").glob("connected_components*.sql")):
            for found in MACRO.finditer(path.read_text()):
                self._jinja.globals[found[1]] = self._callable(found[1], found[0])

    def __getattr__(self, name: str) -> Any:
        """The macro of that name."""
        return self._jinja.globals[name]

    @staticmethod
    def relation(schema: str = "main", identifier: str = "", **_: str) -> _Relation:
        """A name with its schema."""
        return _Relation("memory", schema, identifier)

    def _callable(self, name: str, source: str) -> Callable[..., Any]:
        template = self._jinja.from_string(source)

        def call(*arguments: Any, **named: Any) -> Any:
            try:
                return getattr(template.make_module(), name)(*arguments, **named)
            except _Returned as returned:
                return returned.value

        return call

    def _run_query(self, sql: str) -> SimpleNamespace:
        rows: Sequence[tuple[Any, ...]] = self.con.execute(sql).fetchall()
        width = len(self.con.description or [])
        columns = [[row[at] for row in rows] for at in range(width)]
        return SimpleNamespace(columns=[SimpleNamespace(values=lambda c=c: c) for c in columns])

    @staticmethod
    def _return(value: Any) -> None:
        raise _Returned(value)

    @staticmethod
    def _refuse(message: str) -> None:
        raise Refused(message)
