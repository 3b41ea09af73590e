"""Write, audit, publish: from the private warehouse to the file that everyone else reads.

Here belong the contract of what is offered to the outside, the private copy, its audit, the swap and the way
back. Which nights may publish is decided elsewhere; nothing here knows checks, figures, Dagster or the clock.
"""

from publishing.contract import ColumnContract, TableContract, published_tables
from publishing.errors import (
    ContractError,
    PublishingError,
    PublishRefused,
    StoreBusyError,
    UnknownVersionError,
)
from publishing.log import PUBLISH_LOG
from publishing.previous import write_previous
from publishing.publish import RunInfo, publish
from publishing.store import PublishedVersion, current_file, list_versions
from publishing.versions import Recovery, recover, rollback

__all__ = [
    "PUBLISH_LOG",
    "ColumnContract",
    "ContractError",
    "PublishRefused",
    "PublishedVersion",
    "PublishingError",
    "Recovery",
    "RunInfo",
    "StoreBusyError",
    "TableContract",
    "UnknownVersionError",
    "current_file",
    "list_versions",
    "publish",
    "published_tables",
    "recover",
    "rollback",
    "write_previous",
]
