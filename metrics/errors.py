"""What goes wrong with the registry, told all at once."""

from __future__ import annotations


class RegistryError(Exception):
    """The registry cannot be used; `faults` says every reason at once."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
