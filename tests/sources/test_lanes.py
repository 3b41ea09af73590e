"""One document gives the same rows whichever way it comes: lines or laid out, engine or Python."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.readers import document_lane
from tests.sources.conftest import House

if TYPE_CHECKING:
    from pathlib import Path

PERSON = {
    "external_contact": {
        "external_userid": "wmInvented{}",
        "name": "不会留下",
        "type": 1,
        "unionid": "oInvented{}",
    },
    "follow_info": {
        "userid": "zhang",
        "remark": "也不会",
        "createtime": 1772326800,
        "tag_id": ["t1", "t2"],
        "remark_mobiles": ["16012345678", 16112345678, "160****5678"],
        "oper_userid": "zhang",
        "add_way": 1,
    },
}


def page(*numbers: int, **beside: object) -> dict[str, Any]:
    people = [json.loads(json.dumps(PERSON).replace("{}", str(number))) for number in numbers]
    return {"errcode": 0, "errmsg": "ok", "external_contact_list": people, **beside}


CONTACT_PAGE = page(1, 2)


def rows_of(house: House, feed: str) -> list[dict[str, Any]]:
    unwanted = {"filename", "file_row_number", "_file_id"}
    rows = [{k: v for k, v in row.items() if k not in unwanted} for row in house.rows(feed)]
    return sorted(rows, key=str)


def laid_out(documents: list[dict[str, Any]]) -> dict[str, bytes]:
    """The same documents in every layout that is accepted."""
    lines = "\n".join(json.dumps(document, ensure_ascii=False) for document in documents) + "\n"
    comma = json.dumps(documents, ensure_ascii=False, indent=2).replace("\n    }\n", "\n    },\n")
    return {
        "lines": lines.encode(),
        "crlf": lines.replace("\n", "\r\n").encode(),
        "mixed": lines.replace("\n", "\r\n", 1).encode(),
        "mark": b"\xef\xbb\xbf" + lines.encode(),
        "gzip": gzip.compress(lines.encode()),
        "pretty": "\n".join(json.dumps(d, indent=2) for d in documents).encode(),
        "array": json.dumps(documents).encode(),
        "in a row": "".join(json.dumps(d) for d in documents).encode(),
        "trailing commas": comma.encode(),
        "gb18030": lines.encode("gb18030"),
        "gb18030 pretty": json.dumps(documents, ensure_ascii=False, indent=1).encode("gb18030"),
        "utf-16": json.dumps(documents).encode("utf-16"),
        "wrapped": "\n".join(
            json.dumps({"request": {"corp_id": d.get("corp_id")}, "response": d}) for d in documents
        ).encode(),
        "spaced keys": lines.replace('"external_userid"', '" external_userid "').encode(),
    }


def ingested(folder: Path, feed: str, *contents: bytes) -> House:
    house = House(folder)
    for number, content in enumerate(contents):
        house.land(feed, f"{number}", content)
    house.ingest(feed)
    return house


def test_every_layout_gives_the_same_rows(tmp_path: Path) -> None:
    documents = [page(1, 2, corp_id="wwA"), page(3, corp_id="wwA"), page(corp_id="wwA")]
    expected = None
    for name, content in laid_out(documents).items():
        house = ingested(tmp_path / name.replace(" ", "-"), "wecom_contact", content)
        assert house.reasons("wecom_contact") == [], name
        rows = rows_of(house, "wecom_contact")
        assert len(rows) == 3, name
        expected = expected or rows
        assert rows == expected, name


def test_one_object_stands_for_a_list_of_one(tmp_path: Path) -> None:
    alone = page(1) | {"external_contact_list": page(1)["external_contact_list"][0]}
    lone = ingested(tmp_path / "a", "wecom_contact", json.dumps(alone).encode())
    listed = ingested(tmp_path / "b", "wecom_contact", json.dumps(page(1)).encode())
    assert rows_of(lone, "wecom_contact") == rows_of(listed, "wecom_contact") != []


def test_lists_keep_what_is_usable_of_them(house: House) -> None:
    house.land("wecom_contact", "a.json", json.dumps(page(1)))
    house.ingest("wecom_contact")
    (row,) = house.rows("wecom_contact")
    # The masked number is no identifier.
    assert len(row["remark_mobile_hashes"]) == 2
    assert row["tag_ids"] == ["t1", "t2"]


def test_what_is_no_document_of_the_feed_is_told_apart(house: House) -> None:
    documents = [
        json.dumps(page(1)),
        '{"errcode": 40014, "errmsg": "invalid access_token"}',
        '{"hello": "16012345678"}',
        '{"external_contact_list": [{',
        "16012345678",
        json.dumps({"response": page(2)}),
        json.dumps({"response": {"errcode": 301, "errmsg": "no"}}),
    ]
    house.land("wecom_contact", "a.jsonl", "\n".join(documents))
    batch = house.ingest("wecom_contact")
    assert [(line, reason) for line, reason, _ in house.reasons("wecom_contact")] == [
        (2, "error_response"), (3, "unknown_shape"), (4, "bad_json"), (5, "bad_json"), (7, "error_response"),
    ]  # fmt: skip
    assert (batch.counts.rows_kept, batch.counts.rows_quarantined) == (2, 5)
    assert "160" not in str([q["excerpt"] for q in house.quarantine("wecom_contact")])


def test_an_answer_that_does_not_name_what_was_asked_is_quarantined(house: House) -> None:
    answer = {"errcode": 0, "task_list": [{"userid": "zhang", "status": 1, "send_time": 1772326800}]}
    asked = [{"msgid": "m1"}, {"request": {"msgid": "m2"}}, {"request": {"msgid": ["m3"]}}]
    named = [
        {"request": asked[1]["request"], "response": answer},
        {"request": asked[2]["request"], "response": answer},
        answer | asked[0],
    ]
    several = {"request": {"msgid": ["m4", "m5"]}, "response": answer}
    house.land("wecom_mass_send", "a.jsonl", "\n".join(map(json.dumps, [*named, several, answer])))
    house.ingest("wecom_mass_send")
    assert sorted(row["msgid"] for row in house.rows("wecom_mass_send")) == ["m1", "m2", "m3"]
    assert house.reasons("wecom_mass_send") == [
        (4, "missing_request", "msgid"),
        (5, "missing_request", "msgid"),
    ]


def test_unknown_keys_of_any_depth_are_drift_and_ignored_ones_are_not(house: House) -> None:
    document = page(1, brand_new=1)
    document["external_contact_list"][0]["follow_info"]["fresh"] = {"deeper": 1}
    house.land("wecom_contact", "a.json", json.dumps(document))
    house.land("wecom_contact", "b.json", json.dumps(document | {"other": 2}, indent=1))
    assert house.ingest("wecom_contact").new_columns == ("brand_new", "fresh", "other")


ODD = st.sampled_from(
    [
        "", " ", "{", "}", "[]", "[1]", "null", "{}", '"x"', "{,}", '{"coupon_code": NaN}',
        '{"coupon_code": {}}', '{"coupon_code": "\x01"}', "\x00", "\x01", "\udcff", '{"a": 1} {"a": 2}',
        '{"coupon_code": "\\ud800", "benefit_id": "B"}', '{"coupon_code": "C", "coupon_code": "D"}',
        '{"coupon_code": "x\\u0000y"}', '{"coupon_code": 1.50,}',
        "[" * 3000, '{"coupon_code": "' + "x" * 140_000 + '"}', '\ufeff{"coupon_code": "C"}', '{"a":"\x02"}',
    ]
)  # fmt: skip
GOOD = st.builds(
    lambda n, state, day: json.dumps(
        {"coupon_code": f"C{n}", "benefit_id": n, "member_no": f" m{n % 3}", "state": state,
         "state_at": f"2026-03-{day:02}T00:00:00Z", "verify_ok": bool(n % 2), "verify_ms": n, "extra": n}
    ),
    st.integers(0, 30), st.sampled_from(["issued", "redeemed", "lost"]), st.integers(0, 31),
)  # fmt: skip


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(GOOD | ODD, min_size=1, max_size=25))
def test_the_engine_and_python_judge_lines_alike(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    first = json.dumps(
        {"coupon_code": "C0", "benefit_id": "B", "member_no": "m", "state": "issued", "state_at": 1772326800}
    )
    data = "\n".join([first, *lines]).encode("utf-8", "surrogateescape")
    found = []
    for threshold in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(document_lane, "_ENGINE_FROM_BYTES", threshold)
            house = ingested(tmp_path_factory.mktemp("lane"), "benefit_ledger", data)
        found.append((rows_of(house, "benefit_ledger"), sorted(house.reasons("benefit_ledger"), key=str)))
    assert found[0] == found[1]
    (file,) = house.files("benefit_ledger")
    blank = sum(not line.strip(" \t\r\ufeff") for line in lines)
    assert file["rows_read"] == 1 + len(lines) - blank
