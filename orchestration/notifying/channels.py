"""The ways out; each tries by itself, and what fails is logged without its address, which is a secret."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from functools import partial
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from orchestration.notifying.addresses import Channels
from orchestration.notifying.summary import Summary
from orchestration.notifying.text import headline, lines

log = logging.getLogger("memberloop")
SECONDS = 10
# WeCom cuts nothing: a longer message is refused.
_ROBOT_BYTES = 4096


def post(address: str, document: Mapping[str, Any]) -> requests.Response:
    """Send JSON; raises what `requests` raises when it was not taken."""
    answer = requests.post(address, json=document, timeout=SECONDS)
    answer.raise_for_status()
    return answer


def got_out(name: str, send: Callable[[], object]) -> bool:
    """Try one way; whatever goes wrong is logged by its kind alone, because messages repeat the address."""
    try:
        send()
    except Exception as error:  # noqa: BLE001 - whatever it was, the run is over and stands
        log.warning("a message did not get out by %s: %s", name, type(error).__name__)
        return False
    return True


def tell(channels: Channels, summary: Summary) -> list[str]:
    """Send a summary on every channel that has an address; returns those that failed."""
    ways: dict[str, Callable[[str, Summary], None]] = {"robot": _robot, "webhook": _webhook, "mail": _mail}
    addresses = {name: getattr(channels, name) for name in ways}
    return [
        name
        for name, address in addresses.items()
        if address is not None and not got_out(name, partial(ways[name], address, summary))
    ]


def _robot(address: str, summary: Summary) -> None:
    text = "\n".join([f"**{headline(summary)}**", *(f"> {line}" for line in lines(summary))])
    cut = text.encode()[:_ROBOT_BYTES].decode(errors="ignore")
    document = {"msgtype": "markdown", "markdown": {"content": cut}}
    answer = post(address, document)
    # The robot says what it did not like with status 200.
    if code := answer.json().get("errcode"):
        raise OSError(f"errcode {code}")


def _webhook(address: str, summary: Summary) -> None:
    post(address, summary.document())


def _mail(address: str, summary: Summary) -> None:
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = headline(summary), asked["from"][0], asked["to"]
    message.set_content("\n".join(lines(summary)) + "\n")
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "", parts.port or 0, timeout=SECONDS) as server:
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
