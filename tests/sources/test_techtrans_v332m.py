"""Tickets of TechTrans tills: what each document shape becomes, and that nothing can stop the reading."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.documents import Texts, read_texts
from tests.worlds.v332m import as_json, as_xml

TICKET = {
    "header": {"licensekey": "secret", "messagetype": "SALESDATA", "version": "V332M"},
    "salestotal": {
        "storecode": "S01",
        "tillid": "01",
        "txdocno": "1007",
        "txdate_yyyymmdd": "20260301",
        "txtime_hhmmss": "093005",
        "salestype": "SA",
        "vipcode": "VIP-9",
        "netqty": "3",
        "netamount": "30.50",
    },
    "salesitems": [
        {"itemcode": "A1", "itemname": "茶", "qty": "1", "sellingprice": "10.50", "netamount": "10.50"},
        {"plucode": "B2", "qty": "2", "totaldiscountless": "1.00", "netamount": "20.00"},
    ],
    "salestenders": [
        {"tendercode": "CH", "payamount": "10.25"},
        {"tendercode": "WX", "payamount": "20.25"},
    ],
}


def changed(**total: str | None) -> dict:
    merged = {**TICKET["salestotal"], **total}
    return {**TICKET, "salestotal": {key: value for key, value in merged.items() if value is not None}}


def parse(data: bytes) -> Texts:
    return read_texts("pos_sales", data)


def rows(data: bytes) -> list[dict]:
    parsed = parse(data)
    assert parsed.faults == []
    return parsed.rows


def reasons(data: bytes) -> list[tuple[str, str | None]]:
    return parse(data).faults


def test_each_item_is_a_row_with_its_ticket():
    first, second = rows(as_json(TICKET))
    assert first == {
        "store_code": "S01",
        "till_no": "01",
        "ticket_no": "1007",
        "till_date": "20260301",
        "till_time": "093005",
        "ticket_kind": "SA",
        "original_ticket_no": None,
        "card_no": "VIP-9",
        "phone": None,
        "sku_id": "A1",
        "item_name": "茶",
        "quantity": "1",
        "unit_price_fen": "10.50",
        "discount_fen": None,
        "net_fen": "10.50",
        "payment_method": "WX",
    }
    assert (second["sku_id"], second["discount_fen"], second["ticket_no"]) == ("B2", "1.00", "1007")


@pytest.mark.parametrize(
    "data",
    [
        as_json(TICKET),
        json.dumps(TICKET, indent=2).encode(),
        b"\xef\xbb\xbf" + as_json(TICKET),
        json.dumps(TICKET, ensure_ascii=False).encode("gb18030"),
        json.dumps(TICKET, ensure_ascii=False).encode("utf-16"),
        json.dumps({"request": {"astr": TICKET}, "response": {"code": 0}}).encode(),
        as_xml(TICKET),
        as_xml(TICKET, soap=True),
        b"\xef\xbb\xbf" + as_xml(TICKET, soap=True, declared="utf-8"),
        as_xml(TICKET, declared="gb18030").decode().encode("gb18030"),
    ],
    ids=["json", "pretty", "mark", "gb18030", "utf-16", "wrapped", "xml", "soap", "xml-mark", "xml-gb18030"],
)
def test_every_shape_gives_the_same_rows(data):
    assert rows(data) == rows(as_json(TICKET))


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([TICKET, changed(txdocno="1008")]).encode(),
        as_json(TICKET) + b"\n" + as_json(changed(txdocno="1008")) + b"\n",
        as_xml(TICKET) + b"\n" + as_xml(changed(txdocno="1008")),
        as_xml(TICKET, soap=True, declared="utf-8")
        + as_xml(changed(txdocno="1008"), soap=True, declared="utf-8"),
        b"<batch>" + as_xml(TICKET) + as_xml(changed(txdocno="1008")) + b"</batch>",
    ],
    ids=["array", "lines", "xml-in-a-row", "soap-in-a-row", "xml-batch"],
)
def test_several_documents_keep_their_order(data):
    assert [row["ticket_no"] for row in rows(data)] == ["1007", "1007", "1008", "1008"]
    assert parse(data).documents == 2


@pytest.mark.parametrize("name", ["orgtxdocno", "txorgdocno"])
def test_a_return_names_its_sale_under_either_name(name):
    (first, _) = rows(as_json(changed(salestype="SR", **{name: "0990"})))
    assert (first["ticket_kind"], first["original_ticket_no"]) == ("SR", "0990")


def test_numbers_keep_their_text():
    data = as_json(TICKET).replace(b'"10.50"', b"10.50")
    assert rows(data) == rows(as_json(TICKET))


def test_a_numeric_time_gets_its_zeros_back(house):
    house.land("pos_sales", "a.json", as_json(TICKET).replace(b'"093005"', b"93005"))
    house.ingest("pos_sales")
    assert {row["till_time"] for row in house.rows("pos_sales")} == {dt.time(9, 30, 5)}


def test_a_ticket_without_items_is_one_row_of_its_net():
    (row,) = rows(as_json({**TICKET, "salesitems": []}))
    assert (row["sku_id"], row["quantity"], row["net_fen"]) == (None, "3", "30.50")


def test_equal_tenders_give_the_first_and_no_tender_gives_none():
    tie = [{"tendercode": "B", "payamount": "-5"}, {"tendercode": "A", "payamount": "5.0"}]
    assert rows(as_json({**TICKET, "salestenders": tie}))[0]["payment_method"] == "B"
    assert rows(as_json({**TICKET, "salestenders": None}))[0]["payment_method"] is None


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (changed(txdocno=None), ("missing_value", "ticket_no")),
        (changed(storecode=" "), ("missing_value", "store_code")),
        ({**TICKET, "header": {"version": "V331"}}, ("unsupported_version", None)),
        ({**TICKET, "salestotal": "text"}, ("missing_salestotal", None)),
        ({"something": "else"}, ("missing_salestotal", None)),
        ({**TICKET, "salesitems": ["text"]}, ("malformed_entry", None)),
    ],
)
def test_an_unfit_document_is_a_fault_of_its_own(document, reason):
    data = as_json(document) + b"\n" + as_json(TICKET)
    assert reasons(data) == [reason]
    assert parse(data).documents == 1


def test_a_ticket_without_items_needs_its_net(house):
    house.land("pos_sales", "a.json", as_json({**changed(netamount=None), "salesitems": None}))
    house.land("pos_sales", "b.json", as_json({**changed(netqty=None), "salesitems": None}))
    house.ingest("pos_sales")
    assert house.reasons("pos_sales") == [(1, "missing_value", "net_fen")]
    assert [row["quantity"] for row in house.rows("pos_sales")] == [0]


def test_faults_say_where():
    data = as_json(TICKET) + b'\n{"broken": \n' + as_json(TICKET)
    parsed = parse(data)
    assert parsed.faults == [("bad_json", None)]
    assert parsed.places == [(2, len(as_json(TICKET)) + 1)]
    assert parsed.documents == 2


def test_offsets_count_bytes_not_characters():
    tea = {**TICKET, "salesitems": [{"itemname": "茶" * 9, "qty": "1", "netamount": "1"}]}
    before = json.dumps(tea, ensure_ascii=False).encode() + b"\n"
    assert parse(before + b"{").places == [(2, len(before))]


def test_a_cut_off_file_keeps_its_whole_documents():
    whole = json.dumps([TICKET, TICKET, TICKET]).encode()
    parsed = parse(whole[:-40])
    assert (parsed.documents, [reason for reason, _ in parsed.faults]) == (2, ["bad_json", "truncated_array"])
    envelopes = as_xml(TICKET, soap=True) * 3
    parsed = parse(envelopes[:-40])
    assert (parsed.documents, [reason for reason, _ in parsed.faults]) == (2, ["malformed_xml"])


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/hostname">'],
)
def test_a_document_type_is_refused(declaration):
    assert reasons(declaration.encode() + as_xml(TICKET)) == [("xml_doctype", None)]


def test_an_undeclared_entity_is_malformed():
    assert reasons(as_xml(TICKET).replace("茶".encode(), b"&tea;")) == [("malformed_xml", None)]


def test_bad_bytes_spoil_only_their_document():
    tea = json.dumps({**TICKET, "header": {"note": "茶水" * 20}}, ensure_ascii=False).encode()
    data = tea + b"\n" + tea.replace("茶".encode(), b"\xe8\x8c", 1) + b"\n" + tea
    parsed = parse(data)
    assert (parsed.documents, [reason for reason, _ in parsed.faults]) == (2, ["bad_encoding"])


@pytest.mark.parametrize("data", [b"", b"  \n", b"[]", b"\xef\xbb\xbf"])
def test_nothing_in_it_is_nothing(data):
    parsed = parse(data)
    assert (parsed.documents, parsed.faults) == (0, [])


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 100_000, b"<a>" * 100_000, b"\x00" * 9, b"null"])
def test_hostile_input_is_a_fault(data):
    assert parse(data).documents == 0
    assert parse(data).faults


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Z")), min_size=1, max_size=8
).filter(lambda text: "\ufffd" not in text and "\ufeff" not in text)
ITEM = st.fixed_dictionaries(
    {"netamount": TEXT, "qty": TEXT}, optional={"itemcode": TEXT, "itemname": TEXT, "sellingprice": TEXT}
)
TENDER = st.fixed_dictionaries({"tendercode": TEXT, "payamount": st.decimals(-9, 9, places=2).map(str)})
DOCUMENT = st.fixed_dictionaries(
    {
        "salestotal": st.fixed_dictionaries(
            dict.fromkeys(TICKET["salestotal"], TEXT), optional={"orgtxdocno": TEXT, "mobile": TEXT}
        ),
        "salesitems": st.lists(ITEM, max_size=4),
        "salestenders": st.lists(TENDER, max_size=3),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(DOCUMENT, min_size=1, max_size=4), st.booleans())
def test_json_and_xml_of_the_same_tickets_give_the_same_rows(documents, soap):
    from_json = parse(b"\n".join(as_json(document) for document in documents))
    from_xml = parse(b"\n".join(as_xml(document, soap=soap) for document in documents))
    assert from_json.rows == from_xml.rows
    assert from_json.documents == from_xml.documents == len(documents)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_mutation_stops_the_reading(data):
    source = data.draw(st.sampled_from([as_json(TICKET), as_xml(TICKET), as_xml(TICKET, soap=True)]))
    mutated = bytearray(source + b"\n" + source)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        mutated[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=5))
    for row in parse(bytes(mutated)).rows:
        for value in row.values():
            assert value is None or value.encode("utf-8").decode("utf-8") == value
