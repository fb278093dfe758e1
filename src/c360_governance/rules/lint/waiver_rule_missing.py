from __future__ import annotations

from collections.abc import Iterator

from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule

RULE = Rule(
    id="waiver-rule-missing",
    kind="lint",
    severity="warning",
    documents=("config",),
    what="A waiver by fingerprint does not name the rule of the finding.",
    why="A fingerprint does not say which command finds what it excuses, so that nothing can tell when it is spent.",
    bad="""\
policy:
  waivers:
    - fingerprint: 0f1e2d3c4b5a
      reason: The team is being formed.
      approver: data-governance
      expires: 2999-01-31
""",
    good="""\
policy:
  waivers:
    - fingerprint: 0f1e2d3c4b5a
      rule: property-removed
      reason: The team is being formed.
      approver: data-governance
      expires: 2999-01-31
""",
    help="add the `rule` that stands beside the fingerprint in the command's output",
)


def check(context: Context) -> Iterator[Problem]:
    policy = context.mapping.get("policy")
    waivers = policy.get("waivers") if isinstance(policy, dict) else None
    for index, waiver in enumerate(waivers if isinstance(waivers, list) else ()):
        if isinstance(waiver, dict) and "fingerprint" in waiver and "rule" not in waiver:
            yield Problem(("policy", "waivers", index), "the waiver names no rule",
                          subject=f"fingerprint {waiver['fingerprint']}")  # fmt: skip
