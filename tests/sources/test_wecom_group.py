"""WeCom groups, callbacks on them, figures, tags, mass sending and the chat archive."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.worlds.wecom import AT, CUSTOMER, OTHER, SECOND, as_xml, hashed, told

if TYPE_CHECKING:
    from tests.sources.conftest import House

MEMBERS: list[dict[str, Any]] = [
    {"userid": "wolfgang", "type": 1, "join_time": SECOND, "join_scene": 1, "name": "王"},
    {"userid": "WOLF7", "type": 1, "join_time": SECOND, "join_scene": 1, "invitor": {"userid": "jack"}},
    {
        "userid": f"{CUSTOMER} ",
        "type": 2,
        "join_time": SECOND,
        "join_scene": 3,
        "state": "K1",
        "unionid": "oU",
    },
]
GROUP = {
    "errcode": 0,
    "group_chat": {
        "chat_id": "wrOne ",
        "name": "群名",
        "owner": "jack",
        "create_time": SECOND,
        "notice": "公告",
    }
    | {"member_list": MEMBERS, "admin_list": [{"userid": "jack"}], "member_version": "v1"},
}


def test_members_are_staff_or_customers_as_their_type_says(house: House) -> None:
    rows = told(house, "wecom_group", GROUP)
    assert [(row["member_type"], row["member_userid"]) for row in rows] == [
        ("staff", "wolfgang"),
        ("staff", "WOLF7"),
        ("customer", None),
    ]
    assert [row["external_userid_hash"] for row in rows] == [
        None,
        None,
        hashed(house, "external_userid", f"corp:{CUSTOMER}"),
    ]
    assert {(row["chat_id"], row["owner_userid"]) for row in rows} == {("wrOne", "jack")}
    assert rows[2]["unionid_hash"] == hashed(house, "unionid", "oU")
    assert (rows[1]["invitor_userid"], rows[2]["state"], str(rows[2]["joined_at_utc"])) == ("jack", "K1", AT)
    assert house.files("wecom_group")[0]["unknown_columns"] in (None, "")


def group_callback(**changes: Any) -> dict[str, Any]:
    own = {"ToUserName": "wwCorpOne", "FromUserName": "sys", "CreateTime": SECOND, "MsgType": "event"}
    own |= {"Event": "change_external_chat", "ChatId": "wrOne", "ChangeType": "update"} | changes
    return {key: value for key, value in own.items() if value is not None}


MEMBER_CHANGE = {"UpdateDetail": "del_member", "QuitScene": 1, "MemChangeCnt": 2}


@pytest.mark.parametrize(
    "listed",
    [{"Item": [CUSTOMER, "guide1"]}, [CUSTOMER, "guide1"]],
    ids=["items", "list"],
)
def test_a_callback_is_a_row_a_member(house: House, listed: Any) -> None:
    customer, staff = told(house, "wecom_group_event", group_callback(**MEMBER_CHANGE, MemChangeList=listed))
    assert customer["external_userid_hash"] == hashed(house, "external_userid", f"wwCorpOne:{CUSTOMER}")
    assert (customer["member_userid"], staff["member_userid"]) == (None, "guide1")
    assert (staff["external_userid_hash"], staff["quit_scene"], staff["update_detail"]) == (
        None,
        "1",
        "del_member",
    )


@pytest.mark.parametrize("inner", [f"<Item>{CUSTOMER}</Item>", f"<Item>{CUSTOMER}</Item><Item>guide1</Item>"])
def test_members_of_an_xml_callback(house: House, inner: str) -> None:
    text = as_xml(group_callback(**MEMBER_CHANGE)).replace(
        "</xml>", f"<MemChangeList>{inner}</MemChangeList></xml>"
    )
    house.land("wecom_group_event", "callback", text)
    house.ingest("wecom_group_event")
    assert len(house.rows("wecom_group_event")) == inner.count("<Item>")


@pytest.mark.parametrize(
    "listed", [None, [], "", {"Item": []}], ids=["none", "empty list", "text", "no items"]
)
def test_a_callback_that_lists_nobody_is_one_row(house: House, listed: Any) -> None:
    (row,) = told(house, "wecom_group_event", group_callback(**MEMBER_CHANGE, MemChangeList=listed))
    assert (row["external_userid_hash"], row["member_userid"], row["update_detail"]) == (
        None,
        None,
        "del_member",
    )


def test_a_third_partys_group_callback(house: House) -> None:
    document = group_callback(ToUserName=None, Event=None, CreateTime=None, ChangeType="dismiss")
    document |= {
        "SuiteId": "wwS",
        "AuthCorpId": "wwTwo",
        "InfoType": "change_external_chat",
        "TimeStamp": SECOND,
    }
    house.land("wecom_group_event", "callback.xml", as_xml(document))
    house.ingest("wecom_group_event")
    (row,) = house.rows("wecom_group_event")
    assert (row["corp_id"], row["change_type"], str(row["event_at_utc"])) == ("wwTwo", "dismiss", AT)


SENT = {"errcode": 0, "send_list": [
    {"external_userid": CUSTOMER, "userid": "guide1", "status": 1, "send_time": SECOND},
    {"external_userid": OTHER, "userid": "guide1", "status": 3, "send_time": 0},
    {"chat_id": "wrOne", "userid": "guide1", "status": 0},
]}  # fmt: skip


def test_the_three_answers_on_mass_sending_are_one_feed(house: House) -> None:
    message = {"msgid": "m1", "creator": "guide1", "create_time": SECOND, "create_type": 1}
    rows = told(
        house,
        "wecom_mass_send",
        {"errcode": 0, "group_msg_list": [message | {"text": {"content": "本周福利"}, "attachments": []}]},
        {"errcode": 0, "msgid": "m1", "task_list": [{"userid": "guide1", "status": 2, "send_time": SECOND}]},
        {"request": {"msgid": "m1", "userid": "guide1"}, "response": SENT},
    )
    assert [(row["kind"], row["msgid"], row["status"]) for row in rows] == [
        ("message", "m1", None),
        ("task", "m1", "2"),
        ("result", "m1", "1"),
        ("result", "m1", "3"),
        ("result", "m1", "0"),
    ]
    assert [row["sent_at_utc"] is not None for row in rows] == [False, True, True, False, False]
    assert rows[2]["external_userid_hash"] == hashed(house, "external_userid", f"corp:{CUSTOMER}")
    assert (rows[4]["chat_id"], rows[4]["external_userid_hash"]) == ("wrOne", None)
    stored = b"".join(path.read_bytes() for path in house.root.glob("[rq]*/**/*.parquet"))
    assert "本周福利".encode() not in stored


def test_a_result_without_its_message_has_no_place(house: House) -> None:
    assert told(house, "wecom_mass_send", SENT) == []
    assert {refused["reason"] for refused in house.quarantine("wecom_mass_send")} == {"missing_request"}


TAGS = {"group_id": "g1", "group_name": "兴趣", "create_time": SECOND, "order": 1}
TAGS |= {"tag": [{"id": "t1", "name": "亲子", "create_time": SECOND, "order": 1, "deleted": True}]}


def test_the_dictionary_is_of_the_corps_tags_only(house: House) -> None:
    (row,) = told(
        house,
        "wecom_tag",
        {"errcode": 0, "tag_group": [TAGS]},
        {"errcode": 0, "tag_group": [TAGS | {"strategy_id": 1}]},
        {"errcode": 0, "tag_group": TAGS},
    )
    assert (row["tag_id"], row["group_id"], row["is_deleted"]) == ("t1", "g1", True)
    assert [refused["reason"] for refused in house.quarantine("wecom_tag")] == ["unknown_shape"] * 2


@pytest.mark.parametrize("sent_at", [SECOND, SECOND * 1000], ids=["seconds", "milliseconds"])
def test_archive_lines_keep_who_when_and_kind(house: House, sent_at: int) -> None:
    line = {
        "msgid": "1_external",
        "action": "send",
        "from": CUSTOMER,
        "tolist": ["guide1", OTHER],
        "roomid": "",
    }
    (row,) = told(
        house, "wecom_chat_meta", line | {"msgtime": sent_at, "msgtype": "text", "text": {"content": "在吗"}}
    )
    assert row["sender_external_userid_hash"] == hashed(house, "external_userid", f"corp:{CUSTOMER}")
    assert row["receiver_external_userid_hashes"] == [hashed(house, "external_userid", f"corp:{OTHER}")]
    assert (row["receiver_userids"], row["sender_userid"], row["room_id"]) == (["guide1"], None, None)
    assert (str(row["sent_at_utc"]), row["msgtype"]) == (AT, "text")
    stored = b"".join(path.read_bytes() for path in house.root.glob("[rq]*/**/*.parquet"))
    assert "在吗".encode() not in stored
    assert house.files("wecom_chat_meta")[0]["unknown_columns"] in (None, "")


def test_archive_lines_without_a_message(house: House) -> None:
    switch = {"msgid": "2", "action": "switch", "time": SECOND * 1000, "user": "guide1"}
    robot = {
        "msgid": "3",
        "action": "send",
        "from": "wbRobot",
        "tolist": ["guide1"],
        "msgtime": SECOND * 1000,
    }
    encrypted = {
        "seq": 1,
        "msgid": "4",
        "publickey_ver": 3,
        "encrypt_random_key": "k",
        "encrypt_chat_msg": "m",
    }
    rows = told(house, "wecom_chat_meta", switch, robot | {"msgtype": "text"}, encrypted)
    assert [(row["action"], row["sender_userid"]) for row in rows] == [
        ("switch", "guide1"),
        ("send", "wbRobot"),
    ]
    assert rows[0]["receiver_userids"] is None
    assert [refused["reason"] for refused in house.quarantine("wecom_chat_meta")] == ["unknown_shape"]


def test_an_archive_file_is_lines(house: House) -> None:
    line = {
        "action": "send",
        "from": "guide1",
        "tolist": [CUSTOMER],
        "msgtime": SECOND * 1000,
        "msgtype": "text",
    }
    text = (
        "\n".join(json.dumps({"msgid": str(number)} | line) for number in range(5)) + '\n{"msgid": "5", "act'
    )
    house.land("wecom_chat_meta", "archive.jsonl", text)
    house.ingest("wecom_chat_meta")
    assert len(house.rows("wecom_chat_meta")) == 5
    assert [(bad["line"], bad["reason"]) for bad in house.quarantine("wecom_chat_meta")] == [(6, "bad_json")]
