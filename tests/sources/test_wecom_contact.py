"""WeCom customers and callbacks on them: what each accepted shape becomes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.worlds.wecom import AT, CUSTOMER, OTHER, SECOND, as_xml, hashed, told

if TYPE_CHECKING:
    from tests.sources.conftest import House

FOLLOW = {
    "userid": "guide1",
    "createtime": SECOND,
    "tags": [
        {"group_name": "兴趣", "tag_name": "亲子", "tag_id": "etOne", "type": 1},
        {"tag_name": "自建", "type": 2},
    ],
    "remark": "王女士",
    "remark_company": "某公司",
    "remark_mobiles": [16012345678],
    "oper_userid": CUSTOMER,
    "add_way": 99,
    "state": " K1 ",
}
CONTACT = {"external_userid": CUSTOMER, "name": "王小明", "type": 1, "gender": 2, "avatar": "http://x"}
DETAIL = {"errcode": 0, "errmsg": "ok", "external_contact": CONTACT, "follow_user": [FOLLOW]}
PAGE = {
    "errcode": 0,
    "external_contact_list": [
        {
            "external_contact": CONTACT | {"unionid": "oInventedUnion"},
            "follow_info": {
                "userid": "guide1",
                "createtime": SECOND,
                "tag_id": ["etOne", "etTwo"],
                "remark_corp_name": "某公司",
                "remark_mobiles": ["160 1234 5678"],
                "oper_userid": "guide1",
                "add_way": 1,
            },
        }
    ],
    "next_cursor": "",
}


def callback(**changes: Any) -> dict[str, Any]:
    own = {"ToUserName": "wwCorpOne", "FromUserName": "sys", "CreateTime": SECOND, "MsgType": "event"}
    own |= {"Event": "change_external_contact", "ChangeType": "add_external_contact", "UserID": "guide1"}
    own |= {"ExternalUserID": CUSTOMER, "WelcomeCode": "secret", "State": "K1"} | changes
    return {key: value for key, value in own.items() if value is not None}


def test_a_customers_detail_is_a_row_a_staff(house: House) -> None:
    (row,) = told(house, "wecom_contact", DETAIL)
    assert row["external_userid_hash"] == hashed(house, "external_userid", f"corp:{CUSTOMER}")
    assert row["remark_mobile_hashes"] == [hashed(house, "phone", "+8616012345678")]
    assert (row["scope"], row["userid"], row["add_way"], row["state"]) == ("customer", "guide1", "99", "K1")
    assert (str(row["added_at_utc"]), row["added_at_local"]) == (AT, None)
    assert row["tag_ids"] == ["etOne"]
    assert row["oper_external_userid_hash"] == row["external_userid_hash"]
    assert (row["oper_userid"], row["unionid_hash"]) == (None, None)


def test_a_page_of_a_staff_gives_the_same_under_its_own_names(house: House) -> None:
    (row,) = told(house, "wecom_contact", PAGE)
    assert (row["scope"], row["tag_ids"], row["next_cursor"]) == ("staff", ["etOne", "etTwo"], None)
    assert row["remark_mobile_hashes"] == [hashed(house, "phone", "+8616012345678")]
    assert (row["oper_userid"], row["oper_external_userid_hash"]) == ("guide1", None)
    assert row["unionid_hash"] == hashed(house, "unionid", "oInventedUnion")


@pytest.mark.parametrize(
    ("document", "corp"),
    [
        (DETAIL | {"corp_id": "wwCorpOne"}, "wwCorpOne"),
        (DETAIL | {"corpid": "wwCORPONE"}, "wwCORPONE"),
        ({"request": {"corp_id": "wwCorpOne"}, "response": DETAIL}, "wwCorpOne"),
        ({"response": DETAIL}, "corp"),
    ],
)
def test_ids_are_of_the_corp_that_is_named_and_keep_their_case(
    house: House, document: dict[str, Any], corp: str
) -> None:
    (row,) = told(house, "wecom_contact", document)
    assert row["external_userid_hash"] == hashed(house, "external_userid", f"{corp}:{CUSTOMER}")


def test_ids_are_trimmed_and_never_lowered(house: House) -> None:
    spaced = DETAIL | {"external_contact": CONTACT | {"external_userid": f"{CUSTOMER}  "}}
    lowered = DETAIL | {"external_contact": CONTACT | {"external_userid": CUSTOMER.lower()}}
    first, second = told(house, "wecom_contact", spaced, lowered)
    assert first["external_userid_hash"] == hashed(house, "external_userid", f"corp:{CUSTOMER}")
    assert second["external_userid_hash"] != first["external_userid_hash"]


def test_nothing_personal_is_kept(house: House) -> None:
    told(house, "wecom_contact", DETAIL, PAGE, {"errcode": 0, "external_contact": CONTACT | {"type": "王"}})
    house.land("wecom_contact", "bad.json", json.dumps(DETAIL, ensure_ascii=False)[:-40])
    house.ingest("wecom_contact")
    stored = b"".join(path.read_bytes() for path in house.root.glob("[rq]*/**/*.parquet"))
    for personal in ("王小明", "王女士", "某公司", "16012345678", CUSTOMER, "http://x"):
        assert personal.encode() not in stored
    assert all(not file["unknown_columns"] for file in house.files("wecom_contact"))


def test_an_answer_without_rows_is_read_and_holds_nothing(house: House) -> None:
    assert (
        told(house, "wecom_contact", DETAIL | {"follow_user": []}, PAGE | {"external_contact_list": []}) == []
    )
    assert house.reasons("wecom_contact") == []


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"errcode": 84061, "errmsg": "not external contact"}, "error_response"),
        ({"errcode": 0, "info_list": [{"is_customer": False, "tmp_openid": "T"}]}, "unknown_shape"),
        (DETAIL | {"follow_user": [FOLLOW | {"userid": None}]}, "missing_value"),
        (DETAIL | {"follow_user": [FOLLOW | {"createtime": 5}]}, "invalid_time"),
    ],
)
def test_what_is_no_customer_is_refused(house: House, document: dict[str, Any], reason: str) -> None:
    assert told(house, "wecom_contact", document) == []
    assert [refused["reason"] for refused in house.quarantine("wecom_contact")] == [reason]


@pytest.mark.parametrize(
    "wrap", [as_xml, lambda d: json.dumps({"xml": d}), json.dumps], ids=["xml", "xml-json", "json"]
)
def test_callbacks_are_one_in_every_dress(house: House, wrap: Any) -> None:
    house.land("wecom_contact_event", "callback", wrap(callback(ExternalUserID=f"{CUSTOMER} ")))
    house.ingest("wecom_contact_event")
    (row,) = house.rows("wecom_contact_event")
    assert row["external_userid_hash"] == hashed(house, "external_userid", f"wwCorpOne:{CUSTOMER}")
    assert (row["event"], row["change_type"]) == ("change_external_contact", "add_external_contact")
    assert (row["userid"], str(row["event_at_utc"]), row["state"]) == ("guide1", AT, "K1")


def test_a_third_party_names_corp_kind_and_time_otherwise(house: House) -> None:
    document = callback(ToUserName=None, Event=None, CreateTime=None, SuiteId="wwSuite")
    document |= {"AuthCorpId": "wwCorpTwo", "InfoType": "change_external_contact", "TimeStamp": SECOND}
    house.land("wecom_contact_event", "callback.xml", as_xml(document))
    house.ingest("wecom_contact_event")
    (row,) = house.rows("wecom_contact_event")
    assert (row["corp_id"], row["event"]) == ("wwCorpTwo", "change_external_contact")
    assert row["external_userid_hash"] == hashed(house, "external_userid", f"wwCorpTwo:{CUSTOMER}")
    assert str(row["event_at_utc"]) == AT


def test_two_customers_of_one_second_are_two_and_a_retry_is_one(house: House) -> None:
    rows = told(house, "wecom_contact_event", callback(), callback(ExternalUserID=OTHER), callback())
    assert len({row["external_userid_hash"] for row in rows}) == len(rows) == 2
    assert [refused["reason"] for refused in house.quarantine("wecom_contact_event")] == ["duplicate_key"]


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        (
            {"ChangeType": "del_external_contact", "Source": "DELETE_BY_TRANSFER"},
            ("source", "DELETE_BY_TRANSFER"),
        ),
        (
            {"ChangeType": "transfer_fail", "FailReason": "customer_refused"},
            ("fail_reason", "customer_refused"),
        ),
        ({"ChangeType": "add_half_external_contact"}, ("change_type", "add_half_external_contact")),
        ({"ChangeType": "msg_audit_approved"}, ("change_type", "msg_audit_approved")),
    ],
)
def test_every_kind_of_change_is_a_row(house: House, changes: dict[str, str], kept: tuple[str, str]) -> None:
    (row,) = told(house, "wecom_contact_event", callback(**changes))
    assert row[kept[0]] == kept[1]


@pytest.mark.parametrize("event", ["change_external_tag", "change_external_chat", "kf_msg_or_event"])
def test_callbacks_of_other_kinds_are_no_friends(house: House, event: str) -> None:
    assert told(house, "wecom_contact_event", callback(Event=event)) == []
    assert [refused["reason"] for refused in house.quarantine("wecom_contact_event")] == ["unknown_shape"]
