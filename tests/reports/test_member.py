"""One member out of the published store: from all sides, as of a day, masked, drawn without a stray tag."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from reports.member.document import Whereabouts, member_document, whereabouts
from reports.member.masking import SHOWN, hidden, masked, scrubbed
from reports.member.render import LANGUAGES, Frame, policy, render_door, render_member
from sources.stewardship import naming
from tests.reports.markup import Page
from tests.reports.members import (
    ERASED,
    ERASED_ON,
    FIRST,
    FORMER,
    HOSTILE,
    LAST,
    PERSONAL,
    SECOND,
    UNKNOWN,
    make,
)  # fmt: skip

FRAME = Frame("en", f"/member/{FIRST}", "a guard", ("phone", "unionid"))


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    with duckdb.connect(str(make(tmp_path_factory.mktemp("m") / "m.duckdb")), read_only=True) as found:
        yield found


@pytest.fixture(scope="module")
def document(con):
    return member_document(con, FIRST)


def page(con, uid=FIRST, **how):
    return render_member(con, member_document(con, uid), FRAME, **how)


def text(html):
    return " ".join(" ".join(Page(html).text).split())


def test_the_member_is_told_from_all_sides(document):
    assert [row["node"] for row in document["lifecycle"]] == ["join", "first_visit"]
    assert [row["next_best_step"] for row in document["next_step"]] == ["visit"]
    assert [(row["mall_id"], row["visit_days"]) for row in document["visits"]] == [("M01", 2)]
    bought = document["purchases"]
    assert [(f"{row['month_start']:%m}", row["category"], row["net_fen"]) for row in bought] == [
        ("06", "dining", 33_400), ("06", "coffee", -10_000), ("05", "coffee", 100_000),
    ]  # fmt: skip
    assert [(row["state"], row["cost_fen"]) for row in document["benefits"]] == [
        ("redeemed", 700), ("redeemed", 200),
    ]  # fmt: skip
    assert [(row["balance"], row["added"], row["taken"]) for row in document["points"]] == [(700, 1000, -300)]
    assert [row["tag_source"] for row in document["tags"]] == ["declared", "declared"]
    assert [(row["messages"], row["reached"], row["failed"]) for row in document["outreach"]] == [(2, 1, 1)]
    assert [(row["experiment_id"], row["arm"]) for row in document["experiments"]] == [("X1", "treat")]
    assert [(row["observed"], row["is_breach"], row["days_at_cap"]) for row in document["touch_policy"]] == [
        (3, True, 2)
    ]
    assert [row["member"] for row in document["household"]] == [FIRST, SECOND]
    assert [row["role"] for row in document["vehicles"]] == ["main"]


def test_of_a_past_day_nothing_later_is_told(con):
    then = member_document(con, FIRST, date(2026, 2, 15))
    assert then["member"]["layer"] == "joined_inactive"
    assert [row["next_best_step"] for row in then["next_step"]] == ["claim_coupon"]
    assert [row["visit_days"] for row in then["visits"]] == [1]
    assert {row["tag"] for row in then["tags"]} >= {"fashion"}
    assert [row["value"] for row in then["standing"]] == ["joined_inactive", "middle"]
    for section in ("tickets", "benefits", "points", "sends", "experiments", "touch_policy", "vehicles"):
        assert then[section] == [], section


def test_a_version_without_a_table_has_an_empty_section(tmp_path):
    with duckdb.connect(str(make(tmp_path / "m.duckdb"))) as con:
        con.execute("drop table core.fct_points; drop table core.dim_layer")
        found = member_document(con, FIRST)
        assert (found["points"], found["next_step"]) == ([], [])
        assert FIRST in page(con)


def test_an_id_is_followed_to_who_speaks_for_it_or_to_its_erasure(con):
    assert whereabouts(con, FORMER).member_uid == SECOND
    assert whereabouts(con, ERASED) == Whereabouts(None, ERASED_ON)
    assert whereabouts(con, UNKNOWN) == Whereabouts(None)


def test_masking_takes_what_leads_to_a_person_and_keeps_what_tells_rows_apart(document):
    said = str(masked(document))
    assert not [one for one in PERSONAL if one in said]
    assert [one for one in PERSONAL if one in str(document)] == [*PERSONAL[:-1]]
    assert masked(document)["identifiers"][0]["identifier"] == "a1" * 6
    assert masked(document)["benefits"][0]["coupon_code"] == "•••788"
    assert set(hidden(document)) >= {"identifiers", "tickets", "tags", "benefits", "vehicles"}
    assert "lifecycle" not in hidden(document)
    assert SHOWN == naming.SHOWN


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("call +86 139 1234 5678 now", "call ••• now"),
        ("139-1234-5678", "•••"),
        ("11010119900307123X", "•••"),
        ("京B12345", "•••"),
        ("粤AD12345", "•••"),
        ("a.b@c.cn", "•••"),
        ("618 sale of 2026-06-18", "618 sale of 2026-06-18"),
        ("Hall 12, 40 guests", "Hall 12, 40 guests"),
        (FIRST, FIRST),
    ],
)
def test_texts_lose_what_looks_like_a_number_of_somebody(typed, kept):
    assert scrubbed(typed) == kept


def test_the_masked_page_holds_nothing_personal_and_the_unmasked_one_all(con):
    assert not [one for one in PERSONAL if one in page(con)]
    whole = page(con, reason="a complaint")
    assert [one for one in PERSONAL if one in whole] == [*PERSONAL[:-1]]
    assert "a complaint" in text(whole)


def test_a_reason_is_shown_as_it_is_kept(con):
    assert "13912340000" not in page(con, uid=SECOND, reason="for 13912340000")


@pytest.mark.parametrize("reason", [None, "because"])
def test_hostile_names_are_text_and_no_script_is_on_the_page(con, reason):
    html = page(con, reason=reason, former="M0000000003")
    read = Page(html)
    assert "script" not in read.tags
    assert HOSTILE in text(html)
    assert "Harbour <b>Plaza</b>" in text(html)
    assert [one for one in read.references if one.startswith(("http", "//"))] == []
    assert " style=" not in html.split("</style>")[1]  # the policy forbids it, so it would not be drawn


def test_the_page_says_step_cap_money_and_milestones(con):
    said = text(page(con))
    for told in ("Bring back to the mall", "over a touch cap: hold", "¥1,234", "-¥100.00", "2026-01-03"):
        assert told in said, told
    assert "—" in said.split("Third repurchase")[1][:10]


def test_a_member_of_whom_little_is_known_has_a_page(con):
    said = text(page(con, uid=SECOND))
    assert f"Former ids {FORMER}" in said
    assert "Joined but not active" in said


def test_a_figure_that_nobody_knows_is_a_dash(con):
    said = text(page(con, uid=SECOND))
    assert "Points —" in said
    assert "Net, 365 days —" in said


def test_the_policy_names_the_style_of_the_page(con):
    import base64
    import hashlib

    for html in (page(con), render_door(FRAME)):
        style = html.split("<style>")[1].split("</style>")[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in policy()
    assert "unsafe" not in policy()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_stand_on_the_page_in_one_of_them(con, language):
    html = render_member(con, member_document(con, FIRST), Frame(language, "/", "g", ("phone",)))
    assert f'<html lang="{language}">' in html
    spoken = Page(html).by_language
    assert "生命周期节点" in spoken["zh-CN"]
    assert "Lifecycle" in spoken["en"]


def test_data_through_and_version_are_told(con):
    assert f"{LAST} Version v000001" in text(page(con)).replace("发布版本 ", "").replace("数据截至 ", "")
