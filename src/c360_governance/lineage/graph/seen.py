"""Who was seen reading a dataset or one of its columns: jobs, dashboards, what was made of it, and so on downstream."""

from __future__ import annotations

from collections.abc import Callable, Collection

from c360_governance.lineage.events.job import JOB_NAMESPACE
from c360_governance.lineage.graph.peek import Look, Note, UnreadableError, look_into
from c360_governance.lineage.graph.readings import Readings
from c360_governance.model.errors import SourceError
from c360_governance.model.finding import Impact
from c360_governance.model.lenient import mapping
from c360_governance.model.metric import parse_metric
from c360_governance.sources.lookup import DatasetLookup
from c360_governance.sources.repository import Repository


def observer(
    repository: Repository, note: Note = lambda _: None
) -> Callable[[Collection[str], Collection[str]], tuple[Impact, ...]]:
    """Answers who was seen reading a dataset (by all of its names) or some of its columns; nobody without a log.

    ``note`` is told, once, why the log cannot be looked into.
    """
    lookup = DatasetLookup(repository)
    look: Look | None = look_into(repository, note)
    own = _own(repository)
    known: dict[tuple[str, ...], Readings] = {}

    def owner(name: str) -> str | None:
        if name in lookup:
            return lookup[name][0].owner
        paths = [path for path in repository.metric_paths if path.rpartition("/")[2].partition(".")[0] == name]
        value = repository.document(paths[0]).value if paths else None
        return parse_metric(value).owner if isinstance(value, dict) else None

    def seen(names: Collection[str], columns: Collection[str]) -> tuple[Impact, ...]:
        nonlocal look
        if look is None:
            return ()
        key = tuple(names)
        if key not in known:
            known[key] = Readings(look.naming, own, key, owner, lookup.by_table)
        try:
            return known[key].of(columns)
        except UnreadableError as error:
            look = None
            note(str(error))
            return ()

    return seen


def _own(repository: Repository) -> frozenset[str]:
    """The namespaces of the repository's warehouses (`lineage.events.datasets`), told without validating c360.yaml."""
    own = {JOB_NAMESPACE}
    if repository.config_path != "c360.yaml":
        warehouses = repository.config.warehouses
        return frozenset({*own, *(f"{one.type}://{name}" for name, one in warehouses.items())})
    if b"warehouses" not in (repository.tree.read("c360.yaml") or b""):
        return frozenset(own)
    try:
        value = repository.document("c360.yaml").value
    except SourceError:
        return frozenset(own)
    for name, entry in mapping(mapping(value).get("warehouses")).items():
        own.add(f"{mapping(entry).get('type')}://{name}")
    return frozenset(own)
