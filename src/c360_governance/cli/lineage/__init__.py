"""`c360 lineage`: take in events, ask the graph, verify the log. One module a subcommand."""

from __future__ import annotations

import click

from c360_governance.cli.lazy import LazyGroup

COMMANDS = {
    "show": "What a dataset or metric is made from and what is made from it.",
    "path": "How data get from one node to another.",
    "causes": "What went wrong upstream of a failed check.",
    "changes": "What changed in the flow of data between two moments.",
    "gaps": "Flows that no contract declares, and declarations that nothing shows.",
    "report": "The report for an auditor: personal data, figures, changes, gaps.",
    "privacy": "Personal data that flow where they may not.",
    "ingest": "Append the OpenLineage events of files to the log.",
    "serve": "Receive events over HTTP from OpenLineage clients.",
    "token": "Make, list and revoke the tokens of those who send events.",
    "forward": "Send our runs to the OpenLineage backends that c360.yaml names.",
    "verify": "Whether the log holds every record as it was appended.",
    "head": "Print the log's head, to pin outside of it.",
    "export": "Write the log as a bundle that proves itself, for CI and auditors.",
    "redact": "Take the content of records out, with reason and approver; the chain still holds.",
    "seal": "Move old records into sealed, compressed files.",
    "rebuild": "Build the log's tables of check results and incidents again from its records.",
}


@click.group(cls=LazyGroup, package=__name__, modules=COMMANDS)
def command() -> None:
    """Ask and verify the event log.

    \b
    Examples:
      c360 lineage show usage_events --downstream
      c360 lineage ingest events.ndjson
      c360 lineage verify --head HASH
    """
