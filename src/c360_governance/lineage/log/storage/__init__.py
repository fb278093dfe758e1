"""Where the log lies: an SQLite file by default, a PostgreSQL database by URL. What is particular to either is here.

Importing this package imports no SQLAlchemy, so that a command which has no log does not pay for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from c360_governance.lineage.log.storage import postgresql, sqlite
from c360_governance.lineage.log.storage.sqlite import BUSY_SECONDS, is_read_only_copy, locate, make_folder
from c360_governance.model.errors import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = ["BUNDLE", "BUSY_SECONDS", "Storage", "connect", "damage", "exists", "guarded", "is_read_only_copy",
           "locate", "make_folder", "translated", "writing"]  # fmt: skip

_VARIABLE = re.compile(r"\$\{(\w+)\}")


BUNDLE = "bundle:"


@dataclass(frozen=True)
class Storage:
    """Where a log lies: its database, what it is called in messages, and the folder of its sealed files.

    ``partial`` is a bundle's: some payloads may be withheld. ``clean`` takes away what was made only for reading.
    """

    engine: Engine
    name: str
    folder: Path
    partial: bool = False
    clean: Callable[[], None] | None = None


def connect(url: str, root: Path, *, must_exist: bool = False) -> Storage:
    """The log of a URL, with its tables made or brought up to date.

    ``${NAME}`` in the URL is an environment variable. Raises `LogError` where it is missing, cannot be reached or
    written, is damaged, is no log or a newer version's.
    """
    from c360_governance.lineage.log.storage.migrations import ensure_schema

    if url.startswith(BUNDLE):
        from c360_governance.lineage.log.bundle import load

        return load(root / url.removeprefix(BUNDLE).partition("?")[0])
    url = _filled(url)
    read_only = "mode=ro" in url.partition("?")[2].split("&")
    if _is_postgresql(url):
        name = postgresql.shown(url)
        with translated(name):
            engine = postgresql.connect(url.replace("mode=ro", ""), read_only=read_only)
        folder = root / ".c360" / "segments"
    else:
        path = locate(url, root)
        name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
        engine = sqlite.connect(path, name, must_exist=must_exist, read_only=read_only)
        folder = path.with_name(f"{path.name}.segments")
    with translated(name):
        ensure_schema(engine, name, folder, must_exist=must_exist or read_only, read_only=read_only)
    return Storage(engine, name, folder)


def exists(url: str, root: Path) -> bool:
    """Whether there is a log to read. One in a database is taken to be there."""
    if url.startswith(BUNDLE):
        return (root / url.removeprefix(BUNDLE).partition("?")[0]).exists()
    url = _filled(url)
    return _is_postgresql(url) or locate(url, root).exists()


@contextmanager
def translated(name: str) -> Iterator[None]:
    """The engine's errors as `LogError`, without the statement or its values."""
    from sqlalchemy.exc import ArgumentError, DBAPIError

    try:
        yield
    except DBAPIError as error:
        cause = str(error.orig).strip().partition("\n")[0]
        if "not a database" in cause or "malformed" in cause:
            help_ = "restore it from a copy; keep the damaged file as evidence"
        elif "full" in cause or "I/O" in cause:
            help_ = "free space on the disk; nothing that was acknowledged is lost"
        elif "locked" in cause:
            help_ = "another process keeps the log locked; try again when it is done"
        elif name.startswith("postgresql:"):
            help_ = "mend `log` in c360.yaml, or the database and its permissions"
        else:
            help_ = "mend `log` in c360.yaml or the file's permissions"
        raise LogError(f"the log {name} cannot be used: {cause}", help=help_) from None
    except ArgumentError:
        raise LogError("the log's URL is none", help="write `log: postgresql://HOST/DATABASE`") from None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that keeps other writers out from its beginning; it is durable when the block is left."""
    with engine.connect().execution_options(c360_write=True) as connection, connection.begin():
        yield connection


def damage(engine: Engine) -> list[str]:
    """What the database itself finds wrong with its pages and indexes; a server looks after its own."""
    return sqlite.damage(engine) if engine.dialect.name == "sqlite" else []


def guarded(engine: Engine) -> bool:
    """Whether the triggers that refuse updates and deletions are in place as they were made."""
    with engine.connect() as connection:
        return sqlite.guarded(connection) if engine.dialect.name == "sqlite" else postgresql.guarded(connection)


def _is_postgresql(url: str) -> bool:
    return url.startswith(("postgresql:", "postgresql+psycopg:", "postgres:"))


def _filled(url: str) -> str:
    """The URL with its environment variables. A password stands in one of these, never in the file."""
    if _is_postgresql(url) and _VARIABLE.sub("", url) == url and postgresql.has_password(url):
        raise LogError("the log's URL holds a password", help="put the URL into an environment variable: ${C360_LOG}")

    def value(found: re.Match[str]) -> str:
        there = os.environ.get(found[1])
        if there is None:
            raise LogError(f"the environment variable {found[1]} of the log's URL is not set", help="set it")
        return there

    return _VARIABLE.sub(value, url)
