"""Servers: where the data is reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c360_governance.diff.change import Change, change
from c360_governance.diff.reading import Side
from c360_governance.diff.values import mappings, same, text

_QUIET = frozenset({"id", "server", "environment", "description", "roles", "customProperties", "tags"})
_TEST = {"dev", "development", "test", "testing", "qa", "uat", "stage", "staging", "sandbox", "local", "preprod",
         "pre-prod", "nonprod", "non-prod", "integration", "ci", "int"}  # fmt: skip

Server = tuple[int, Mapping[Any, Any]]
"""A server with its position in the document."""


def facts(old: Side, new: Side) -> Iterator[Change]:
    """Servers by name (or id): gone, new, or reached in another way. A test server's facts are kinds of their own."""
    before, after = _servers(old), _servers(new)
    for name, server in before.items():
        test = "test-" if _is_test(server) else ""
        if name not in after:
            yield _change(f"{test}server-removed", new, name, (server, None))
        elif not same(_connection(server), _connection(after[name])):
            yield _change(f"{test}server-changed", new, name, (server, after[name]))
    for name, server in after.items():
        if name not in before:
            yield _change("server-added", new, name, (None, server))


def _servers(side: Side) -> dict[str, Server]:
    found: dict[str, Server] = {}
    for index, raw in mappings(side.terms.get("servers")):
        found.setdefault(text(raw, "server") or text(raw, "id") or str(index), (index, raw))
    return found


def _is_test(server: Server) -> bool:
    return (text(server[1], "environment") or "").lower() in _TEST


def _connection(server: Server | None) -> dict[Any, Any]:
    """How the server is reached; port 5432 equals port '5432'."""
    if server is None:
        return {}
    settings = {key: value for key, value in server[1].items() if key not in _QUIET and value is not None}
    return {key: str(value) if isinstance(value, int | float) else value for key, value in settings.items()}


def _change(kind: str, side: Side, name: str, servers: tuple[Server | None, Server | None]) -> Change:
    before, after = (_connection(server) for server in servers)
    places = [("servers",) if server is None else ("servers", server[0]) for server in servers]
    old = {key: value for key, value in before.items() if not same(value, after.get(key))}
    new = {key: value for key, value in after.items() if not same(value, before.get(key))}
    return change(kind, f"{side.name}.servers.{name}", (places[0], places[1]), old or None, new or None)
