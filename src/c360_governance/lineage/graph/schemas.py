"""The columns of datasets as events described them, and how they changed from one description to the next. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from c360_governance.lineage.graph.runs import Run
from c360_governance.lineage.graph.state import State

Columns = tuple[tuple[str, str], ...]
"""(name, type) of each column."""


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """``node`` is a dataset's id; ``retyped`` are (column, old type, new type)."""

    node: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    retyped: tuple[tuple[str, str, str], ...]


def schema_change(node: str, old: Columns, new: Columns) -> SchemaChange | None:
    """How a dataset's columns differ; None where they do not. A type that is not told is no other type."""
    before, after = dict(old), dict(new)
    added = tuple(name for name in after if name not in before)
    removed = tuple(name for name in before if name not in after)
    retyped = tuple(
        (name, before[name], after[name])
        for name in after
        if name in before and before[name] and after[name] and before[name].lower() != after[name].lower()
    )
    return SchemaChange(node, added, removed, retyped) if added or removed or retyped else None


def schemas_of(state: State) -> dict[str, Columns]:
    """The last description of every dataset by what was written to it, by id. Runs that failed describe nothing."""
    found: dict[str, Columns] = {}
    for run, id_, columns in written_schemas(state):
        if not run.failed:
            found[id_] = columns
    return found


def written_schemas(state: State) -> Iterator[tuple[Run, str, Columns]]:
    """Every description of an output, in the order of the runs' ends."""
    timed = [run for run in state.runs if run.last is not None]
    for run in sorted(timed, key=lambda run: (run.last, run.facts[-1].sequence)):
        for schema in run.schemas:
            yield run, state.named(schema.ref), schema.columns
