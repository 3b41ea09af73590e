"""The proof put to the test: wrong definitions and harmless rewrites, planted and judged one at a time."""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from expectations.proofs.adversarial.catalog import Catalog, Relation
from expectations.proofs.adversarial.figures import Figures
from expectations.proofs.adversarial.judge import Judge
from expectations.proofs.adversarial.manifest_changes import (
    ChangedManifest,
    harmless_manifests,
    wrong_manifests,
)
from expectations.proofs.adversarial.mutations import mutations
from expectations.proofs.adversarial.rewrites import rewrites
from expectations.proofs.adversarial.trees import Variant

Told = Callable[[str], None]
_REVIEWED = Path(__file__).parent / "equivalent.yml"
_OTHER_ROOMS = ("raw.", "control.", "manifest.", "identity.")


@dataclass(frozen=True)
class Planted:
    """A change of one definition: of a model's query, or of the semantic manifest (`model` is empty)."""

    model: str
    change: Variant | ChangedManifest


@dataclass
class Score:
    """How many were planted and stopped, by operator, and which were judged wrongly."""

    planted: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)
    misjudged: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Share that was stopped."""
        total = sum(self.planted.values())
        return sum(self.stopped.values()) / total if total else 0.0


def scope_of(catalog: Catalog) -> list[Relation]:
    """The models that figures are made of, as far as they are queries; identity has its own proofs."""
    models = catalog.semantic["semantic_models"]
    ends = [f"{m['node_relation']['schema_name']}.{m['node_relation']['alias']}" for m in models]
    found: set[str] = set()
    while ends:
        name = ends.pop()
        if name not in found and not name.startswith(_OTHER_ROOMS) and name in catalog.relations:
            found.add(name)
            ends += catalog.relations[name].inputs
    return [relation for name, relation in catalog.relations.items() if name in found and relation.sql]


def nullable_columns(relations: Sequence[Relation]) -> frozenset[str]:
    """Columns that nothing promises to be filled, and of whose name no other input has a filled one."""
    filled = {column for relation in relations for column in relation.required}
    return frozenset(column for relation in relations for column in relation.columns) - filled


def wrong(catalog: Catalog) -> Iterator[Planted]:
    """Every mutation of every definition."""
    harmless_after_all = {entry["sql"] for entry in reviewed()}
    for relation in scope_of(catalog):
        inputs = [catalog.relations[name] for name in relation.inputs]
        for variant in mutations(relation.sql or "", nullable_columns(inputs)):
            if digest(variant.sql) not in harmless_after_all:
                yield Planted(relation.name, variant)

    def nullable(table: str) -> frozenset[str]:
        return nullable_columns([catalog.relations[table]])

    yield from (Planted("", change) for change in wrong_manifests(catalog.semantic, nullable))


def reviewed() -> list[dict[str, str]]:
    """Mutations of which somebody has shown that no figure can move, each by the digest of its whole query.

    Once the model changes, the digest is another one and the review is due again.
    """
    entries: list[dict[str, str]] = yaml.safe_load(_REVIEWED.read_text(encoding="utf-8")) or []
    return entries


def digest(sql: str) -> str:
    """What names a mutated query."""
    return hashlib.sha256(sql.encode()).hexdigest()[:16]


def harmless(catalog: Catalog) -> Iterator[Planted]:
    """Every rewrite of every definition."""
    for relation in scope_of(catalog):
        yield from (Planted(relation.name, variant) for variant in rewrites(relation.sql or ""))
    yield from (Planted("", change) for change in harmless_manifests(catalog.semantic))


def drawn(candidates: Iterator[Planted], number: int, seed: int) -> list[Planted]:
    """About as many of each operator, models and YAML alike, drawn by a seed and put in order of models."""
    by_kind: dict[tuple[str, bool], list[Planted]] = defaultdict(list)
    for planted in candidates:
        by_kind[planted.change.operator, bool(planted.model)].append(planted)
    draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
    piles = [draw.sample(pile, len(pile)) for _, pile in sorted(by_kind.items())]
    chosen: list[Planted] = []
    while len(chosen) < number and any(piles):
        chosen += [pile.pop() for pile in piles if pile]
    return sorted(chosen[:number], key=lambda planted: planted.model)


def judged(
    catalog: Catalog, seeds: Mapping[str, Path], planted: Sequence[Planted], *, are_wrong: bool
) -> Score:
    """Judge each alone; nothing tells the judge which kind it is."""
    judge, score = Judge(catalog, seeds, is_telling=False), Score()
    before = Figures(catalog.semantic)
    for one in planted:
        operator = one.change.operator
        score.planted[operator] += 1
        is_stopped = _is_stopped(judge, before, one)
        score.stopped[operator] += is_stopped
        if is_stopped != are_wrong:
            place = f"{one.model or 'semantic YAML'}: {one.change.place}"
            known_as = f" [{digest(one.change.sql)}]" if isinstance(one.change, Variant) else ""
            score.misjudged.append(f"{operator} at {place}{known_as}")
    return score


def _is_stopped(judge: Judge, before: Figures, planted: Planted) -> bool:
    catalog = judge.approved
    if isinstance(planted.change, Variant):
        relation = catalog.relations[planted.model]
        inputs = [catalog.relations[name] for name in relation.inputs]
        found, is_provable = judge.difference(relation.sql or "", planted.change.sql, inputs)
        return found is not None or not is_provable
    now = Figures(planted.change.document)
    changed = [
        name
        for name in before.published
        if before.formula(name) != now.formula(name) or before.shape(name) != now.shape(name)
    ]
    return any(judge.metric(name, before, now).status == "different" for name in changed)
