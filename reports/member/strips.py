"""What happened when, drawn as strips under one axis: layers and rings as bars, doings as marks of their day.

Plain SVG in per cent of its width, so that one drawing serves a desk and a phone; no style attributes, which
the page's policy forbids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from reports.member.questions import Row
from reports.member.words import NODES, VALUES, named
from reports.words import Words

LONGEST, SHORTEST = 365, 28
HEIGHT = 22
LABEL_FROM = 14.0  # per cent of the width from which a bar has room for its name
SHADES = {"outer": 1, "middle": 3, "inner": 5, "none": 0}


@dataclass(frozen=True)
class Strip:
    """One line of the drawing."""

    name: Words
    drawn: Markup
    said: Words


@dataclass(frozen=True)
class Strips:
    """All lines and the axis below them."""

    lines: list[Strip]
    axis: Markup


@dataclass(frozen=True)
class _Span:
    start: date
    end: date

    def at(self, day: date) -> float:
        days = (self.end - self.start).days + 1
        return max(0.0, min(100.0, (day - self.start).days / days * 100))

    def has(self, day: date | None) -> bool:
        return day is not None and self.start <= day <= self.end


def strips(document: dict[str, Any], layers: dict[str, Words], ranks: dict[str, int], last: date) -> Strips:
    """Draw the time since the member was first busy, a year at most."""
    span = _span(document, last)
    standing = document["standing"]
    shades = {layer: 0 if rank == len(ranks) else rank for layer, rank in ranks.items()}
    lines = [
        _bars("layer", Words("分层", "Layer"), standing, span, layers, shades),
        _bars("ring", Words("同心圈", "Ring"), standing, span, VALUES["ring"], SHADES),
        _marks(Words("节点", "Milestones"), span, _nodes(document)),
        _marks(
            Words("到店", "Visits"),
            span,
            [(row["business_date"], "full", "") for row in document["visit_days"]],
        ),
        _amounts(document["tickets"], span),
        _marks(Words("权益", "Coupons"), span, _coupons(document)),
        _marks(Words("触达", "Messages"), span, _messages(document)),
    ]
    return Strips([line for line in lines if line.drawn], _axis(span))


def _span(document: dict[str, Any], last: date) -> _Span:
    days = [row["business_date"] for key in ("visit_days", "tickets", "sends") for row in document[key]]
    days += [row["first_on"] for row in document["benefits"]]
    earliest = min((day for day in days if day), default=last) - timedelta(days=2)
    longest, shortest = last - timedelta(days=LONGEST), last - timedelta(days=SHORTEST)
    return _Span(min(max(earliest, longest), shortest), last)


def _svg(shapes: Iterable[Markup]) -> Markup:
    inner = Markup("").join(shapes)
    if not inner:
        return Markup("")
    return Markup('<svg width="100%" height="{}" aria-hidden="true">{}</svg>').format(HEIGHT, inner)


def _bars(
    attribute: str,
    name: Words,
    standing: Sequence[Row],
    span: _Span,
    names: dict[str, Words],
    shades: dict[str, int],
) -> Strip:
    shapes, said = [], NODES["join"]
    for row in standing:
        until = row["valid_to"] or span.end + timedelta(days=1)
        if row["attribute"] != attribute or until <= span.start:
            continue
        left, right = span.at(row["valid_from"]), span.at(until)
        said = named(row["value"], names)
        shapes.append(_bar(left, right - left, shades.get(row["value"], 0), said))
    return Strip(name, _svg(shapes), said)


def _bar(left: float, width: float, shade: int, said: Words) -> Markup:
    label = Markup("")
    if width >= LABEL_FROM:
        label = Markup(
            '<text x="6" y="15" lang="zh-CN">{}</text><text x="6" y="15" lang="en">{}</text>'
        ).format(*said)
    return Markup(
        '<svg x="{:.2f}%" width="{:.2f}%" height="20" class="s{}"><title>{} · {}</title>'
        '<rect width="100%" height="20"/>{}</svg>'
    ).format(left, width, shade, said.zh, said.en, label)


def _marks(name: Words, span: _Span, marks: Iterable[tuple[date | None, str, str]]) -> Strip:
    shown = [(day, kind, told) for day, kind, told in marks if day is not None and span.has(day)]
    shapes = [
        Markup('<rect class="{}" x="{:.2f}%" y="3" width="3" height="16"><title>{} {}</title></rect>').format(
            kind, span.at(day), day, told
        )
        for day, kind, told in shown
    ]
    return Strip(name, _svg(shapes), Words(f"{len(shown)} 次", f"{len(shown)}"))


def _amounts(tickets: Sequence[Row], span: _Span) -> Strip:
    """Net of a day as a bar on a line through the middle: sales above it, returns below."""
    days: dict[date, int] = {}
    for row in tickets:
        if span.has(row["business_date"]):
            days[row["business_date"]] = days.get(row["business_date"], 0) + row["net_fen"]
    most = max((abs(net) for net in days.values()), default=0) or 1
    shapes = [_amount(span.at(day), net, most, day) for day, net in sorted(days.items()) if net]
    said = f"{len(days)}"
    return Strip(Words("消费", "Spending"), _svg(shapes), Words(f"{said} 天", f"{said} days"))


def _amount(left: float, net: int, most: int, day: date) -> Markup:
    tall = max(2.0, 19 * abs(net) / most)
    return Markup(
        '<rect class="{}" x="{:.2f}%" y="{:.1f}" width="5" height="{:.1f}"><title>{}</title></rect>'
    ).format("full" if net > 0 else "bad", left, 21 - tall, tall, day)


def _nodes(document: dict[str, Any]) -> list[tuple[date | None, str, str]]:
    return [(row["reached_on"], "ink", named(row["node"], NODES).en) for row in document["lifecycle"]]


def _coupons(document: dict[str, Any]) -> list[tuple[date | None, str, str]]:
    kinds = {"redeemed": "full", "expired": "faint", "cancelled": "faint"}
    return [
        (row["state_on"], kinds.get(row["state"], "half"), row["state"])
        for row in reversed(document["benefits"])
    ]


def _messages(document: dict[str, Any]) -> list[tuple[date | None, str, str]]:
    return [
        (row["business_date"], "full" if row["is_reached"] else "faint", row["status"])
        for row in reversed(document["sends"])
    ]


def _axis(span: _Span) -> Markup:
    """First days of months; of a short time, Mondays too."""
    days = [span.start + timedelta(days=n) for n in range((span.end - span.start).days + 1)]
    firsts = [day for day in days if day.day == 1]
    every = max(1, len(firsts) // 6)
    shapes = [
        Markup('<line class="tick" x1="{0:.2f}%" x2="{0:.2f}%" y1="0" y2="5"/>').format(span.at(day))
        for day in days
        if day.day == 1 or (len(days) < 100 and day.weekday() == 0)
    ]
    shapes += [
        Markup('<text x="{:.2f}%" y="17">{:%Y-%m}</text>').format(span.at(day), day)
        for day in firsts[::every]
        if span.at(day) < 88
    ]
    return _svg(shapes)
