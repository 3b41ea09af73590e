"""A warehouse with the tables that assignments read, filled by hand."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime

import duckdb

from orchestration.assigning.assign import Assigned, Request, assign
from orchestration.settings import Settings, load_settings
from sources.assignment import ledger
from sources.layout import Home

AS_OF = "2026-03-01"
AT = datetime(2026, 3, 2, 2, 0)  # noqa: DTZ001  the store keeps UTC without a zone
TABLES = {
    "control.run": "as_of_date date, run_id varchar",
    "core.dim_experiment": (
        "experiment_id varchar, campaign_id varchar, kind varchar, unit varchar, arms varchar, salt varchar, "
        "population varchar, primary_metric varchar, outcome_days bigint, pre_days bigint, "
        "start_at timestamp, end_at timestamp, is_assigned_externally boolean, is_last_known boolean"
    ),
    "core.dim_member": (
        "member_uid varchar, joined_on date, home_mall_id varchar, behaviour_layer varchar, ring varchar, "
        "rfm_segment varchar, silence varchar, lifecycle_stage varchar, tier varchar, is_reachable boolean, "
        "r_visit bigint"
    ),
    "core.member_redirect": "old_member_uid varchar, member_uid varchar",
    "core.bridge_member_identifier": (
        "identifier_type varchar, identifier_hash varchar, valid_from timestamp, valid_to timestamp, "
        "member_uid varchar, role varchar"
    ),
    "core.bridge_household_member": "household_uid varchar, member_uid varchar, valid_to timestamp",
    "core.dim_community": "community_id varchar, is_last_known boolean",
    "core.fct_order_line": (
        "member_uid varchar, community_id varchar, business_date date, is_cancelled boolean"
    ),
    "core.fct_outreach": (
        "experiment_id varchar, campaign_id varchar, status varchar, member_uid varchar, "
        "is_reached boolean, business_date date"
    ),
    "core.fct_benefit": "member_uid varchar, business_date date, state varchar",
    "core.dim_member_history": (
        "member_uid varchar, attribute varchar, value varchar, valid_from date, valid_to date"
    ),
    "core.fct_group_membership": (
        "member_uid varchar, chat_id varchar, joined_at timestamp, left_at timestamp"
    ),
    "intermediate.int_experiment__assignment": (
        "experiment_id varchar, member_uid varchar, arm varchar, assigned_at timestamp, is_external boolean"
    ),
    "intermediate.int_wake__eligible": "member_uid varchar, wake_rule varchar, eligible_on date",
    "intermediate.int_wake__send": "member_uid varchar, business_date date",
    "lifecycle.wake_rule": "wake_rule varchar, basis varchar, gap_days integer",
    "lifecycle.int_member__event_day": (
        "member_uid varchar, business_date date, joins integer, visit_days integer, "
        "interaction_days integer, purchase_days integer, net_fen bigint"
    ),
}


class World:
    """One home with a warehouse."""

    def __init__(self, folder, members: int = 0) -> None:
        self.settings: Settings = load_settings({"MEMBERLOOP_PEPPER": "a secret of the tests"}, folder)
        self.home = Home(self.settings.home)
        self.home.warehouse_file.parent.mkdir(parents=True)
        with self.warehouse() as con:
            for schema in {name.split(".")[0] for name in TABLES}:
                con.execute(f"create schema {schema}")
            for name, columns in TABLES.items():
                con.execute(f"create table {name} ({columns})")
            con.execute("insert into control.run values (?, 'r')", [AS_OF])
            con.execute(
                "insert into lifecycle.wake_rule values ('interaction_7d', 'interaction', 7), "
                "('visit_30d', 'visit', 30), ('visit_60d', 'visit', 60), ('visit_90d', 'visit', 90), "
                "('community_30d', 'community', 30)"
            )
            con.execute(
                "insert into core.dim_member select format('M{:010}', i), '2026-01-01', 'M0' || (i % 2 + 1), "
                "'active', 'middle', 's', 'none', 'g', 'basic', true, i % 10 from range(1, ?) as t (i)",
                [members + 1],
            )

    @contextmanager
    def warehouse(self):
        with duckdb.connect(str(self.home.warehouse_file)) as con:
            yield con

    def fill(self, table: str, *rows) -> None:
        with self.warehouse() as con:
            for row in rows:
                names = [part.split()[0] for part in TABLES[table].split(", ")][: len(row)]
                marks = ", ".join("?" * len(row))
                con.execute(f"insert into {table} ({', '.join(names)}) values ({marks})", list(row))

    def register(self, experiment_id: str, **told) -> None:
        row = {
            "campaign_id": None, "kind": "coupon", "unit": "member", "arms": "control=0.5;treat=0.5",
            "salt": f"salt of {experiment_id}", "population": "all members", "primary_metric": "visit",
            "outcome_days": 14, "pre_days": 28, "start_at": "2026-02-01", "end_at": None, "external": False,
        }  # fmt: skip
        self.fill("core.dim_experiment", (experiment_id, *(row | told).values(), True))

    def assign(self, experiment_id: str, population=None, at=AT, *, dry=False) -> list[Assigned]:
        return assign(self.settings, Request(experiment_id, population, at, AT, is_dry_run=dry))

    def arms(self, experiment_id: str) -> dict[str, str]:
        """Arm by unit, as the ledger has it."""
        with duckdb.connect() as con:
            found = ledger.relation(self.home, experiment_id)
            return dict(con.execute(f"select unit_key, arm from {found} order by 1").fetchall())


def uid(number: int) -> str:
    """A member's id."""
    return f"M{number:010}"
