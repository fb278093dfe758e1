"""The node that an event's dataset is: a declared one by its own name, everything else by ``namespace/name``. Pure.

One dataset has several names: producers quote its parts or leave some out, a `symlinks` facet gives it another, and a
contract says on which servers it lies. All of them lead to one node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from c360_governance.lineage.events.job import METRIC_NAMESPACE
from c360_governance.lineage.events.servers import Place
from c360_governance.lineage.facts.names import Ref, plain_name, plain_parts
from c360_governance.lineage.graph.graph import node_id

_PATHS = ("s3", "s3a", "gs", "file", "hdfs", "abfs", "abfss", "wasb", "wasbs", "dbfs", "adl")
"""Namespaces of files: beside another name, theirs is the one that nobody says."""


class Naming:
    """Answers with ids of nodes.

    ``tables`` are the declared datasets' tables by name, ``own`` the namespaces of the repository's own warehouses, in
    which a table's name alone is a declared one's; ``places`` are where else declared datasets lie, ``aliases`` pairs
    of names of one dataset, ``dashboards`` the names of what is no dataset.
    """

    def __init__(
        self,
        tables: Mapping[str, str],
        own: Iterable[str] = (),
        places: Iterable[Place] = (),
        aliases: Iterable[tuple[Ref, Ref]] = (),
        dashboards: Iterable[Ref] = (),
    ) -> None:
        self._tables = {plain_parts(table): name for name, table in tables.items()}
        self._own = frozenset(own)
        self._places: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for place in places:
            self._places.setdefault(place.namespace, []).append((place.parts, place.dataset))
        self._dashboards = frozenset(dashboards)
        self._groups = _groups(aliases)
        self._known: dict[Ref, str] = {}

    def __call__(self, ref: Ref) -> str:
        """The id of the node that has this name."""
        known = self._known.get(ref)
        if known is None:
            known = self._known[ref] = self._named(ref)
        return known

    def _named(self, ref: Ref) -> str:
        if ref.namespace == METRIC_NAMESPACE:
            return node_id("metric", ref.name)
        group = self._groups.get(ref, (ref,))
        for one in group:
            declared = self._declared(one)
            if declared is not None:
                return node_id("dataset", declared)
        chosen = min(group, key=lambda one: (one.namespace.partition(":")[0] in _PATHS, one.namespace, one.name))
        kind = "dashboard" if any(one in self._dashboards for one in group) else "dataset"
        if chosen.namespace in self._own:
            return node_id(kind, plain_name(chosen.name))  # type: ignore[arg-type]
        return node_id(kind, f"{chosen.namespace}/{plain_name(chosen.name)}")  # type: ignore[arg-type]

    def _declared(self, ref: Ref) -> str | None:
        parts = plain_parts(ref.name)
        if ref.namespace in self._own:
            return next((self._tables[rest] for rest in _endings(parts) if rest in self._tables), None)
        found = {name for known, name in self._places.get(ref.namespace, ()) if _same(known, parts)}
        return found.pop() if len(found) == 1 else None


def _endings(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The name, and the name without its database, without its schema."""
    return [parts[at:] for at in range(len(parts))]


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    pairs = zip(reversed(one), reversed(other), strict=False)
    return all(a.lower() == b.lower() for a, b in pairs)


def _groups(aliases: Iterable[tuple[Ref, Ref]]) -> dict[Ref, tuple[Ref, ...]]:
    """Every name with all the names of the same dataset, sorted."""
    groups: dict[Ref, set[Ref]] = {}
    for one, other in aliases:
        joined = groups.get(one, {one}) | groups.get(other, {other})
        for name in joined:
            groups[name] = joined
    return {name: tuple(sorted(group)) for name, group in groups.items()}
