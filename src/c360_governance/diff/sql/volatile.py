"""Functions that answer anew each time: of what they are part, no two occurrences are the same."""

from __future__ import annotations

from typing import Any

VOLATILE = frozenset({
    "random", "rand", "randn", "randstr", "uniform", "normal", "uuid", "uuidv4", "uuidv7", "gen_random_uuid",
    "generate_uuid", "uuid_string", "newid", "nextval", "nextvaluefor", "currval", "setval", "clock_timestamp",
    "timeofday", "monotonically_increasing_id", "setseed", "seq1", "seq2", "seq4", "seq8", "get_current_timestamp",
    "txid_current", "generateuuid", "randstring",
})  # fmt: skip


def is_volatile(node: Any) -> bool:
    """Whether a tree calls one of them. Pure; recursion is bounded by the parsers."""
    if not isinstance(node, tuple):
        return False
    if len(node) > 1 and node[0] in ("fn", "foreign") and node[1] in VOLATILE:
        return True
    return any(is_volatile(child) for child in node)
