"""Whatever is done to a delivery: nothing crashes, nothing hangs, and no row is lost without a word.

`MEMBERLOOP_FUZZ_CASES` says how many mutated files a family is tried with; `make fuzz` sets ten thousand.
"""

from __future__ import annotations

import gzip
import json
import os
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.readers import document_lane
from tests.sources.conftest import House, pos_csv, pos_line
from tests.sources.test_lanes import page, rows_of
from tests.worlds.v332m import as_json, as_xml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CASES = int(os.environ.get("MEMBERLOOP_FUZZ_CASES", "200"))
FILES = 100
"""Mutated files of one night: a night costs the same for one as for many."""

TICKET = {
    "salestotal": {
        "storecode": "S1", "tillid": "01", "txdocno": "7", "txdate_yyyymmdd": "20260301",
        "txtime_hhmmss": "101112", "salestype": "SA", "vipcode": "C1", "netamount": "3.50",
    },
    "salesitems": [{"itemcode": "K1", "itemname": "茶", "qty": "1", "netamount": "3.50"}],
    "salestenders": [{"tendercode": "WX", "payamount": "3.50"}],
}  # fmt: skip
COUPON = {"coupon_code": "C1", "benefit_id": "B", "member_no": "m", "state": "issued", "state_at": 1772326800}
CALLBACK = {
    "ToUserName": "wwA", "CreateTime": "1772326800", "Event": "change_external_contact",
    "ChangeType": "add_external_contact", "UserID": "zhang", "ExternalUserID": "wmInvented1",
}  # fmt: skip
LEDGER_CSV = "coupon_code,benefit_id,member_no,state,state_at\n"


def _callback_xml(number: int) -> str:
    fields = CALLBACK | {"ExternalUserID": f"wmInvented{number}"}
    return (
        "<xml>" + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in fields.items()) + "</xml>"
    )


def _lines(documents: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents).encode()


COUPONS = [COUPON | {"coupon_code": f"C{number}"} for number in range(6)]
LEDGER_LINES = "".join(f"C{number},B,m,issued,20260301\n" for number in range(6))
TILL_CSV = pos_csv(*map(pos_line, range(6)))
SEEDS: dict[str, tuple[str, list[bytes]]] = {
    "csv": ("pos_sales", [TILL_CSV.encode(), TILL_CSV.encode("gb18030")]),
    "operator csv": ("benefit_ledger", [(LEDGER_CSV + LEDGER_LINES).encode()]),
    "json lines": ("benefit_ledger", [_lines(COUPONS)]),
    "json": ("benefit_ledger", [json.dumps(COUPONS).encode(), json.dumps(COUPONS, indent=1).encode()]),
    "pages": ("wecom_contact", [_lines([page(1, 2), page(3)]), json.dumps(page(1, 2), indent=1).encode()]),
    "callbacks": (
        "wecom_contact_event",
        [
            "\n".join(map(_callback_xml, range(3))).encode(),
            _lines([CALLBACK | {"UserID": str(number)} for number in range(3)]),
        ],
    ),
    "tickets": (
        "pos_sales",
        [as_json(TICKET) + b"\n" + as_json(TICKET), as_xml(TICKET, soap=True) + as_xml(TICKET)],
    ),
}


def mutated(data: bytes, draw: random.Random) -> bytes:
    """The file with a few things done to it that transport, disks and people do."""
    for _ in range(draw.randint(1, 4)):
        data = draw.choice(DAMAGES)(data, draw)
    return data


def _at(data: bytes, draw: random.Random) -> int:
    return draw.randint(0, len(data))


def _cut(data: bytes, draw: random.Random) -> bytes:
    return data[: _at(data, draw)]


def _hole(data: bytes, draw: random.Random) -> bytes:
    at = _at(data, draw)
    return data[:at] + data[at + draw.randint(1, 12) :]


def _noise(data: bytes, draw: random.Random) -> bytes:
    at = _at(data, draw)
    return data[:at] + draw.randbytes(draw.randint(1, 6)) + data[at:]


def _token(data: bytes, draw: random.Random) -> bytes:
    at = _at(data, draw)
    tokens = (
        b'"',
        b",",
        b"{",
        b"}",
        b"[",
        b"]",
        b"\n",
        b"\r\n",
        b"<",
        b"]]>",
        b"\0",
        b"\x01",
        b"\\",
        b"null",
        b"\xff",
    )
    return data[:at] + draw.choice(tokens) + data[at:]


def _again(data: bytes, draw: random.Random) -> bytes:
    start, end = sorted((_at(data, draw), _at(data, draw)))
    return data[:end] + data[start:]


def _lines_shuffled(data: bytes, draw: random.Random) -> bytes:
    lines = data.split(b"\n")
    draw.shuffle(lines)
    return b"\n".join(lines)


def _recoded(data: bytes, draw: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(draw.choice(["gb18030", "utf-16", "utf-8-sig"]), "replace")


def _packed(data: bytes, draw: random.Random) -> bytes:
    packed = gzip.compress(data, mtime=0)
    return packed[: len(packed) - draw.choice([0, 0, 3])]


DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [
    _cut, _hole, _hole, _noise, _noise, _token, _token, _token, _again, _lines_shuffled, _recoded, _packed,
]  # fmt: skip


@pytest.mark.parametrize("family", SEEDS)
def test_no_damage_stops_a_night_and_every_row_is_accounted_for(
    family: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    feed, seeds = SEEDS[family]

    @settings(
        max_examples=max(1, CASES // FILES), deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.randoms(use_true_random=False), st.sampled_from([0, 10**9]))
    def night(draw: random.Random, engine_from: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(document_lane, "_ENGINE_FROM_BYTES", engine_from)
            _one_night(tmp_path_factory.mktemp("fuzz"), feed, seeds, draw)

    night()


def _one_night(folder: Path, feed: str, seeds: list[bytes], draw: random.Random) -> None:
    house = House(folder)
    landed = {}
    for number in range(FILES):
        data = mutated(draw.choice(seeds), draw)
        landed[house.land(feed, f"{number:03}", data).name] = data
    house.land(feed, "whole", seeds[0])
    house.ingest(feed)
    files = {file["path"].rpartition("/")[2]: file for file in house.files(feed)}
    assert files.keys() == landed.keys() | {"whole"}
    assert files["whole"]["status"] in {"accepted", "duplicate"}
    refused = {quarantined["path"].rpartition("/")[2] for quarantined in house.quarantine(feed)}
    for name, file in files.items():
        assert file["reason"] != "unreadable", (name, landed.get(name))
        if file["status"] == "quarantined":
            assert name in refused
        elif file["shape"] == "json_lines" and feed == "benefit_ledger":
            text = landed[name] if name in landed else seeds[0]
            text = gzip.decompress(text) if text.startswith(b"\x1f\x8b") else text
            lines = [line for line in text.split(b"\n") if line.strip(b" \t\r\xef\xbb\xbf")]
            if file["status"] == "accepted":
                assert file["rows_read"] == len(lines), (name, text)


PARTS = st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=6), min_size=1, max_size=4)


@settings(max_examples=max(4, CASES // 50), deadline=None, derandomize=True)
@given(PARTS, st.randoms(use_true_random=False))
def test_split_doubled_and_reordered_deliveries_are_the_same_state(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[int]], draw: random.Random
) -> None:
    def contents(split: list[list[int]]) -> list[bytes]:
        return [_lines([page(number) for number in part]) for part in split]

    once = sorted({number for part in parts for number in part})
    doubled = [*parts, *parts[:1], once[::-1]]
    draw.shuffle(doubled)
    states = []
    for split in ([once], doubled):
        house = House(tmp_path_factory.mktemp("split"))
        for number, content in enumerate(contents(split)):
            house.land("wecom_contact", f"{number}", content, day=f"2026-03-{number % 3 + 1:02}")
        house.ingest("wecom_contact")
        states.append(sorted({str(row) for row in rows_of(house, "wecom_contact")}))
    assert states[0] == states[1]
    assert len(states[0]) == len(once)


@settings(max_examples=max(4, CASES // 50), deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["good", "{", '{"a": 1}', '{"errcode": 7}']), min_size=1, max_size=30))
def test_dirt_is_counted_exactly(tmp_path_factory: pytest.TempPathFactory, dirt: list[str]) -> None:
    lines = [json.dumps(page(number)) if kind == "good" else kind for number, kind in enumerate(dirt)]
    house = House(tmp_path_factory.mktemp("dirt"))
    house.land("wecom_contact", "a", "\n".join([json.dumps(page(99)), *lines]))
    batch = house.ingest("wecom_contact")
    wanted = {"{": "bad_json", '{"a": 1}': "unknown_shape", '{"errcode": 7}': "error_response"}
    expected = [(line, wanted[kind], None) for line, kind in enumerate(dirt, start=2) if kind != "good"]
    assert house.reasons("wecom_contact") == expected
    assert batch.counts.rows_kept == 1 + dirt.count("good")
