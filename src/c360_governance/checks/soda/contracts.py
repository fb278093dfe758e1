"""The plan as Soda v4 contracts, one document a dataset: what is printed is what is run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from c360_governance.checks.check import Check, Column, Table
from c360_governance.checks.spec import Due, Orphans
from c360_governance.checks.types import parameters

_LIKE_A_NUMBER = re.compile(r"[-+.]?[0-9]")
"""YAML 1.1 and 1.2 differ in what is a number, so no text that begins like one stands without quotes."""


def document(checks: Sequence[Check]) -> dict[str, Any]:
    """The Soda contract of checks on one table. Each check bears its id as name and as qualifier.

    The columns are those that a schema check among them expects; without one, those that have checks.
    """
    expected = next((check.columns for check in checks if check.columns), ())
    columns = {column.name: _column(column) for column in expected}
    on_table = []
    for check in checks:
        entry = {check.type: {"name": check.id, "qualifier": check.id, **check.body}}
        if check.soda_column is None:
            on_table.append(entry)
        else:
            column = columns.setdefault(check.soda_column, {"name": check.soda_column})
            column.setdefault("checks", []).append(entry)
    result: dict[str, Any] = {"dataset": checks[0].table.path, "columns": list(columns.values())}
    return {**result, "checks": on_table} if on_table else result


def to_yaml(contract: dict[str, Any]) -> str:
    """A document as text that YAML 1.1 and 1.2 parsers read alike."""
    return yaml.dump(contract, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def plan_text(checks: Iterable[Check]) -> str:
    """All documents, each under a line of comment with the dataset; checks that cannot be asked are comments too."""
    parts = []
    for table, group in by_table(checks):
        sound = [check for check in group if check.problem is None and beyond_soda(check) is None]
        lines = ["---", f"# {_comment(table.name)}: {len(group)} checks"]
        lines += [
            f"# not asked: {_comment(check.id)}: {_comment(check.problem or '')}" for check in group if check.problem
        ]
        lines += [
            f"# not asked of Soda: {_comment(check.id)}: {_comment(why)}"
            for check in group
            if (why := beyond_soda(check)) is not None and check.problem is None
        ]
        parts.append("\n".join(lines) + "\n" + (to_yaml(document(sound)) if sound else ""))
    return "".join(parts)


def beyond_soda(check: Check) -> str | None:
    """Why Soda has no words for a check that we measure ourselves; None where it has."""
    if check.reconciliation is not None:
        return f"it compares with {check.reconciliation.there.table}"
    if isinstance(check.spec, Orphans) and check.spec.warehouse is not None:
        return f"its keys lie in the warehouse {check.spec.warehouse}"
    return "it judges by a schedule" if isinstance(check.spec, Due) else None


def by_table(checks: Iterable[Check]) -> list[tuple[Table, list[Check]]]:
    """The checks of each table, in the order in which the tables first occur."""
    groups: dict[Table, list[Check]] = {}
    for check in checks:
        groups.setdefault(check.table, []).append(check)
    return list(groups.items())


def _column(column: Column) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": column.name}
    if column.type:
        entry["data_type"], precision, scale = parameters(column.type)
        if precision is not None:
            entry |= {"numeric_precision": precision, "numeric_scale": scale}
    return entry


def _comment(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


class _Dumper(yaml.SafeDumper):
    """Statements of several lines as blocks; no anchors, because a reader of a plan should not have to follow them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if _LIKE_A_NUMBER.match(text) else None
    if not all(char.isprintable() or char == "\n" for char in text):
        style = '"'
    elif "\n" in text:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
