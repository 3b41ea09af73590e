"""Layers and migration: which layer members are in, where a month moved them, what each layer asks for."""

from __future__ import annotations

from collections.abc import Mapping

from reports.contents import entry
from reports.document import Note, Page, Section
from reports.pages import layer_tables, monthly, moves, standings
from reports.pages.board import gauges
from reports.pages.standings import Kinds
from reports.store import ALL_MALLS, Store
from reports.words import Words

MIGRATION = "kpi.layer_migration_monthly"
TABLES = (MIGRATION, *layer_tables.TABLES, *monthly.TABLES, *standings.TABLES)
# What the layers are judged by, in the order shown.
LEADING = (
    "layer_to_silent_rate", "layer_to_high_frequency_high_ticket_rate", "high_value_share",
    "next_step_compliance_rate",
)  # fmt: skip
FLOWS = """
with newest as (
    select max(month_start) as month_start from kpi.layer_migration_monthly
    where mall_id = $mall and value is not null
)

select
    month_start, layer_from as before, layer_to as after, denominator, numerator, value, null_reason
from kpi.layer_migration_monthly
where mall_id = $mall and month_start = (select month_start from newest)
order by layer_from, layer_to
"""


def page(store: Store) -> Page:
    """The layers' leading figures, the flows of the newest month, shares over months, steps and malls."""
    told = entry("layers")
    names = layer_tables.layer_names(store)
    kinds = Kinds("layer", Words("分层", "layer"), names)
    sections = [
        _leading(store),
        *_flows(store, names),
        _shares(store, kinds),
        layer_tables.steps(store),
        layer_tables.assets(store),
        *layer_tables.focus(store),
    ]
    return Page("layers", told.title, told.asks, [section for section in sections if section.blocks])


def _leading(store: Store) -> Section:
    return Section(Words("先看这几项", "First of all"), gauges(store, "month", LEADING))


def _flows(store: Store, names: Mapping[str, Words]) -> list[Section]:
    rows = moves.in_words(store.ask(FLOWS, mall=ALL_MALLS), names)
    title = Words("一个月里的流动", "Where a month moved them")
    if not rows:
        return [Section(title, [Note(Words("还没有可读的一个月。", "No month can be read yet."))])]
    lead = Words(
        "每行是月初所在的层，每列是月末所在的层。", "A row is the layer before, a column the layer after."
    )
    whole = Words("月初在某层的会员，月末在哪层", "Members by their layer before and after")
    matrix = moves.matrix(rows, MIGRATION, "migration", whole)
    return [
        Section(title, [moves.largest(rows, MIGRATION, "layer-moves"), Note(lead), *matrix]),
        Section(
            Words("哪层得、哪层失", "Which layers gained and lost"),
            moves.net(rows, MIGRATION, names, "layer", Words("分层", "Layer")),
        ),
    ]


def _shares(store: Store, kinds: Kinds) -> Section:
    rows = standings.shares(store, kinds)
    drawn = standings.over_months(rows, kinds)
    return Section(
        Words("各层占比", "How large each layer is"),
        [drawn, standings.history(drawn, kinds), *standings.by_mall(rows, kinds)],
    )
