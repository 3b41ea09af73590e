"""A word-sized line: the shape of the last weeks, with gaps where nothing is known."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, MARGIN = 160.0, 36.0, 4.0


def sparkline(values: Sequence[float | None]) -> Markup:
    """Draw values in order; the last known one carries a dot. Empty when fewer than two are known."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return Markup("")
    low, span = min(known), max(known) - min(known)
    if not span:  # a level line runs through the middle
        low, span = low - 0.5, 1.0
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    points = [
        None
        if value is None
        else (MARGIN + index * step, HEIGHT - MARGIN - (value - low) / span * (HEIGHT - 2 * MARGIN))
        for index, value in enumerate(values)
    ]
    last = [point for point in points if point is not None][-1]
    return Markup(
        '<svg class="spark" viewBox="0 0 {w:.0f} {h:.0f}" preserveAspectRatio="none" aria-hidden="true">'
        '<path d="{path}"/></svg><i class="spark-dot" style="left:{x:.1f}%;top:{y:.1f}%"></i>'
    ).format(w=WIDTH, h=HEIGHT, path=_path(points), x=last[0] / WIDTH * 100, y=last[1] / HEIGHT * 100)


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    """An SVG path that lifts the pen over gaps."""
    parts: list[str] = []
    drawing = False
    for point in points:
        if point is not None:
            parts.append(f"{'L' if drawing else 'M'}{point[0]:.1f} {point[1]:.1f}")
        drawing = point is not None
    return "".join(parts)
