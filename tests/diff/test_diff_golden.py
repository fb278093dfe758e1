"""What `c360 diff` prints in each of its formats, to the letter: a waived finding, an impact, a rename, all levels."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance import __version__

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown", "omds")

OLD = """\
apiVersion: v3.1.0
kind: DataContract
id: crm-accounts
name: Accounts
version: 1.4.0
status: active
team: {name: crm}
schema:
  - name: accounts
    properties:
      - {id: key, name: account_id, logicalType: integer, physicalType: INTEGER, required: true}
      - {id: plan, name: plan, logicalType: string, physicalType: VARCHAR(20)}
      - {id: region, name: region, logicalType: string}
      - {id: mail, name: email, logicalType: string, classification: internal}
"""
NEW = """\
apiVersion: v3.1.0
kind: DataContract
id: crm-accounts
name: Accounts
version: 1.5.0
status: active
team: {name: crm}
schema:
  - name: accounts
    properties:
      - {id: key, name: account_id, logicalType: integer, physicalType: BIGINT, required: true}
      - {id: plan, name: tier, logicalType: string, physicalType: VARCHAR(20)}
      - {id: mail, name: email, logicalType: string, classification: confidential}
      - {name: country, logicalType: string}
"""
METRIC = "name: by_plan\nversion: 1.0.0\nowner: growth\ntype: simple\nsource: accounts\nagg: count\nexpr: plan\n"
POLICY = """\
policy:
  waivers:
    - {rule: property-removed, subject: accounts.region, reason: nobody reads it, approver: council,
       expires: 2999-12-31}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("golden") / "platform"
    for path, text in {"contracts/accounts.odcs.yaml": OLD, "contracts/metrics/by_plan.metric.yaml": METRIC,
                       "c360.yaml": POLICY}.items():  # fmt: skip
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "1")):
        subprocess.run(["git", *identity, "-C", str(root), *command], check=True)
    (root / "contracts/accounts.odcs.yaml").write_text(NEW, encoding="utf-8")
    return root


@pytest.mark.parametrize("format_", FORMATS)
def test_golden(format_: str, c360: Callable[..., Any], home: Path) -> None:
    done = c360("-C", home, "diff", "--against", "HEAD", "--format", format_)
    assert (done.status, done.stderr) == (1, "")
    printed = done.stdout.replace(__version__, "VERSION")
    file = GOLDEN / f"diff.{format_}"
    if os.environ.get("C360_UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(printed, encoding="utf-8")
    assert printed == file.read_text(encoding="utf-8")
