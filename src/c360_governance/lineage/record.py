"""Recording a run: START is in the log before the work begins, COMPLETE, FAIL or ABORT after it.

with record_run(log, Job("check", as_of=as_of, source=source(root)), inputs) as run:
    run.add(outcomes=...)
run.run_id
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from c360_governance.lineage.events.clean import clean
from c360_governance.lineage.events.job import (
    DatasetRef,
    EndState,
    Engine,
    Facts,
    Figure,
    Frontier,
    Job,
    MetricRef,
    Source,
)
from c360_governance.lineage.log.log import Log, Record
from c360_governance.model.errors import LogError, SourceError
from c360_governance.model.finding import Finding
from c360_governance.model.outcome import Outcome


class Run:
    """A run under way. ``run_id`` is None when nothing is recorded; ``record`` is the end event's, once written."""

    def __init__(self, run_id: str | None, inputs: Iterable[DatasetRef]) -> None:
        self.run_id = run_id
        self.facts = Facts(inputs=tuple(inputs))
        self.record: Record | None = None

    def add(
        self,
        *,
        inputs: Iterable[DatasetRef] = (),
        outcomes: Iterable[Outcome] = (),
        rows: Mapping[str, int] | None = None,
        metrics: Iterable[MetricRef] = (),
        figures: Iterable[Figure] = (),
        findings: Iterable[Finding] | None = None,
        frontiers: Iterable[Frontier] = (),
    ) -> None:
        """Add to what the end event says. Whatever was added before a failure is in the FAIL event too."""
        facts = self.facts
        self.facts = replace(
            facts,
            inputs=(*facts.inputs, *inputs),
            outcomes=(*facts.outcomes, *outcomes),
            rows={**facts.rows, **(rows or {})},
            metrics=(*facts.metrics, *metrics),
            figures=(*facts.figures, *figures),
            findings=facts.findings if findings is None else (*(facts.findings or ()), *findings),
            frontiers=(*facts.frontiers, *frontiers),
        )


@contextmanager
def record_run(log: Log | None, job: Job, inputs: Iterable[DatasetRef] = ()) -> Iterator[Run]:
    """A run of ours in the log; ``log`` None records nothing, so that a caller needs no second path.

    An exception becomes a FAIL event (an interrupt an ABORT) without its values, and is raised again. Raises
    `LogError` where the log cannot be written: before the work for START, after it for the end.
    """
    if log is None:
        yield Run(None, inputs)
        return
    from c360_governance.lineage.events import build

    begun = _now()
    run = Run(_new_id(begun), inputs)
    run_id = str(run.run_id)
    _append(log, build.start(job, run_id, begun, run.facts.inputs))

    def finish(state: EndState, error: str | None = None) -> Record:
        return _append(log, build.end(job, run_id, _now(), state, run.facts, error))

    try:
        yield run
    except BaseException as error:
        state: EndState = "ABORT" if isinstance(error, KeyboardInterrupt | GeneratorExit) else "FAIL"
        try:
            run.record = finish(state, clean(error))
        except LogError as failure:  # the first error is the one to show
            error.add_note(f"and its end could not be recorded: {failure}")
        raise
    run.record = finish("COMPLETE")


def source(root: Path) -> Source | None:
    """The commit that a repository's files are at, None outside of git or before the first commit."""
    from c360_governance.sources.git import git, git_unfiltered

    try:
        commit = git(root, "rev-parse", "--verify", "--quiet", "HEAD").decode().strip()
        dirty = bool(git_unfiltered(root, "status", "--porcelain", "--ignore-submodules=all", "--", ".").strip())
    except SourceError:
        return None
    try:
        remote = git(root, "remote", "get-url", "origin").decode().strip()
    except SourceError:
        remote = ""
    return Source(_public_url(remote) or f"git:{commit}", f"{commit}-dirty" if dirty else commit)


def engine(name: str) -> Engine | None:
    """An engine with the version of its installed package, None where there is no such package."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Engine(name, version(name))
    except PackageNotFoundError:
        return None


def _public_url(remote: str) -> str | None:
    """A remote without user, password and query; None for one that is a path of this machine."""
    if "://" not in remote:
        host, colon, path = remote.partition(":")
        if not colon or "/" in host:
            return None
        remote = f"ssh://{host}/{path}"
    try:
        parts = urlsplit(remote)
    except ValueError:
        return None
    if parts.scheme == "file" or not parts.hostname:
        return None
    return urlunsplit((parts.scheme, parts.netloc.rsplit("@", 1)[-1], parts.path, "", ""))


def _append(log: Log, event: dict[str, Any]) -> Record:
    from c360_governance.lineage.events.validate import require_valid

    require_valid(event)
    return log.append("openlineage", event)


def _new_id(moment: datetime) -> str:
    """A UUID of version 7 (RFC 9562), which sorts by its time."""
    random = secrets.randbits(74)
    milliseconds = int(moment.timestamp() * 1000) & ((1 << 48) - 1)
    bits = milliseconds << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & ((1 << 62) - 1)
    return str(UUID(int=bits))


def _now() -> datetime:
    return datetime.now(UTC)
