"""The file of acknowledgements: grows only, takes on once, can be taken back, and holds no long numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from sources.stewardship.acknowledgements import Standing, acknowledge, acknowledgements, take_back
from sources.stewardship.lines import LineFault

AT = datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001  the store keeps UTC without a zone
SIGNED: dict[str, Any] = {"reason": "on it", "by": "operations_lead", "at": AT}
SEEN = Standing("leader:no_orders", "LC1", date(2026, 2, 28))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "steward" / "acknowledgements.jsonl"


def test_it_is_kept_with_who_when_and_why_and_only_once(path):
    taken, is_new = acknowledge(path, SEEN, **SIGNED)
    assert is_new
    assert taken.row == (
        "A0001", "leader:no_orders", "LC1", date(2026, 2, 28), "on it", "operations_lead", AT, True,
    )  # fmt: skip
    assert acknowledge(path, SEEN, **SIGNED) == (taken, False)
    assert acknowledgements(path) == [taken]


def test_what_is_taken_back_stays_in_the_file_and_may_be_taken_on_anew(path):
    taken, _ = acknowledge(path, SEEN, **SIGNED)
    before = path.read_bytes()
    assert take_back(path, taken.acknowledgement_id, **SIGNED) == (taken, True)
    assert take_back(path, taken.acknowledgement_id, **SIGNED)[1] is False
    assert path.read_bytes().startswith(before)
    again, is_new = acknowledge(path, SEEN, **SIGNED)
    assert is_new
    assert [(one.acknowledgement_id, one.is_in_force) for one in acknowledgements(path)] == [
        ("A0001", False), (again.acknowledgement_id, True),
    ]  # fmt: skip


def test_what_cannot_be_told_is_not_written(path):
    for reason in (" ", "call 13800138000"):
        with pytest.raises(LineFault) as caught:
            acknowledge(path, SEEN, reason=reason, by="a", at=AT)
        assert "13800138000" not in str(caught.value)
    with pytest.raises(LineFault, match="no acknowledgement"):
        take_back(path, "A0009", **SIGNED)
    assert path.read_bytes() == b""
