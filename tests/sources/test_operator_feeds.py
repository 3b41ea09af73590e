"""Identifiers of the operator's feeds: of a type that another column tells, openids without their app."""

from __future__ import annotations

import pytest

from sources.identifiers import IDENTIFIER_TYPES, identifier_hash
from tests.sources.conftest import House

TOLD = {
    "phone": ("160 0000 0001", "+8616000000001"),
    "openid": ("wxapp1:oInvented1", "wxapp1:oInvented1"),
    # A customer's id without its corp is the configured corp's.
    "external_userid": ("wmInvented1", "corp:wmInvented1"),
    "plate": ("沪A·12345", "沪A12345"),
    "member_no": (" m001 ", "M001"),
}


@pytest.mark.parametrize("kind", TOLD)
def test_a_request_for_erasure_is_hashed_as_what_it_says_it_is(house: House, kind: str) -> None:
    raw, normal = TOLD[kind]
    house.land(
        "deletion_request",
        "a.csv",
        f"requested_at,identifier_type,identifier,reason\n2026-03-01 10:00:00,{kind.upper()},{raw},asked\n",
    )
    house.ingest("deletion_request")
    (row,) = house.rows("deletion_request")
    assert row["identifier_type"] == kind
    assert row["identifier_hash"] == identifier_hash(house.pepper, kind, normal)
    assert raw.strip() not in str(row)


def test_every_kind_of_identifier_can_be_erased(house: House) -> None:
    column = house.registry["deletion_request"].column("identifier_type")
    assert set(column.values) == set(IDENTIFIER_TYPES)


def test_a_masked_phone_is_no_request(house: House) -> None:
    house.land(
        "deletion_request",
        "a.csv",
        "requested_at,identifier_type,identifier,reason\n2026-03-01,phone,160****0001,asked\n",
    )
    batch = house.ingest("deletion_request")
    assert (batch.counts.rows_kept, batch.counts.rows_quarantined) == (0, 1)


def test_a_person_is_hashed_and_a_community_keeps_its_name(house: House) -> None:
    house.land(
        "experiment_assignment",
        "a.csv",
        "experiment_id,unit_id,unit,arm,probability,assigned_at\n"
        "X1,M001,member_no,treat,0.8,2026-03-01\n"
        "X1,wxapp1:oInvented1,openid,control,0.2,2026-03-01\n"
        "X2,K7,community,treat,0.5,2026-03-01\n",
    )
    house.ingest("experiment_assignment")
    found = {
        row["unit"]: (row["unit_id_hash"], row["unit_id"]) for row in house.rows("experiment_assignment")
    }
    assert found == {
        "member_no": (identifier_hash(house.pepper, "member_no", "M001"), None),
        "openid": (identifier_hash(house.pepper, "openid", "wxapp1:oInvented1"), None),
        "community": (None, "K7"),
    }


@pytest.mark.parametrize(("told", "meant"), [("oInvented1", "appid:oInvented1"), ("wx2:o2", "wx2:o2")])
def test_an_openid_without_its_app_is_of_the_configured_one(house: House, told: str, meant: str) -> None:
    house.land("survey", "a.csv", f"survey_id,answered_at,openid,kind,score\nV1,2026-03-01,{told},nps,9\n")
    house.ingest("survey")
    (row,) = house.rows("survey")
    assert row["openid_hash"] == identifier_hash(house.pepper, "openid", meant)


def test_an_openid_beside_its_app_is_of_that_one(house: House) -> None:
    house.land(
        "app_event",
        "a.jsonl",
        '{"event_id":"a1","occurred_at":1772330400,"appid":"wx2","openid":"o2","event":"click"}\n',
    )
    house.ingest("app_event")
    (row,) = house.rows("app_event")
    assert row["openid_hash"] == identifier_hash(house.pepper, "openid", "wx2:o2")
