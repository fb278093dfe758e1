"""What one OpenLineage event says of the flow of data, as small values: what the graph is made of. Pure.

For each output the most explicit statement of an event counts, in the specification's order: the ``lineage`` facet,
else ``columnLineage``, else every input into the output. Events of others may break the specification anywhere, so
whatever is not as it should be is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from c360_governance.lineage.event import entries, facet, time_of
from c360_governance.lineage.facts.column_facets import Pairs, stated
from c360_governance.lineage.facts.flow import Flow
from c360_governance.lineage.facts.job_kind import is_dashboard, is_dashboard_type
from c360_governance.lineage.facts.names import Ref

EXPLICIT, COLUMNS, PRODUCT = 2, 1, 0
"""How explicit a statement is: a lineage facet, a columnLineage facet, every input into every output."""


class Source(NamedTuple):
    ref: Ref
    flows: tuple[Flow, ...]


class Statement(NamedTuple):
    """What one output is made from, and how explicitly that was said."""

    target: Ref
    rank: int
    sources: tuple[Source, ...]


class Schema(NamedTuple):
    """The columns of a dataset as an event described them: (name, type)."""

    ref: Ref
    columns: tuple[tuple[str, str], ...]


class Content(NamedTuple):
    """What an event says, without when it was said: jobs say the same thing run after run."""

    inputs: tuple[Ref, ...] = ()
    statements: tuple[Statement, ...] = ()
    aliases: tuple[tuple[Ref, Ref], ...] = ()
    schemas: tuple[Schema, ...] = ()
    owners: tuple[tuple[Ref, str], ...] = ()
    dashboards: tuple[Ref, ...] = ()
    job_is_dashboard: bool = False
    job_owner: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """An event of the log. ``job`` is ``namespace/name``; ``type`` is the event's, None for one without a run."""

    sequence: int
    time: datetime | None
    type: str | None
    job: str | None
    run: str | None
    content: Content


def fact(event: Mapping[str, Any], sequence: int) -> Fact:
    """The fact of an event, whatever is wrong with it."""
    job, run = event.get("job"), event.get("run")
    run_id = run.get("runId") if isinstance(run, dict) else None
    type_ = event.get("eventType")
    return Fact(
        sequence,
        time_of(event.get("eventTime")),
        type_ if isinstance(type_, str) else None,
        f"{job.get('namespace')}/{job.get('name')}" if isinstance(job, dict) else None,
        run_id if isinstance(run_id, str) else None,
        content(event),
    )


def content(event: Mapping[str, Any], *, sql: bool = True) -> Content:
    """What an event says; without ``sql``, its statement is not parsed for columns."""
    inputs = [(ref, dataset) for ref, dataset in _datasets(event.get("inputs"))]
    outputs = [(ref, dataset) for ref, dataset in _datasets(event.get("outputs"))]
    described = [*inputs, *outputs, *_datasets([event.get("dataset")])]
    job = event.get("job")
    named = tuple(dict.fromkeys(ref for ref, _ in inputs))
    return Content(
        inputs=named,
        statements=tuple(_statements(event, named, outputs, sql=sql)),
        aliases=tuple(dict.fromkeys(pair for ref, dataset in described for pair in _aliases(ref, dataset))),
        schemas=tuple(dict.fromkeys(one for ref, dataset in described if (one := _schema(ref, dataset)))),
        owners=tuple(dict.fromkeys((ref, name) for ref, dataset in described if (name := owner(dataset)))),
        dashboards=tuple(dict.fromkeys(ref for ref, dataset in described if _is_dashboard(dataset))),
        job_is_dashboard=isinstance(job, dict) and is_dashboard(job),
        job_owner=owner(job) if isinstance(job, dict) else None,
    )


def owner(described: Mapping[str, Any]) -> str | None:
    """The first owner of a dataset or job."""
    owners = entries((facet(described, "facets", "ownership") or {}).get("owners"))
    name = owners[0].get("name") if owners and isinstance(owners[0], dict) else None
    return name if isinstance(name, str) and name else None


def _statements(
    event: Mapping[str, Any], inputs: tuple[Ref, ...], outputs: list[tuple[Ref, Mapping[str, Any]]], *, sql: bool
) -> Iterator[Statement]:
    """The job's own lineage facet speaks for the outputs whose facets say less."""
    of_job = dict(_job_lineage(event))
    for ref, dataset in outputs:
        lineage = facet(dataset, "facets", "lineage")
        columns = facet(dataset, "facets", "columnLineage")
        if lineage is not None:
            yield Statement(ref, EXPLICIT, _collected(stated(lineage, "inputs", "inputs")))
        elif ref in of_job:
            yield Statement(ref, EXPLICIT, of_job.pop(ref))
        elif columns is not None and (sources := _collected(stated(columns, "dataset", "inputFields"))):
            yield Statement(ref, COLUMNS, sources)
        else:
            sources = _from_sql(event, ref, inputs) if sql else ()
            yield Statement(ref, PRODUCT, sources or tuple(Source(source, ()) for source in inputs))
    written = {ref for ref, _ in outputs}
    yield from (Statement(ref, EXPLICIT, sources) for ref, sources in of_job.items() if ref not in written)


def _from_sql(event: Mapping[str, Any], ref: Ref, inputs: tuple[Ref, ...]) -> tuple[Source, ...]:
    """Every input with the columns that the event's SQL reads of it; nothing where the event has no SQL."""
    sql = facet(event.get("job"), "facets", "sql") or {}
    query = sql.get("query")
    if not isinstance(query, str) or not inputs:
        return ()
    from c360_governance.lineage.facts.sql_columns import flows

    described = _datasets(event.get("inputs"))
    schemas = {one: dict(known.columns) for one, body in described if (known := _schema(one, body))}
    told = flows(query, sql.get("dialect"), ref, inputs, schemas)
    return tuple(Source(source, told.get(source, ())) for source in inputs)


def _job_lineage(event: Mapping[str, Any]) -> Iterator[tuple[Ref, tuple[Source, ...]]]:
    body = facet(event.get("job"), "facets", "lineage") or {}
    for entry in entries(body.get("entries")):
        ref = reference(entry)
        if ref is not None and entry.get("type") != "JOB":
            yield ref, _collected(stated(entry, "inputs", "inputs"))


def _collected(pairs: Pairs) -> tuple[Source, ...]:
    found: dict[Ref, dict[Flow, None]] = {}
    for source, flow in pairs:
        ref = reference(source)
        if ref is None or source.get("type") == "JOB":
            continue
        flows = found.setdefault(ref, {})
        if flow.source is not None or flow.target is not None:
            flows[flow] = None
    return tuple(Source(ref, tuple(flows)) for ref, flows in found.items())


def reference(dataset: Any) -> Ref | None:
    """A dataset's name, where it has one."""
    if not isinstance(dataset, dict):
        return None
    namespace, name = dataset.get("namespace"), dataset.get("name")
    return Ref(namespace, name) if isinstance(namespace, str) and isinstance(name, str) else None


def _datasets(listed: Any) -> Iterator[tuple[Ref, Mapping[str, Any]]]:
    for dataset in entries(listed):
        ref = reference(dataset)
        if ref is not None:
            yield ref, dataset


def _aliases(ref: Ref, dataset: Mapping[str, Any]) -> Iterator[tuple[Ref, Ref]]:
    for entry in entries((facet(dataset, "facets", "symlinks") or {}).get("identifiers")):
        other = reference(entry)
        if other is not None and other != ref:
            yield ref, other


def _schema(ref: Ref, dataset: Mapping[str, Any]) -> Schema | None:
    fields = entries((facet(dataset, "facets", "schema") or {}).get("fields"))
    columns = tuple(
        (entry["name"], str(entry.get("type", "")))
        for entry in fields
        if isinstance(entry, dict) and isinstance(entry.get("name"), str)
    )
    return Schema(ref, columns) if columns else None


def _is_dashboard(dataset: Mapping[str, Any]) -> bool:
    return is_dashboard_type((facet(dataset, "facets", "datasetType") or {}).get("datasetType"))
