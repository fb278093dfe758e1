"""The reference platform as it stands in this project's root, and its sample warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from c360_governance.sources.reference import reference_root
from c360_governance.sources.repository import Repository
from c360_governance.warehouse.connection import Warehouse
from c360_governance.warehouse.duckdb import DuckDBWarehouse
from c360_governance.warehouse.sample import build_sample


@pytest.fixture(scope="session")
def root() -> Path:
    return reference_root()


@pytest.fixture(scope="session")
def reference(root: Path) -> Repository:
    return Repository(root)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "warehouse.duckdb"
    build_sample(path)
    return path


@pytest.fixture(scope="session")
def sample(sample_file: Path) -> Iterator[Warehouse]:
    """The sample warehouse, read-only."""
    with DuckDBWarehouse("local", sample_file) as warehouse:
        yield warehouse


@pytest.fixture
def broken_file(sample_file: Path, tmp_path: Path) -> Path:
    """A copy of the sample warehouse that the test may break."""
    path = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_file, path)
    return path
