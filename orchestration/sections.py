"""Sections of the configuration that reach outside of the home: object stores and vendors' APIs.

Belongs here: keys, defaults, and the secrets that go with them. Secrets come from the environment only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sources.landing import Address, Credentials

WECOM_SECRET_VARIABLE = "MEMBERLOOP_WECOM_SECRET"  # noqa: S105  the name of the variable, not the secret
UNSET_CORP = "corp"
_KEY_VARIABLES = {
    "s3": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    "oss": ("OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET", "OSS_SESSION_TOKEN"),
}
_STORE = r"^((s3|oss)://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^?#\s]*)?)?$"
_HTTP = r"^(https?://[^\s@?#]+)?$"
# A secret travels in the address of WeCom's calls: in the clear only to this machine itself.
_SAFE_HTTP = r"^(https://[^\s@?#]+|http://(127\.0\.0\.1|localhost)(:\d+)?)$"


class Section(BaseModel):
    """Keys of one section: none unknown, none changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Landing(Section):
    """Where deliveries land: the home's own folder, or an object store that is fetched into it."""

    url: str = Field("", pattern=_STORE, description="s3://bucket/prefix, oss://bucket/prefix, or empty")
    endpoint_url: str = Field("", pattern=_HTTP, description="endpoint of a store that is not AWS's own")
    region: str = Field("", pattern=r"^[a-z0-9-]*$", description="the store's region")
    addressing: Literal["auto", "path", "virtual"] = Field("auto", description="where the bucket is named")
    settle_seconds: int = Field(60, ge=0, description="quiet time before the sensor starts an ingestion")
    poll_seconds: int = Field(300, ge=0, description="time between two listings of the store by the sensor")

    @property
    def address(self) -> Address:
        """The store, as the landing zone asks for it."""
        return Address(self.url, self.endpoint_url, self.region, self.addressing)

    def faults(self) -> list[str]:
        """What no single key shows."""
        if self.url.startswith("oss://") and not (self.region or self.endpoint_url):
            return ["landing.region: oss:// needs it, such as cn-shanghai, or landing.endpoint_url"]
        return []


class Identity(Section):
    """What people tell about identity, and in which role."""

    blocked_values: str = Field("", description="the operator's list of values that are nobody's")
    steward_role: str = Field(
        "steward", pattern=r"^[a-z][a-z_]{1,31}$", description="who decides and looks: a role, never a person"
    )
    tombstone_days: int = Field(400, ge=1, le=3650, description="how long a replay brings nobody back")


class Proofs(Section):
    """What the consistency proofs read beside this project."""

    bi_queries: str = Field("", description="folder of the operator's BI queries")


class Wecom(Section):
    """WeCom facts that payloads do not carry, and how the corp's data are pulled."""

    corp_id: str = Field(UNSET_CORP, min_length=1, description="corp of payloads that do not name it")
    api_url: str = Field("https://qyapi.weixin.qq.com", pattern=_SAFE_HTTP, description="the API's address")
    requests_per_second: float = Field(10, gt=0, description="most requests a second")
    requests_per_minute: int = Field(600, ge=1, description="most requests a minute")
    statistics_days: int = Field(3, ge=1, le=180, description="days of statistics asked anew at each pull")
    statistics_ready_hour: int = Field(6, ge=0, le=23, description="hour before which yesterday is not asked")
    mass_send_days: int = Field(7, ge=1, le=30, description="days whose mass sends are asked anew")
    scheduled_pull: bool = Field(False, description="whether the schedule pulls by itself")
    pull_hour: int = Field(6, ge=0, le=23, description="hour of the scheduled pull")
    pull_minute: int = Field(30, ge=0, le=59, description="minute of the scheduled pull")


def store_key(landing: Landing, environ: Mapping[str, str]) -> Credentials | None:
    """The access key of the store; None when there is no store, or the environment lacks the key."""
    if not landing.url:
        return None
    key, secret, token = (environ.get(name) for name in key_variables(landing))
    return Credentials(key, secret, token or None) if key and secret else None


def key_variables(landing: Landing) -> tuple[str, str, str]:
    """Where the environment holds the store's key, secret and, optionally, session token."""
    return _KEY_VARIABLES[landing.url.partition("://")[0]]
