"""A home of three ids and two members who share a phone: published store and warehouse made by hand."""

from __future__ import annotations

from pathlib import Path

import duckdb

from sources.control_tables import replace_told
from sources.identifiers import Pepper, identifier_hash
from sources.layout import Home

SECRET = "a secret of the tests"
FIRST, SECOND, FORMER = "M0000000001", "M0000000002", "M0000000003"
UNIONID, OPENID, PHONE = ("unionid", "oUnion"), ("openid", "appid:oOpen"), ("phone", "13800001111")
MEMBER_NO, DESK = ("member_no", "N77"), ("phone", "13800002222")
START, END = "0001-01-01", "9999-12-31"
# Which records showed which identifiers side by side.
RECORDS = {
    ("app_event", "a1", "2026-01-01"): [UNIONID, OPENID],
    ("app_event", "a2", "2026-01-09"): [UNIONID, OPENID],
    ("app_binding", "b1", "2026-01-02"): [OPENID, PHONE],
    ("member_registry", "r1", "2026-01-03"): [MEMBER_NO, PHONE],
    ("form_signup", "f1", "2026-01-04"): [OPENID, DESK],
    ("form_signup", "f2", "2026-01-05"): [MEMBER_NO, DESK],
}
STRENGTH = {UNIONID: "S0", OPENID: "S1", PHONE: "S2", MEMBER_NO: "S1", DESK: "S3"}
OWNED = {UNIONID: FIRST, OPENID: FIRST, PHONE: FIRST, MEMBER_NO: SECOND}
LEDGER = [
    ("2026-01-01", "mint", None, FIRST, None),
    ("2026-01-01", "attach", None, FIRST, UNIONID),
    ("2026-01-01", "attach", None, FIRST, OPENID),
    ("2026-01-02", "attach", None, FIRST, PHONE),
    ("2026-01-03", "mint", None, SECOND, None),
    ("2026-01-03", "mint", None, FORMER, None),
    ("2026-01-03", "attach", None, FORMER, MEMBER_NO),
    ("2026-01-05", "merge", FORMER, SECOND, None),
    ("2026-01-05", "move", FORMER, SECOND, MEMBER_NO),
    ("2026-01-05", "share", None, SECOND, PHONE),
]

PUBLISHED = """
create schema core; create schema ops;
create table ops.identity_review (
    member_uid varchar, why varchar, identifiers bigint, anchors bigint, decided_on date
);
insert into ops.identity_review values
    ('M0000000002', 'more identifiers than a person has', 40, 1, '2026-01-09'),
    ('M0000000001', 'taken apart', 3, 2, '2026-01-09');
create table core.bridge_member_identifier (
    identifier_type varchar, identifier_hash varchar, valid_from timestamp, valid_to timestamp,
    member_uid varchar, strength varchar, role varchar, first_source varchar
);
create table core.member_redirect (old_member_uid varchar, member_uid varchar);
create table core.identity_ledger (
    run_id varchar, seq bigint, as_of_date date, op varchar, member_uid_from varchar, member_uid_to varchar,
    identifier_type varchar, identifier_hash varchar, evidence varchar, rule_version varchar, role varchar,
    valid_from timestamp, valid_to timestamp, strength varchar, first_source varchar
);
create table core.dim_member (
    member_uid varchar, home_mall_id varchar, joined_on date, first_entry_id varchar, first_visit_date date,
    first_purchase_date date, lifecycle_stage varchar, behaviour_layer varchar, silence varchar,
    conversion_layer varchar, ring varchar, rfm_segment varchar, is_high_value boolean, is_reachable boolean,
    tier varchar, next_best_step varchar
);
create table core.dim_member_history (
    member_uid varchar, attribute varchar, valid_from date, valid_to date, value varchar
);
create table core.fct_touchpoint (touchpoint_id varchar, member_uid varchar, business_date date);
create table core.bridge_household_member (
    household_uid varchar, member_uid varchar, evidence_kinds varchar, evidence_count bigint,
    valid_from timestamp, valid_to timestamp
);
create table core.bridge_vehicle_member (
    plate_hash varchar, member_uid varchar, role varchar, stays bigint, members_bound bigint,
    valid_from timestamp, valid_to timestamp
);
insert into core.dim_member (member_uid, lifecycle_stage, behaviour_layer) values
    ('M0000000001', 'day_7_30', 'active_no_repurchase'), ('M0000000002', 'day_0_7', 'joined_inactive');
insert into core.dim_member_history values
    ('M0000000001', 'layer', '2026-01-01', '2026-01-04', 'joined_inactive'),
    ('M0000000001', 'layer', '2026-01-04', null, 'active_no_repurchase');
insert into core.fct_touchpoint values
    ('t1', 'M0000000001', '2026-01-01'), ('t2', 'M0000000001', '2026-01-09'), ('t3', null, '2026-01-01');
insert into core.bridge_household_member values
    ('H0000000001', 'M0000000001', 'phone', 1, '2026-01-03', null),
    ('H0000000001', 'M0000000002', 'phone', 1, '2026-01-03', null);
insert into core.bridge_vehicle_member values ('plate', 'M0000000001', 'main', 3, 1, '2026-01-02', null);
"""

WAREHOUSE = """
create schema identity; create schema intermediate;
create table intermediate.int_relation__pair (
    member_a varchar, member_b varchar, sign_kinds varchar, signs bigint, valid_from timestamp,
    valid_to timestamp
);
insert into intermediate.int_relation__pair values
    ('M0000000001', 'M0000000002', 'phone', 1, '2026-01-03', '9999-12-31');
create table identity.int_identity__evidence (
    source_feed varchar, source_key varchar, identifier_type varchar, identifier_hash varchar,
    node_key varchar, strength varchar, seen_at timestamp, bound_at timestamp
);
create table identity.int_identity__person (node_key varchar, person_key varchar);
create table identity.int_identity__shared (node_key varchar, person_key varchar, role varchar);
create table identity.int_identity__guard_verdict (
    node_key varchar, guard varchar, observed double, limit_value double, action varchar, reason varchar,
    decided_on date
);
"""


def hashed(identifier: tuple[str, str]) -> str:
    """The hash that feeds have of it."""
    return identifier_hash(Pepper(SECRET), *identifier) or ""


def node(identifier: tuple[str, str]) -> str:
    """A name for it in the graph."""
    return f"node {identifier[0]} {hashed(identifier)[:6]}"


def make(root: Path) -> Path:
    """Write both files."""
    home = Home(root)
    published = home.published / "current" / "memberloop.duckdb"
    for file, fill in ((published, _fill_published), (home.warehouse_file, _fill_warehouse)):
        file.parent.mkdir(parents=True)
        with duckdb.connect(str(file)) as con:
            fill(con)
    return root


def _fill_published(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(PUBLISHED)
    con.execute("insert into core.member_redirect values (?, ?)", [FORMER, SECOND])
    rows = [(*_named(one), START, None, uid, STRENGTH[one], "owner", "feed") for one, uid in OWNED.items()]
    rows.append((*_named(PHONE), "2026-01-03", None, SECOND, "S2", "shared", "member_registry"))
    con.executemany("insert into core.bridge_member_identifier values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    for seq, (day, op, loser, winner, about) in enumerate(LEDGER, start=1):
        role = {"share": "shared"}.get(op, "owner") if about else None
        con.execute(
            f"insert into core.identity_ledger values ({', '.join('?' * 8)}, 'S1', 'v2', ?, ?, ?, ?, 'feed')",
            [
                day, seq, day, op, loser, winner, *(_named(about) if about else (None, None)), role,
                *((START, END, STRENGTH[about]) if about else (None, None, None)),
            ],
        )  # fmt: skip


def _fill_warehouse(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(WAREHOUSE)
    replace_told(con, {})
    for (feed, key, day), identifiers in RECORDS.items():
        for one in identifiers:
            con.execute(
                "insert into identity.int_identity__evidence values (?, ?, ?, ?, ?, ?, ?, ?)",
                [feed, key, *_named(one), node(one), STRENGTH[one], day, day],
            )
    for one, uid in OWNED.items():
        con.execute("insert into identity.int_identity__person values (?, ?)", [node(one), uid])
    shared = [
        (node(PHONE), SECOND, "shared"),
        (node(DESK), FIRST, "blocked"),
        (node(DESK), SECOND, "blocked"),
    ]
    con.executemany("insert into identity.int_identity__shared values (?, ?, ?)", shared)
    con.execute(
        "insert into identity.int_identity__guard_verdict values"
        " (?, 'generic_value', 40, 12, 'blocked', 'stands beside 40 members', '2026-01-05')",
        [node(DESK)],
    )


def _named(identifier: tuple[str, str]) -> tuple[str, str]:
    return identifier[0], hashed(identifier)
