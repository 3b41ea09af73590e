"""WeCom's daily figures: an answer that does not say of whom, or of which day, has no place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.worlds.wecom import told

if TYPE_CHECKING:
    from tests.sources.conftest import House

MIDNIGHT = 1767196800  # 00:00 of 2026-01-01 in Shanghai
STARTS = "2025-12-31 16:00:00"
BUSY = {
    "stat_time": MIDNIGHT,
    "chat_cnt": 4,
    "message_cnt": 9,
    "reply_percentage": 60.25,
    "avg_reply_time": 1,
}
BUSY |= {"new_apply_cnt": 6, "new_contact_cnt": 5, "negative_feedback_cnt": 0}
QUIET = {"stat_time": MIDNIGHT + 86400, "chat_cnt": 0, "message_cnt": 0, "new_apply_cnt": 0}
QUIET |= {"new_contact_cnt": 0, "negative_feedback_cnt": 1}
FIGURES = {"errcode": 0, "errmsg": "ok", "behavior_data": [BUSY, QUIET]}


def asked(answer: dict[str, Any], **request: Any) -> dict[str, Any]:
    return {"request": request, "response": answer}


@pytest.mark.parametrize(
    "document",
    [
        FIGURES | {"userid": "guide1"},
        FIGURES | {"userid": ["guide1"]},
        asked(FIGURES, userid=["guide1"], start_time=MIDNIGHT, end_time=MIDNIGHT),
        asked(FIGURES, userid="guide1", partyid=[]),
    ],
    ids=["beside", "a list of one beside", "asked", "no department asked"],
)
def test_figures_are_of_the_staff_that_was_asked(house: House, document: dict[str, Any]) -> None:
    busy, quiet = told(house, "wecom_staff_stat", document)
    assert (busy["userid"], str(busy["stat_at_utc"]), float(busy["reply_percentage"])) == (
        "guide1",
        STARTS,
        60.25,
    )
    assert (quiet["reply_percentage"], quiet["avg_reply_minutes"], quiet["negative_feedback_count"]) == (
        None,
        None,
        1,
    )


@pytest.mark.parametrize(
    "document",
    [
        FIGURES,
        FIGURES | {"userid": ["guide1", "guide2"]},
        asked(FIGURES, userid=["guide1", "guide2"]),
        asked(FIGURES, userid=["guide1"], partyid=[1001]),
        FIGURES | {"userid": "guide1", "partyid": [1001]},
        asked(FIGURES, partyid=[1001]),
    ],
)
def test_a_sum_over_staff_is_nobodys(house: House, document: dict[str, Any]) -> None:
    assert told(house, "wecom_staff_stat", document) == []
    assert {bad["reason"] for bad in house.quarantine("wecom_staff_stat")} == {"missing_request"}
    assert house.files("wecom_staff_stat")[0]["rows_quarantined"] == 2


def test_milliseconds_are_a_time_too(house: House) -> None:
    (row,) = told(
        house,
        "wecom_staff_stat",
        {"userid": "guide1", "errcode": 0, "behavior_data": [BUSY | {"stat_time": MIDNIGHT * 1000}]},
    )
    assert str(row["stat_at_utc"]) == STARTS


def test_an_error_is_no_answer(house: House) -> None:
    error = {"errcode": 600018, "errmsg": "invalid start time"}
    assert (
        told(house, "wecom_staff_stat", error | {"userid": "guide1"}, asked(error, userid=["guide1"])) == []
    )
    assert [bad["reason"] for bad in house.quarantine("wecom_staff_stat")] == ["error_response"] * 2


DATA = {"new_chat_cnt": 1, "chat_total": 3, "chat_has_msg": 2, "new_member_cnt": 0, "member_total": 6}
DATA |= {"member_has_msg": 4, "msg_total": 9, "migrate_trainee_chat_cnt": 0}
BY_OWNER = {"errcode": 0, "total": 2, "next_offset": 2, "items": [
    {"owner": "guide1", "data": DATA}, {"owner": "guide2", "data": DATA},
]}  # fmt: skip
BY_DAY = {"errcode": 0, "items": [{"stat_time": MIDNIGHT, "data": DATA}]}
OWNER_ASKED = {"owner_filter": {"userid_list": ["guide1"]}, "day_begin_time": MIDNIGHT}


@pytest.mark.parametrize(
    ("document", "owners"),
    [
        (BY_OWNER | {"day_begin_time": MIDNIGHT, "day_end_time": MIDNIGHT}, ["guide1", "guide2"]),
        (BY_OWNER | {"day_begin_time": "2026-01-01T00:00:00+08:00"}, ["guide1", "guide2"]),
        (asked(BY_OWNER, day_begin_time=MIDNIGHT, offset=0, limit=1000), ["guide1", "guide2"]),
        (BY_DAY | OWNER_ASKED, ["guide1"]),
        (asked(BY_DAY, **OWNER_ASKED), ["guide1"]),
        (BY_DAY | {"owner": "guide1"}, ["guide1"]),
    ],
)
def test_groups_of_an_owner_and_a_day(house: House, document: dict[str, Any], owners: list[str]) -> None:
    rows = told(house, "wecom_group_stat", document)
    assert [(row["owner_userid"], str(row["stat_at_utc"])) for row in rows] == [(o, STARTS) for o in owners]
    assert (rows[0]["chat_count"], rows[0]["active_member_count"], rows[0]["message_count"]) == (3, 4, 9)
    assert house.files("wecom_group_stat")[0]["unknown_columns"] in (None, "")


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (BY_OWNER, "missing_request"),
        (BY_DAY, "missing_request"),
        (asked(BY_DAY, owner_filter={"userid_list": ["guide1", "guide2"]}), "missing_request"),
        ({"errcode": 0, "items": [{"external_userid": "x", "new_external_userid": "y"}]}, "unknown_shape"),
    ],
)
def test_groups_of_nobody_or_no_day(house: House, document: dict[str, Any], reason: str) -> None:
    assert told(house, "wecom_group_stat", document) == []
    assert {bad["reason"] for bad in house.quarantine("wecom_group_stat")} == {reason}


def test_a_page_behind_the_last_one_is_empty(house: House) -> None:
    assert (
        told(house, "wecom_group_stat", {"errcode": 0, "total": 0, "items": [], "day_begin_time": MIDNIGHT})
        == []
    )
    assert house.reasons("wecom_group_stat") == []
