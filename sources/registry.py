"""The registry of feeds: `sources/registry/*.yml` as frozen dataclasses, checked as a whole.

Here: what a feed is. Not here: how its files are read (readers/) or judged (casting.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sources.registry_check import faults_of_registry
from sources.shapes import Place, Shape, parse_places, parse_shape, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REGISTRY_DIR = Path(__file__).parent / "registry"

ALL_FEED_NAMES: tuple[str, ...] = (
    "wecom_contact", "wecom_contact_event", "wecom_group", "wecom_group_event", "wecom_mass_send",
    "wecom_tag", "wecom_staff_stat", "wecom_group_stat", "wecom_chat_meta", "wecom_link",
    "wechatpay_bill", "wechatpay_circle", "wechatpay_coupon", "alipay_bill", "parking", "footfall",
    "pos_sales", "voucher_douyin", "voucher_meituan", "form_signup", "groupbuy_order",
    "member_registry", "points", "app_event", "app_binding", "benefit_ledger", "outreach_log",
    "event_checkin", "content_stat", "fulfilment", "inventory", "order_rating", "survey", "wifi_portal",
    "experiment_assignment", "deletion_request",
    "master_mall", "master_shop", "master_gate", "master_entry", "master_staff", "master_group",
    "master_campaign", "master_content", "master_benefit", "master_task", "master_event", "master_cost",
    "master_product", "master_community", "master_building", "master_pickup_point", "master_leader",
    "master_role", "master_experiment", "master_target",
)  # fmt: skip
"""Every feed that the landing zone may hold; those without a registry entry are always absent."""


class RegistryError(ValueError):
    """The registry contradicts itself; carries every fault found."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(
            "The registry of feeds has faults:\n" + "\n".join(f"  - {fault}" for fault in faults)
        )
        self.faults = faults


@dataclass(frozen=True)
class RawColumn:
    """One column as it stands in the raw Parquet."""

    name: str
    sql_type: str


_SQL_TYPES = {
    "text": "VARCHAR",
    "enum": "VARCHAR",
    "timezone": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(18,4)",
    "money_fen": "BIGINT",
    "money_yuan": "BIGINT",
    "money_exact": "DECIMAL(18,5)",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "clock": "TIME",
    "hour": "INTEGER",
    "building_no": "VARCHAR",
}


@dataclass(frozen=True)
class Column:
    """One column of a feed as delivered."""

    name: str
    type: str
    required: bool = False
    event: bool = False
    aliases: tuple[str, ...] = ()
    is_list: bool = False
    places: Mapping[str, Place] = field(default_factory=dict)
    """Shape name and where documents of that shape hold the column."""
    identifier: str | None = None
    identifier_in: str | None = None
    otherwise_text: bool = False
    block: bool = False
    """Whether the block that the phone number stands in is kept, too."""
    issuer: str | None = None
    issuer_setting: str | None = None
    values: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    min: int | None = None
    max: int | None = None
    min_fault: str = "below_minimum"
    min_unless: Mapping[str, str] = field(default_factory=dict)
    matching: str | None = None
    """Pattern (RE2, anywhere in the text) without which a text counts as absent."""
    not_matching: str | None = None
    """Pattern with which a text counts as absent."""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other columns and the words that they must have; else the text counts as absent."""

    @property
    def raw_columns(self) -> tuple[RawColumn, ...]:
        """The columns that this one becomes in the raw Parquet."""
        if self.type == "identifier":
            if self.is_list:
                return (RawColumn(f"{self.name}_hashes", "VARCHAR[]"),)
            plain = (RawColumn(self.name, "VARCHAR"),) if self.otherwise_text else ()
            return (*(RawColumn(name, "VARCHAR") for name in self.hashed), *plain)
        if self.type == "time":
            return (RawColumn(f"{self.name}_utc", "TIMESTAMP"), RawColumn(f"{self.name}_local", "TIMESTAMP"))
        return (RawColumn(self.name, _SQL_TYPES[self.type] + "[]" * self.is_list),)

    @property
    def hashed(self) -> tuple[str, ...]:
        """The raw columns of a single identifier that hold hashes, that of the identifier first."""
        block = (f"{self.name}_block_hash",) if self.block else ()
        return (f"{self.name}_hash", *block)

    @property
    def headers(self) -> tuple[str, ...]:
        """The names under which a table delivers it."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Feed:
    """One kind of delivery."""

    name: str
    family: str
    group: str
    title_en: str
    title_zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    encodings: tuple[str, ...] = ("utf-8",)
    key_is_group: bool = False
    document_key: tuple[str, ...] = ()
    """What a document tells all of: a later document of a file on the same replaces an earlier one whole."""
    snapshot: bool = False
    one_of: tuple[tuple[str, ...], ...] = ()
    shapes: tuple[Shape, ...] = ()
    """Kinds of documents, in the order in which they are tried."""
    ignored: frozenset[str] = frozenset()
    """Headers and keys that are known and dropped on purpose."""
    fold_keys: bool = False
    """Whether keys of documents are matched whatever their case."""
    module: str | None = None
    """`sources/vendors/<module>.py`, whose `prepare` turns a document into one that the shapes describe."""
    module_for: tuple[str, ...] = ()
    """Shapes that only the module brings about: it is shown no document that is of a shape as it lies."""

    @property
    def raw_columns(self) -> tuple[RawColumn, ...]:
        """Columns of rows.parquet without the file id."""
        return tuple(raw for column in self.columns for raw in column.raw_columns)

    @property
    def raw_key(self) -> tuple[str, ...]:
        """The natural key in raw column names."""
        return self.raw_names(self.key)

    @property
    def told_whole(self) -> tuple[str, ...]:
        """The columns, if any, that name what a document tells all of."""
        return self.key if self.key_is_group else self.document_key

    def raw_names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The raw columns that these columns become."""
        return tuple(raw.name for name in names for raw in self.column(name).raw_columns)

    def column(self, name: str) -> Column:
        """The column of that registry name."""
        return next(column for column in self.columns if column.name == name)

    def column_for_header(self, header: str) -> Column | None:
        """The column that a header cell or a JSON key names, by name or alias."""
        return self._by_header.get(header)

    @cached_property
    def _by_header(self) -> dict[str, Column]:
        return {header: column for column in reversed(self.columns) for header in column.headers}


@dataclass(frozen=True)
class Registry:
    """All declared feeds, in the order of the files."""

    feeds: Mapping[str, Feed]

    def __iter__(self) -> Iterator[Feed]:
        return iter(self.feeds.values())

    def __getitem__(self, name: str) -> Feed:
        return self.feeds[name]

    def __contains__(self, name: object) -> bool:
        return name in self.feeds


@lru_cache(maxsize=4)
def load_registry(directory: Path = REGISTRY_DIR) -> Registry:
    """Read and check the registry; every fault is told at once.

    Raises:
        RegistryError: the YAML names something unknown or contradicts itself.
    """
    entries: dict[str, Any] = {}
    faults: list[str] = []
    for path in sorted(directory.glob("*.yml")):
        for name, entry in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            if name in entries:
                faults.append(f"{name}: declared twice, again in {path.name}")
            entries[name] = entry
    faults += faults_of_registry(entries, ALL_FEED_NAMES)
    if faults:
        raise RegistryError(faults)
    return Registry({name: _feed(name, entry) for name, entry in entries.items()})


def _feed(name: str, entry: dict[str, Any]) -> Feed:
    shapes = tuple(parse_shape(shape, spec or {}) for shape, spec in entry.get("shapes", {}).items())
    return Feed(
        name=name,
        family=entry["family"],
        group=entry["group"],
        title_en=entry["title"]["en"],
        title_zh=entry["title"]["zh"],
        key=tuple(entry["key"]),
        columns=tuple(_column(column, spec, shapes) for column, spec in entry["columns"].items()),
        encodings=tuple(entry.get("encodings", ["utf-8"])),
        key_is_group=entry.get("key_is_group", False),
        document_key=tuple(entry.get("document_key", [])),
        snapshot=entry.get("snapshot", False),
        one_of=tuple(tuple(names) for names in entry.get("one_of", [])),
        shapes=shapes,
        ignored=frozenset(texts(entry.get("ignore"))),
        fold_keys=entry.get("fold_keys", False),
        module=entry.get("module"),
        module_for=texts(entry.get("module_for")),
    )


_READ_APART = {"values", "alias", "list", "from", "asked", "const", "when"}


def _column(name: str, spec: dict[str, Any], shapes: tuple[Shape, ...]) -> Column:
    plain = {key: value for key, value in spec.items() if key not in _READ_APART}
    return Column(
        name=name,
        values=texts(spec.get("values")),
        when={other: texts(words) for other, words in spec.get("when", {}).items()},
        aliases=texts(spec.get("alias")),
        is_list=spec.get("list", False),
        places=parse_places(spec, tuple(shape.name for shape in shapes)),
        **plain,
    )
