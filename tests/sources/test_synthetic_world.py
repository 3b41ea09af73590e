"""The city's world: what it holds, that it is the same every time, and that its truth is true."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

import duckdb
import pytest

from sources.synthetic import CityRates, CityRefused, generate, world
from sources.synthetic.oracle import TABLES, write_oracle
from sources.synthetic.world import build_world

LAST_DAY = date(2026, 6, 30)
DAYS = 42
MEMBERS = 700
# Rare things are made common enough to be there in a small city.
RATES = replace(
    CityRates(), erasure=0.02, second_membership=0.05, lent_card=0.1, recycled_phone=0.1, churn=0.3
)


def build(seed=7, threads=2, members=MEMBERS, days=DAYS, rates=RATES):
    con = duckdb.connect(config={"threads": threads})
    first_day = LAST_DAY - timedelta(days=days - 1)
    build_world(con, members=members, first_day=first_day, last_day=LAST_DAY, seed=seed, rates=rates)
    return con


@pytest.fixture(scope="module")
def city():
    with build() as con:
        yield con


@pytest.fixture(scope="module")
def truth_dir(city, tmp_path_factory):
    folder = tmp_path_factory.mktemp("truth")
    write_oracle(city, folder)
    return folder


def tables(con):
    return [
        name
        for (name,) in con.execute(
            "select table_name from duckdb_tables() where schema_name = 'world' order by 1"
        ).fetchall()
    ]


def contents(con):
    """Rows and an order-free digest of every table of the world."""
    return {
        name: con.execute(f"select count(*), bit_xor(hash(t)) from world.{name} as t").fetchone()
        for name in tables(con)
    }


def number(con, query):
    return con.execute(query).fetchone()[0]


def test_every_table_has_rows(city):
    assert [name for name, (rows, _) in contents(city).items() if rows == 0] == []


def test_one_seed_is_one_city_on_any_number_of_threads_and_in_any_pieces(city, monkeypatch):
    monkeypatch.setattr(world, "_PERSON_DAYS", MEMBERS * 5)
    with build(threads=1) as again:
        assert contents(again) == contents(city)


def test_another_seed_is_another_city(city):
    with build(seed=8) as other:
        same = {name for name, content in contents(other).items() if content == contents(city)[name]}
    # What does not hang on chance: the lists of a city's furniture.
    assert same <= {
        "mall",
        "gate",
        "entry",
        "task",
        "target",
        "gb_activity",
        "pickup_point",
        "campaign",
        "staff",
    }


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("person", "person_id"),
        ("membership", "member_no"),
        ("wechat", "unionid"),
        ("openid", "appid, openid"),
        ("external_contact", "external_userid"),
        ("plate", "plate"),
        ("tier_change", "member_no, tier_changed_at"),
        ("visit", "visit_id"),
        ("visit", "person_id, business_date"),
        ("ticket", "ticket_id"),
        ("ticket", "shop_id, business_date, till_no, ticket_no"),
        ("ticket_line", "ticket_id, line_no"),
        ("footfall", "gate_id, day, hour"),
        ("parking_session", "session_id"),
        ("wifi_login", "mac_hash, login_at"),
        ("friendship", "friendship_id"),
        ("friendship", "external_userid, staff_id"),
        ("friend_tag", "friendship_id, tag_id"),
        ("group_stay", "chat_id, external_userid"),
        ("link_customer", "link_id, external_userid"),
        ("mass_send_target", "msgid, staff_id, coalesce(external_userid, chat_id)"),
        ("chat_message", "msgid"),
        ("staff_stat", "staff_id, day"),
        ("group_stat", "staff_id, day"),
        ("outreach", "send_id"),
        ("coupon", "coupon_code"),
        ("coupon_state", "coupon_code, state, state_at"),
        ("points_entry", "entry_no"),
        ("app_event", "event_id"),
        ("app_binding", "appid, openid, bound_at, action"),
        ("form_signup", "form_id, serial_no"),
        ("checkin", "event_id, coalesce(member_no, openid, phone)"),
        ("voucher", "platform, voucher_id"),
        ("survey", "survey_id, coalesce(member_no, openid)"),
        ("content_stat", "day, platform, content_id"),
        ("gb_order", "activity_id, serial"),
        ("fulfilment", "order_no"),
        ("inventory", "day, location_id, sku_id"),
        ("assignment", "experiment_id, unit_id"),
    ],
)
def test_keys_are_keys(city, table, key):
    repeated = number(
        city, f"select count(*) from (select 1 from world.{table} group by {key} having count(*) > 1)"
    )
    assert repeated == 0


def test_no_business_date_lies_outside_the_days(city):
    first_day = LAST_DAY - timedelta(days=DAYS - 1)
    for table, column in (("visit", "business_date"), ("ticket", "business_date"), ("footfall", "day")):
        low, high = city.execute(f"select min({column}), max({column}) from world.{table}").fetchone()
        # A gate counts the small hours of the last business day on the calendar's next day.
        assert first_day <= low
        assert high <= LAST_DAY + timedelta(days=table == "footfall")


def test_late_hours_belong_to_the_business_day_before(city):
    late = number(
        city,
        "select count(*) from world.ticket join world.mall using (mall_id)"
        " where business_date != cast(sold_at - to_hours(business_day_cut_hour) as date)",
    )
    assert late == 0
    assert number(city, "select count(*) from world.ticket where hour(sold_at) < 2") > 0


def test_tickets_are_the_sum_of_their_lines_and_returns_of_their_origin(city):
    wrong = number(
        city,
        "select count(*) from world.ticket join (select ticket_id, sum(net_fen) as fen from world.ticket_line"
        " group by 1) using (ticket_id) where fen != net_fen or gross_fen != net_fen + discount_fen",
    )
    assert wrong == 0
    wrong = number(
        city,
        "select count(*) from world.ticket as r join world.ticket as s on r.origin_ticket_id = s.ticket_id"
        " where r.sold_at <= s.sold_at or -r.net_fen > s.net_fen"
        " or (r.is_full_return and r.net_fen != -s.net_fen)"
        " or r.transaction_id is distinct from s.transaction_id",
    )
    assert wrong == 0
    assert number(city, "select count(*) from world.ticket where kind = 'return' and not is_full_return") > 0


def test_numbers_are_nobodys(city):
    found = city.execute("select distinct left(phone, 3) from world.phone order by 1").fetchall()
    assert {prefix for (prefix,) in found} <= {"160", "161", "163", "164", "168", "169"}
    assert number(city, "select count(*) from world.phone where length(phone) != 11") == 0
    assert (
        number(
            city,
            "select count(*) from world.plate"
            " where not regexp_full_match(plate, '藏[QRTXYZ]D?[A-Z][0-9]{4}')",
        )
        == 0
    )


def test_shared_recycled_and_lent_identifiers_are_there(city):
    both_at_once = number(
        city,
        "select count(*) from (select phone from world.phone where valid_to is null group by 1"
        " having count(distinct person_id) > 1)",
    )
    one_after_another = number(
        city,
        "select count(*) from world.phone as old join world.phone as new using (phone)"
        " where old.kind = 'recycled' and new.kind = 'own' and old.valid_to < new.valid_from",
    )
    lent = number(city, "select count(*) from world.ticket where shown_person_id != person_id")
    staff_scans = number(
        city, "select count(distinct person_id) from world.app_event where device_id like 'dvCITYstaff%'"
    )
    assert min(both_at_once, one_after_another, lent, staff_scans) > 0


def test_nobody_held_out_gets_a_message(city):
    held_out = "(select person_id from world.assignment where experiment_id = 'XHOLD' and arm = 'control')"
    assert number(city, f"select count(*) from {held_out}") > 0
    for table in ("mass_send_target", "outreach"):
        assert number(city, f"select count(*) from world.{table} where person_id in {held_out}") == 0


def test_the_ledger_of_assignments_is_the_salted_hash(city):
    wrong = number(
        city,
        """
        select count(*) from world.assignment as a join world.experiment as x using (experiment_id)
        where a.unit = 'member' and (a.arm = 'control') != (
            cast('0x' || substr(sha256('v1|' || x.salt || '|' || a.unit_id), 1, 13) as bigint) / pow(2, 52)
            < cast(regexp_extract(x.arms, 'control=([0-9.]+)', 1) as double))
        """,
    )
    assert wrong == 0


def test_a_handed_over_friend_is_one_row_that_ends_and_one_that_begins(city):
    wrong = number(
        city,
        "select count(*) from world.friendship as f left join world.friendship as g"
        " on g.external_userid = f.external_userid and g.staff_id = f.transferred_from"
        " where f.is_transfer and (g.deleted_by is distinct from 'transfer' or g.deleted_at >= f.added_at)",
    )
    assert wrong == 0
    assert number(city, "select count(*) from world.friendship where is_transfer") > 0


def test_points_never_run_below_nothing_but_by_returns(city):
    assert (
        number(
            city,
            "select count(*) from (select sum(change) as points from world.points_entry group by member_no)"
            " where points < -2000",
        )
        == 0
    )


def test_drawn_rates_differ_by_seed_and_only_by_seed():
    assert CityRates.drawn(1) == CityRates.drawn(1)
    assert CityRates.drawn(1) != CityRates.drawn(2)
    for seed in range(50):
        rates = asdict(CityRates.drawn(seed))
        assert rates.pop("introduced") == 0, "nobody is introduced but in a clean city"
        assert all(0 < rate <= 0.9 for rate in rates.values())


def test_a_clean_city_differs_in_identities_and_in_no_behaviour():
    drawn, clean = asdict(CityRates.drawn(3)), asdict(CityRates.clean(3))
    assert {name for name in drawn if drawn[name] == clean[name]} == {
        "ever_joins", "joined_before", "churn", "shows_at_till", "friend", "second_friend", "friend_deletes",
        "joins_group", "returned", "late_file", "doubled_file", "made_up",
    }  # fmt: skip


def test_more_of_a_rate_is_more_of_its_dirt():
    with build(members=300, days=14, rates=replace(RATES, family_phone=0.5)) as con:
        many = number(con, "select count(*) from world.phone where kind = 'family'")
    with build(members=300, days=14, rates=replace(RATES, family_phone=0.01)) as con:
        few = number(con, "select count(*) from world.phone where kind = 'family'")
    assert many > 10 * max(few, 1)


# ---------------------------------------------------------------------------------------------- the truth


def read(truth_dir, table):
    return duckdb.sql(f"from '{truth_dir}/{table}.parquet'")


def test_every_truth_table_is_there(truth_dir):
    for table in TABLES:
        assert read(truth_dir, table).fetchone() is not None


def test_touchpoints_have_one_truth_each(truth_dir):
    assert (
        duckdb.sql(
            f"select feed, source_key from '{truth_dir}/touchpoint_truth.parquet'"
            " group by all having count(*) > 1"
        ).fetchall()
        == []
    )


def test_an_experiment_without_effect_has_none_and_the_others_have_theirs(truth_dir):
    rows = read(truth_dir, "experiment_truth").fetchall()
    columns = read(truth_dir, "experiment_truth").columns
    effects = {
        (r["experiment_id"], r["metric_id"]): r
        for r in (dict(zip(columns, row, strict=True)) for row in rows)
    }
    assert effects["XCONTENT", "visit_days"]["effect_abs"] == 0
    for experiment, lift in (("XCOUPON", 0.2), ("XHOLD", 0.1), ("XMDAY", 0.12)):
        assert effects[experiment, "visit_days"]["effect_rel"] == pytest.approx(lift, abs=0.08)


def plain_sales(con):
    """Net sales by day, added up in Python."""
    sums: dict[date, int] = {}
    for day, fen in con.execute(
        "select business_date, net_fen from world.ticket where is_at_till or tender in ('wechat', 'alipay')"
    ).fetchall():
        sums[day] = sums.get(day, 0) + fen
    return sums


def plain_new_members(con):
    """People by the month of their first registration."""
    first: dict[int, datetime] = {}
    for person, at in con.execute("select person_id, registered_at from world.membership").fetchall():
        first[person] = min(first.get(person, at), at)
    start = datetime.combine(LAST_DAY - timedelta(days=DAYS - 1), datetime.min.time())
    months: dict[date, int] = {}
    for at in first.values():
        if at >= start:
            months[at.date().replace(day=1)] = months.get(at.date().replace(day=1), 0) + 1
    return months


def figures(truth_dir, metric, period, where="dimension = 'all'"):
    return dict(
        duckdb.sql(
            f"select period_start, value from '{truth_dir}/metric_truth.parquet' where metric_id = '{metric}'"
            f" and period_kind = '{period}' and mall_id = 'ALL' and {where}"
        ).fetchall()
    )


def test_figures_equal_plain_sums(city, truth_dir):
    till = figures(truth_dir, "net_sales_fen", "day", "dimension_value = 'till'")
    shown = {
        source: figures(truth_dir, "net_sales_fen", "day", f"dimension_value = '{source}'")
        for source in ("circle", "bill")
    }
    for day, fen in plain_sales(city).items():
        assert till[day] + sum(by_day.get(day, 0) for by_day in shown.values()) == fen
    assert figures(truth_dir, "new_members", "month") == plain_new_members(city)


def test_malls_add_up_to_the_whole(truth_dir):
    off = duckdb.sql(f"""
        select metric_id, period_start
        from '{truth_dir}/metric_truth.parquet'
        where dimension = 'all' and denominator is null and metric_id not in ('visitors', 'buyers')
        group by metric_id, period_kind, period_start
        having abs(sum(value * if(mall_id = 'ALL', 1, -1))) > 0.5
    """).fetchall()
    assert off == []


# ---------------------------------------------------------------------------------------------- the one call


def test_a_city_is_refused_where_it_would_do_harm(tmp_path):
    landing = tmp_path / "landing"
    (landing / "pos_sales").mkdir(parents=True)
    with pytest.raises(CityRefused, match="holds files"):
        generate(landing, tmp_path / "truth", members=200, days=14)
    with pytest.raises(CityRefused, match="inside the landing zone"):
        generate(tmp_path / "fresh", tmp_path / "fresh" / "truth", members=200, days=14)
    with pytest.raises(CityRefused, match="at least"):
        generate(tmp_path / "fresh", tmp_path / "truth", members=10, days=14)


def test_a_whole_city_is_files_and_truth_and_leaves_nothing_else(tmp_path):
    summary = generate(tmp_path / "landing", tmp_path / "truth", members=200, days=14)
    assert {path.name for path in tmp_path.iterdir()} == {"landing", "truth"}
    assert summary.files == sum(path.is_file() for path in (tmp_path / "landing").rglob("*"))
    assert summary.truth_rows["rendered_truth"] == summary.files
    assert {"pos_sales", "wecom_contact", "parking"} <= {
        path.name for path in (tmp_path / "landing").iterdir()
    }
