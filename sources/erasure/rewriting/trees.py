"""Documents as trees: what names a target goes, with the smallest item of a list that it stands in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sources.erasure.policy import MENTIONS, PERSONAL_KEYS, keeps_rows
from sources.identifiers import IDENTIFIER_TYPES
from sources.readers.document_plan import document_plan

if TYPE_CHECKING:
    from sources.erasure.rewriting.edit import Desk
    from sources.registry import Feed
    from sources.shapes import Path

GONE = object()
"""Stands for a node that is to be taken out."""
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """Where documents of a feed hold identifiers, and under which keys their issuers stand."""

    paths: dict[Keys, dict[str, bool]]
    """By path of keys: each type, and whether it only mentions somebody."""
    issuer_keys: frozenset[str]

    def at(self, keys: Keys) -> dict[str, bool]:
        """What identifies somebody at a place; vendors wrap their documents, so the path's end decides."""
        return next((self.paths[keys[i:]] for i in range(len(keys)) if keys[i:] in self.paths), {})

    @staticmethod
    def of(feed: Feed) -> Wanted:
        """Worked out from the registry."""
        plan, issuers = document_plan(feed), set()
        paths: dict[Keys, dict[str, bool]] = {}
        mentions = MENTIONS.get(feed.name, frozenset())
        issuing = {column.issuer for column in feed.columns}

        def key_of(path: Path) -> Keys:
            return tuple(_key(step.key) for step in path)

        for shape in plan.shapes:
            for place in shape.columns:
                column = feed.column(place.column)
                if column.type != "identifier" and column.name not in issuing:
                    continue
                for found in place.founds:
                    for root in shape.row_roots if found.level else ((),):
                        keys = key_of(shape.spelt(found, root))
                        if column.type == "identifier":
                            kinds = IDENTIFIER_TYPES if column.identifier_in else (str(column.identifier),)
                            paths.setdefault(keys, {}).update(dict.fromkeys(kinds, column.name in mentions))
                        else:
                            issuers.add(keys[-1])
        return Wanted(paths, frozenset(issuers))


@dataclass
class Pass:
    """One document being looked through."""

    desk: Desk
    wanted: Wanted
    issuers: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Texts of targets that were met."""
    items: set[str] = field(default_factory=set)
    """Those of them that were items of a list by themselves."""
    _open: int = 0
    """Values that were emptied and whose item of a list is not dealt with yet."""

    def edited(self, node: Any) -> Any:  # noqa: ANN401 - any tree
        """The document without targets, or GONE; the very same object when it names none."""
        self.issuers = {*self.desk.settings.values(), *self._issuers(node)}
        kept = self._visit(node, ())
        if kept is GONE or not self.words:
            return kept
        return self._without_words(kept, is_personal=self._open > 0)

    def _issuers(self, node: Any) -> set[str]:  # noqa: ANN401 - any tree
        found: set[str] = set()
        if isinstance(node, dict):
            for key, child in node.items():
                if isinstance(child, str) and _key(key) in self.wanted.issuer_keys:
                    found.add(child.strip())
                found |= self._issuers(child)
        elif isinstance(node, list):
            for child in node:
                found |= self._issuers(child)
        return found

    def _visit(self, node: Any, keys: Keys) -> Any:  # noqa: ANN401 - any tree
        if isinstance(node, dict):
            kept = {key: self._visit(child, (*keys, _key(key))) for key, child in node.items()}
            if any(child is GONE for child in kept.values()):
                return GONE
            return kept if any(kept[key] is not node[key] for key in node) else node
        if isinstance(node, list):
            return self._visit_list(node, keys)
        if isinstance(node, str | int) and not isinstance(node, bool):
            return self._visit_leaf(node, keys)
        return node

    def _visit_list(self, node: list[Any], keys: Keys) -> Any:  # noqa: ANN401 - any tree
        visited = [self._visit_item(child, keys) for child in node]
        kept = [child for child in visited if child is not GONE]
        self.items |= {
            str(old) for old, new in zip(node, visited, strict=True) if new is GONE and _is_leaf(old)
        }
        if len(kept) < len(node) and not kept and all(map(_is_leaf, node)):
            # A list of nothing but names tells of them alone.
            return GONE
        return kept if len(kept) < len(node) or any(map(_differ, kept, node)) else node

    def _visit_item(self, item: Any, keys: Keys) -> Any:  # noqa: ANN401 - any tree
        """An item that stays without what named somebody tells nothing else of them either."""
        before = self._open
        kept = self._visit(item, keys)
        if self._open > before:
            kept, self._open = self._without_words(kept, is_personal=True), before
        return kept

    def _visit_leaf(self, leaf: str | int, keys: Keys) -> Any:  # noqa: ANN401 - any tree
        text = str(leaf)
        if text[:1] in {"{", "["}:
            return self._visit_nested(text, keys)
        kinds = self.wanted.at(keys)
        if not kinds or not self._is_target(text, kinds):
            return leaf
        self.words.add(text)
        if keeps_rows(self.desk.feed):
            self._open += 1
            return ""
        return "" if all(kinds.values()) else GONE

    def _visit_nested(self, text: str, keys: Keys) -> Any:  # noqa: ANN401 - any tree
        try:
            node = json.loads(text)
        except (ValueError, RecursionError):
            return text
        kept = self._visit(node, keys)
        return kept if kept is GONE else text if kept is node else json.dumps(kept, ensure_ascii=False)

    def _is_target(self, text: str, kinds: dict[str, bool]) -> bool:
        readings = {text, unquote(text)}
        return any(self.desk.is_target(reading, kinds, self.issuers) for reading in readings)

    def _without_words(self, node: Any, *, is_personal: bool, key: str = "") -> Any:  # noqa: ANN401 - any tree
        """What nobody reads may name the same people once more."""
        if isinstance(node, dict):
            return {
                k: self._without_words(child, is_personal=is_personal, key=k.strip())
                for k, child in node.items()
            }
        if isinstance(node, list):
            return [self._without_words(child, is_personal=is_personal, key=key) for child in node]
        if isinstance(node, str | int) and not isinstance(node, bool):
            is_named = is_personal and key in PERSONAL_KEYS
            return "" if is_named or any(word in str(node) for word in self.words) else node
        return node


def _key(key: str) -> str:
    # Keys of one vendor come in several cases; no two keys of a feed differ in nothing else.
    return key.strip().lower()


def _is_leaf(node: object) -> bool:
    return not isinstance(node, dict | list)


def _differ(one: object, other: object) -> bool:
    return one is not other
