"""An object store behind S3's interface: AWS S3, what speaks like it, and Alibaba Cloud's OSS.

Secrets enter as arguments and leave in no message: an answer is told by its code, never by its text.
"""

from __future__ import annotations

import asyncio
import errno
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from fsspec import AbstractFileSystem

CONNECT_SECONDS = 10
READ_SECONDS = 60
_CODES = {
    "AccessDenied": "the store refuses the key; grant it list and read on the bucket",
    "Forbidden": "the store refuses the key; grant it list and read on the bucket",
    "InvalidAccessKeyId": "the store does not know the access key",
    "SignatureDoesNotMatch": "the secret does not fit the access key",
    "NoSuchBucket": "the bucket does not exist; see landing.url",
    "SecondLevelDomainForbidden": 'the store wants the bucket in its host: landing.addressing = "virtual"',
    "PermanentRedirect": "the bucket lies in another region; see landing.region and landing.endpoint_url",
    "AuthorizationHeaderMalformed": "the bucket lies in another region; see landing.region",
    "RequestTimeTooSkewed": "this machine's clock is wrong",
}


class StoreUnreachable(Exception):
    """The store cannot be listed or read now; the message says why and what to look at, without secrets."""


@dataclass(frozen=True)
class Credentials:
    """An access key; never shown."""

    key: str = field(repr=False)
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Address:
    """Where a landing zone lies: `s3://bucket/prefix` or `oss://bucket/prefix`, and how to get there."""

    url: str
    endpoint_url: str = ""
    region: str = ""
    addressing: str = "auto"  # auto | path | virtual

    @property
    def is_oss(self) -> bool:
        """Whether the store is Alibaba Cloud's."""
        return self.url.startswith("oss://")

    @property
    def root(self) -> str:
        """Bucket and prefix, without slashes at the ends."""
        return self.url.partition("://")[2].strip("/")

    @property
    def endpoint(self) -> str | None:
        """The endpoint asked; OSS answers S3's calls at one of its own names in each region."""
        if self.endpoint_url or not self.is_oss:
            return self.endpoint_url or None
        return f"https://s3.oss-{self.region.removeprefix('oss-')}.aliyuncs.com"


@dataclass(frozen=True, order=True)
class StoredObject:
    """One object: its key below the landing zone's root, and what tells a change of its bytes."""

    key: str
    size: int  # bytes
    etag: str
    modified_ns: int  # since 1970 UTC


class ObjectStore:
    """A landing zone's objects."""

    def __init__(self, files: AbstractFileSystem, root: str, name: str) -> None:
        self._files, self._root, self.name = files, root, name

    def objects(self) -> list[StoredObject]:
        """Every object below the root, folder markers excepted, in order of key.

        Raises:
            StoreUnreachable: the store cannot be listed.
        """
        try:
            found = self._files.find(self._root, detail=True)
        except Exception as error:  # noqa: BLE001  of many libraries' kinds, and all mean the same here
            raise StoreUnreachable(told(error)) from None
        start = len(self._root) + 1
        return sorted(
            _object(path[start:], info)
            for path, info in found.items()
            if info["type"] == "file" and path[start:] and not path.endswith("/")
        )

    def download(self, key: str, target: Path) -> None:
        """Copy an object's bytes to a local file; raises whatever the transport raises."""
        self._files.get_file(f"{self._root}/{key}", str(target))

    def upload(self, source: Path, key: str) -> StoredObject:
        """Copy a local file to an object, which readers of the store see whole or not at all.

        Returns:
            The object as the store tells it. Raises whatever the transport raises.
        """
        place = f"{self._root}/{key}"
        self._files.put_file(str(source), place)
        return _object(key, self._files.info(place, refresh=True))


def open_store(address: Address, credentials: Credentials) -> ObjectStore:
    """The store at an address. Nothing is asked of it yet."""
    from s3fs import S3FileSystem

    virtual = address.is_oss if address.addressing == "auto" else address.addressing == "virtual"
    config: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        "retries": {"max_attempts": 2},
        "s3": {"addressing_style": "virtual" if virtual else "auto"},
        # Checksums that other vendors' stores do not know are left out.
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
    }
    if address.addressing == "path":
        config["s3"] = {"addressing_style": "path"}
    if address.is_oss:
        config["signature_version"] = "s3"  # what OSS documents for its S3 interface
    files = S3FileSystem(
        key=credentials.key,
        secret=credentials.secret,
        token=credentials.token,
        endpoint_url=address.endpoint,
        client_kwargs={"region_name": address.region} if address.region else {},
        config_kwargs=config,
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    files.retries = 3
    return ObjectStore(files, address.root, address.url)


def told(error: BaseException) -> str:
    """What went wrong, in words of ours: the store's own texts may repeat what was sent."""
    seen: BaseException | None = error
    while seen is not None:
        response = getattr(seen, "response", None)
        code = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
        if code:
            return f"{_CODES.get(code, 'the store answered with an error')} ({code})"
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "this disk is full; landing/ must hold what the store holds"
    if isinstance(error, FileNotFoundError):
        return "the bucket or the object does not exist; see landing.url"
    if isinstance(error, PermissionError):
        return _CODES["AccessDenied"]
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return "the store did not answer in time; see landing.endpoint_url and the network"
    return f"the store cannot be reached; see landing.endpoint_url and the network ({type(error).__name__})"


def _object(key: str, info: dict[str, Any]) -> StoredObject:
    modified = info.get("LastModified") or info.get("created")
    nanoseconds = int(modified.timestamp() * 1000) * 1_000_000 if isinstance(modified, datetime) else 0
    return StoredObject(key, int(info["size"]), str(info.get("ETag", "")).strip('"'), nanoseconds)
