"""Fixtures that several areas share, and the promise that CI skips nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from c360_governance.demo.repository import commit, write_reference


@dataclass(frozen=True)
class Run:
    """What a command did."""

    status: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def c360() -> Callable[..., Run]:
    """Runs the command as a user does, in its own process."""

    def run(*arguments: str | Path, stdin: str = "", env: dict[str, str] | None = None) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "c360_governance", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **(env or {})},
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def _platform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reference") / "platform"
    write_reference(root)
    commit(root, "The reference platform")
    return root


@pytest.fixture
def platform(_platform: Path, tmp_path: Path) -> Path:
    """A copy of the reference repository with its warehouse, committed to git; the test may change it."""
    root = tmp_path / "platform"
    shutil.copytree(_platform, root)
    return root


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With C360_NO_SKIP, as in CI, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("C360_NO_SKIP") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = 1
