"""Point 10: the dataset's runbook says how to roll back, and how to fix and backfill, step by step."""

from __future__ import annotations

from c360_governance.gate.context import Context
from c360_governance.gate.item import Judgement
from c360_governance.model.location import Location
from c360_governance.model.words import counted
from c360_governance.sources.markdown import parse

ID = 10
TITLE = "Rollback and backfill"
RULE = "gate-rollback"

SECTIONS = ("Roll back", "Fix and backfill")


def judge(context: Context) -> Judgement:
    found = Judgement(RULE)
    for contract, dataset in context.change.booked:
        name = context.runbook_of(contract, dataset)
        if name is None or name not in context.runbooks:
            found.lacks(
                dataset.name,
                context.locate_custom(contract.path, "runbook"),
                f"there is no runbook {name!r}" if name else "the dataset has no runbook",
                f"write runbooks/{name or dataset.name}.md with the sections {' and '.join(SECTIONS)}",
            )
            continue
        path = context.runbooks[name].path
        page = parse(context.runbooks[name].text)
        for title in SECTIONS:
            section = page.section(title)
            if section is None or not section.steps:
                line = section.line if section else 1
                found.lacks(dataset.name, Location(path, line), f"the runbook has no steps under {title!r}",
                            f"write the steps under `## {title}`")  # fmt: skip
            else:
                steps = counted(section.steps, "step")
                found.proves(f"{path}:{section.line}: {title} of {dataset.name}: {steps}")
    return found
