"""The published JSON Schemas of our records are their models'.

`C360_UPDATE_GOLDEN=1 pytest tests/lineage` rewrites the files; read the diff before you commit it. A change that
a reader of old records would notice needs a new schema_version and a new file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

import c360_governance
from c360_governance.gate.decision import GateRecord
from c360_governance.oncall.records import IncidentRecord
from c360_governance.report.audit.model import AuditReport

SCHEMAS = Path(c360_governance.__file__).parent / "schemas"


@pytest.mark.parametrize(
    ("name", "model"),
    [("gate-record-1", GateRecord), ("incident-record-1", IncidentRecord), ("lineage-report-1", AuditReport)],
)
def test_the_published_schema_is_the_models(name: str, model: type[BaseModel]) -> None:
    schema = model.model_json_schema(mode="serialization")
    file = SCHEMAS / f"{name}.schema.json"
    if os.environ.get("C360_UPDATE_GOLDEN"):
        file.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")
    assert schema == json.loads(file.read_text(encoding="utf-8"))
    assert schema["$id"].endswith(file.name)


@pytest.mark.parametrize(
    "arguments", [["--version"], ["lint"], ["diff", "--against", "HEAD"], ["lineage", "verify"]], ids=" ".join
)
def test_who_needs_no_record_of_ours_does_not_load_their_models(arguments: list[str], platform: Path) -> None:
    code = (
        "import sys\nfrom c360_governance.cli.main import main\n"
        f"try: main(['-C', {str(platform)!r}, *{arguments!r}])\n"
        "except SystemExit: pass\n"
        "print('pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
