"""Who may let what through: approvals, waivers, and a policy that a change cannot relax for itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from .conftest import TICKETS, Change
from .test_gate import evidence, failed

SOON = (date.today() + timedelta(days=30)).isoformat()
RITA = "Rita Reviewer <rita@example.com>"
ADA = "Ada Author <ada@example.com>"


@pytest.mark.parametrize(
    ("trailers", "author", "status"),
    [
        ([], ADA, "fail"),
        ([f"Approved-by: {RITA}"], ADA, "pass"),
        ([f"Reviewed-by: {RITA}"], ADA, "pass"),
        ([f"Signed-off-by: {RITA}"], ADA, "fail"),
        ([f"Approved-by: {ADA}"], ADA, "fail"),
        (["Approved-by: Ada A. <ADA@example.com>"], ADA, "fail"),
        (["Approved-by: Ada Author <other@example.com>"], ADA, "fail"),
        ([f"Approved-by: {RITA}"], RITA, "fail"),
        (["Approved-by: ADA  AUTHOR\u200b <else@example.com>"], ADA, "fail"),
        (["Approved-by: Somebody <ada+review@example.com>"], ADA, "fail"),
        ([f"Approved-by: {RITA}", "Co-authored-by: R. R. <rita@example.com>"], ADA, "fail"),
    ],
)
def test_trailers(change: Change, trailers: list[str], author: str, status: str) -> None:
    change.edit(TICKETS, ("Tickets", "The tickets"))
    change.commit(*trailers, author=author)
    assert change.gate("HEAD~1")["statuses"][14] == status


def test_a_mailmap_of_the_change_hides_no_author(change: Change) -> None:
    change.edit(TICKETS, ("Tickets", "The tickets"))
    (change.root / ".mailmap").write_text("Somebody <somebody@example.com> <ada@example.com>\n")
    change.commit(f"Approved-by: {ADA}")
    assert change.gate("HEAD~1")["statuses"][14] == "fail"


@pytest.mark.parametrize("name", ['a"b', "a\nb", "a\tb", "a\\b", "\udcff"])
def test_a_file_name_hides_no_commit(change: Change, name: str) -> None:
    change.edit(TICKETS, ("Tickets", "The tickets"))
    change.commit(f"Approved-by: {RITA}")
    (change.root / f"contracts/{name}.odcs.yaml").write_text((change.root / TICKETS).read_text())
    hidden = change.commit()
    assert hidden[:12] in evidence(change.gate("HEAD~2"), 14)


def test_no_name_is_taken_for_a_field(change: Change) -> None:
    change.edit(TICKETS, ("Tickets", "The tickets"))
    change.commit(f"Approved-by: {RITA}")
    approved = change.git("rev-parse", "HEAD").strip()
    change.edit(TICKETS, ("The tickets", "All tickets"))
    (change.root / approved).write_text("")
    (change.root / f"\x1d\x1f{approved}\x1f").write_text("")
    later = change.commit("Approved-by: x\x1d\x1f", author="Ada\x1f\x1d Author <ada@example.com>")
    said = evidence(change.gate("HEAD~2"), 14)
    assert f"commit {approved[:12]} of {ADA} is approved by x <x>" in said
    assert f"commit {later[:12]} of Ada" in said
    assert said.count(" is approved by ") == 2


def test_an_approval_covers_what_it_contains_and_nothing_later(change: Change) -> None:
    change.edit(TICKETS, ("version: 1.0.0", "version: 1.0.1"))
    change.commit()
    change.commit(f"Approved-by: {RITA}", empty=True)
    assert change.gate("HEAD~2")["statuses"][14] == "pass"
    change.edit(TICKETS, ("version: 1.0.1", "version: 1.0.2"))
    later = change.commit()
    answer = change.gate("HEAD~3")
    assert answer["statuses"][14] == "fail"
    assert f"commit {later[:12]} of {ADA} is approved by nobody else" in evidence(answer, 14)


def test_two_approvals_are_two_people(change: Change) -> None:
    change.edit("c360.yaml", ("approvals: 1", "approvals: 2"))
    change.commit()
    change.edit(TICKETS, ("version: 1.0.0", "version: 1.0.1"))
    change.commit(f"Approved-by: {RITA}", "Reviewed-by: R. Reviewer <rita@example.com>")
    assert "only by Rita Reviewer" in evidence(change.gate("HEAD~1"), 14)
    change.commit("Approved-by: Sam Second <sam@example.com>", empty=True)
    assert change.gate("HEAD~2")["statuses"][14] == "pass"


def test_what_is_not_committed_is_not_approved(change: Change) -> None:
    change.edit(TICKETS, ("version: 1.0.0", "version: 1.0.1"))
    change.commit(f"Approved-by: {RITA}")
    change.edit(TICKETS, ("version: 1.0.1", "version: 1.0.2"))
    answer = change.gate("HEAD~1")
    assert answer["statuses"][14] == "fail"
    assert "the change is not committed" in evidence(answer, 14)


@pytest.mark.parametrize(
    ("named", "author", "status"),
    [(RITA, RITA, "pass"), (RITA, ADA, "fail"), (ADA, ADA, "fail"), (ADA, RITA, "fail")],
)
def test_a_filed_approval_is_its_committers_own(change: Change, named: str, author: str, status: str) -> None:
    change.edit(TICKETS, ("version: 1.0.0", "version: 1.0.1"))
    change.commit()
    digest = change.gate("HEAD~1")["digest"]
    (change.root / "approvals.yaml").write_text(f"approvals:\n  - digest: {digest}\n    approver: {named}\n")
    assert change.gate("HEAD~1")["statuses"][14] == "fail"  # not committed yet
    change.commit(author=author)
    answer = change.gate("HEAD~2")
    assert answer["statuses"][14] == status, evidence(answer, 14)
    change.edit(TICKETS, ("version: 1.0.1", "version: 1.0.2"))
    change.commit()
    assert change.gate("HEAD~3")["statuses"][14] == "fail"  # another change has another digest


def waiver(rule: str, subject: str, expires: str = SOON) -> tuple[str, str]:
    text = (
        "policy:\n  waivers:\n"
        f"    - {{rule: {rule}, subject: {subject}, reason: agreed with support, approver: data-council, "
        f"expires: {expires}}}\n"
    )
    return ("policy:\n", text)


@pytest.mark.parametrize(
    ("expires", "status", "said"),
    [
        (SOON, "waived", f"waived by data-council until {SOON}: agreed with support"),
        ("2020-01-31", "fail", "the waiver of data-council expired on 2020-01-31"),
    ],
)
def test_a_waiver_lets_its_finding_through_until_it_expires(
    change: Change, expires: str, status: str, said: str
) -> None:
    change.edit("c360.yaml", waiver("gate-cadence", "support_tickets", expires))
    change.commit()
    change.edit(TICKETS, ("expectedRows: {per: week, minimum: 0", "expectedRows: {per: week, least: 0"))
    answer = change.gate()
    assert answer["statuses"][4] == status
    assert said in evidence(answer, 4)


def test_the_gate_names_the_waivers_of_its_rules_that_are_spent(change: Change) -> None:
    held, gone = waiver("gate-cadence", "support_tickets")[1], waiver("gate-tests", "accounts", "2020-01-31")[1]
    others = [waiver(rule, "accounts")[1].splitlines()[2] for rule in ("gate-cadence", "required-added")]
    change.edit("c360.yaml", ("policy:\n", "\n".join([held + gone.splitlines()[2], *others, ""])))
    change.commit()
    change.edit(TICKETS, ("expectedRows: {per: week, minimum: 0", "expectedRows: {per: week, least: 0"))
    answer = change.gate()
    told = [(one["rule"], one["subject"]) for one in answer["findings"] if one["rule"].startswith("waiver-")]
    assert told == [("waiver-expired", "gate-tests of accounts"), ("waiver-unused", "gate-cadence of accounts")]
    assert answer["statuses"][4] == "waived"


def test_a_waived_break_asks_for_no_bump(change: Change) -> None:
    change.edit("c360.yaml", waiver("required-added", "support_tickets.resolved_at"))
    change.commit()
    change.edit(TICKETS, ("        required: false", "        required: true"))
    answer = change.gate()
    assert answer["statuses"][5] == "waived", evidence(answer, 5)
    assert f"waived by data-council until {SOON}: agreed with support" in evidence(answer, 5)


def test_a_change_cannot_waive_its_own_sign_off(change: Change) -> None:
    change.edit(TICKETS, ("version: 1.0.0", "version: 1.0.1"))
    change.edit("c360.yaml", waiver("gate-sign-off", TICKETS))
    assert change.gate()["statuses"][14] == "fail"


def test_a_change_cannot_relax_the_policy_that_judges_it(change: Change) -> None:
    change.edit(TICKETS, ("expectedRows: {per: week, minimum: 0", "expectedRows: {per: week, least: 0"))
    change.edit("c360.yaml", ("policy:\n", "policy:\n  gate_required: []\n"), ("approvals: 1", "approvals: 0"))
    answer = change.gate()
    assert (answer["decision"], failed(answer) >= {4, 14}) == ("block", True)
    change.commit()  # from now on it is the base's policy
    change.edit(TICKETS, ("least: 0", "fewest: 0"))
    relaxed = change.gate()
    assert (relaxed["decision"], relaxed["exit"], relaxed["statuses"][14]) == ("warn", 0, "pass")


def test_a_change_of_the_policy_alone_needs_a_sign_off(change: Change) -> None:
    change.edit("c360.yaml", ("approvals: 1", "approvals: 2"))
    answer = change.gate()
    assert failed(answer) == {14}
    assert "c360.yaml" in evidence(answer, 14)
