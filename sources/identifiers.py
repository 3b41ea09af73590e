"""Identifiers: one normal form a type, then a keyed hash. The contract is in published.md.

Two engines give the same hash: SQL macros for whole files and a Python twin for single values. Both are built
from the tables and patterns below. What is masked, or no identifier of its type, has no hash.
The pepper enters DuckDB as bound parameters of SET VARIABLE, so it is in no SQL text.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.sql import literal

if TYPE_CHECKING:
    import duckdb

IDENTIFIER_TYPES = (
    "phone", "unionid", "openid", "external_userid", "card_no", "member_no", "plate", "mac_hash", "device_id",
)  # fmt: skip

BLOCK_TYPE, BLOCK_DIGITS = "phone_block", 2
"""A number without its last digits: tells of numbers bought in a row. It names nobody and joins nobody."""

MASK = "*"
_WIDE_MASK = "＊"
_BLOCK = 64
# As many bytes as characters. Most identifiers are, and are spared the slow folding.
_IS_ASCII = "strlen(v) = length(v)"
# Trimming is slow, too. What is ASCII and has neither a space at an end nor a mask in it stays as it is.
_IS_TRIM = (
    f"{_IS_ASCII} AND v >= '!' AND NOT (ends_with(v, ' ') OR ends_with(v, E'\\t') OR ends_with(v, E'\\r') "
    f"OR ends_with(v, E'\\n') OR contains(v, '*'))"
)
_SPACES = " \t\r\n\u00a0\u200b\u3000\ufeff"
_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_UPPER = _LOWER.upper()
_PHONE_NOISE = _SPACES + "-().\u2010\u2011\u2012\u2013"
_PLATE_NOISE = _SPACES + ".-\u00b7\u2022\u2027\u30fb"

_CHINESE_MOBILE = r"^(?:\+?86)?0?(1[3-9][0-9]{9})$"
# E.164; a number under +86 that begins like a mobile must be one.
_E164 = r"^\+(?:861[3-9][0-9]{9}|86[2-9][0-9]{8,10}|(?:[1-79][0-9]|8[0-57-9])[0-9]{6,13})$"
# "No plate", "temporary" and the like are words, not plates.
_PLATE = r"^[^A-Z0-9无临未][A-Z0-9][A-Z0-9]{3,6}[A-Z0-9挂学警港澳使领]$"
# Nearly all come in one form already, and are spared the folding, which costs ten times the rest.
_IS_PLAIN_MOBILE = "regexp_full_match(v, '1[3-9][0-9]{9}')"
_IS_PLAIN_PLATE = (
    r"regexp_full_match(v, '\p{Han}[A-Z0-9]{4,7}[A-Z0-9挂学警港澳使领]') "
    "AND left(v, 1) NOT IN ('无', '临', '未')"
)


@dataclass(frozen=True)
class Pepper:
    """The secret of the identifier hash; never shown."""

    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.secret:
            message = "The pepper is empty: set MEMBERLOOP_PEPPER."
            raise ValueError(message)

    def pads(self) -> tuple[bytes, bytes]:
        """Inner and outer pad of HMAC-SHA-256."""
        key = self.secret.encode()
        key = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
        return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


def normalise(identifier_type: str, raw: str | None) -> str | None:
    """The normal form of an identifier, or None when the text is none of that type.

    `openid` and `external_userid` come with their issuer in front: `appid:openid`, `corpid:external_userid`.
    """
    if identifier_type not in IDENTIFIER_TYPES:
        message = f"unknown identifier type {identifier_type}"
        raise ValueError(message)
    if raw is None:
        return None
    folded = raw.translate(str.maketrans(_WIDE, _NARROW))
    if MASK in folded:
        return None
    match identifier_type:
        case "phone":
            return _phone(folded)
        case "plate":
            plate = _ascii_upper(folded.translate(dict.fromkeys(map(ord, _PLATE_NOISE))))
            return plate if re.fullmatch(_PLATE[1:-1], plate) else None
        case "card_no" | "member_no":
            return _ascii_upper(folded).strip(_SPACES) or None
        case _:
            return folded.strip(_SPACES) or None


def identifier_hash(pepper: Pepper, identifier_type: str, raw: str | None) -> str | None:
    """Lower-case hex HMAC-SHA-256 of `<type>|<normal form>`, or None when there is no normal form."""
    value = normalise(identifier_type, raw)
    if value is None:
        return None
    return hmac.new(pepper.secret.encode(), f"{identifier_type}|{value}".encode(), hashlib.sha256).hexdigest()


def block_hash(pepper: Pepper, raw: str | None) -> str | None:
    """Hash of the block that a phone number stands in, or None where there is no number."""
    number = normalise("phone", raw)
    if number is None:
        return None
    text = f"{BLOCK_TYPE}|{number[:-BLOCK_DIGITS]}"
    return hmac.new(pepper.secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _phone(folded: str) -> str | None:
    digits = folded.translate(dict.fromkeys(map(ord, _PHONE_NOISE)))
    digits = re.sub(r"^00", "+", digits)
    mobile = re.fullmatch(_CHINESE_MOBILE[1:-1], digits)
    digits = f"+86{mobile[1]}" if mobile else digits
    return digits if re.fullmatch(_E164[1:-1], digits) else None


def _ascii_upper(text: str) -> str:
    # Only ASCII: what upper case is beyond it differs between engines.
    return text.translate(str.maketrans(_LOWER, _UPPER))


def install_macros(con: duckdb.DuckDBPyConnection, pepper: Pepper) -> None:
    """Give the connection the pepper's pads, and for each type three macros of a text.

    `normal_<type>` gives its normal form, `identifier_text_<type>` that as it is hashed, and
    `identifier_hash_<type>` the hash. `block_text_phone` is the block of a number as it is hashed.
    """
    inner, outer = pepper.pads()
    con.execute("SET VARIABLE memberloop_ipad = ?", [inner])
    con.execute("SET VARIABLE memberloop_opad = ?", [outer])
    inner_hash = "sha256(getvariable('memberloop_ipad') || encode(v))"
    outer_hash = f"sha256(getvariable('memberloop_opad') || unhex({inner_hash}))"
    macros = {"keyed_hash": outer_hash}
    for name in IDENTIFIER_TYPES:
        macros[f"normal_{name}"] = _normal_sql(name)
        macros[f"identifier_text_{name}"] = f"'{name}|' || normal_{name}(v)"
        macros[f"identifier_hash_{name}"] = f"keyed_hash(identifier_text_{name}(v))"
    macros["block_text_phone"] = f"'{BLOCK_TYPE}|' || left(normal_phone(v), -{BLOCK_DIGITS})"
    for name, body in macros.items():
        con.execute(f"CREATE OR REPLACE TEMP MACRO {name}(v) AS {body}")


def _normal_sql(identifier_type: str) -> str:
    unmasked = f"CASE WHEN NOT contains(v, '{MASK}') AND NOT contains(v, '{_WIDE_MASK}') THEN v END"
    folded = f"CASE WHEN {_IS_ASCII} THEN {unmasked} ELSE {_translate(unmasked, _WIDE, _NARROW)} END"
    # One pass for both steps: letters become narrow and upper together.
    wide_upper = _translate(unmasked, _WIDE + _LOWER, _ascii_upper(_NARROW) + _UPPER)
    upper = f"CASE WHEN {_IS_ASCII} THEN upper({unmasked}) ELSE {wide_upper} END"
    match identifier_type:
        case "phone":
            digits = f"regexp_replace({_translate(folded, _PHONE_NOISE, '')}, '^00', '+')"
            digits = rf"regexp_replace({digits}, '{_CHINESE_MOBILE}', '+86\1')"
            any_form = f"nullif(regexp_extract({digits}, '{_E164}'), '')"
            return f"CASE WHEN {_IS_PLAIN_MOBILE} THEN '+86' || v ELSE {any_form} END"
        case "plate":
            any_form = f"nullif(regexp_extract({_translate(upper, _PLATE_NOISE, '')}, '{_PLATE}'), '')"
            return f"CASE WHEN {_IS_PLAIN_PLATE} THEN v ELSE {any_form} END"
        case "card_no" | "member_no":
            return (
                f"CASE WHEN {_IS_TRIM} THEN upper(v) ELSE nullif(trim({upper}, {literal(_SPACES)}), '') END"
            )
        case _:
            return f"CASE WHEN {_IS_TRIM} THEN v ELSE nullif(trim({folded}, {literal(_SPACES)}), '') END"


def _translate(expression: str, source: str, target: str) -> str:
    return f"translate({expression}, {literal(source)}, {literal(target)})"
