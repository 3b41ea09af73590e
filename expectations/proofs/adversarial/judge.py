"""What became of each approved definition: other words for the same figures, or other figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from sqlglot.errors import SqlglotError

from expectations.proofs.adversarial.catalog import Catalog, Relation
from expectations.proofs.adversarial.compare import Difference, difference
from expectations.proofs.adversarial.figures import Figures
from expectations.proofs.adversarial.seeds import known_texts
from expectations.proofs.adversarial.shrink import counter_example
from expectations.proofs.adversarial.stages import Stages
from expectations.proofs.adversarial.vocabulary import Vocabulary, vocabulary_of

REWRITTEN, DIFFERENT, NEW, GONE = "rewritten", "different", "new", "gone"
Fresh = Callable[[], Catalog]


@dataclass(frozen=True)
class Verdict:
    """What was found of one definition that is not, letter for letter, the approved one."""

    name: str
    status: str
    told: str = ""


@dataclass
class _Ground:
    """Tables for one approved query, kept while many candidates are held against it."""

    key: str
    vocabulary: Vocabulary
    stages: Stages


@dataclass
class Judge:
    """Holds candidates against the approved definitions; `is_telling`, it finds counter-examples, too."""

    approved: Catalog
    seeds: Mapping[str, Path]
    is_telling: bool = True
    _grounds: dict[str, _Ground] = field(default_factory=dict)

    def difference(
        self, sql: str, candidate: str, inputs: Sequence[Relation]
    ) -> tuple[Difference | None, bool]:
        """How the candidate answers otherwise, and whether there were tables to tell it on."""
        known = known_texts([relation.name for relation in inputs], self.seeds)
        try:
            wanted = vocabulary_of(candidate, known)
        except SqlglotError as error:
            return Difference(None, f"is no query: {str(error).splitlines()[0]}"), True
        ground = self._ground(sql, wanted, inputs)
        return difference(ground.stages, candidate), bool(ground.stages)

    def _ground(self, sql: str, wanted: Vocabulary, inputs: Sequence[Relation]) -> _Ground:
        key = f"{sql}|{[relation.name for relation in inputs]}"
        ground = self._grounds.get(key)
        if ground is None or not ground.vocabulary.covers(wanted):
            own = vocabulary_of(sql, known_texts([relation.name for relation in inputs], self.seeds))
            vocabulary = own.joined(wanted)
            stages = Stages(sql, inputs, vocabulary, self.seeds)
            self._grounds.clear()  # tables of one definition at a time
            ground = self._grounds[key] = _Ground(key, vocabulary, stages)
        return ground

    def model(self, name: str, sql: str, inputs: Sequence[Relation]) -> Verdict:
        """A model whose text differs from the approved one."""
        approved = self.approved.relations[name].sql
        if approved is None:
            return Verdict(name, DIFFERENT, "it became a query; what it was cannot be run on tiny tables")
        return self._verdict(name, approved, sql, inputs)

    def metric(self, name: str, before: Figures, now: Figures) -> Verdict:
        """A metric whose formula or shape differs from the approved one."""
        if before.shape(name) != now.shape(name):
            keys = sorted(
                key for key in {**before.shape(name), **now.shape(name)}
                if before.shape(name).get(key) != now.shape(name).get(key)
            )  # fmt: skip
            told = "; ".join(
                f"{key}: {before.shape(name).get(key)} -> {now.shape(name).get(key)}" for key in keys
            )
            return Verdict(name, DIFFERENT, told)
        tables = sorted({*before.tables(name), *now.tables(name)})
        inputs = [self.approved.relations[table] for table in tables if table in self.approved.relations]
        return self._verdict(name, before.query(name), now.query(name), inputs)

    def _verdict(self, name: str, sql: str, candidate: str, inputs: Sequence[Relation]) -> Verdict:
        found, is_provable = self.difference(sql, candidate, inputs)
        if found is None:
            told = "" if is_provable else "the approved query runs on none of the hostile tables"
            return Verdict(name, REWRITTEN if is_provable else DIFFERENT, told)
        if found.stage is None or not self.is_telling:
            return Verdict(name, DIFFERENT, found.reason)
        return Verdict(name, DIFFERENT, "\n" + counter_example(found.stage, sql, candidate))


def changed_relations(approved: Catalog, current: Catalog) -> list[str]:
    """Names of relations whose own text is not the approved one."""
    return [
        name
        for name, relation in current.relations.items()
        if name not in approved.relations or approved.relations[name].source != relation.source
    ]


def verdicts(judge: Judge, current: Catalog) -> Iterator[Verdict]:
    """One for each definition that changed; nothing for those that did not."""
    approved = judge.approved
    for name in sorted({*approved.relations} - {*current.relations}):
        yield Verdict(name, GONE)
    for name in changed_relations(approved, current):
        relation = current.relations[name]
        if name not in approved.relations:
            yield Verdict(name, NEW)
        elif name in judge.seeds:
            yield Verdict(name, DIFFERENT, "the seed holds other rows")
        elif relation.sql is None:
            yield Verdict(name, DIFFERENT, "what is no query cannot be run on tiny tables: review its text")
        elif relation.sql.strip() != (approved.relations[name].sql or "").strip():
            yield judge.model(name, *_self_contained(relation, approved, current))
        else:
            yield Verdict(name, REWRITTEN)
    yield from _metric_verdicts(judge, Figures(current.semantic))


def _metric_verdicts(judge: Judge, now: Figures) -> Iterator[Verdict]:
    before = Figures(judge.approved.semantic)
    for name in sorted({*before.published, *now.published}):
        if name not in now.published:
            yield Verdict(name, GONE)
        elif name not in before.published:
            yield Verdict(name, NEW)
        elif before.formula(name) != now.formula(name) or before.shape(name) != now.shape(name):
            yield judge.metric(name, before, now)


def _self_contained(relation: Relation, approved: Catalog, current: Catalog) -> tuple[str, list[Relation]]:
    """A query with those of its inputs that nobody approved yet written into it, and what is left to read."""
    sql, inputs = relation.sql or "", {*approved.relations[relation.name].inputs}
    ends, written = list(relation.inputs), {}
    while ends:
        name = ends.pop()
        if name in approved.relations or current.relations[name].sql is None:
            inputs.add(name)
        elif name not in written:
            written[name] = f"({current.relations[name].sql}\n)"
            ends += current.relations[name].inputs
    for name in [n for n in reversed(list(current.relations)) if n in written]:
        schema, table = name.split(".")
        sql = sql.replace(f'"{schema}"."{table}"', written[name])
    known = {**current.relations, **approved.relations}
    return sql, [known[name] for name in sorted(inputs)]


def differs(error: Exception) -> str:
    """An engine's complaint in one line."""
    return str(error).splitlines()[0] if isinstance(error, duckdb.Error) else str(error)
