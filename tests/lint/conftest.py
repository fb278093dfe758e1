from __future__ import annotations

from pathlib import Path

import pytest
from lint_repository import ACCOUNTS, REVENUE, write


@pytest.fixture
def governed(tmp_path: Path) -> Path:
    """The root of a repository with one contract, one metric and one runbook."""
    write(tmp_path, "contracts/crm/accounts.odcs.yaml", ACCOUNTS)
    write(tmp_path, "contracts/metrics/revenue.metric.yaml", REVENUE)
    write(tmp_path, "runbooks/accounts.md", "# accounts\n")
    return tmp_path
