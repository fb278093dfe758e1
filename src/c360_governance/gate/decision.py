"""The log's records of kind `gate`: who decided what on which evidence."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from c360_governance.gate.item import Decision, Status
from c360_governance.lineage.log.typed_record import Commit, Text, TypedRecord, published

KIND = "gate"

Point = Annotated[int, Field(ge=1, le=14)]


class Against(TypedRecord):
    """What the work tree was compared with."""

    ref: Text
    commit: Commit


class RecordedPolicy(TypedRecord):
    """The part of the policy that decides."""

    approvals: int = Field(ge=0)
    gate_required: tuple[Point, ...]
    variance_pct: float = Field(ge=0)


class RecordedItem(TypedRecord):
    """One of the fourteen points; ``findings`` are fingerprints."""

    id: Point
    title: str
    status: Status
    evidence: Annotated[tuple[Annotated[Text, Field(min_length=1)], ...], Field(min_length=1)]
    findings: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")], ...]


class GateRecord(TypedRecord):
    """Enough for an auditor to see what was decided, by which policy and why."""

    model_config = published("gate-record-1", "A gate decision in the log (records of kind gate)")

    schema_version: Literal[1]
    at: AwareDatetime = Field(description="When it was decided (real time).")
    against: Against
    commit: Commit = Field(description="HEAD at the time.")
    uncommitted: tuple[Text, ...] = Field(description="Governed files whose change was in no commit.")
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="Over the changed files, so that the same change can be recognised: what approvals.yaml names."
    )
    paths: tuple[Text, ...] = Field(description="The governed files that differed.")
    policy: RecordedPolicy
    decision: Decision
    items: Annotated[tuple[RecordedItem, ...], Field(min_length=14, max_length=14)]
