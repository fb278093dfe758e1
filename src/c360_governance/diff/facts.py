"""Everything that changed between two versions of a contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c360_governance.diff.change import Change
from c360_governance.diff.naming import became
from c360_governance.diff.reading import before_3_1, read
from c360_governance.diff.references import with_names
from c360_governance.diff.subjects import identity, role, schema, server, sla, status, terms
from c360_governance.diff.timestamps import with_timestamps
from c360_governance.diff.values import same


def facts(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> list[Change]:
    """The changes from ``old`` to ``new``, in the order of a contract's parts. Pure.

    Takes any two mappings that claim to be contracts, ODCS 2.2 to 3.2, valid or not, and never raises. The order
    of keys, formatting, prose and what a newer standard renamed are no changes.
    """
    if same(old, new):
        return []
    before, after = read(old), read(new)
    if before_3_1(before) != before_3_1(after):
        before, after = (with_timestamps(side) if before_3_1(side) else side for side in (before, after))
    names = became(before, after)
    before, after = with_names(before, names), with_names(after, names)
    return [
        *identity.facts(before, after),
        *status.facts(before, after),
        *schema.facts(before, after),
        *sla.facts(before, after, names),
        *server.facts(before, after),
        *role.facts(before, after),
        *terms.facts(before, after),
    ]
