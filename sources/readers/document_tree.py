"""What to take out of a document in one parse: all paths of a feed as structures for `json_transform`.

A structure cannot hold one key as a list and as an object. Where paths ask for that, a second structure takes
the rest: structures are few, one for nearly every feed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sources import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.shapes import Path


@dataclass
class Branch:
    """What is wanted below one key."""

    is_list: bool = False
    is_leaf: bool = False
    children: dict[str, Branch] = field(default_factory=dict)

    def fits(self, path: Path) -> bool:
        """Whether the path can be added without contradicting what is there."""
        if not path:
            return True
        step, rest = path[0], path[1:]
        child = self.children.get(step.key)
        if child is None:
            return True
        if child.is_list != step.is_list or bool(rest) == child.is_leaf:
            return False
        return child.fits(rest)

    def add(self, path: Path) -> None:
        """Want the value at the path."""
        step, rest = path[0], path[1:]
        child = self.children.setdefault(step.key, Branch(step.is_list, is_leaf=not rest))
        if rest:
            child.add(rest)

    def structure(self) -> Any:  # noqa: ANN401 - JSON
        """The structure in the words of `json_transform`."""
        inner = {key: child.structure() for key, child in self.children.items()} or "VARCHAR"
        return [inner] if self.is_list else inner

    def member(self, start: str, key: str) -> str:
        """SQL of the value at a key of the struct `start`: by place where names differ only in case."""
        keys = list(self.children)
        if sum(key.lower() == other.lower() for other in keys) > 1:
            return f"struct_extract_at({start}, {keys.index(key) + 1})"
        return f"{start}.{sql.name(key)}"

    def follow(self, path: Path) -> Branch | None:
        """The branch at the path, each key being a list where the path says so."""
        if not path:
            return self
        child = self.children.get(path[0].key)
        return child.follow(path[1:]) if child and child.is_list == path[0].is_list else None

    def find(self, keys: Sequence[str]) -> Branch | None:
        """The branch at these keys, lists not entered."""
        if not keys:
            return self
        child = self.children.get(keys[0])
        return None if child is None or (child.is_list and len(keys) > 1) else child.find(keys[1:])


class Layers:
    """The structures of a feed, and where in them each path is."""

    def __init__(self) -> None:
        self._roots: list[Branch] = [Branch()]
        self._layer_of: dict[Path, int] = {}

    def add(self, paths: Sequence[Path]) -> None:
        """Want the values at these paths, all in one structure when they share a list."""
        for path in paths:
            if path not in self._layer_of:
                self._layer_of[path] = self._place(path)

    def _place(self, path: Path) -> int:
        for number, root in enumerate(self._roots):
            if root.fits(path):
                root.add(path)
                return number
        self._roots.append(Branch())
        self._roots[-1].add(path)
        return len(self._roots) - 1

    def add_presence(self, path: Path) -> None:
        """Want to know whether there is anything at the path; of a list, only the list itself."""
        number = next((i for i, root in enumerate(self._roots) if root.follow(path)), None)
        if number is not None:
            self._layer_of.setdefault(path, number)
        elif any(step.is_list for step in path) or self._holding(path) is None:
            self.add([path])

    def _holding(self, path: Path) -> int | None:
        keys, is_list = [step.key for step in path], path[-1].is_list
        found = (root.find(keys) for root in self._roots)
        return next((i for i, branch in enumerate(found) if branch and branch.is_list >= is_list), None)

    def structures(self) -> list[str]:
        """One JSON text a structure."""
        return [json.dumps(root.structure(), ensure_ascii=False) for root in self._roots]

    def start(self, path: Path) -> tuple[str, Branch]:
        """The structure in which a path is that was added."""
        number = self._layer_of[path]
        return f"t{number}", self._roots[number]

    def value(self, path: Path) -> str:
        """SQL of what is at a path that enters no list but in its last step."""
        number = self._layer_of.get(path)
        number = self._holding(path) if number is None else number
        if number is None:
            message = "the path was never added"
            raise ValueError(message)
        return dotted(f"t{number}", self._roots[number], path)[0]

    def items(self, path: Path) -> Branch:
        """The branch of the items of a list."""
        return self._roots[self._layer_of[path]].follow(path) or Branch()

    def is_layered_with(self, path: Path, other: Path) -> bool:
        """Whether both paths lie in one structure."""
        return self._layer_of[path] == self._layer_of[other]


def dotted(start: str, branch: Branch, path: Path) -> tuple[str, Branch]:
    """SQL of a path below a struct, lists not entered, and the branch to which it leads."""
    for step in path:
        start, branch = branch.member(start, step.key), branch.children[step.key]
    return start, branch
