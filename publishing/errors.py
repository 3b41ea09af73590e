"""What can go wrong between the warehouse and its readers, told with all reasons at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class PublishingError(Exception):
    """Base of every error of this room."""


class _ReasonsError(PublishingError):
    """An error that carries every reason found, not only the first."""

    headline = "Not published"

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n  - ".join([f"{self.headline}:", *self.reasons]))


class PublishRefused(_ReasonsError):
    """The candidate breaks the contract or its copy differs from the warehouse; the old version stays."""

    headline = "Publishing refused, the current version stays as it is"


class ContractError(_ReasonsError):
    """The dbt project marks a model as published that does not say enough about itself."""

    headline = "The contract of the published tables is incomplete"


class StoreBusyError(PublishingError):
    """Another process is publishing, recovering or rolling back."""


class UnknownVersionError(PublishingError):
    """A version was named that is not kept in the store."""
