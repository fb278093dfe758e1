"""What the tests of the checks share."""

from __future__ import annotations

from pathlib import Path

import pytest
from checks_place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty repository with a warehouse that has a table of its own, so that it exists."""
    config = "version: 1\nwarehouses:\n  local: {type: duckdb, path: warehouse.duckdb}\n"
    return Place(tmp_path).write("c360.yaml", config).sql("CREATE TABLE nothing (x INTEGER)")
