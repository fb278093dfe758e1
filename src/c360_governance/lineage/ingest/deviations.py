"""How an event of others deviates from the OpenLineage specification, as findings. Pure.

The structure is judged by schemas; beside it a few things that a schema cannot say and that producers are known to
do. No message quotes a value of the event.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from c360_governance.lineage.event import entries
from c360_governance.lineage.events.validate import violations
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location

_RULES = {
    "required": ("openlineage-missing-field", "the producer should send the field that the specification requires"),
    "format": ("openlineage-invalid-format", "the producer should write the value in the specified format"),
    "type": ("openlineage-wrong-type", "the producer should send the specified type"),
    "enum": ("openlineage-unknown-value", "the producer should use a value that the specification knows"),
}
_OTHER = ("openlineage-invalid-event", "the producer should follow the OpenLineage specification 2-0-2")
_NAN = ("openlineage-not-a-number", "JSON has no NaN and no infinity: the value is stored as null")
_MEANING = {
    "openlineage-phantom-dataset": (
        "names no dataset: its namespace or name is blank or a placeholder",
        "the producer should leave out datasets that it cannot name",
    ),
    "openlineage-quoted-name": (
        "has quotation marks of SQL in its namespace or name",
        "the producer should send names as the catalog holds them, without quotation marks",
    ),
    "openlineage-lineage-input-missing": (
        "has column lineage from a dataset that is none of the event's inputs",
        "the producer should list every dataset that it reads among the inputs",
    ),
}
_PLACEHOLDERS = frozenset({"", "none", "null", "unknown", "undefined", "n/a", "nan", "<null>", "<unknown>"})


def is_event(event: Mapping[str, Any]) -> bool:
    """Whether an object is an OpenLineage event at all: it speaks of a run, a job or a dataset."""
    return (
        isinstance(event.get("run"), dict) or isinstance(event.get("job"), dict)
        or isinstance(event.get("dataset"), dict)
    )  # fmt: skip


_QUOTES = re.compile(r'["`\[]')


class Deviation(NamedTuple):
    """``pointer`` is the way to what deviates; "" is the event."""

    rule: str
    message: str
    pointer: str
    help: str

    def at(self, place: Location) -> Finding:
        """As a warning about a line."""
        return Finding(self.rule, "warning", self.message, place, subject=self.pointer or "the event", help=self.help)


def deviations(event: dict[str, Any]) -> list[Deviation]:
    """One for each deviation of structure, and for each dataset that is not what it should be."""
    found: list[Deviation] = []
    for violation in violations(event):
        rule, help_ = _RULES.get(violation.keyword, _OTHER)
        found.append(Deviation(rule, violation.message, violation.pointer, help_))
    for rule, pointer in _meaning(event):
        message, help_ = _MEANING[rule]
        found.append(Deviation(rule, message, pointer, help_))
    return found


def _meaning(event: dict[str, Any]) -> list[tuple[str, str]]:
    """(rule, pointer) for every dataset with a strange name or with column lineage from nowhere."""
    found: list[tuple[str, str]] = []
    read: set[tuple[str, str]] = set()
    for side in ("inputs", "outputs"):
        for at, dataset in enumerate(entries(event.get(side))):
            if type(dataset) is not dict:
                continue
            namespace, name = dataset.get("namespace"), dataset.get("name")
            if type(namespace) is not str or type(name) is not str:
                continue
            if (len(name) < 10 and name.lower() in _PLACEHOLDERS) or (
                len(namespace) < 10 and namespace.lower() in _PLACEHOLDERS
            ):
                found.append(("openlineage-phantom-dataset", f"{side}/{at}"))
            elif _QUOTES.search(f"{namespace}.{name}") and (_quoted(name) or _quoted(namespace)):
                found.append(("openlineage-quoted-name", f"{side}/{at}"))
            if side == "inputs":
                read.add((namespace, name))
            elif _reads_elsewhere(dataset, read):
                found.append(("openlineage-lineage-input-missing", f"{side}/{at}"))
    return found


def _quoted(name: str) -> bool:
    """Whether a part of a name stands in quotation marks; one bracket or mark in the middle is part of a name."""
    return any(
        len(part) > 1 and ((part[0] == part[-1] and part[0] in '"`') or (part[0] == "[" and part[-1] == "]"))
        for part in (name, *name.split("."))
    )


def _reads_elsewhere(dataset: dict[str, Any], read: set[tuple[str, str]]) -> bool:
    """Whether an output's column lineage names a dataset that is no input. A broken facet is the schema's to say."""
    try:
        for entry in dataset["facets"]["columnLineage"]["fields"].values():
            for source in entry["inputFields"]:
                if (source["namespace"], source["name"]) not in read:
                    return True
    except (KeyError, TypeError, AttributeError):
        pass
    return False


def without_nan(event: Any) -> tuple[Any, list[Deviation]]:
    """The event with null for numbers that JSON lacks, and a deviation for each of them."""
    found: list[Deviation] = []

    def scrub(value: Any, pointer: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            return {key: scrub(item, (*pointer, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [scrub(item, (*pointer, str(index))) for index, item in enumerate(value)]
        if isinstance(value, float) and not math.isfinite(value):
            rule, help_ = _NAN
            found.append(Deviation(rule, "is no JSON number", "/".join(pointer), help_))
            return None
        return value

    return scrub(event, ()), found
