"""The runs that the log tells of: how each went, and what it showed of the flow of data. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from c360_governance.lineage.facts.facts import Fact, Schema, Source
from c360_governance.lineage.facts.names import Ref

ENDS = ("COMPLETE", "FAIL", "ABORT")
FAILED = ("FAIL", "ABORT")


@dataclass(slots=True)
class Run:
    """The events of one run of one job. ``first`` and ``last`` are the events' own times; ``state`` is the last end's,
    None for none.
    """

    job: str | None
    id: str | None
    facts: list[Fact] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None
    state: str | None = None

    def add(self, fact: Fact) -> None:
        """The next event, in the order of recording."""
        self.facts.append(fact)
        time = fact.time
        if time is not None:
            if self.first is None or time < self.first:
                self.first = time
            if self.last is None or time > self.last:
                self.last = time
        if fact.type in ENDS:
            self.state = fact.type

    @property
    def failed(self) -> bool:
        return self.state in FAILED

    @property
    def inputs(self) -> tuple[Ref, ...]:
        return tuple(dict.fromkeys(ref for fact in self.facts for ref in fact.content.inputs))

    @property
    def outputs(self) -> tuple[Ref, ...]:
        """What it wrote, or was to write, also where it failed."""
        return tuple(dict.fromkeys(one.target for fact in self.facts for one in fact.content.statements))

    @property
    def schemas(self) -> tuple[Schema, ...]:
        """The schemas of what it wrote, as its last event that describes them does."""
        written = set(self.outputs)
        found = {one.ref: one for fact in self.facts for one in fact.content.schemas if one.ref in written}
        return tuple(found.values())

    def shown(self) -> Iterator[tuple[Ref, tuple[Source, ...]]]:
        """What each output is made from, by the most explicit statement of all the run's events."""
        if len(self.facts) == 1:
            yield from ((one.target, one.sources) for one in self.facts[0].content.statements)
            return
        ranks: dict[Ref, int] = {}
        for fact in self.facts:
            for one in fact.content.statements:
                ranks[one.target] = max(one.rank, ranks.get(one.target, 0))
        for fact in self.facts:
            for one in fact.content.statements:
                if one.rank == ranks[one.target]:
                    yield one.target, one.sources


def runs_of(facts: Iterable[Fact]) -> list[Run]:
    """The runs, in the order in which they are first told of. An event without a run is one of its own."""
    found: dict[tuple[str | None, str | int | None], Run] = {}
    for fact in facts:
        key = (fact.job, fact.run if fact.run is not None else fact.sequence)
        run = found.get(key)
        if run is None:
            run = found[key] = Run(fact.job, fact.run)
        run.add(fact)
    return list(found.values())
