"""The process behind `canonical`: reads one question from standard input, answers "yes" or something else."""

from __future__ import annotations

import json
import sys
from typing import Any


def answer(question: dict[str, Any]) -> str:
    """Whether the outer schema covers the inner one: yes, no or unknown."""
    import jsonschema_rs
    from jsonschema_rs.canonical import CanonicalizationError

    def canonical(schema: Any) -> jsonschema_rs.CanonicalSchema:
        return jsonschema_rs.canonicalize(schema, draft=draft, validate_formats=True, offline=True)

    draft = {
        4: jsonschema_rs.Draft4, 6: jsonschema_rs.Draft6, 7: jsonschema_rs.Draft7,
        2019: jsonschema_rs.Draft201909, 2020: jsonschema_rs.Draft202012,
    }[question["draft"]]  # fmt: skip
    try:
        return str(canonical(question["outer"]).covers(canonical(question["inner"])))
    except (CanonicalizationError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return "unknown"


def _limit(megabytes: int, seconds: int) -> None:
    """Limits where the platform has them; the parent's time-out holds everywhere."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    _limit(asked["megabytes"], asked["seconds"])
    sys.stdout.write(answer(asked))
