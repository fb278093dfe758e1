"""The report as CSV tables for a spreadsheet: one table a subject, one line a fact."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from c360_governance.report.audit.model import AuditReport

_NESTED = ("source", "target", "quality")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: AuditReport) -> dict[str, str]:
    """The tables by the names of their files."""
    data = report.model_dump(mode="json")
    hops = (
        {"figure": figure["name"], **{key: value for key, value in hop.items() if key not in _NESTED},
         "source": hop["source"]["name"], "source_kind": hop["source"]["kind"],
         "source_column": hop["source"]["column"], "target": hop["target"]["name"],
         "target_column": hop["target"]["column"], "quality": hop["quality"]["state"],
         "quality_runs": hop["quality"]["runs"]}
        for figure in data["figures"] for hop in figure["hops"]
    )  # fmt: skip
    flows = (
        {"source": edge["source"], "source_column": flow["source"], "target": edge["target"],
         "target_column": flow["target"], "kind": flow["kind"], "subtype": flow["subtype"], "masking": flow["masking"],
         "basis": flow["basis"]}
        for edge in data["edges"] for flow in edge["columns"]
    )  # fmt: skip
    tables: dict[str, Iterable[Mapping[str, Any]]] = {
        "about": [data["about"]],
        "processing": ({**one, "columns": [column["name"] for column in one["columns"]],
                        "recipients": [recipient["name"] for recipient in one["recipients"]],
                        "transfers": [f"{to['recipient']}: {to['residency']} ({to['safeguard'] or 'no safeguard'})"
                                      for to in one["transfers"]]} for one in data["processing"]),
        "figures": ({key: value for key, value in one.items() if key != "hops"} for one in data["figures"]),
        "hops": hops,
        "changes": ({**one, "runs": [run["run"] for run in one["runs"]]} for one in data["changes"]),
        "decisions": data["decisions"],
        "overrides": data["overrides"],
        "gaps": [*data["gaps"]["privacy"], *data["gaps"]["undeclared_and_dead"]],
        "unfinished": data["gaps"]["unfinished"],
        "redactions": data["gaps"]["redactions"],
        "not_covered": [{"not_covered": text} for text in data["gaps"]["not_covered"]],
        "nodes": ({**one, "quality": one["quality"]["state"], "columns": [column["name"] for column in one["columns"]]}
                  for one in data["nodes"]),
        "edges": ({key: value for key, value in one.items() if key != "columns"} for one in data["edges"]),
        "flows": flows,
        "events": data["events"],
    }  # fmt: skip
    return {f"{name}.csv": _table(list(rows)) for name, rows in tables.items()}


def _table(rows: list[Mapping[str, Any]]) -> str:
    """A table with a head; one without rows is empty, because its columns are its rows'."""
    target = io.StringIO()
    if rows:
        writer = csv.DictWriter(target, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return target.getvalue()


def _cell(value: Any) -> Any:
    """Lists in one cell; a text that a spreadsheet would compute is marked as text."""
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    elif isinstance(value, dict):
        value = "; ".join(f"{key}={one}" for key, one in value.items())
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
