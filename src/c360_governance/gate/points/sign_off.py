"""Point 14: as many people as the policy asks for have approved every commit of the change, none of them its author.

Approvals are read from trailers (`Approved-by`, `Reviewed-by`) of the commits and of later ones that contain them,
and from approvals.yaml, whose entry names the digest of exactly this change and was committed by the approver.
"""

from __future__ import annotations

from c360_governance.gate.commits import Commit
from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.gate.people import Approval
from c360_governance.model.location import Location

ID = 14
TITLE = "Sign-off"
RULE = "gate-sign-off"


def judge(context: Context) -> Judgement:
    """Uncommitted changes cannot be approved: nobody else has seen them."""
    found = Judgement(RULE)
    wanted = context.policy.approvals
    if not context.change.paths:
        return found
    if wanted == 0:
        found.proves("the policy asks for no approval (policy.approvals: 0)")
        return found
    for path in context.history.uncommitted:
        found.lacks(path, Location(path), "the change is not committed, so nobody can have approved it",
                    "commit it and have somebody else approve the commit")  # fmt: skip
    for commit in context.history.changing:
        _commit(context, commit, wanted, found)
    if not context.history.changing and not context.history.uncommitted:
        for path in context.change.paths:
            found.lacks(path, Location(path), "no commit since the base brings this change: the base is ahead of HEAD",
                        "merge or rebase onto the base")  # fmt: skip
    return found


def _commit(context: Context, commit: Commit, wanted: int, found: Judgement) -> None:
    approvals = approvals_of(context, commit)
    people = ", ".join(f"{approval.person} ({approval.proof})" for approval in approvals)
    name = f"commit {commit.id[:12]} of {commit.author}"
    if len(approvals) >= wanted:
        found.proves(f"{name} is approved by {people}")
        return
    itself = [approval for approval in _all_approvals(context, commit) if approval not in approvals]
    beside = f"; {itself[0].person} is an author and does not count" if itself else ""
    got = f"only by {people}" if approvals else "by nobody else"
    found.lacks(
        commit.id[:12],
        Location(commit.governed[0]),
        f"{name} is approved {got}, the policy asks for {wanted}{beside}",
        "have somebody else add a commit with an `Approved-by: Name <address>` trailer, or an entry in approvals.yaml "
        f"with digest {context.history.digest}",
    )


def approvals_of(context: Context, commit: Commit) -> tuple[Approval, ...]:
    """The approvals that count: one a person, none of who wrote the commit; of the file's none of any author."""
    authors = context.history.authors
    counted: list[Approval] = []
    for approval in _all_approvals(context, commit):
        excluded = authors if approval in context.history.filed else commit.writers
        known = [other.person for other in counted]
        if not any(approval.person.same(person) for person in (*excluded, *known)):
            counted.append(approval)
    return tuple(counted)


def _all_approvals(context: Context, commit: Commit) -> tuple[Approval, ...]:
    return (*context.history.approvals(commit), *context.history.filed)
