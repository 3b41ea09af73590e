"""The landing zone on an object store: what is there, and bringing it into the local folder.

Belongs here: addresses of stores, listing, fetching. Does not belong here: what the files mean.
"""

from sources.landing.fetching import Fetched, fetch
from sources.landing.putting import put
from sources.landing.store import (
    Address,
    Credentials,
    ObjectStore,
    StoredObject,
    StoreUnreachable,
    open_store,
)

__all__ = [
    "Address",
    "Credentials",
    "Fetched",
    "ObjectStore",
    "StoreUnreachable",
    "StoredObject",
    "fetch",
    "open_store",
    "put",
]
