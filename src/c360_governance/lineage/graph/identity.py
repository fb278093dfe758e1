"""Which declared dataset an event means, though it names it in another way than the repository does.

Producers name a table by where it runs (``snowflake://account``, ``PROD.PUBLIC.ACCOUNTS``) or where its files lie, and
add the table that the catalogue knows as a symlink. A dataset is the repository's own when the last parts of one of its
names are those of a declared table, unless a server of that kind in the contract says another database or schema: a
reader too many is told from a table of the same name more easily than a reader that nobody was told of. The graph
(`lineage.graph.naming`) is stricter on purpose: its edges are evidence, so there a table is a declared one only where
the contract's servers place it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from c360_governance.diff.values import text
from c360_governance.lineage.event import entries, facet
from c360_governance.lineage.events.job import METRIC_NAMESPACE
from c360_governance.lineage.facts.names import plain_parts
from c360_governance.model.contract import Contract, Dataset
from c360_governance.model.lenient import mappings

Declared = Callable[[str], tuple[Contract, Dataset] | None]
"""The dataset that is declared under a table's name (in lower case), None where there is none."""

_PLACE = (("schema", "dataset"), ("database", "catalog", "project"))
"""What a server calls the last but one and the last but two parts of a table's name."""

_KINDS = {"postgresql": "postgres", "awsathena": "athena", "mssql": "sqlserver", "gs": "gcs", "s3a": "s3", "s3n": "s3"}
_FILE = re.compile(r"\.(parquet|csv|json|avro|orc|delta)(\.\w+)?$", re.IGNORECASE)


class Identity:
    """The names of events' datasets.

    ``own`` are the namespaces of the repository's warehouses, in which a table has its declared name; ``asked`` are the
    names of the dataset that is asked about, which may be declared no longer.
    """

    def __init__(self, own: Collection[str], asked: Iterable[str], declared: Declared) -> None:
        self._own = frozenset(own)
        self._asked = {name.lower(): name for name in asked}
        self._declared = declared
        self._known: dict[tuple[str, str], str] = {}

    def names(self, dataset: Any) -> tuple[str, ...]:
        """All that an event's dataset is known as, the name for people first; empty for what is no dataset."""
        found = [self.name(*place) for place in _places(dataset)]
        return tuple(dict.fromkeys(sorted(found, key=lambda name: "/" in name)))

    def name(self, namespace: str, name: str) -> str:
        """A declared dataset's or a metric's own name, else ``namespace/name``."""
        key = namespace, name
        if key not in self._known:
            self._known[key] = name if namespace == METRIC_NAMESPACE else self._find(namespace, name)
        return self._known[key]

    def _find(self, namespace: str, name: str) -> str:
        own = namespace in self._own
        parts = _parts(name)
        for start in range(len(parts)):
            tail = ".".join(parts[start:])
            subject = self._declared(tail)
            if (subject or tail in self._asked) and (own or not _contradicted(subject, namespace, parts)):
                return subject[1].name if subject and tail not in self._asked else self._asked.get(tail, tail)
        return name if own else f"{namespace}/{name}"


def _places(dataset: Any) -> Iterator[tuple[str, str]]:
    """Namespace and name of a dataset, and those of its symlinks."""
    links = facet(dataset, "facets", "symlinks") if isinstance(dataset, Mapping) else None
    for entry in (dataset, *entries((links or {}).get("identifiers"))):
        place = (entry.get("namespace"), entry.get("name")) if isinstance(entry, Mapping) else (None, None)
        if isinstance(place[0], str) and isinstance(place[1], str) and place[1]:
            yield place[0], place[1]


def _parts(name: str) -> list[str]:
    """The parts of a table's name, without quotes and in lower case; of files, the last folder stands for the table."""
    folder = _FILE.sub("", name.rstrip("/")).rpartition("/")[2]
    return [part.lower() for part in plain_parts(folder) if part]


def _contradicted(subject: tuple[Contract, Dataset] | None, namespace: str, parts: list[str]) -> bool:
    """Whether the contract has servers of the namespace's kind, and each says another database or schema."""
    kind = _kind(namespace.partition(":")[0])
    raw = subject[0].document.get("servers") if subject else None
    servers = [server for _, server in mappings(raw) if _kind(text(server, "type") or "") == kind]
    return bool(servers) and not any(_agrees(server, parts) for server in servers)


def _agrees(server: Mapping[Any, Any], parts: list[str]) -> bool:
    for above, keys in enumerate(_PLACE, start=2):
        said = next((found.lower() for key in keys for found in [text(server, key)] if found), None)
        if said and "{" not in said and len(parts) >= above and parts[-above] != said:
            return False
    return True


def _kind(word: str) -> str:
    return _KINDS.get(word.lower(), word.lower())
