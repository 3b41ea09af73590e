"""What sums tell of their parts: the least and the most that each unknown of a linear system can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog


@dataclass(frozen=True)
class Equation:
    """The parts add up to the total; none of them is below nothing."""

    parts: frozenset[Hashable]
    total: float


def bounds(equations: Iterable[Equation]) -> dict[Hashable, tuple[float, float]]:
    """Least and most of every part, by what all equations say together."""
    found: dict[Hashable, tuple[float, float]] = {}
    for linked in _components([equation for equation in equations if equation.parts]):
        found |= _of_one(linked[0]) if len(linked) == 1 else _of_several(linked)
    return found


def _of_one(equation: Equation) -> dict[Hashable, tuple[float, float]]:
    least = equation.total if len(equation.parts) == 1 else 0.0
    return dict.fromkeys(equation.parts, (least, equation.total))


def _of_several(equations: list[Equation]) -> dict[Hashable, tuple[float, float]]:
    parts = sorted(frozenset[Hashable]().union(*(equation.parts for equation in equations)), key=str)
    sums = np.array([[part in equation.parts for part in parts] for equation in equations], dtype=float)
    totals = [equation.total for equation in equations]
    found = {}
    for place, part in enumerate(parts):
        aim = np.zeros(len(parts))
        aim[place] = 1
        least, most = (linprog(sign * aim, A_eq=sums, b_eq=totals) for sign in (1, -1))
        if not (least.success and most.success):
            raise ValueError(f"no parts add up to what is told: {part}")
        found[part] = (float(least.fun), float(-most.fun))
    return found


def _components(equations: list[Equation]) -> list[list[Equation]]:
    """Equations that share parts, directly or through others, belong together."""
    root: dict[Hashable, Hashable] = {}

    def find(part: Hashable) -> Hashable:
        while root.setdefault(part, part) != part:
            root[part] = root[root[part]]
            part = root[part]
        return part

    for equation in equations:
        first, *others = equation.parts
        for other in others:
            root[find(other)] = find(first)
    linked: dict[Hashable, list[Equation]] = defaultdict(list)
    for equation in equations:
        linked[find(next(iter(equation.parts)))].append(equation)
    return list(linked.values())
