"""Pulling what WeCom's customer contact tells only when asked: its answers land as delivered.

Belongs here: asking, pacing, resuming, landing. Does not belong here: what the answers mean.
Callbacks and the chat archive are not asked for: WeCom sends the ones, and gives the other to its SDK only.
"""

from sources.wecom_client.client import Access, Client
from sources.wecom_client.errors import CredentialsRefused, PullIsRunning, WecomError
from sources.wecom_client.feeds import FEEDS, SHANGHAI, Plan
from sources.wecom_client.pace import Pace, Patience
from sources.wecom_client.pulling import FeedPull, pull

__all__ = [
    "FEEDS",
    "SHANGHAI",
    "Access",
    "Client",
    "CredentialsRefused",
    "FeedPull",
    "Pace",
    "Patience",
    "Plan",
    "PullIsRunning",
    "WecomError",
    "pull",
]
