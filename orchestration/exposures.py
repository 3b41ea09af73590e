"""Who reads what is published, as dbt's exposures: generated from what the pages state, never edited.

Run `python -m orchestration.exposures --check` or `--write`, after a page asks for another table.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from orchestration.project import PROJECT_DIR, ROOT
from orchestration.promised import CONTRACT_FILE, OUTSIDE_DBT
from publishing.promise import read_promise
from reports.contents import CONTENTS, Entry, entry
from reports.pages import FAMILIES, PAGES

EXPOSURES_FILE = PROJECT_DIR / "models" / "exposures" / "_exposures.yml"
HEADER = (
    "# Generated from reports/pages/ by `python -m orchestration.exposures --write`; do not edit.\n"
    "# An exposure is who reads: a page, a family of pages, the view of a member, a BI tool.\n"
)
TABLE = re.compile(r"\b(?:from|join)\s+((?:core|kpi|experiment|ops)\.[a-z_0-9]+)", re.IGNORECASE)
# The role that answers for what a page shows; of those not named, the one for data.
OWNERS = {
    "weekly": "operations_lead",
    "funnels": "operations_lead",
    "layers": "operations_lead",
    "rings": "operations_lead",
    "touch": "customer_manager",
    "benefits": "operations_lead",
    "events": "content_designer",
    "leaders": "community_operator",
    "pages_leader": "community_operator",
    "neighbourhood": "community_operator",
    "member_360": "customer_manager",
}
DATA_ROLE = "member_data"
# Pages with templates of their own, which are not in the registry of pages: what they ask for.
DRAWN_APART = {
    "experiments": (
        "experiment.result", "experiment.balance", "experiment.power", "experiment.programme_increment",
        "core.dim_experiment", "core.dim_campaign", "core.dim_layer", "kpi.community_roi",
    ),
    "checks": ("ops.check_result",),
}  # fmt: skip
# The page that leads to each family of pages.
PAGE_OF_FAMILY = {"dictionary": "metrics", "leader": "leaders"}
MEMBER = ("reports/member", "orchestration/stewarding", "orchestration/cli/member_name.py")


@dataclass(frozen=True)
class Exposure:
    """One reader."""

    name: str
    label: str
    description: str
    kind: str
    tables: frozenset[str]

    def declared(self) -> dict[str, Any]:
        """As dbt wants it; tables that no model makes are told beside."""
        beside = sorted(self.tables & OUTSIDE_DBT)
        return {
            "name": self.name,
            "label": self.label,
            "type": self.kind,
            "maturity": "high",
            "description": self.description,
            "owner": {"name": OWNERS.get(self.name, DATA_ROLE)},
            "depends_on": [
                f"ref('{table.partition('.')[2]}')" for table in sorted(self.tables - OUTSIDE_DBT)
            ],
            **({"config": {"meta": {"also_reads": beside}}} if beside else {}),
        }


def exposures() -> list[Exposure]:
    """Every reader that the house brings, and those outside of it."""
    return [*_pages(), *_families(), _member(), _tools()]


def rendered(readers: Iterable[Exposure]) -> str:
    """The text of the file."""
    document = {"version": 2, "exposures": [reader.declared() for reader in readers]}
    return HEADER + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def tables_named(places: Iterable[str]) -> frozenset[str]:
    """Published tables in the queries that Python modules hold, files or whole folders."""
    found: set[str] = set()
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            tree = ast.parse(file.read_text(encoding="utf-8"))
            texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
            found.update(name for text in texts if isinstance(text, str) for name in TABLE.findall(text))
    return frozenset(found)


def _pages() -> list[Exposure]:
    return [
        _page(one, tables) for part in CONTENTS for one in part.entries if (tables := _tables_of(one.name))
    ]


def _tables_of(page: str) -> frozenset[str]:
    """What a page asks for; nothing of one that is not drawn yet."""
    kind = PAGES.get(page)
    return frozenset(kind.tables if kind else DRAWN_APART.get(page, ()))


def _page(one: Entry, tables: frozenset[str]) -> Exposure:
    label = f"{one.title.zh} {one.title.en}"
    return Exposure(one.name, label, f"{one.asks.zh} {one.asks.en}", "dashboard", tables)


def _families() -> list[Exposure]:
    found = []
    for kind in FAMILIES.values():
        module = kind.build.__module__.split(".")[2]
        told = (sys.modules[kind.build.__module__].__doc__ or module).strip().partition("\n")[0]
        page = PAGE_OF_FAMILY.get(module)
        label = f"{(title := entry(page).title).zh}（每项一页） {title.en}, one page each" if page else told
        found.append(Exposure(f"pages_{module}", label, told, "dashboard", frozenset(kind.tables)))
    return found


def _member() -> Exposure:
    return Exposure(
        "member_360",
        "会员视图 Member-360",
        "One member as stewards see them, masked: `memberloop member show` and its local page.",
        "application",
        tables_named(MEMBER),
    )


def _tools() -> Exposure:
    return Exposure(
        "bi_tools",
        "BI 工具 BI tools and scripts",
        "Whoever reads the published file, PostgreSQL or Parquet; they rely on contracts/published.yml.",
        "application",
        frozenset(read_promise(CONTRACT_FILE).shape),
    )


def _main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration.exposures")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--write", action="store_true", help="write the file")
    how.add_argument("--check", action="store_true", help="end with 1 when the file is not what it should be")
    text = rendered(exposures())
    if parser.parse_args(arguments).write:
        EXPOSURES_FILE.parent.mkdir(exist_ok=True)
        EXPOSURES_FILE.write_text(text, encoding="utf-8")
        return 0
    is_current = EXPOSURES_FILE.exists() and EXPOSURES_FILE.read_text(encoding="utf-8") == text
    if not is_current:
        print(f"{EXPOSURES_FILE.name} is not what the pages ask for; run with --write", file=sys.stderr)  # noqa: T201
    return 0 if is_current else 1


if __name__ == "__main__":
    sys.exit(_main())
