"""One look for all drawings: sizes, type, and colours that mean the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from altair.typing import ChartType

# A reader's font may be wider than the one that the drawing was measured with.
PADDING = {"left": 36, "right": 12, "top": 6, "bottom": 14}

INK, SOFT, GRID, PAPER = "#18222c", "#5b6672", "#e4e2dc", "#fbfaf6"
GOOD, BAD = "#0f5f5c", "#b2401f"
SERIES = ["#0f5f5d", "#c2562d", "#5b5ea6", "#9a7b1c", "#7a3b5e", "#3f7d3a"]

# On a page a colour is the page's own, which knows light and dark; in a picture it stands as it is.
VARIABLES = {
    INK: "var(--ink)", SOFT: "var(--soft)", GRID: "var(--rule)", PAPER: "var(--paper)",
    GOOD: "var(--green)", BAD: "var(--red)",
    **{colour: f"var(--series-{number})" for number, colour in enumerate(SERIES, start=1)},
}  # fmt: skip


def themed(chart: ChartType, background: str) -> dict[str, Any]:
    """The chart's specification in the house's type and colours."""
    styled = (
        chart.properties(background=background, padding=PADDING)
        .configure(aria=False, lineBreak="\n")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=SOFT, titleColor=SOFT, labelFontSize=13, titleFontSize=13, titleFontWeight="normal",
            gridColor=GRID, domainColor=GRID, ticks=False, labelPadding=8, labelLimit=240,
        )
        .configure_header(labelColor=SOFT, titleColor=SOFT, labelFontSize=13)
        .configure_text(fontSize=13, color=INK)
    )  # fmt: skip
    specification: dict[str, Any] = styled.to_dict(validate=False)
    return specification
