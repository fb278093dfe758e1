"""The Soda contracts in checks/, merged into the plan of the dataset whose table they name.

Soda ignores what it does not know, so every file is held against Soda's own JSON Schema first, and against the
few things that the schema lets through. All that is wrong with a file is one error with the first place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.checks.check import Check
from c360_governance.checks.soda.check import read
from c360_governance.checks.subject import Subject
from c360_governance.checks.variables import filled
from c360_governance.model.contract import Property, parse_property
from c360_governance.model.errors import SourceError
from c360_governance.model.location import Pointer
from c360_governance.model.suggest import suggest
from c360_governance.sources.document import Document
from c360_governance.sources.validation import violations

_COLUMN_KEYS = (
    "name", "description", "data_type", "checks", "optional",
    "character_maximum_length", "numeric_precision", "numeric_scale", "datetime_precision",
)  # fmt: skip

_FILTERED = ("missing", "invalid", "aggregate", "duplicate", "row_count", "freshness")
"""The check types that take a filter of their own; a document's filter is joined to it."""


def table_of(document: Document) -> str:
    """The table that a file checks: the last part of its qualified dataset. Raises `SourceError` for a broken file."""
    _refuse_flaws(document)
    path = str(document.value["dataset"])
    if len(path.split("/")) < 2:
        raise SourceError(
            f"{path!r} is no qualified dataset", location=document.locate(("dataset",)),
            help="write datasource/schema/table",
        )  # fmt: skip
    return path.rsplit("/", 1)[1]


def compile_(subject: Subject, document: Document) -> Iterator[Check]:
    """The checks of one file that `table_of` has accepted for this dataset."""
    value = document.value
    where = value.get("filter")
    names = [prop.column for prop in subject.dataset.properties]
    for index, entry in enumerate(value.get("checks") or ()):
        yield _check(subject, document, None, ("checks", index), entry, where)
    for position, column in enumerate(value["columns"]):
        pointer: Pointer = ("columns", position)
        prop = next((prop for prop in subject.dataset.properties if prop.column == column["name"]), None)
        problem = None
        if prop is None:
            prop = parse_property({"name": column["name"]}, pointer)
            hint = suggest(column["name"], names)
            problem = f"the contract of {subject.dataset.name} has no column {column['name']!r}; {hint}".rstrip("; ")
        for index, entry in enumerate(column.get("checks") or ()):
            yield _check(subject, document, prop, (*pointer, "checks", index), entry, where, problem)


def _check(
    subject: Subject, document: Document, prop: Property | None, pointer: Pointer, entry: Mapping[str, Any],
    where: str | None, problem: str | None = None,
) -> Check:  # fmt: skip
    ((type_, options),) = entry.items()
    place = document.locate((*pointer, type_), key=True)
    filtered = _with_filter(type_, options or {}, where, place)
    written, unknown = filled(filtered, document.value.get("variables") or {})
    if unknown:
        raise SourceError(f"${{{unknown}}} stands for nothing here", location=place,
                          help="declare it under `variables:` with a default; the environment is not read")  # fmt: skip
    soda = read(subject, type_, written, _dialect(subject, document))
    own = [str(written[key]) for key in ("name", "qualifier") if key in written]
    return subject.check(
        soda.kind, own[0] if own else type_, soda.type, (*pointer, type_), prop=prop, threshold=soda.threshold,
        body=soda.body, rule={"severity": soda.severity}, asked=soda.asked, spec=soda.spec, path=document.path,
        written=soda.dialect, problem=problem or soda.problem,
    )  # fmt: skip


def _dialect(subject: Subject, document: Document) -> str:
    """In whose words a file's SQL is written: those of the warehouse that its dataset names, if c360.yaml has it."""
    named = subject.repository.config.warehouses.get(str(document.value["dataset"]).split("/")[0])
    return named.type if named else subject.engine


def _with_filter(type_: str, written: Mapping[str, Any], where: str | None, place: Any) -> Mapping[str, Any]:
    """The document's filter joined to the check's: in a merged contract it must not reach the others' checks."""
    if not where:
        return written
    if type_ in _FILTERED:
        own = written.get("filter")
        return {**written, "filter": f"({where}) AND ({own})" if own else where}
    if type_ == "failed_rows" and "expression" in written:
        return {**written, "expression": f"({where}) AND ({written['expression']})"}
    if type_ == "metric" and "expression" in written:
        raise SourceError("the file's filter cannot be applied to a metric expression", location=place,
                          help="put the condition into the expression, e.g. FILTER (WHERE ...)")  # fmt: skip
    return written


def _refuse_flaws(document: Document) -> None:
    found = [(one.location, one.message, one.help) for one in violations(document, "soda")]
    if not found:
        found = [
            (document.locate(pointer, key=True), message, help_)
            for pointer, message, help_ in _let_through(document.value)
        ]
    if found:
        location, message, help_ = found[0]
        more = f" (and {len(found) - 1} more in this file)" if len(found) > 1 else ""
        raise SourceError(f"{message}{more}", location=location, help=help_)


def _let_through(value: Mapping[str, Any]) -> Iterator[tuple[Pointer, str, str]]:
    """What Soda's JSON Schema accepts and Soda ignores or cannot run here."""
    if "scopes" in value:
        yield ("scopes",), "scopes run in Soda Cloud only", "write one file a scope, with its filter"
    lists: list[tuple[Pointer, Any]] = [(("checks",), value.get("checks"))]
    for position, column in enumerate(value["columns"]):
        lists.append((("columns", position, "checks"), column.get("checks")))
        for key in column:
            if key not in _COLUMN_KEYS:
                yield ("columns", position, key), f"unknown key {key!r}", suggest(key, _COLUMN_KEYS)
    for pointer, checks in lists:
        for index, entry in enumerate(checks or ()):
            if len(entry) != 1:
                yield (
                    (*pointer, index),
                    f"a check has one key, its type; this has {len(entry)}",
                    "write one check an entry",
                )
            elif "schema" in entry:
                yield (*pointer, index), "the contract compiles to a schema check already", "remove it here"
