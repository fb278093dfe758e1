"""A platform with a history: checks, a decision of the gate, a waiver, events of others, some of them hostile."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HOSTILE = [
    "<img src=x onerror=document.title='owned'>", "</script><script>document.title='owned'</script>",
    "\"><svg onload=document.title='owned'>", "{{ 7*7 }}{% raw %}", "javascript:document.title='owned'",
    "客户.straße\u202e", "' onmouseover='document.title=1", "<!--", "]]>",
]  # fmt: skip
"""Names that producers may send."""


def event(number: int, source: str, target: str, **more: Any) -> dict[str, Any]:
    facet = {"_producer": "https://x.example/1", "_schemaURL": "https://x.example/f.json"}
    fields = {"mail": {"inputFields": [{"namespace": "duckdb://local", "name": source, "field": "email_sha256"}]}}
    owners = [{"name": HOSTILE[0], "type": "OWNER"}]
    columns = [{"name": name, "type": HOSTILE[2]} for name in HOSTILE]
    facets = {
        "columnLineage": {**facet, "fields": fields}, "ownership": {**facet, "owners": owners},
        "schema": {**facet, "fields": columns},
    }  # fmt: skip
    return {
        "eventType": "COMPLETE", "eventTime": f"2026-01-{number:02d}T06:00:00Z", "producer": "https://x.example/1",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": f"01a20085-5b53-78ef-b206-{number:012d}"},
        "job": {"namespace": "etl", "name": f"job {HOSTILE[1]}"},
        "inputs": [{"namespace": "duckdb://local", "name": source}],
        "outputs": [{"namespace": "s3://lake", "name": target, "facets": facets}], **more,
    }  # fmt: skip


@pytest.fixture(scope="session")
def _audited(_platform: Path, tmp_path_factory: pytest.TempPathFactory, c360: Callable[..., Any]) -> Path:
    platform = tmp_path_factory.mktemp("audited") / "platform"
    shutil.copytree(_platform, platform)
    config = platform / "c360.yaml"
    waiver = (
        "  waivers:\n  - {rule: privacy-flow-undeclared, subject: 'customers.email_sha256 -> s3://lake/<!--.mail',"
        f" reason: {json.dumps(HOSTILE[0])}, approver: Ada, expires: '2030-01-01'}}\n"
    )
    config.write_text(config.read_text().replace("policy:\n", f"policy:\n{waiver}"))
    git = ["git", "-C", str(platform), "-c", "user.name=Grace <b>", "-c", "user.email=g@example.com"]
    subject = f"Waive {HOSTILE[1]}\n\nApproved-by: Ada <ada@example.com>\n"
    subprocess.run([*git, "commit", "-qam", subject], check=True)
    events = [event(number, "customers", name) for number, name in enumerate(HOSTILE, 1)]
    events.append(event(20, "customers", "later", eventType="START"))
    lines = platform.parent / "events.ndjson"
    lines.write_text("".join(f"{json.dumps(one)}\n" for one in events))
    assert c360("-C", platform, "lineage", "ingest", lines).status == 0
    assert c360("-C", platform, "check", "usage_events", "accounts").status == 1
    assert c360("-C", platform, "gate", "--against", "HEAD~1").status in (0, 1)
    return platform


@pytest.fixture
def audited(_audited: Path, tmp_path: Path) -> Path:
    """Committed; its log holds a check run, a gate decision and foreign events, one of a run that never ended."""
    root = tmp_path / "audited"
    shutil.copytree(_audited, root)
    return root
