from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from c360_governance.model.suggest import suggest
from c360_governance.model.words import quoted
from c360_governance.rules.lint_context import Context, Problem
from c360_governance.rules.registry import Rule, breaking_ids, lint_ids, run_ids

RULE = Rule(
    id="config-rule-unknown",
    kind="lint",
    severity="error",
    documents=("config",),
    what="The policy in c360.yaml names a rule that does not exist.",
    why="The severity or the waiver takes no effect, and everybody believes that it does.",
    bad="""\
policy:
  severity:
    owner-mising: error
""",
    good="""\
policy:
  severity:
    owner-missing: error
    check-volume: warning
""",
    help="see `c360 rules` for the ids",
)


def check(context: Context) -> Iterator[Problem]:
    policy = context.mapping.get("policy")
    if not isinstance(policy, dict):
        return
    known = [*lint_ids(), *breaking_ids(), *run_ids()]
    severity = policy.get("severity")
    for name in severity if isinstance(severity, dict) else ():
        if str(name) not in known:
            yield Problem(("policy", "severity", name), f"there is no rule {quoted(name)}", key=True,
                          help=suggest(str(name), known))  # fmt: skip
    waivers = policy.get("waivers")
    for index, waiver in enumerate(waivers if isinstance(waivers, list) else ()):
        name = waiver.get("rule") if isinstance(waiver, dict) else None
        # Hand-written checks may be reported under names of their own, so only what looks like a slip is reported.
        if isinstance(name, str) and name not in known and get_close_matches(name, known, n=1, cutoff=0.8):
            yield Problem(("policy", "waivers", index, "rule"), f"there is no rule {quoted(name)}",
                          help=suggest(name, known))  # fmt: skip
