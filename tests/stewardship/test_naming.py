"""Identifiers as people write them become the hashes that feeds have."""

from __future__ import annotations

import pytest

from sources.identifiers import identifier_hash
from sources.stewardship.naming import NamingFault


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("phone:138 0000 1111", "phone", "13800001111"),
        (" unionid:oU1 ", "unionid", "oU1"),
        ("openid:oX", "openid", "wxa:oX"),
        ("openid:wxb:oX", "openid", "wxb:oX"),
        ("external_userid:wm1", "external_userid", "ww1:wm1"),
    ],
)
def test_a_value_is_hashed_as_its_feed_hashes_it(namer, text, kind, value):
    identifier = namer.identifier(text)
    assert identifier.type == kind
    assert identifier.hash == identifier_hash(namer.pepper, kind, value)
    assert identifier.is_whole


def test_a_hash_or_its_beginning_is_taken_as_it_is(namer):
    assert namer.identifier("phone:#" + "ab" * 32).is_whole
    beginning = namer.identifier("phone:#abcdef012345")
    assert (beginning.hash, beginning.is_whole) == ("abcdef012345", False)
    assert beginning.short == "phone:#abcdef012345"


@pytest.mark.parametrize("text", ["13800001111", "phones:13800001111", "phone:1380000111", "phone:", ""])
def test_what_names_no_identifier_is_refused_without_repeating_it(namer, text):
    with pytest.raises(NamingFault) as caught:
        namer.identifier(text)
    assert "1380000" not in str(caught.value)
