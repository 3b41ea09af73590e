"""What lies twice in one file and what comes in several: the same state for whoever takes the last word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.sources.conftest import LEDGER_HEADER, House

if TYPE_CHECKING:
    from pathlib import Path


def told_last(house: House, feed: str) -> list[str]:
    """The state that staging takes: of a key the last row, of what a document tells whole the last file."""
    found = house.registry[feed]
    order = {file["file_id"]: file["path"] for file in house.files(feed)}
    rows = sorted(house.rows(feed), key=lambda row: (order[row["_file_id"]], row["file_row_number"]))
    last_file = {_key(row, found.raw_names(found.told_whole)): row["_file_id"] for row in rows}
    if found.told_whole:
        rows = [r for r in rows if last_file[_key(r, found.raw_names(found.told_whole))] == r["_file_id"]]
    state = {_key(row, found.raw_key): row for row in rows}
    hidden = {"_file_id", "filename", "file_row_number"}
    return sorted(str({k: v for k, v in row.items() if k not in hidden}) for row in state.values())


def _key(row: dict[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in names)


def coupon(code: str, ms: int) -> str:
    return f"{code},B,m,,,issued,2026-03-01T10:00:00Z,,,{ms},"


def group(*members: str, version: int) -> str:
    listed = [{"userid": m, "type": 2, "join_time": 1772326800, "join_scene": 1} for m in members]
    chat = {"chat_id": "c1", "owner": "zhang", "create_time": 1772326800, "member_version": str(version)}
    return json.dumps({"errcode": 0, "group_chat": chat | {"member_list": listed}})


def clicks(until: int, count: int) -> str:
    asked = {"link_id": "l1", "start_time": 1772294400, "end_time": until}
    return json.dumps({"request": asked, "response": {"errcode": 0, "click_link_customer_cnt": count}})


def by_staff(remark: str) -> str:
    contact = {"external_userid": "wmInvented1", "type": 1, "unionid": "oInvented1"}
    follow = {"userid": "zhang", "createtime": 1772326800, "add_way": 1, "state": remark}
    listed = [{"external_contact": contact, "follow_info": follow}]
    return json.dumps({"errcode": 0, "external_contact_list": listed})


def by_customer(remark: str) -> str:
    contact = {"external_userid": "wmInvented1", "type": 1, "unionid": "oInvented1"}
    follow = {"userid": "zhang", "createtime": 1772326800, "add_way": 1, "state": remark}
    return json.dumps({"errcode": 0, "external_contact": contact, "follow_user": [follow]})


CASES = {
    "rows of a table": (
        "benefit_ledger", LEDGER_HEADER + "\n", [coupon("C1", 1), coupon("C2", 2), coupon("C1", 3)], 2,
    ),
    "answers on one group": ("wecom_group", "", [group("wm1", "wm2", version=1), group("wm1", version=2)], 1),
    "the same answer again": ("wecom_group", "", [group("wm1", version=1), group("wm1", version=1)], 1),
    "clicks up to several days": (
        "wecom_link", "", [clicks(1772380799, 1), clicks(1772467199, 5), clicks(1772380799, 2)], 2,
    ),
    "one friendship from both sides": (
        "wecom_contact", "", [by_staff("a"), by_customer("b"), by_staff("c")], 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_file_and_its_split_tell_the_same(case: str, tmp_path: Path) -> None:
    feed, head, records, size = CASES[case]
    whole, split = House(tmp_path / "whole"), House(tmp_path / "split")
    whole.land(feed, "a", head + "\n".join(records) + "\n")
    for number, record in enumerate(records):
        split.land(feed, f"{number}", head + record + "\n")
    whole.ingest(feed)
    split.ingest(feed)
    assert told_last(whole, feed) == told_last(split, feed)
    assert len(told_last(whole, feed)) == size


def test_a_later_answer_on_a_group_replaces_the_earlier_one_whole(house: House) -> None:
    house.land("wecom_group", "a", "\n".join([group("wm1", "wm2", version=1), group("wm1", version=2)]))
    house.ingest("wecom_group")
    assert [row["member_version"] for row in house.rows("wecom_group")] == ["2"]
    assert house.reasons("wecom_group") == [(1, "duplicate_document", "chat_id")] * 2
