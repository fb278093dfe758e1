from __future__ import annotations

from c360_governance.rules.registry import Rule

RULE = Rule(
    id="waiver-expired",
    kind="lint",
    severity="error",
    what="A waiver has run out: it no longer holds back the findings that it names.",
    why="An exception was granted for a time. Leaving it in place afterwards makes it the rule.",
    bad="""\
policy:
  waivers:
    - rule: owner-missing
      subject: accounts
      reason: The team is being formed.
      approver: data-governance
      expires: 2020-01-31
""",
    good="""\
policy:
  waivers: []
""",
    help="mend what it excused, or have it approved again with a new expiry date",
)
