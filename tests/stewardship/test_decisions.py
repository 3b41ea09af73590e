"""The file of decisions: grows only, says each thing once, survives a crash in the middle of a line."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from sources.stewardship.decisions import (
    CANNOT_LINK,
    MUST_LINK,
    DecisionFault,
    decide,
    decisions,
    undo,
)
from sources.stewardship.naming import Identifier

AT = datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001  the store keeps UTC without a zone
A, B, C = (Identifier("phone", digit * 64) for digit in "abc")
SIGNED: dict[str, Any] = {"reason": "seen at the desk", "by": "steward", "at": AT}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "steward" / "decisions.jsonl"


def test_a_decision_is_kept_with_who_when_and_why(path):
    decision, is_new = decide(path, MUST_LINK, (B, A), **SIGNED)
    assert is_new
    assert decisions(path) == [decision]
    assert decision.row == (
        "D0001", "must_link", "phone", A.hash, "phone", B.hash, "seen at the desk", "steward", AT, True,
    )  # fmt: skip


def test_the_same_decision_is_not_taken_twice(path):
    first, _ = decide(path, MUST_LINK, (A, B), **SIGNED)
    again, is_new = decide(path, MUST_LINK, (B, A), **SIGNED)
    assert (again, is_new) == (first, False)
    assert len(path.read_text().splitlines()) == 1


def test_the_opposite_of_a_decision_in_force_is_refused_until_that_is_undone(path):
    first, _ = decide(path, MUST_LINK, (A, B), **SIGNED)
    with pytest.raises(DecisionFault, match="D0001"):
        decide(path, CANNOT_LINK, (A, B), **SIGNED)
    undo(path, first.decision_id, **SIGNED)
    second, is_new = decide(path, CANNOT_LINK, (A, B), **SIGNED)
    assert is_new
    assert second.decision_id == "D0003"


def test_an_undone_decision_stays_in_the_file_and_out_of_force(path):
    first, _ = decide(path, MUST_LINK, (A, B), **SIGNED)
    kept, _ = decide(path, MUST_LINK, (B, C), **SIGNED)
    before = path.read_bytes()
    assert undo(path, first.decision_id, **SIGNED) == (first, True)
    assert path.read_bytes().startswith(before)
    assert [(d.decision_id, d.is_in_force) for d in decisions(path)] == [("D0001", False), ("D0002", True)]
    again, was_in_force = undo(path, first.decision_id, **SIGNED)
    assert (again.is_in_force, was_in_force) == (False, False)
    assert decisions(path)[1] == kept


def test_a_decision_taken_anew_after_its_undoing_is_in_force(path):
    first, _ = decide(path, MUST_LINK, (A, B), **SIGNED)
    undo(path, first.decision_id, **SIGNED)
    second, is_new = decide(path, MUST_LINK, (A, B), **SIGNED)
    assert is_new
    assert {d.decision_id: d.is_in_force for d in decisions(path)} == {
        "D0001": False, second.decision_id: True,
    }  # fmt: skip


def test_what_cannot_be_decided_is_told_and_not_written(path):
    for pair, reason in (((A, A), "x"), ((A, B), " "), ((A, B), "has the number 13800138000")):
        with pytest.raises(DecisionFault) as caught:
            decide(path, MUST_LINK, pair, reason=reason, by="steward", at=AT)
        assert "13800138000" not in str(caught.value)
    with pytest.raises(DecisionFault, match="no decision"):
        undo(path, "D0009", **SIGNED)
    assert path.read_bytes() == b""


def test_a_line_torn_by_a_crash_was_never_decided_and_does_not_spoil_the_next(path):
    decide(path, MUST_LINK, (A, B), **SIGNED)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    assert len(decisions(path)) == 1
    decide(path, MUST_LINK, (B, C), **SIGNED)
    assert [d.decision_id for d in decisions(path)] == ["D0001", "D0002"]


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"op": "must_link"}'])
def test_a_damaged_line_is_told_by_its_number(path, line):
    decide(path, MUST_LINK, (A, B), **SIGNED)
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(DecisionFault, match="line 2 is damaged"):
        decisions(path)


def test_the_file_holds_hashes_and_no_values(path):
    decide(path, MUST_LINK, (A, B), **SIGNED)
    (line,) = map(json.loads, path.read_text().splitlines())
    assert line["a"] == {"type": "phone", "hash": A.hash}


def test_no_file_is_no_decision(path):
    assert decisions(path) == []
