from __future__ import annotations

from c360_governance.rules.registry import Rule

RULE = Rule(
    id="waiver-unused",
    kind="lint",
    severity="warning",
    what="A waiver matches nothing: no finding of its rule in a whole lint, diff, check or gate.",
    why="What it excused is mended, or its subject is misspelt; either way it would hide the next such finding.",
    bad="""\
policy:
  waivers:
    - rule: owner-missing
      subject: no such subject
      reason: The team is being formed.
      approver: data-governance
      expires: 2999-01-31
""",
    good="""\
policy:
  waivers: []
""",
    help="remove it, or mend its subject",
)
