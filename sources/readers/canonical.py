"""Documents that need care, one by one: made such that the feed's structures fit them.

Keys are matched with spaces around them stripped, and whatever their case where the feed says so; one object
stands for a list of one; numbers keep their text; what the registry does not want is left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from duckdb.func import SPECIAL
from duckdb.sqltypes import VARCHAR

from sources.json_values import Broken
from sources.vendors.documents import UnfitDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

    from sources.readers.document_plan import DocumentPlan
    from sources.shapes import Path
    from sources.vendors.documents import Node

MAX_DEPTH = 64
_ASKED = "request"
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*"|[{\[,]\s*,)|,(?=\s*[}\]])')


def _first_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Of a key given twice the engine takes the first one too.
    return dict(reversed(pairs)) if len(pairs) > 1 else dict(pairs)


DECODER = json.JSONDecoder(
    # Numbers keep their text: amounts and long ids never pass through a float.
    parse_float=str,
    parse_int=str,
    # NaN is no value; like anything nested, it fits nowhere.
    parse_constant=lambda _: [],
    object_pairs_hook=_first_of_each,
)


def without_trailing_commas(text: str) -> str:
    """The JSON text with spaces for commas before a closing bracket, which some vendors write."""
    return _TRAILING_COMMA.sub(lambda found: found[1] or " ", text)


@dataclass
class _Wanted:
    """What the feed wants below a key, as one object and as a list."""

    plain: dict[str, _Wanted] = field(default_factory=dict)
    listed: dict[str, _Wanted] = field(default_factory=dict)
    is_plain: bool = False
    is_listed: bool = False


class Canonical:
    """Makes documents of one feed canonical."""

    def __init__(self, plan: DocumentPlan) -> None:
        self._plan = plan
        self._fold = plan.feed.fold_keys
        self._wanted: dict[str, _Wanted] = {}
        for path in [*plan.all_paths(), *plan.row_paths()]:
            self._want(path)
        for path in plan.presence_paths():
            self._want(path, is_presence=True)
        self._ignored = {self._plain(key) for key in plan.feed.ignored}
        module = plan.feed.module
        self._prepare: Callable[[Any], Any] | None = (
            import_module(f"sources.vendors.{module}").prepare if module else None
        )

    @property
    def has_module(self) -> bool:
        """Whether the vendor's own module must see every document."""
        return self._prepare is not None and not self._plan.feed.module_for

    def of_text(self, text: str | None) -> str | None:
        """The canonical JSON of one JSON text; None when it is none, or holds what no row of a table can."""
        found = [] if text is None else self.texts(self.decode(text))
        return found[0] if found and isinstance(found[0], str) else None

    def decode(self, text: str) -> object:
        """The tree of one JSON text, or `Broken`."""
        bare = text.strip(" \t\r\n\ufeff")
        try:
            return DECODER.decode(bare)
        except (ValueError, RecursionError):
            pass
        try:
            return DECODER.decode(without_trailing_commas(bare))
        except (ValueError, RecursionError):
            return Broken("malformed_json")

    def texts(self, node: object, unknown: set[str] | None = None) -> list[str | UnfitDocument]:
        """The canonical JSON of a decoded document, or of each that the vendor's module makes of it.

        Keys that the registry neither wants nor ignores go to `unknown`.
        """
        try:
            return list(self._texts(node, unknown))
        except UnfitDocument as unfit:
            return [unfit]
        except Exception:  # noqa: BLE001 - one bad document never stops the others
            return []

    def _texts(self, node: object, unknown: set[str] | None) -> Iterator[str | UnfitDocument]:
        if isinstance(node, Broken):
            return
        tree = _leaves(node)
        prepared = self._prepare(tree) if self._prepare else tree
        for document in prepared if isinstance(prepared, list) else [prepared]:
            if isinstance(document, UnfitDocument):
                yield document
                continue
            if unknown is not None:
                unknown |= self.unknown_keys(document)
            if not isinstance(document, dict) or (self._plan.is_flat and self._is_nested(document)):
                continue
            text = json.dumps(self._object(document, self._wanted), ensure_ascii=False)
            # Half a character, which an escape may spell, is none that could be stored.
            yield text if text.isascii() else text.encode("utf-8", "replace").decode()

    def as_delivered(self, node: object, unknown: set[str]) -> list[str | UnfitDocument]:
        """The JSON of a decoded document with everything in it, for feeds whose module may have to see it."""
        unknown |= self.unknown_keys(node)
        return [json.dumps(_leaves(node), ensure_ascii=False).encode("utf-8", "replace").decode()]

    def unknown_keys(self, node: object, wanted: dict[str, _Wanted] | None = None) -> set[str]:
        """Keys that the registry neither wants nor ignores, of a document or of the structure of one."""
        wanted = self._wanted if wanted is None else wanted
        if isinstance(node, list):
            return set().union(*(self.unknown_keys(item, wanted) for item in node))
        if not isinstance(node, dict):
            return set()
        found: set[str] = set()
        known = {self._plain(key): want for key, want in wanted.items()}
        for key, value in node.items():
            want = known.get(self._plain(key))
            if want is None:
                found |= {key} if self._plain(key) not in self._ignored else set()
            elif (want.plain or want.listed) and not (wanted is self._wanted and key == _ASKED):
                # What was asked is said by whoever asked; news of a vendor stand in the answer.
                found |= self.unknown_keys(value, want.plain | want.listed)
        return found

    def _is_nested(self, document: dict[str, Node]) -> bool:
        return any(isinstance(document.get(key), dict | list) for key in self._wanted)

    def _want(self, path: Path, *, is_presence: bool = False) -> None:
        below = self._wanted
        for depth, step in enumerate(path, start=1):
            wanted = below.setdefault(step.key, _Wanted())
            wanted.is_listed |= step.is_list
            # Whether a list is there, is asked of the list and not of a single object.
            is_asked_of_list = is_presence and depth == len(path) and wanted.is_listed
            wanted.is_plain |= not step.is_list and not is_asked_of_list
            below = wanted.listed if step.is_list else wanted.plain

    def _object(self, node: dict[str, Node], wanted: dict[str, _Wanted]) -> dict[str, Node]:
        missing = wanted.keys() - node.keys()
        if missing:
            node = self._respelt(node, missing)
        return {key: self._value(node[key], wanted[key]) for key in wanted if node.get(key) is not None}

    def _respelt(self, node: dict[str, Node], missing: set[str]) -> dict[str, Node]:
        """The object with those keys too that it spells with spaces around, or in other cases."""
        spelt: dict[str, Node] = {}
        for key, value in node.items():
            spelt.setdefault(self._plain(key), value)
        return node | {key: spelt[self._plain(key)] for key in missing if self._plain(key) in spelt}

    def _plain(self, key: str) -> str:
        return key.strip().lower() if self._fold else key.strip()

    def _value(self, value: Node, wanted: _Wanted) -> Node:
        if isinstance(value, list):
            return self._list(value, wanted)
        if isinstance(value, dict):
            # An object where a text is wanted only shows that there is something.
            if wanted.is_plain:
                return self._object(value, wanted.plain)
            return self._list([value], wanted)
        if wanted.is_plain and not wanted.plain:
            return value
        return [value] if wanted.is_listed else None

    def _list(self, value: list[Node], wanted: _Wanted) -> Node:
        if wanted.is_listed:
            return [self._object(v, wanted.listed) if isinstance(v, dict) else v for v in value]
        if wanted.plain:
            return self._value(value[0], wanted) if len(value) == 1 else None
        return [v for v in value if not isinstance(v, dict | list)]


def _leaves(node: object, depth: int = 0) -> Node:
    """The tree with what JSON knows besides text as text; what lies deeper than any document is left out."""
    if isinstance(node, str):
        return node
    if node is None or depth > MAX_DEPTH:
        return None
    if isinstance(node, dict):
        return {str(key): _leaves(value, depth + 1) for key, value in node.items()}
    if isinstance(node, list):
        return [_leaves(value, depth + 1) for value in node]
    return "true" if node is True else "false"


def install(con: duckdb.DuckDBPyConnection, canonical: Canonical) -> None:
    """Give the connection `canonical_document(text)`."""
    con.create_function("canonical_document", canonical.of_text, [VARCHAR], VARCHAR, null_handling=SPECIAL)
