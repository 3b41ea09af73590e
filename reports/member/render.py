"""Pages for stewards as text, with the policy that a browser is to hold them to: no script, one style."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
from markupsafe import Markup

from reports.member.masking import hidden, masked, scrubbed
from reports.member.page import Names, member_page
from reports.member.questions import published, rows_of
from reports.store import Store
from reports.words import Words
from reports.writing import render

LANGUAGES = ("zh-CN", "en")
RANKS = "select layer, layer_rank from core.dim_layer order by layer_rank"


@dataclass(frozen=True)
class Frame:
    """What a page needs of its server: the language, where it stands, and the guard of its forms."""

    language: str
    here: str
    form_guard: str
    types: tuple[str, ...]


def render_member(
    con: duckdb.DuckDBPyConnection,
    document: dict[str, Any],
    frame: Frame,
    *,
    reason: str | None = None,
    former: str | None = None,
) -> str:
    """One member's page, masked unless there is a reason.

    Args:
        con: The version that the document is of.
        document: The member, unmasked.
        frame: Language, place and guard of the forms.
        reason: Why the member is shown in full.
        former: The id that was asked for, where another one speaks for it.
    """
    store = Store(con)
    edition = store.edition()
    shown = masked(document) if reason is None else document
    last = edition.data_through or edition.as_of_date
    return _fill(
        "member/member.html",
        frame,
        edition=edition,
        view=member_page(shown, _names(con, store), last),
        reason=None if reason is None else scrubbed(reason),
        former=former,
        can_unmask=bool(hidden(document)),
    )


def render_door(frame: Frame, told: Words | None = None) -> str:
    """The page that asks for a member, with what there is to tell of the last one asked for."""
    return _fill("member/door.html", frame, told=told, edition=None)


def policy() -> str:
    """The content security policy of every page here: its one style, and forms to its own server."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _names(con: duckdb.DuckDBPyConnection, store: Store) -> Names:
    has_layers = "core.dim_layer" in published(con)
    ranks = {row["layer"]: row["layer_rank"] for row in rows_of(con, RANKS, {})} if has_layers else {}
    return Names(
        store.mall_names(), store.layer_names() if has_layers else {}, ranks, store.currency_symbol()
    )


def _fill(template: str, frame: Frame, **values: object) -> str:
    return render(template, frame=frame, style=Markup(_style()), **values)  # noqa: S704  our own


@cache
def _style() -> str:
    """The style that all reports share and what these pages add, byte by byte as the policy names it."""
    sheets = ("style.css", "member/style.css")
    return "\n".join(render(sheet) for sheet in sheets)
