"""The adversarial proof on a small model: rewrites pass, wrong ones are shown with tiny tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from expectations.proofs.adversarial.approved import read_approved, write_approved
from expectations.proofs.adversarial.catalog import Catalog, Relation, bound
from expectations.proofs.adversarial.judge import DIFFERENT, GONE, NEW, REWRITTEN, Judge, Verdict, verdicts

VISIT = Relation(
    "core.visit",
    "v",
    None,
    {
        "visit_id": "varchar",
        "member_uid": "varchar",
        "visited_at": "timestamp",
        "mall_id": "varchar",
        "is_valid": "boolean",
    },
    grains=(("visit_id",),),
    required=("visit_id",),
)
JOIN = Relation(
    "core.joined",
    "j",
    None,
    {"member_uid": "varchar", "joined_on": "date"},
    grains=(("member_uid",),),
    required=("member_uid", "joined_on"),
)
RUN = Relation("control.run", "r", None, {"as_of_date": "date", "run_id": "varchar"})
SQL = """
with visit as (
    select member_uid, cast(timezone('Asia/Shanghai', timezone('UTC', visited_at)) as date) as visited_on
    from "core"."visit"
    where is_valid
)

select
    joined.member_uid,
    joined.joined_on,
    count(distinct visit.visited_on) as visit_days,
    coalesce(bool_or(visit.visited_on < joined.joined_on + 7), false) as has_visit_7d
from "core"."joined" as joined
left join visit on joined.member_uid = visit.member_uid and visit.visited_on >= joined.joined_on
where joined.joined_on <= (select as_of_date from "control"."run")
group by joined.member_uid, joined.joined_on
"""
COHORT = Relation("lifecycle.cohort", "c", SQL, {}, ("control.run", "core.joined", "core.visit"))
NOTHING = {"semantic_models": [], "metrics": []}


def catalog(sql: str = SQL, **more: Relation) -> Catalog:
    model = replace(COHORT, sql=sql, source="c" if sql == SQL else "other")
    return Catalog(bound({r.name: r for r in (VISIT, JOIN, RUN, *more.values(), model)}), NOTHING)


def judged(sql: str) -> Verdict:
    (verdict,) = verdicts(Judge(catalog(), {}), catalog(sql))
    return verdict


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("where is_valid", "where is_valid is not false"),
        ("where is_valid", ""),
        ("count(distinct visit.visited_on)", "count(visit.visited_on)"),
        ("'Asia/Shanghai'", "'UTC'"),
        ("joined_on + 7", "joined_on + 8"),
        ("visited_on < joined", "visited_on <= joined"),
        ("visit.visited_on >= joined.joined_on", "visit.visited_on > joined.joined_on"),
        ("joined.joined_on <= (", "joined.joined_on < ("),
        ("on joined.member_uid = visit.member_uid and", "on"),
        ("left join visit", "inner join visit"),
        ("false) as has_visit_7d", "null) as has_visit_7d"),
        ("as visit_days", "as visits"),
    ],
)
def test_a_wrong_definition_is_stopped(said: str, instead: str) -> None:
    assert SQL.count(said) == 1
    assert judged(SQL.replace(said, instead)).status == DIFFERENT


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("where is_valid", "where coalesce(is_valid, false)"),
        ("where is_valid", "where is_valid = true"),
        ("visit.visited_on < joined.joined_on + 7", "joined.joined_on + 6 >= visit.visited_on"),
        (
            "coalesce(bool_or(visit.visited_on < joined.joined_on + 7), false)",
            "case when bool_or(visit.visited_on < joined.joined_on + 7) then true else false end",
        ),
        ("as visit_days", "as visit_days, count(visit.visited_on) as visits"),
    ],
)
def test_other_words_for_the_same_figures_pass(said: str, instead: str) -> None:
    assert judged(SQL.replace(said, instead)).status == REWRITTEN


def test_the_counter_example_is_small_and_says_both_answers() -> None:
    told = judged(SQL.replace("joined_on + 7", "joined_on + 8")).told
    assert "core.joined:" in told
    assert "only as approved:" in told
    assert "only now:" in told
    assert len(told.splitlines()) < 15


def test_a_part_may_become_a_model_of_its_own() -> None:
    inner = SQL.split("(\n", 1)[1].split("\n)", 1)[0]
    part = Relation("core.valid_visit", "p", inner, {}, ("core.visit",))
    outer = 'with visit as (select * from "core"."valid_visit")' + SQL.split("\n)", 1)[1]
    now = catalog(outer, part=part)
    now.relations["lifecycle.cohort"].__dict__["inputs"] = ("control.run", "core.joined", "core.valid_visit")
    found = {verdict.name: verdict.status for verdict in verdicts(Judge(catalog(), {}), now)}
    assert found == {"core.valid_visit": NEW, "lifecycle.cohort": REWRITTEN}


def test_a_model_that_is_gone_is_told() -> None:
    now = catalog()
    relations = {name: r for name, r in now.relations.items() if name != "lifecycle.cohort"}
    (verdict,) = verdicts(Judge(catalog(), {}), Catalog(relations, NOTHING))
    assert verdict == Verdict("lifecycle.cohort", GONE)


def test_what_is_approved_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_approved(catalog(), tmp_path)
    again = read_approved(tmp_path)
    assert list(verdicts(Judge(again, {}), catalog())) == []
    assert again.relations["core.visit"].grains == (("visit_id",),)
