"""WeCom acquisition links: customers, chats, links and clicks are rows of their kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.worlds.wecom import AT, CUSTOMER, SECOND, told

if TYPE_CHECKING:
    from tests.sources.conftest import House

CUSTOMERS = {"errcode": 0, "customer_list": [
    {"external_userid": CUSTOMER, "userid": "guide1", "chat_status": 1, "state": "K1"},
    {"external_userid": CUSTOMER, "userid": "guide2", "chat_status": 0, "state": "K2"},
]}  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [CUSTOMERS | {"link_id": "L1"}, {"request": {"link_id": "L1", "limit": 10}, "response": CUSTOMERS}],
    ids=["beside", "request"],
)
def test_customers_of_a_link_are_of_the_link_that_was_asked(house: House, document: dict[str, Any]) -> None:
    rows = told(house, "wecom_link", document)
    assert [(row["link_id"], row["userid"], row["chat_status"]) for row in rows] == [
        ("L1", "guide1", "1"),
        ("L1", "guide2", "0"),
    ]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (CUSTOMERS, "missing_request"),
        (
            {"errcode": 0, "customer_list": [{"external_userid": CUSTOMER, "userid": "guide1"}]},
            "unknown_shape",
        ),
        ({"errcode": 0, "click_link_customer_cnt": 9, "new_customer_cnt": 3}, "missing_request"),
    ],
    ids=["nothing asked", "a moment's customers", "clicks of nothing"],
)
def test_answers_without_their_link_have_no_place(
    house: House, document: dict[str, Any], reason: str
) -> None:
    assert told(house, "wecom_link", document) == []
    assert {refused["reason"] for refused in house.quarantine("wecom_link")} == {reason}


def test_other_answers_on_links_are_rows_of_their_kind(house: House) -> None:
    asked = {"link_id": "L1", "start_time": SECOND, "end_time": SECOND}
    chat = {"chat_info": {"recv_msg_cnt": 3, "link_id": "L1", "state": "K1"}}
    rows = told(
        house,
        "wecom_link",
        {"errcode": 0, "link_id_list": ["L1", "L2"]},
        {"errcode": 0, "userid": "guide1", "external_userid": CUSTOMER} | chat,
        {"request": asked, "response": {"errcode": 0, "click_link_customer_cnt": 9, "new_customer_cnt": 3}},
        {"errcode": 0, "customer_list": [], "link_id": "L1"},
        {
            "errcode": 0,
            "total": 1000,
            "balance": 500,
            "quota_list": [{"expire_date": SECOND, "balance": 200}],
        },
    )
    assert [(row["kind"], row["link_id"]) for row in rows] == [
        ("link", "L1"),
        ("link", "L2"),
        ("chat", "L1"),
        ("statistic", "L1"),
    ]
    assert (rows[2]["received_message_count"], rows[2]["userid"]) == (3, "guide1")
    assert (rows[3]["click_count"], str(rows[3]["from_at_utc"])) == (9, AT)
    assert house.reasons("wecom_link") == []
