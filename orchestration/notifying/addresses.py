"""Where summaries go, from the environment alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

VARIABLES = {"robot": "NOTIFY_WECOM", "webhook": "NOTIFY_WEBHOOK", "mail": "NOTIFY_SMTP"}


@dataclass(frozen=True)
class Channels:
    """Addresses by channel; each may hold a key or a password, so none is printed."""

    robot: str | None = field(default=None, repr=False)
    """`https://qyapi…/webhook/send?key=…` of a WeCom group's robot."""
    webhook: str | None = field(default=None, repr=False)
    """Gets the summary as JSON."""
    mail: str | None = field(default=None, repr=False)
    """`smtp://user:password@host:587?from=…&to=…&to=…`; `smtps://` speaks TLS from the start."""

    @classmethod
    def of(cls, environ: Mapping[str, str], prefix: str) -> Channels:
        """What the environment names."""
        return cls(**{name: environ.get(prefix + variable) or None for name, variable in VARIABLES.items()})

    @property
    def any_set(self) -> bool:
        """Whether anybody is to be told."""
        return self != Channels()
