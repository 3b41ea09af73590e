"""Receivers of messages, as tests of what is told want them."""

from __future__ import annotations

import pytest

from tests.worlds.receivers import Mailbox, Web, at_work


@pytest.fixture
def web():
    with at_work(Web()) as server:
        yield server


@pytest.fixture
def mailbox():
    with at_work(Mailbox()) as server:
        yield server
