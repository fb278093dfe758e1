"""A moment that one asks about: a time, or a run's end; and what was declared then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from c360_governance.lineage.facts.facts import Fact
from c360_governance.sources.repository import Repository


@dataclass(frozen=True, slots=True)
class Moment:
    """``commit`` is the one that the repository was at; None where it is not under git, ``""`` before the first.

    ``note`` says what cannot be told of that moment.
    """

    time: datetime
    commit: str | None
    note: str = ""


def moment(repository: Repository, text: str, facts: Sequence[Fact]) -> Moment:
    """The moment of a time (a date is its end) or of a run's last event. Raises `UsageError` for neither."""
    from c360_governance.model.errors import SourceError
    from c360_governance.sources.config import parse_time
    from c360_governance.sources.git import git

    run = text.removeprefix("run:")
    ends = [fact.time for fact in facts if fact.run == run and fact.time is not None]
    time = max(ends) if ends else parse_time(text)
    try:
        found = git(repository.root, "rev-list", "-1", f"--before={time.isoformat()}", "HEAD").decode().strip()
    except SourceError:
        return Moment(time, None, "the repository is not under git: what it declares is taken as it is now")
    return Moment(time, found, "" if found else "nothing was committed yet: what was declared then is not known")


def repository_at(repository: Repository, at: Moment) -> Repository | None:
    """What was declared at a moment; None before the first commit."""
    if at.commit is None:
        return repository
    return Repository(repository.root, at.commit) if at.commit else None
