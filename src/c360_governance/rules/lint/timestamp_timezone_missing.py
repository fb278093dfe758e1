from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="timestamp-timezone-missing",
    kind="lint",
    severity="warning",
    documents=("contract",),
    what="A timestamp does not say in which time zone it is to be read.",
    why="Weeks and days cut at another hour give other numbers, and freshness is wrong by the offset.",
    bad="""\
schema:
  - name: accounts
    properties:
      - name: updated_at
        logicalType: timestamp
""",
    good="""\
schema:
  - name: accounts
    properties:
      - name: updated_at
        logicalType: timestamp
        logicalTypeOptions: {timezone: false, defaultTimezone: Etc/UTC}
""",
    help="write logicalTypeOptions: {timezone: true}, or defaultTimezone for times without an offset",
)


def check(context: Context) -> Iterator[Problem]:
    for _, prop, name in context.properties():
        if prop.logical_type != "timestamp":
            continue
        physical = (prop.physical_type or "").lower()
        stored = any(word in physical for word in ("with time zone", "timestamptz", "timestamp_tz", "datetimeoffset"))
        said = prop.options.get("timezone") is True or bool(prop.options.get("defaultTimezone"))
        if not said and not stored:
            yield Problem((*prop.pointer, "logicalTypeOptions"), "the timestamp has no time zone", name)
