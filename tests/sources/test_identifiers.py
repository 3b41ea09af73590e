"""Both engines give the published hash, and only for what is an identifier."""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.identifiers import (
    IDENTIFIER_TYPES,
    Pepper,
    block_hash,
    identifier_hash,
    install_macros,
    normalise,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

PEPPER = Pepper("a pepper that is longer than one block of the hash, which is sixty-four bytes in all")


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    install_macros(con, PEPPER)
    return con


def _in_sql(macro: str, kind: str, texts: Sequence[str | None]) -> list[str | None]:
    found = _connection().execute(
        f"SELECT list({macro}_{kind}(v)) FROM (SELECT unnest(?::VARCHAR[]) AS v)", [texts]
    )
    return list(found.fetchall()[0][0])


def test_the_hash_is_the_published_one() -> None:
    expected = hmac.new(PEPPER.secret.encode(), b"phone|+8613800138000", hashlib.sha256).hexdigest()
    assert identifier_hash(PEPPER, "phone", "13800138000") == expected
    assert _in_sql("identifier_hash", "phone", ["138 0013 8000"]) == [expected]


def test_numbers_in_a_row_have_one_block_and_no_number_has_none() -> None:
    numbers = ["13800138000", "+86 138 0013 8099", "13800138100", "138****8000", "none", None]
    first, second, other, *none = hashes = [block_hash(PEPPER, number) for number in numbers]
    assert first == second != other
    assert none == [None, None, None]
    assert first != identifier_hash(PEPPER, "phone", "13800138000")
    texts = _in_sql("block_text", "phone", numbers)
    made = [t and hmac.new(PEPPER.secret.encode(), t.encode(), hashlib.sha256).hexdigest() for t in texts]
    assert made == hashes


def test_the_pepper_is_in_no_text_that_is_shown() -> None:
    assert PEPPER.secret not in repr(PEPPER)
    plan = _connection().execute("EXPLAIN SELECT identifier_hash_phone(v) FROM (SELECT 'x' AS v)").fetchall()
    macros = _connection().execute(
        "SELECT macro_definition FROM duckdb_functions() WHERE macro_definition IS NOT NULL"
    )
    inner, _ = PEPPER.pads()
    for text in (str(plan), str(macros.fetchall())):
        assert PEPPER.secret not in text
        assert inner[:16].hex() not in text.lower()


def test_an_empty_pepper_is_refused() -> None:
    with pytest.raises(ValueError, match="MEMBERLOOP_PEPPER"):
        Pepper("")


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("phone", "+86 138-0013-8000", "+8613800138000"),
        ("phone", "+ 86 15300830723", "+8615300830723"),
        ("phone", "008613800138000", "+8613800138000"),
        ("phone", "8613800138000", "+8613800138000"),
        ("phone", "１３８ ００１３　８０００", "+8613800138000"),
        ("phone", "+852 6123 4567", "+85261234567"),
        ("phone", "138****8000", None),
        ("phone", "138＊＊＊＊8000", None),
        ("phone", "13800138000,1234", None),
        ("phone", "12345", None),
        ("phone", "+8612345678901", None),
        ("phone", "00000000000", None),
        ("phone", "", None),
        ("phone", None, None),
        ("card_no", " ab１２ ", "AB12"),
        ("member_no", "m-0001", "M-0001"),
        ("member_no", "***", None),
        ("plate", "粤b·12345", "粤B12345"),
        ("plate", "粤B D12345", "粤BD12345"),
        ("plate", "粤BD12345 ", "粤BD12345"),
        ("plate", "粤Z1234港", "粤Z1234港"),
        ("plate", "京A1234警", "京A1234警"),
        ("plate", "粤BO1234", "粤BO1234"),
        ("plate", "粤B01234", "粤B01234"),
        ("plate", "无ES16V2A", None),
        ("plate", "无车牌", None),
        ("plate", "62000F9", None),
        ("plate", "无牌车", None),
        ("plate", "临A12345", None),
        ("openid", " wx1:oAbC ", "wx1:oAbC"),
        ("unionid", "oUnion", "oUnion"),
    ],
)
def test_normal_forms(kind: str, raw: str | None, expected: str | None) -> None:
    assert normalise(kind, raw) == expected
    assert _in_sql("normal", kind, [raw]) == [expected]


_PHONE_LIKE = st.text("+0123456789１３８ -()　86*", max_size=16)
_WILD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_PLATE_LIKE = st.text("粤京B无临abＤ０1234·. 港学", max_size=9)


@pytest.mark.parametrize("kind", IDENTIFIER_TYPES)
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(_PHONE_LIKE | _WILD | _PLATE_LIKE, min_size=1, max_size=20))
def test_both_engines_agree(kind: str, texts: list[str]) -> None:
    assert _in_sql("normal", kind, texts) == [normalise(kind, text) for text in texts]
    assert _in_sql("identifier_hash", kind, texts) == [identifier_hash(PEPPER, kind, text) for text in texts]


@settings(max_examples=80, deadline=None)
@given(kind=st.sampled_from(IDENTIFIER_TYPES), text=_PHONE_LIKE | _WILD | _PLATE_LIKE)
def test_a_normal_form_is_its_own(kind: str, text: str) -> None:
    once = normalise(kind, text)
    assert normalise(kind, once) == once


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown identifier type"):
        normalise("passport", "x")
