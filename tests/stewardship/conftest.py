"""A namer with a secret and issuers of its own."""

from __future__ import annotations

import pytest

from sources.identifiers import Pepper
from sources.stewardship.naming import Namer

ISSUERS = {"wechat.appid": "wxa", "wecom.corp_id": "ww1"}


@pytest.fixture
def namer() -> Namer:
    return Namer(Pepper("a secret of tests"), ISSUERS)
