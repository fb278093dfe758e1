"""A look into the log for a command that only wants to know who was seen reading something.

The newest events of others are read once, however many datasets are asked about; nothing is written, and no log is
made. A file is read without the log's engine, which is dear to import. What cannot be read is said, and is no reason to
fail: a diff is judged by what is declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from c360_governance.model.errors import C360Error
from c360_governance.sources.repository import Repository

NEWEST = 20_000
"""How many events are looked at, of those that others sent."""

Note = Callable[[str], None]
"""Tells a person what was left out."""

_LEFT_OUT = "who was seen reading what changed is not told"
_CONFIG = "c360.yaml"
_NAME = re.compile(rb'"name"\s*:\s*"((?:[^"\\]|\\.)*)"')


class UnreadableError(Exception):
    """The log is there and cannot be read; the message says why."""


class Look:
    """The events in a log, which is a file or a database's URL. Nothing is read before the first question."""

    def __init__(self, where: Path | str, root: Path) -> None:
        self._where = where
        self._root = root

    def naming(self, name: str) -> Iterator[dict[str, Any]]:
        """The events in which something has a name that ends as this one does, in any case, newest first.

        Raises `UnreadableError` for a file that is no log or is locked, and for a database that does not answer.
        """
        for text in self._by_name.get(last_word(name), ()):
            event = _parsed(text)
            if event is not None:
                yield event

    @cached_property
    def _by_name(self) -> dict[str, list[bytes]]:
        """The events' texts by the last words of the names in them: an event is parsed when it is asked for."""
        from c360_governance.lineage.log import payload

        found: dict[str, list[bytes]] = {}
        for stored in islice(self._payloads(), NEWEST):
            try:
                text = stored.encode() if isinstance(stored, str) else payload.read(stored)
                names = {_unescaped(name) for name in _NAME.findall(text)}
            except ValueError:  # taken out, or damaged, which is `verify`'s to say
                continue
            for word in {last_word(name) for name in names}:
                found.setdefault(word, []).append(text)
        return found

    def _payloads(self) -> Iterator[Any]:
        """The payloads as they are stored, without those of our own runs, which read nothing for anybody."""
        if isinstance(self._where, Path):
            yield from _of_file(self._where)
            return
        from c360_governance.lineage.log.log import Log

        try:
            with Log.open(_read_only(self._where), self._root) as log:
                rows = log.rows("openlineage", newest_first=True)
                yield from (row.payload for row in rows if row.origin != "own")
        except C360Error as error:
            raise UnreadableError(f"{_LEFT_OUT}: {error.message}") from None


def last_word(name: str) -> str:
    """The last part of a dataset's name, in lower case, however it is quoted and qualified."""
    return re.split(r"[./\"'`\[\]]", name.rstrip("/\"'`]"))[-1].lower() or name.lower()


def _unescaped(name: bytes) -> str:
    import json

    return str(json.loads(b'"%s"' % name)) if b"\\" in name else name.decode()


def look_into(repository: Repository, note: Note) -> Look | None:
    """A look into the repository's log; None where there is none yet, and where nothing says where it is."""
    try:
        url = _url(repository)
        if url is not None and not url.startswith("sqlite:"):
            return Look(url, repository.root)
        path = repository.root / ".c360/log.db"
        if url is not None:
            from c360_governance.lineage.log.storage import locate

            path = Path(locate(url, repository.root))
    except C360Error as error:
        note(f"{_LEFT_OUT}: {error.message}")
        return None
    return Look(path, repository.root) if path.is_file() else None


def _url(repository: Repository) -> str | None:
    """The URL that the policy names, None for the default. A c360.yaml that names none is not even parsed."""
    if repository.config_path != _CONFIG:
        return repository.config.log
    if b"log" not in (repository.tree.read(_CONFIG) or b""):
        return None
    value = repository.document(_CONFIG).value
    url = value.get("log") if isinstance(value, dict) else None
    return url if isinstance(url, str) else None


def _read_only(url: str) -> str:
    return url if "mode=ro" in url else f"{url}{'&' if '?' in url else '?'}mode=ro"


def _of_file(path: Path) -> Iterator[Any]:
    import sqlite3

    query = "SELECT payload FROM records WHERE kind = 'openlineage'{} ORDER BY sequence DESC"
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            known = {row[1] for row in connection.execute("PRAGMA table_info(records)")}
            others = " AND origin IS NOT 'own'" if "origin" in known else ""
            yield from (stored for (stored,) in connection.execute(query.format(others)))
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise UnreadableError(f"{_LEFT_OUT}: the log {path.name} cannot be read ({error})") from None


def _parsed(text: bytes) -> dict[str, Any] | None:
    import json

    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None
