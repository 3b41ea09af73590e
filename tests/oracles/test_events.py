"""The recount of events finds nothing in a right report and tells each planted fault by its event."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.oracles.events import faults

EVENT = "E', 'M', 'C', 'form', TIMESTAMP '2026-03-14 02:00', TIMESTAMP '2026-03-14 05:00'"
WORLD = f"""
CREATE SCHEMA control; CREATE SCHEMA staging; CREATE SCHEMA core; CREATE SCHEMA identity;
CREATE SCHEMA lifecycle; CREATE SCHEMA kpi;
CREATE TABLE control.run AS SELECT DATE '2026-04-20' AS as_of_date;
CREATE TABLE control.feed_state AS
SELECT unnest(['form_signup', 'event_checkin', 'benefit_ledger', 'master_cost']) AS feed, true AS is_present;
CREATE TABLE staging.stg_master__event AS
SELECT * FROM (VALUES (DATE '2026-03-01', '{EVENT}), (DATE '2026-03-01', 'F{EVENT[1:]}))
    t(delivered_on, event_id, mall_id, campaign_id, form_id, start_at, end_at);
UPDATE staging.stg_master__event SET start_at = start_at + INTERVAL 60 DAY, end_at = end_at + INTERVAL 60 DAY
WHERE event_id = 'F';
CREATE TABLE staging.stg_event_checkin AS
SELECT * FROM (VALUES
    ('E', 'openid', 'a1', TIMESTAMP '2026-03-14 02:00', DATE '2026-03-14'),
    ('E', 'phone', 'a2', TIMESTAMP '2026-03-14 03:00', DATE '2026-03-14'),
    ('E', 'phone', 'x', TIMESTAMP '2026-03-14 02:00', DATE '2026-03-14')
) t(event_id, identifier_type, identifier_hash, checked_in_at, business_date);
CREATE TABLE staging.stg_form_signup AS
SELECT * FROM (VALUES
    ('form', TIMESTAMP '2026-03-10 02:00', NULL, 'a1', NULL),
    ('form', TIMESTAMP '2026-03-11 02:00', NULL, NULL, 'b'),
    ('form', TIMESTAMP '2026-03-15 02:00', NULL, NULL, 'later')
) t(form_id, signed_up_at, unionid_hash, openid_hash, phone_hash);
CREATE TABLE identity.int_identity__member_identifier AS
SELECT *, TIMESTAMP '2026-01-01' AS valid_from, TIMESTAMP '9999-12-31' AS valid_to FROM (VALUES
    ('openid', 'a1', 'A'), ('phone', 'a2', 'A')
) t(identifier_type, identifier_hash, member_uid);
CREATE TABLE core.fct_visit_day AS SELECT 'A' AS member_uid, DATE '2026-04-13' AS business_date;
CREATE TABLE lifecycle.int_purchase__day AS
SELECT * FROM (VALUES ('A', DATE '2026-03-14', 5), ('A', DATE '2026-03-15', 70), ('A', DATE '2026-04-14', 9))
    t(member_uid, business_date, net_fen);
CREATE TABLE core.fct_benefit AS
SELECT 'A' AS member_uid, 'redeemed' AS state, 'M' AS mall_id, NULL AS campaign_id,
    DATE '2026-03-14' AS business_date, TIMESTAMP '2026-03-14 04:00' AS state_at, 90 AS attributed_fen,
    NULL::BIGINT AS halo_fen;
CREATE TABLE staging.stg_master__cost AS
SELECT * FROM (VALUES
    (DATE '2026-03-01', 'a', DATE '2026-03-01', 'media', 101, 'C', NULL),
    (DATE '2026-03-01', 'b', DATE '2026-03-14', 'venue', 300, NULL, 'E'),
    (DATE '2026-03-02', 'b', DATE '2026-03-14', 'venue', 310, NULL, 'E'),
    (DATE '2026-03-01', 'c', DATE '2026-04-21', 'venue', 7, NULL, 'E')
) t(delivered_on, cost_id, date, kind, amount_fen, campaign_id, event_id);
CREATE TABLE kpi.event_report AS
SELECT 'E' AS event_id, 2 AS sign_ups, 1 AS sign_ups_come, 2 AS attendees, 1 AS known_attendees,
    1 AS visiting_30d, NULL::INT AS visiting_60d, NULL::INT AS visiting_90d, 1 AS buying_30d,
    NULL::INT AS buying_60d, NULL::INT AS buying_90d, 70 AS net_fen_30d, NULL::INT AS net_fen_60d,
    NULL::INT AS net_fen_90d, 1 AS redemptions, 90 AS attributed_fen, 0 AS halo_fen, 1 AS redeeming_attendees,
    51 AS cost_media_fen, 0 AS cost_goods_fen, 0 AS cost_labour_fen, 0 AS cost_message_fen,
    0 AS cost_benefit_fen, 310 AS cost_venue_fen, 310 AS cost_own_lines_fen;
"""


@pytest.fixture
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(WORLD)
        yield con


def test_a_right_report_has_no_fault(world: duckdb.DuckDBPyConnection) -> None:
    assert faults(world) == []


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ("attendees = 3", "E: attendees is 3, should be 2"),
        ("net_fen_30d = 79", "E: net_fen_30d is 79, should be 70"),
        ("visiting_60d = 1", "E: visiting_60d is 1, should be None"),
        ("cost_media_fen = 50", "E: cost_media_fen is 50, should be 51"),
        ("attributed_fen = 0", "E: attributed_fen is 0, should be 90"),
    ],
)
def test_a_planted_fault_is_told(world: duckdb.DuckDBPyConnection, harm: str, fault: str) -> None:
    world.execute(f"UPDATE kpi.event_report SET {harm}")
    assert faults(world) == [fault]


def test_an_event_that_is_missing_or_too_many_is_told(world: duckdb.DuckDBPyConnection) -> None:
    world.execute("UPDATE kpi.event_report SET event_id = 'F'")
    assert faults(world) == ["F: told as held", "E: held and not told"]
