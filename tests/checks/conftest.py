"""What the tests of the checks share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from checks_place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty repository with a warehouse that has a table of its own, so that it exists."""
    config = "version: 1\nwarehouses:\n  local: {type: duckdb, path: warehouse.duckdb}\n"
    return Place(tmp_path).write("c360.yaml", config).sql("CREATE TABLE nothing (x INTEGER)")


@pytest.fixture(scope="session")
def own_postgresql(start_postgresql: Callable[[], str]) -> str:
    """The URL of a server that may be killed: nobody else uses it."""
    return start_postgresql()
