"""The expectation types that suites may use, with their arguments.

A subset of Great Expectations, small enough to be reviewed, and known without importing it, which takes
seconds. A test holds this list against the real classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Vocable:
    """One expectation type: required and optional arguments, and which of them name columns."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ("column",)


_BOUNDS = frozenset({"min_value", "max_value", "strict_min", "strict_max"})
_COLUMN = frozenset({"column"})
_PAIR = frozenset({"column_A", "column_B"})

VOCABULARY: Mapping[str, Vocable] = {
    "expect_table_row_count_to_be_between": Vocable(frozenset(), _BOUNDS, columns=()),
    "expect_column_values_to_not_be_null": Vocable(_COLUMN, frozenset({"mostly"})),
    "expect_column_values_to_be_null": Vocable(_COLUMN, frozenset({"mostly"})),
    "expect_column_values_to_be_unique": Vocable(_COLUMN),
    "expect_column_values_to_be_in_set": Vocable(_COLUMN | {"value_set"}, frozenset({"mostly"})),
    "expect_column_values_to_be_between": Vocable(_COLUMN, _BOUNDS | {"mostly"}),
    "expect_column_values_to_match_regex": Vocable(_COLUMN | {"regex"}, frozenset({"mostly"})),
    "expect_column_pair_values_to_be_equal": Vocable(_PAIR, columns=("column_A", "column_B")),
    "expect_column_pair_values_a_to_be_greater_than_b": Vocable(
        _PAIR, frozenset({"or_equal", "ignore_row_if"}), columns=("column_A", "column_B")
    ),
    "expect_compound_columns_to_be_unique": Vocable(frozenset({"column_list"}), columns=("column_list",)),
}


def columns_of(kind: str, kwargs: Mapping[str, object]) -> tuple[str, ...]:
    """The columns that an expectation of this type reads."""
    found: list[str] = []
    for argument in VOCABULARY[kind].columns:
        value = kwargs.get(argument)
        found += [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []
    return tuple(found)


def argument_faults(kind: str, kwargs: Mapping[str, object]) -> list[str]:
    """What is wrong with an expectation's type and arguments; empty when nothing is."""
    vocable = VOCABULARY.get(kind)
    if vocable is None:
        return [f"type {kind} is unknown; known are {', '.join(sorted(VOCABULARY))}"]
    allowed = vocable.required | vocable.optional
    faults = [f"{kind} needs {name}" for name in sorted(vocable.required - kwargs.keys())]
    faults += [
        f"{kind} does not know {name}; it takes {', '.join(sorted(allowed))}"
        for name in sorted(kwargs.keys() - allowed)
    ]
    if "min_value" in allowed and not kwargs.keys() & {"min_value", "max_value"}:
        faults.append(f"{kind} needs min_value or max_value")
    return faults + _value_faults(kwargs)


def _value_faults(kwargs: Mapping[str, object]) -> list[str]:
    faults = [
        f"{name} has to be text"
        for name in ("column", "column_A", "column_B", "regex")
        if name in kwargs and not isinstance(kwargs[name], str)
    ]
    faults += [
        f"{name} has to be a list with something in it"
        for name in ("value_set", "column_list")
        if name in kwargs and not (isinstance(kwargs[name], list) and kwargs[name])
    ]
    faults += [
        f"{name} has to be a number"
        for name in ("min_value", "max_value", "mostly")
        if name in kwargs and (isinstance(kwargs[name], bool) or not isinstance(kwargs[name], int | float))
    ]
    return faults
