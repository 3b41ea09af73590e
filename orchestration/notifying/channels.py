"""The ways out; each tries by itself, and what fails is logged without its address, which is a secret."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from orchestration.notifying.addresses import Channels
from orchestration.notifying.summary import Summary
from orchestration.notifying.text import headline, lines

log = logging.getLogger("memberloop")
SECONDS = 10
# WeCom cuts nothing: a longer message is refused.
_ROBOT_BYTES = 4096


def tell(channels: Channels, summary: Summary) -> list[str]:
    """Send a summary on every channel that has an address; returns those that failed."""
    ways: dict[str, Callable[[str, Summary], None]] = {"robot": _robot, "webhook": _webhook, "mail": _mail}
    failed = []
    for name, send in ways.items():
        address = getattr(channels, name)
        if address is None:
            continue
        try:
            send(address, summary)
        except Exception as error:  # noqa: BLE001 - whatever it was, the night is over and stands
            log.warning("the night's summary did not get out by %s: %s", name, type(error).__name__)
            failed.append(name)
    return failed


def _robot(address: str, summary: Summary) -> None:
    text = "\n".join([f"**{headline(summary)}**", *(f"> {line}" for line in lines(summary))])
    cut = text.encode()[:_ROBOT_BYTES].decode(errors="ignore")
    document = {"msgtype": "markdown", "markdown": {"content": cut}}
    answer = requests.post(address, json=document, timeout=SECONDS)
    answer.raise_for_status()
    # The robot says what it did not like with status 200.
    if code := answer.json().get("errcode"):
        raise OSError(f"errcode {code}")


def _webhook(address: str, summary: Summary) -> None:
    requests.post(address, json=summary.document(), timeout=SECONDS).raise_for_status()


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
