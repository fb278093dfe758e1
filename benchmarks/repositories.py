"""Governance repositories of any size for the benchmarks."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

METRIC = "name: m\nversion: 1.0.0\nowner: bi\ntype: simple\nsource: d0\nagg: sum\nexpr: column_1 * 2\n"
EVENT = json.dumps({
    "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "e", "type": "object",
    "properties": {f"column_{at}": {"type": "integer", "maximum": 100, "description": f"The value of column {at}."}
                   for at in range(10)},
})  # fmt: skip


def contract(name: str, columns: int, *, required: bool = False, types: tuple[str, str] = ("string", "TEXT")) -> str:
    """A contract of one dataset; each column has seven lines."""
    lines = [
        "apiVersion: v3.2.0", "kind: DataContract", f"id: {name}", f"name: {name}", "version: 1.0.0", "status: active",
        "team:", "  name: crm", "schema:", f"  - name: {name}", f"    physicalName: {name}", "    properties:",
    ]  # fmt: skip
    for number in range(columns):
        lines += [
            f"      - name: column_{number}", f"        description: The value of column {number}.",
            f"        logicalType: {types[0]}", f"        physicalType: {types[1]}",
            f"        required: {'true' if required else 'false'}", "        classification: internal",
            "        examples: [one]",
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def build(root: Path, contracts: int, columns: int) -> Path:
    """A committed repository of so many contracts, one metric and one event schema."""
    for number in range(contracts):
        write(root, number, contract(f"d{number}", columns))
    (root / "contracts/metrics").mkdir(parents=True)
    (root / "contracts/metrics/m.metric.yaml").write_text(METRIC, encoding="utf-8")
    (root / "contracts/e.schema.json").write_text(EVENT, encoding="utf-8")
    (root / "c360.yaml").write_text("{}\n", encoding="utf-8")
    identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run(["git", *identity, "-C", str(root), *command], check=True)
    return root


def write(root: Path, number: int, text: str) -> None:
    path = root / f"contracts/domain{number % 20}/d{number}.odcs.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
