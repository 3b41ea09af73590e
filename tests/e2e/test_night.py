"""A whole night over the small world: what it publishes, what it keeps out, and what it never says."""

from __future__ import annotations

import json
import re
import sqlite3

from orchestration.nights import TOLD_BY_TAG
from tests.e2e.nights import Command, memberloop, published_bytes, rows, store, texts, wholeness_faults
from tests.worlds.small import LAST_DAY


def test_a_night_publishes_everything_that_landed(finished):
    assert finished.ended.exit == 0, finished.ended.said
    assert wholeness_faults(store(finished.home)) == []
    assert rows(store(finished.home), "select distinct as_of_date from kpi.kpi_value") == [(LAST_DAY,)]
    assert list((finished.home / "reports").rglob("*.html"))


def test_bad_rows_and_files_are_set_aside_with_reasons(finished):
    found = dict(rows(store(finished.home), "select reason, count(*) from ops.quarantine group by reason"))
    assert found == {
        "bad_json": 1,
        "date_out_of_range": 2,
        "empty_file": 1,
        "invalid_money": 1,
        "missing_required_column": 1,
        "missing_value": 2,
        "negative_price": 1,
        "truncated_archive": 1,
        "unknown_value": 1,
    }


def test_the_command_tells_of_its_own_nights(finished):
    """And marks them in Dagster's record, so that a daemon's sensors do not tell them again."""
    record = finished.home / "dagster" / "history" / "runs.db"
    with sqlite3.connect(f"file:{record}?mode=ro", uri=True) as con:
        assert con.execute("select value from run_tags where key = ?", [TOLD_BY_TAG]).fetchall() == [
            ("memberloop run",)
        ]


def test_who_shows_no_card_buys_without_being_a_member(finished):
    strangers = "select count(*) > 0, count(member_uid) from core.fct_purchase where ticket_no like 'X%'"
    assert rows(store(finished.home), strangers) == [(True, 0)]


def test_a_corrected_ticket_counts_as_corrected_and_a_doubled_one_once(finished):
    found = rows(
        store(finished.home),
        "select ticket_no, sum(net_fen), count(*) from core.fct_purchase "
        "where ticket_no in ('K001', 'L001', 'D001') group by ticket_no order by ticket_no",
    )
    assert found == [("D001", 1100, 1), ("K001", 5000, 1), ("L001", 7700, 1)]


def test_the_same_input_gives_the_same_bytes_and_a_second_run_is_turned_away(small, finished, tmp_path):
    home = tmp_path / "twin"
    home.mkdir()
    small.world.land(home)
    first = Command(home, "run")
    while not (home / "warehouse").exists():
        assert first.process.poll() is None, first.end().said
    second = memberloop(home, "run")
    assert (second.exit, "another run" in second.err) == (2, True), second.said
    ended = first.end()
    assert ended.exit == 0, ended.said

    one, other = published_bytes(finished.home), published_bytes(home)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_no_planted_value_is_left_anywhere(small, finished):
    planted = re.compile("|".join(re.escape(value.encode().decode("latin-1")) for value in small.planted))
    below = finished.home / "landing"
    files = [path for path in finished.home.rglob("*") if path.is_file() and below not in path.parents]
    leaks = {str(path.relative_to(finished.home)) for path, text in texts(files) if planted.search(text)}
    said = finished.ended.said.encode().decode("latin-1")
    assert any("dagster" in path.parts for path in files)
    assert leaks == set()
    assert planted.search(said) is None
    # The search itself works: the landing zone is full of them.
    assert any(planted.search(text) for _, text in texts([next(below.rglob("member_registry.csv"))]))


def test_status_and_metric_answer_from_the_finished_home(finished):
    status = memberloop(finished.home, "status", "--json")
    assert (status.exit, len(json.loads(status.out)["published"])) == (0, 1), status.said
    metric = memberloop(finished.home, "metric", "new_members", "--json")
    assert metric.exit == 0, metric.said


def test_all_faults_of_a_configuration_are_told_at_once(tmp_path):
    (tmp_path / "memberloop.toml").write_text('[nightly]\nhour = 77\ncolour = "red"\n[engine]\nthreads = 0\n')
    ended = memberloop(tmp_path, "run", MEMBERLOOP_PEPPER="short", MEMBERLOOP_NONSENSE_KEY="1")
    assert ended.exit == 2
    for key in (
        "nightly.hour",
        "nightly.colour",
        "engine.threads",
        "MEMBERLOOP_PEPPER",
        "MEMBERLOOP_NONSENSE_KEY",
    ):
        assert key in ended.err, ended.said
    assert "Traceback" not in ended.said
    assert [path.name for path in tmp_path.iterdir()] == ["memberloop.toml"]


def test_nothing_landed_is_told_with_what_to_do(tmp_path):
    ended = memberloop(tmp_path, "run")
    assert (ended.exit, "landing/" in ended.err) == (2, True), ended.said


def test_every_published_column_says_where_it_begins(finished):
    silent = """
        select table_schema, table_name, column_name from information_schema.columns
        where table_schema in ('core', 'kpi', 'ops')
        and (table_schema, table_name, column_name) not in (
            select (schema_name, table_name, column_name) from ops.column_lineage
        )
    """
    assert rows(store(finished.home), silent) == []


def test_members_facts_and_figures_begin_in_feeds(finished):
    """Names of the registry, versions and the run itself no feed holds; four lists are the house's own."""
    houses_own = """
        select distinct table_name, column_name from ops.column_lineage
        where schema_name in ('core', 'kpi') and feed is null
        and not starts_with(origin, 'control.') and table_name <> 'dim_layer'
        and split_part(origin, '.', 2) not in ('playbook_entry', 'benchmark_claim', 'role_entry')
    """
    assert rows(store(finished.home), houses_own) == []
    numerator = """
        select count(*) > 0 from ops.column_lineage
        where table_name = 'kpi_value' and column_name = 'numerator' and feed = 'pos_sales' and kind = 'value'
    """
    assert rows(store(finished.home), numerator) == [(True,)]


def test_every_metric_says_which_feed_columns_make_it(finished):
    silent = """
        select metric_id from kpi.dim_metric where covered_as = 'metric' and valid_to is null
        and metric_id not in (select metric_id from ops.metric_lineage)
    """
    assert rows(store(finished.home), silent) == []
