"""Arms of an experiment and their shares, as a master list writes them: `control=0.2;treat=0.8`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import accumulate


class ArmsFault(ValueError):
    """The arms cannot be drawn; says why."""


@dataclass(frozen=True)
class Arm:
    """An arm, and the half-open piece of [0, 1) that is drawn into it."""

    name: str
    share: float
    start: float
    end: float


def parse_arms(text: str) -> tuple[Arm, ...]:
    """The arms in the order told; their pieces cover [0, 1) without a gap. Raises ArmsFault."""
    told = [_told(part) for part in text.split(";") if part.strip()]
    names = [name for name, _ in told]
    if len(told) < 2 or len(set(names)) < len(names):
        raise ArmsFault("an experiment needs two arms or more, each named once")
    shares = [share for _, share in told]
    if sum(shares) != 1:
        raise ArmsFault(f"shares of the arms add up to {sum(shares)}, wanted is 1")
    # Sums of decimals are exact, so no unit falls between two arms.
    ends = [float(end) for end in accumulate(shares)]
    starts = [0.0, *ends[:-1]]
    return tuple(
        Arm(name, float(share), start, end)
        for (name, share), start, end in zip(told, starts, ends, strict=True)
    )


def control_of(arms: tuple[Arm, ...]) -> str:
    """The arm that others are compared with: `control`, else the first."""
    names = [arm.name for arm in arms]
    return "control" if "control" in names else names[0]


def _told(part: str) -> tuple[str, Decimal]:
    name, equals, share = (piece.strip() for piece in part.partition("="))
    try:
        value = Decimal(share)
    except InvalidOperation:
        value = Decimal(0)
    if not (name and equals and value.is_finite() and 0 < value < 1):
        raise ArmsFault("write arms as name=share;name=share, each share between 0 and 1")
    return name, value
