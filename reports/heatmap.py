"""How dark a share is shown."""

from __future__ import annotations

_LIGHT, _DARK = (0xE9, 0xF0, 0xEC), (0x0F, 0x5F, 0x5C)


def shade(strength: float) -> str:
    """A colour between paper and the house's green."""
    mixed = [round(low + (high - low) * strength) for low, high in zip(_LIGHT, _DARK, strict=True)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
