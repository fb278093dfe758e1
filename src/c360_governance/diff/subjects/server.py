"""Servers: where the data is reached, and by whom."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from c360_governance.diff.change import Change, change
from c360_governance.diff.legacy import says_how_to_connect
from c360_governance.diff.listed import Entry, Raw, entries, paired
from c360_governance.diff.reading import Side
from c360_governance.diff.subjects import role
from c360_governance.diff.values import frozen, same, text

_QUIET = frozenset({"id", "server", "environment", "description", "roles", "customProperties", "tags"})
_TEST = {"dev", "development", "test", "testing", "qa", "uat", "stage", "staging", "sandbox", "local", "preprod",
         "pre-prod", "nonprod", "non-prod", "integration", "ci", "int"}  # fmt: skip
_NAMES = {"postgresql": "postgres"}
"""Types that the standard names twice."""


def facts(old: Side, new: Side) -> Iterator[Change]:
    """Servers by name, id or connection: gone, new, renamed, reached in another way or by others. A test server's
    facts are kinds of their own. What 2.2 said of its one server is not compared with a list of servers."""
    if old.is_legacy != new.is_legacy and any(
        side.is_legacy and says_how_to_connect(side.terms) for side in (old, new)
    ):
        return
    found = paired(entries(old.terms.get("servers"), "server"), entries(new.terms.get("servers"), "server"), _likeness)
    for before in found.gone:
        yield _change("test-server-removed" if _is_test(before) else "server-removed", new, before, None)
    for before, after in found.pairs:
        yield from _pair(new, before, after)
    for after in found.came:
        yield _change("server-added", new, None, after)


def _pair(side: Side, before: Entry, after: Entry) -> Iterator[Change]:
    places = ("servers", before.position), ("servers", after.position)
    subject = f"{side.name}.servers.{after.name}"
    roles = list(role.facts_of(before.raw.get("roles"), after.raw.get("roles"), subject, places))
    renamed = before.name != after.name
    moved = not same(_connection(before.raw), _connection(after.raw))
    if _is_test(before):
        if renamed or moved or roles:
            yield _change("test-server-changed", side, before, after)
        return
    if renamed:
        yield change("server-renamed", subject, places, before.name, after.name)
    if moved:
        yield _change("server-changed", side, before, after)
    yield from roles


def _is_test(server: Entry) -> bool:
    return (text(server.raw, "environment") or "").lower() in _TEST


def _likeness(raw: Raw) -> Hashable:
    """How a server is reached, where that is more than its type: two files on one machine are two servers."""
    connection = _connection(raw)
    return frozen(connection) if len(connection) > 1 else None


def _connection(raw: Raw) -> dict[Any, Any]:
    """How the server is reached; port 5432 equals port '5432'."""
    settings = {key: value for key, value in raw.items() if key not in _QUIET and value is not None}
    kind = text(raw, "type")
    if kind is not None:
        settings["type"] = _NAMES.get(kind.lower(), kind.lower())
    return {key: str(value) if isinstance(value, int | float) else value for key, value in settings.items()}


def _change(kind: str, side: Side, old: Entry | None, new: Entry | None) -> Change:
    before, after = (_connection(server.raw) if server else {} for server in (old, new))
    places = [("servers",) if server is None else ("servers", server.position) for server in (old, new)]
    name = next(server.name for server in (new, old) if server)
    was = {key: value for key, value in before.items() if not same(value, after.get(key))}
    now = {key: value for key, value in after.items() if not same(value, before.get(key))}
    if old and new and old.name != new.name:
        was, now = {"server": old.name, **was}, {"server": new.name, **now}
    return change(kind, f"{side.name}.servers.{name}", (places[0], places[1]), was or None, now or None)
