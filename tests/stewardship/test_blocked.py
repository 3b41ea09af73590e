"""Values that are nobody's: which ones, hashed as feeds hash them, and what becomes of a bad line."""

from __future__ import annotations

import pytest

from sources.identifiers import identifier_hash
from sources.stewardship.blocked import BlockedListFault, blocked_values
from sources.stewardship.naming import Namer

HEADER = "identifier_type,value,reason\n"


def _blocked(namer: Namer, own=None) -> dict[tuple[str, str], str]:
    return {(kind, hashed): reason for kind, hashed, reason in blocked_values(namer, own)}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "138-0013-8000"),
        ("phone", "+86 139 0013 9000"),
        ("phone", "18888888888"),
        ("phone", "15900000000"),
        ("phone", "17712345678"),
        ("unionid", "undefined"),
        ("openid", "wxa:null"),
        ("external_userid", "ww1:null"),
        ("plate", "京a·00000"),
        ("device_id", "9774d56d682e549c"),
    ],
)
def test_known_placeholders_are_blocked_in_whatever_form_they_come(namer, kind, value):
    assert (kind, identifier_hash(namer.pepper, kind, value)) in _blocked(namer)


@pytest.mark.parametrize(("kind", "value"), [("phone", "16012345670"), ("openid", "other:null")])
def test_what_may_be_somebodys_is_not(namer, kind, value):
    assert (kind, identifier_hash(namer.pepper, kind, value)) not in _blocked(namer)


def test_every_value_stands_once_and_has_a_reason(namer):
    rows = blocked_values(namer, None)
    assert len({row[:2] for row in rows}) == len(rows) > 300
    assert all(row[2] for row in rows)


def test_the_operators_list_adds_to_the_packaged_one_and_its_reason_stands(namer, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(f"# ours\n{HEADER}phone,16000000001,desk\nphone,13800138000,our till\n", "utf-8-sig")
    mine, packaged = _blocked(namer, own), _blocked(namer)
    ours = ("phone", identifier_hash(namer.pepper, "phone", "16000000001"))
    both = ("phone", identifier_hash(namer.pepper, "phone", "13800138000"))
    assert mine.keys() - packaged.keys() == {ours}
    assert (mine[ours], mine[both]) == ("desk", "our till")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("phone,10086,hot line", "is no phone"),
        ("phones,13800138000,x", "its type is none of"),
        ("phone,13800138000", "has 2 cells"),
        ("phone,,x", "has no value"),
        ("phone,13800138000,", "has no reason"),
        ("phone,1[3-9][0-9][0-9][0-9][0-9]000000,x", "stands for"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_not_by_what_it_holds(namer, tmp_path, line, told):
    own = tmp_path / "own.csv"
    own.write_text(f"{HEADER}phone,16000000001,desk\n{line}\n")
    with pytest.raises(BlockedListFault) as caught:
        blocked_values(namer, own)
    (fault,) = caught.value.faults
    assert fault.startswith("own.csv line 3: ")
    assert told in fault
    assert "10086" not in fault
    assert "13800138000" not in fault


def test_all_bad_lines_are_told_at_once(namer, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(f"{HEADER}phone,1,x\nunknown,2,x\n")
    with pytest.raises(BlockedListFault) as caught:
        blocked_values(namer, own)
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize("content", [None, b"type,value\n", b"\xff\xfe"])
def test_a_list_that_is_none_is_told(namer, tmp_path, content):
    own = tmp_path / "own.csv"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(BlockedListFault, match=r"own\.csv"):
        blocked_values(namer, own)
