"""The lineage report as data. One class says what is written, and publishes its JSON Schema."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from c360_governance.lineage.facts.flow import Basis
from c360_governance.lineage.graph.graph import NodeKind
from c360_governance.lineage.log.typed_record import Text, TypedRecord, published

Texts = tuple[Text, ...]
State = Literal["passed", "warned", "failed", "error", "not_checked"]


class About(TypedRecord):
    """The report of itself."""

    made_at: AwareDatetime | None = Field(description="The moment asked for, else when the log's last record was kept.")
    as_of: AwareDatetime | None = Field(description="The moment asked for; null for the whole log.")
    made_by: str
    commit: str | None = Field(description="The commit whose declarations were read; null outside of git.")
    uncommitted: bool = Field(description="Whether the work tree differed from it: then it cannot be made again.")
    log: Text | None
    head: str | None = Field(description="The log's last hash: whoever pinned it can tell that nothing is missing.")
    chain_holds: bool | None
    records: int
    events_used: int
    events_digest: str = Field(description="SHA-256 over the payload hashes of the events used, one a line, in order.")


class Event(TypedRecord):
    """A record of the log that the report rests on."""

    sequence: int
    kind: str
    origin: str | None
    recorded_at: AwareDatetime
    hash: str
    payload_hash: str
    time: AwareDatetime | None
    type: Text | None
    job: Text | None
    run: Text | None


class Quality(TypedRecord):
    """The last outcomes of a dataset's checks."""

    state: State
    passed: int = 0
    warned: int = 0
    failed: int = 0
    errors: int = 0
    last_run: AwareDatetime | None = None
    runs: Texts = ()
    not_passed: Texts = Field(default=(), description="The ids of the checks that did not pass.")


class PersonalColumn(TypedRecord):
    """A column that holds personal data."""

    name: Text
    classification: Text | None
    categories: Texts
    purposes: Texts
    masking: Text | None


class Recipient(TypedRecord):
    """Where the data of a dataset go: one that its contract names, or a node downstream that receives them."""

    name: Text
    kind: NodeKind | Literal["declared"]
    owner: Text | None
    residency: Text | None
    purposes: Texts


class Transfer(TypedRecord):
    """Data that leave the residency of their dataset, and what protects them there."""

    recipient: Text
    residency: Text
    safeguard: Text | None


class Processing(TypedRecord):
    """A record of processing (GDPR, Article 30) for a dataset with personal data."""

    dataset: Text
    contract: Text
    owner: Text | None
    controller: Text | None
    description: Text | None
    purposes: Texts
    people: Texts = Field(description="Categories of people.")
    categories: Texts = Field(description="Categories of data.")
    columns: tuple[PersonalColumn, ...]
    sources: Texts
    recipients: tuple[Recipient, ...]
    residency: Text | None
    transfers: tuple[Transfer, ...]
    retention: Texts
    security: Texts
    missing: Texts = Field(description="What the Article asks for and the contract does not say.")


class Place(TypedRecord):
    """A node, and a column of it where that is known."""

    name: Text
    kind: NodeKind
    column: Text | None


class Hop(TypedRecord):
    """One step on the way from the sources to a figure."""

    distance: int = Field(description="How many steps before the figure it ends.")
    source: Place
    target: Place
    owner: Text | None = Field(description="Who owns the source.")
    transformation: Text | None
    kind: Literal["DIRECT", "INDIRECT", "unknown"]
    basis: tuple[Basis, ...] = Field(description="declared, stated by events, or read out of their SQL.")
    declared_in: Texts
    jobs: Texts
    last_observed: AwareDatetime | None
    quality: Quality = Field(description="The source's.")
    overrides: Texts


class Reconciled(TypedRecord):
    """How the figure compared with what was published, when it was last reconciled."""

    agrees: int
    differs: int
    missing: int
    last_run: AwareDatetime
    runs: Texts


class Figure(TypedRecord):
    """A reported figure with its way from the sources (BCBS 239)."""

    name: Text
    kind: NodeKind
    owner: Text | None
    declared_in: Text | None
    version: Text | None
    formula: Texts
    sources: Texts = Field(description="The datasets that nothing known flows into.")
    hops: tuple[Hop, ...]
    reconciled: Reconciled | None
    overrides: Texts
    unknown: Texts


class Decision(TypedRecord):
    """A decision of the release gate."""

    sequence: int
    at: AwareDatetime
    decision: str
    commit: str
    against: str
    failed: Texts
    waived: Texts
    sign_off: Texts
    paths: Texts
    covers: Texts = Field(description="The commits of this history that it judged.")


class ControlRun(TypedRecord):
    """A run of ours on a commit."""

    run: Text
    job: Text
    state: str | None
    ended_at: AwareDatetime | None


class Change(TypedRecord):
    """A commit to governed files (SOX): who, when, what, who approved, which control said what."""

    commit: str
    author: Text
    at: AwareDatetime
    subject: Text
    approvers: Texts
    files: Texts
    decisions: tuple[int, ...] = Field(description="Sequences of the gate's decisions that judged it.")
    runs: tuple[ControlRun, ...]


class Override(TypedRecord):
    """A manual override: a waiver of the policy."""

    rule: Text | None
    subject: Text | None
    fingerprint: Text | None
    reason: Text
    approver: Text
    expires: str
    expired: bool


class Finding(TypedRecord):
    """Something that is not as it should be."""

    rule: str
    severity: str
    subject: Text
    message: Text
    path: Text
    line: int
    waived: Text | None


class Unfinished(TypedRecord):
    """A run that never ended, as far as the log tells."""

    run: Text | None
    job: Text | None
    since: AwareDatetime | None


class Redaction(TypedRecord):
    """A payload that was taken out of the log; the chain covers its hash all the same."""

    sequence: int = Field(description="Of the record that tells of it.")
    record: int | None = Field(description="Of the record whose payload is gone.")
    at: AwareDatetime
    reason: Text | None
    approver: Text | None


class Gaps(TypedRecord):
    """What the report cannot vouch for."""

    undeclared_and_dead: tuple[Finding, ...]
    privacy: tuple[Finding, ...]
    unfinished: tuple[Unfinished, ...]
    redactions: tuple[Redaction, ...]
    not_covered: Texts


class ColumnView(TypedRecord):
    """A column of a node."""

    name: Text
    type: Text | None
    classification: Text | None
    personal: bool


class NodeView(TypedRecord):
    """A node of the graph."""

    id: Text
    name: Text
    kind: NodeKind
    owner: Text | None
    contract: Text | None
    description: Text | None
    personal: bool
    quality: Quality
    columns: tuple[ColumnView, ...]


class FlowView(TypedRecord):
    """Columns of an edge; null where one is not known."""

    source: Text | None
    target: Text | None
    kind: Literal["DIRECT", "INDIRECT", "unknown"]
    subtype: Text | None
    masking: bool | None
    basis: Basis


class EdgeView(TypedRecord):
    """An edge of the graph, from ``source`` to ``target`` (ids of nodes)."""

    source: Text
    target: Text
    declared: Texts
    observed: Texts
    first_observed: AwareDatetime | None
    last_observed: AwareDatetime | None
    superseded: bool
    columns: tuple[FlowView, ...]


class AuditReport(TypedRecord):
    """Everything, sorted, so that the same log head and commit give the same bytes."""

    model_config = published("lineage-report-1", "The lineage report of c360 lineage report --format json")

    schema_version: Literal[1] = 1
    about: About
    processing: tuple[Processing, ...]
    figures: tuple[Figure, ...]
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    overrides: tuple[Override, ...]
    gaps: Gaps
    nodes: tuple[NodeView, ...]
    edges: tuple[EdgeView, ...]
    events: tuple[Event, ...]
