"""What a file would become is told by its content alone, and leaves no trace."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from sources.explain import Explanation, explain
from sources.registry import load_registry
from tests.sources.conftest import pos_csv, pos_line
from tests.sources.test_lanes import CONTACT_PAGE

LEDGER = (
    '{"coupon_code":"C1","benefit_id":"B","member_no":"m","state":"issued","state_at":"2026-03-01T00:00:00Z"}'
)
CALLBACK = (
    "<xml><ToUserName><![CDATA[wwcorp]]></ToUserName><CreateTime>1772326800</CreateTime>"
    "<Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType>"
    "<UserID>zhang</UserID><ExternalUserID>wmInvented1</ExternalUserID></xml>"
)


def told(tmp_path: Path, content: str | bytes, name: str = "a", feed: str | None = None) -> Explanation:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return explain(path, load_registry(), feed=feed)


@pytest.mark.parametrize(
    ("content", "feed", "shape"),
    [
        (pos_csv(pos_line(1)), "pos_sales", "csv"),
        (LEDGER + "\n", "benefit_ledger", "json_lines"),
        (CALLBACK, "wecom_contact_event", "xml"),
        (json.dumps(CONTACT_PAGE, indent=1), "wecom_contact", "json"),
    ],
)
def test_the_feed_is_found_by_content(tmp_path: Path, content: str, feed: str, shape: str) -> None:
    found = told(tmp_path, content)
    assert (found.feed, found.shape, found.status) == (feed, shape, "accepted")
    assert found.rows_kept == found.rows_read > 0
    assert found.natural_key == load_registry()[feed].key


def test_what_would_be_quarantined_is_told_masked(tmp_path: Path) -> None:
    text = pos_csv(pos_line(1), pos_line(2, price="-1", phone="16012345678"))
    text = text.replace(",支付方式", ",支付方式,新列").replace("card\n", "card,x\n")
    found = told(tmp_path, gzip.compress(text.encode("gb18030")))
    assert (found.compression, found.encoding, found.delimiter) == ("gzip", "gb18030", ",")
    assert (found.rows_read, found.rows_kept, found.rows_quarantined) == (2, 1, 1)
    assert found.unknown_columns == ("新列",)
    (refused,) = found.refused
    assert (refused.reason, refused.column_name) == ("negative_price", "unit_price_fen")
    assert (refused.rows, refused.first_line) == (1, 3)
    assert "16012345678" not in repr(found)


def test_the_folder_tells_before_the_content_does(tmp_path: Path) -> None:
    found = told(tmp_path, LEDGER, "outreach_log/2026-03-01/a.jsonl")
    assert (found.feed, found.candidates, found.rows_kept) == ("outreach_log", ("outreach_log",), 0)


@pytest.mark.parametrize(
    "content", [b"", b"hello\nworld\n", b'{"what": 1}', b"<a/>", b"\x1f\x8b\x08\x00rest"]
)
def test_a_file_of_no_feed_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    found = told(tmp_path, content)
    assert (found.feed, found.reason, found.candidates) == (None, "no_feed_fits", ())


def test_the_command_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("MEMBERLOOP_HOME", str(home))
    (tmp_path / "a.jsonl").write_text(LEDGER + "\n{\n", encoding="utf-8")
    shown = CliRunner().invoke(main, ["ingest", "--explain", str(tmp_path / "a.jsonl")])
    assert shown.exit_code == 0
    assert "bad_json" in shown.output
    answer = CliRunner().invoke(main, ["ingest", "--explain", str(tmp_path / "a.jsonl"), "--json"])
    assert json.loads(answer.output)["rows_quarantined"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl"]


def test_an_unknown_feed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x", encoding="utf-8")
    assert (
        CliRunner().invoke(main, ["ingest", "--explain", str(tmp_path / "a"), "--feed", "moon"]).exit_code
        == 2
    )
